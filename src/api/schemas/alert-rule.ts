/** An agency's own alert rules on the wire. */
import { type Static, Type } from 'typebox';
import {
  ALERT_RULE_COUNT_MAX,
  ALERT_RULE_COUNTS,
  ALERT_RULE_MINUTES_MAX,
  ALERT_RULE_MINUTES_MIN,
  type AlertRule,
} from '../../domain/alert-rule.ts';
import { BUZZ_LEVELS } from '../../domain/buzz.ts';
import { QueryInput } from './brand.ts';
import { Level } from './buzz.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  inputObject,
  integerInput,
  NullableId,
  NullableText,
  named,
  oneOf,
  pageQuery,
  textInput,
} from './fields.ts';

export const RULE_NAME_CHARS_MAX = 100;

export const AlertRuleWire = named(
  'AlertRule',
  Type.Object({
    id: Id,
    brandId: Type.Unsafe<string | null>({ ...NullableId, description: 'null: for every brand of the agency' }),
    name: Type.String(),
    counts: oneOf(ALERT_RULE_COUNTS),
    query: Type.Unsafe<string | null>({
      ...NullableText,
      description: "which of the brand's mentions count, such as panne site:lemonde.fr; null: all of them",
    }),
    countMin: Type.Integer({ description: 'so many, at least' }),
    windowMinutes: Type.Integer({ description: 'within so long' }),
    level: Level,
    createdAt: Instant,
  }),
);

const brandId = Type.Unsafe<string | null>({
  ...IdInput,
  type: ['string', 'null'],
  description: 'an id: a UUID, or null for every brand',
});
const query = Type.Unsafe<string | null>({
  ...QueryInput,
  type: ['string', 'null'],
  description: 'an expression such as panne site:lemonde.fr, or null for all mentions',
});
/** What a rule asks for. */
const condition = {
  counts: oneOf(ALERT_RULE_COUNTS),
  countMin: integerInput(1, ALERT_RULE_COUNT_MAX),
  windowMinutes: integerInput(ALERT_RULE_MINUTES_MIN, ALERT_RULE_MINUTES_MAX),
  level: oneOf(BUZZ_LEVELS),
};
const fields = { name: textInput(RULE_NAME_CHARS_MAX), ...condition };

/** A rule that is tried and not kept. */
export const TriedRuleInput = inputObject({ ...condition, query: Type.Optional(query) });

export const AlertRuleInput = inputObject({ ...fields, brandId: Type.Optional(brandId), query: Type.Optional(query) });

export const AlertRuleChanges = changesObject({ ...fields, brandId, query });

export const AlertRuleQuery = pageQuery({ brandId: Type.Optional(IdInput) });

export function presentAlertRule(rule: AlertRule): Static<typeof AlertRuleWire> {
  const { agencyId: _, ...shown } = rule;
  return { ...shown, createdAt: rule.createdAt.toISOString() };
}
