/** Rules that an agency sets beside the detector: so many mentions within so long are at least this grave. */
import { findUntold } from '../analysis/buzz/own-rules.ts';
import { AppError } from '../base/errors.ts';
import { ALERT_RULES_PER_AGENCY_MAX, type AlertRule } from '../domain/alert-rule.ts';
import {
  countAlertRules,
  createAlertRule,
  deleteAlertRule,
  type NewAlertRule,
  updateAlertRule,
} from '../store/alert-rules.ts';
import type { Db } from '../store/database.ts';
import { lockQueries } from '../store/saved-queries.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { readOwnQuery } from './passage-queries.ts';

type Key = Readonly<{ agencyId: string; alertRuleId: string }>;

/** It holds from the brand's next judgement on. Errors: NOT_FOUND for the brand, QUERY_INVALID, LIMIT_REACHED. */
export async function addAlertRule(deps: IntentDeps, agencyId: string, input: NewAlertRule): Promise<AlertRule> {
  return await inTransaction(deps, async (db, writeDeps) => {
    await lockQueries(db, agencyId);
    await checkRuleQuery(db, agencyId, input.query);
    if ((await countAlertRules(db, agencyId)) >= ALERT_RULES_PER_AGENCY_MAX) {
      throw new AppError(
        'LIMIT_REACHED',
        `An agency may have ${ALERT_RULES_PER_AGENCY_MAX} alert rules: remove one first, or set one for every brand.`,
      );
    }
    return await createAlertRule(db, agencyId, writeDeps, input);
  });
}

/** As addAlertRule. Errors: NOT_FOUND, for the brand too, QUERY_INVALID. */
export async function changeAlertRule(deps: IntentDeps, key: Key, changes: Partial<NewAlertRule>): Promise<AlertRule> {
  return await inTransaction(deps, async (db) => {
    await lockQueries(db, key.agencyId);
    const rule = await updateAlertRule(db, key, changes);
    if (changes.query !== undefined) await checkRuleQuery(db, key.agencyId, changes.query);
    return rule;
  });
}

/** A buzz that it opened goes on until its talk is ordinary again. Errors: NOT_FOUND. */
export async function removeAlertRule(deps: IntentDeps, key: Key): Promise<void> {
  await inTransaction(deps, (db) => deleteAlertRule(db, key));
}

/** Whether a rule can have the query. Errors: QUERY_INVALID, for what is not kept of a mention too. */
export async function checkRuleQuery(db: Db, agencyId: string, text: string | null): Promise<void> {
  if (text === null) return;
  const untold = findUntold(await readOwnQuery(db, agencyId, text, 'rule'));
  if (untold === null) return;
  throw new AppError(
    'QUERY_INVALID',
    `The query cannot be used: "${untold}" is not kept of a mention; leave it out, or ask for words, title:, author:, url:, site:, lang: or source: with feed, forum or search.`,
    { details: { place: 'rule' } },
  );
}
