/** A brand's past through other rules, on the wire. */
import { type Static, Type } from 'typebox';
import {
  type BacktestedBuzz,
  type BacktestGain,
  type RecordedBuzz,
  weighBacktest,
} from '../../analysis/buzz/backtest.ts';
import { ALERT_RULE_COUNTS } from '../../domain/alert-rule.ts';
import { SENSITIVITIES } from '../../domain/brand.ts';
import { BUZZ_MARKS } from '../../domain/buzz.ts';
import type { AskedRule, BacktestRule, BrandBacktest } from '../../intents/backtest.ts';
import { TriedRuleInput } from './alert-rule.ts';
import { BuzzWire, Level, presentBuzz } from './buzz.ts';
import {
  Id,
  Instant,
  InstantInput,
  inputObject,
  NullableInstant,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  ref,
} from './fields.ts';
import { MissedBuzzWire, presentMissedBuzz } from './missed-buzz.ts';

const NullableInteger = Type.Unsafe<number | null>({ type: ['integer', 'null'] });

export const BacktestInput = inputObject({
  from: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
  sensitivity: Type.Optional(oneOf(SENSITIVITIES)),
  rule: Type.Optional(TriedRuleInput),
});

export const BacktestedBuzzWire = named(
  'BacktestedBuzz',
  Type.Object({
    openedAt: Instant,
    resolvedAt: Type.Unsafe<string | null>({ ...NullableInstant, description: 'null: not over at the end' }),
    highestLevel: Level,
    steps: Type.Array(Type.Object({ at: Instant, level: Level }), {
      description: 'its opening, rises and falls, the oldest first',
    }),
    toldAt: Type.Unsafe<string | null>({
      ...NullableInstant,
      description: 'when people would have been told first, from level 2 on; null: never',
    }),
    peakAt: Type.String({ ...Instant, description: 'the end of the hour with the most negative mentions' }),
    minutesBeforePeak: Type.Unsafe<number | null>({
      ...NullableInteger,
      description: 'from toldAt to peakAt; negative where people would have been told after the peak',
    }),
    mentionCount: Type.Integer(),
    negativeCount: NullableInteger,
    recorded: Type.Array(Type.Object({ id: Id, mark: nullableEnum(BUZZ_MARKS) }), {
      description: 'the recorded buzzes that it overlaps, and what people said of them',
    }),
  }),
);

const Ids = (description: string) => Type.Array(Id, { description });

const gains = {
  buzzes: Type.Array(ref(BacktestedBuzzWire), { description: 'the oldest first' }),
  falseAlarmsAvoided: Ids('recorded buzzes that were marked a false alarm and would not have been told'),
  falseAlarmsKept: Ids('those that would have been told again'),
  confirmedLost: Ids('recorded buzzes that were marked true and would not have been told'),
  missesFound: Ids('missed buzzes that would have been told within a day'),
};

export const BacktestWire = named(
  'Backtest',
  Type.Object({
    from: Type.String({ ...Instant, description: 'no sooner than the brand is watched' }),
    until: Instant,
    mentionCount: Type.Integer(),
    negativeCount: Type.Integer(),
    heardAfterMinutes: Type.Unsafe<number | null>({
      ...NullableInteger,
      description:
        'a backtest plays as if each mention had been heard when it was published: by so much, the median, people would have been told later; null: no single mention had to be looked at',
    }),
    present: Type.Object(
      { sensitivity: oneOf(SENSITIVITIES), ...gains },
      { description: "the brand's sensitivity with its own rules, as they are now" },
    ),
    tried: Type.Union(
      [
        Type.Object({
          sensitivity: nullableEnum(SENSITIVITIES),
          rule: Type.Union([
            Type.Object({
              counts: oneOf(ALERT_RULE_COUNTS),
              query: NullableText,
              countMin: Type.Integer(),
              windowMinutes: Type.Integer(),
              level: Level,
            }),
            Type.Null(),
          ]),
          ...gains,
        }),
        Type.Null(),
      ],
      { description: 'null where neither a sensitivity nor a rule was given' },
    ),
    recorded: Type.Array(ref(BuzzWire), { description: 'the bad buzzes that really were told, the oldest first' }),
    missed: Type.Array(ref(MissedBuzzWire), { description: 'what people reported as missed, the oldest first' }),
    leftOutRules: Type.Array(Type.String(), {
      description: 'own rules that were not played: too many mentions would have to be read for their words',
    }),
  }),
);

/** Null where nothing is to be tried. A sensitivity keeps the own rules beside it; a rule alone is alone. */
export function toAskedRule(body: Static<typeof BacktestInput>): AskedRule | null {
  const { sensitivity = null, rule } = body;
  if (sensitivity === null && rule === undefined) return null;
  return { sensitivity, rule: rule === undefined ? null : { ...rule, query: rule.query ?? null } };
}

export function presentBacktest(backtest: BrandBacktest): Static<typeof BacktestWire> {
  const { from, until, mentionCount, negativeCount, heardAfterMinutes, present, recorded, missed } = backtest;
  const [tried] = backtest.tried;
  return {
    ...{ from: from.toISOString(), until: until.toISOString(), mentionCount, negativeCount, heardAfterMinutes },
    present: { sensitivity: present.sensitivity, ...presentGain(present.buzzes, backtest) },
    tried:
      tried === undefined
        ? null
        : { sensitivity: tried.sensitivity, rule: presentRule(tried.rule), ...presentGain(tried.buzzes, backtest) },
    recorded: recorded.map(presentBuzz),
    missed: missed.map(presentMissedBuzz),
    leftOutRules: [...backtest.leftOutRules],
  };
}

function presentRule(rule: BacktestRule | null) {
  if (rule === null) return null;
  const { counts, query, countMin, windowMinutes, level } = rule;
  return { counts, query, countMin, windowMinutes, level };
}

function presentGain(buzzes: readonly BacktestedBuzz[], past: Pick<BrandBacktest, 'recorded' | 'missed'>) {
  const gain: BacktestGain = weighBacktest(buzzes, past);
  return {
    buzzes: buzzes.map((buzz, index) => presentBacktested(buzz, gain.overlaps[index] ?? [])),
    falseAlarmsAvoided: toIds(gain.falseAlarmsAvoided),
    falseAlarmsKept: toIds(gain.falseAlarmsKept),
    confirmedLost: toIds(gain.confirmedLost),
    missesFound: toIds(gain.missesFound),
  };
}

function presentBacktested(buzz: BacktestedBuzz, recorded: readonly RecordedBuzz[]): Static<typeof BacktestedBuzzWire> {
  const { highestLevel, minutesBeforePeak, mentionCount, negativeCount } = buzz;
  return {
    openedAt: buzz.openedAt.toISOString(),
    resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
    highestLevel,
    steps: buzz.steps.map(({ at, level }) => ({ at: at.toISOString(), level })),
    toldAt: buzz.toldAt?.toISOString() ?? null,
    peakAt: buzz.peakAt.toISOString(),
    ...{ minutesBeforePeak, mentionCount, negativeCount },
    recorded: recorded.map(({ id, mark }) => ({ id, mark })),
  };
}

function toIds(items: readonly Readonly<{ id: string }>[]): string[] {
  return items.map(({ id }) => id);
}
