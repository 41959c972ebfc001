/** The rules that agencies set beside the detector, kept compiled per brand and held against what was said lately. */
import { compileAlertRules, type FindMetRules } from '../analysis/buzz/own-rules.ts';
import { addMs, MINUTE_MS } from '../base/clock.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import {
  ALERT_RULE_COUNT_MAX,
  ALERT_RULES_PER_AGENCY_MAX,
  type AlertRule,
  type MetRule,
} from '../domain/alert-rule.ts';
import { listAlertRules } from '../store/alert-rules.ts';
import type { Db } from '../store/database.ts';
import { listRuleMentions } from '../store/mentions.ts';

type BrandKey = Readonly<{ agencyId: string; brandId: string }>;

export type OwnRules = Readonly<{
  /** The rules that the brand's talk meets now, the gravest first. One small query for a brand that has none. */
  findMet: (db: Db, brand: BrandKey, now: Date) => Promise<readonly MetRule[]>;
}>;

type Compiled = Readonly<{ madeOf: string; windowMinutes: number; find: FindMetRules }>;

/** Holds what this process compiled. */
export function makeOwnRules(deps: Readonly<{ log: Log }>): OwnRules {
  const byBrand = new Map<string, Compiled>();
  return {
    findMet: async (db, brand, now) => {
      const rules = await listAlertRules(db, brand, { after: null, limit: ALERT_RULES_PER_AGENCY_MAX });
      if (rules.length === 0) {
        byBrand.delete(brand.brandId);
        return [];
      }
      const madeOf = JSON.stringify(rules);
      const known = byBrand.get(brand.brandId);
      const compiled = known?.madeOf === madeOf ? known : { madeOf, ...compileReadable(deps, rules) };
      byBrand.set(brand.brandId, compiled);
      if (compiled.windowMinutes === 0) return [];
      // a window's end is exclusive, and what was published this very instant belongs to it
      const range = { from: addMs(now, -compiled.windowMinutes * MINUTE_MS), until: addMs(now, 1) };
      return compiled.find(await listRuleMentions(db, brand, { ...range, limit: ALERT_RULE_COUNT_MAX }), now);
    },
  };
}

/** A stored query that this version cannot read costs its agency that rule and the log a line, not the brand its detector. */
function compileReadable(deps: Readonly<{ log: Log }>, rules: readonly AlertRule[]): Omit<Compiled, 'madeOf'> {
  const readable = rules.filter((rule) => {
    try {
      compileAlertRules([rule]);
      return true;
    } catch (error) {
      deps.log.error('query.refused', { agencyId: rule.agencyId, id: rule.id, message: toErrorMessage(error) });
      return false;
    }
  });
  const windowMinutes = Math.max(0, ...readable.map((rule) => rule.windowMinutes));
  return { windowMinutes, find: compileAlertRules(readable) };
}
