/** Buzzes, their numbers and their timelines on the wire. */

import { type Static, Type } from 'typebox';
import { SNOOZE_MINUTES_MAX, SNOOZE_MINUTES_MIN } from '../../domain/answer.ts';
import {
  BUZZ_BASES,
  BUZZ_CONDITIONS,
  BUZZ_EVENT_KINDS,
  BUZZ_KINDS,
  BUZZ_LEVELS,
  BUZZ_MARKS,
  BUZZ_REASONS,
  BUZZ_STATUSES,
  type Buzz,
  type BuzzEvent,
  type BuzzFigures,
  type BuzzLevel,
  type BuzzMark,
} from '../../domain/buzz.ts';
import { makeBuzzWords } from '../../domain/buzz-words.ts';
import { makeFormats } from '../../domain/formats.ts';
import { QUIET_REASONS, type QuietReason } from '../../domain/quiet-reason.ts';
import { BuzzEvidenceWire, presentEvidence } from './buzz-evidence.ts';
import {
  Id,
  IdInput,
  Instant,
  InstantInput,
  inputObject,
  NameInput,
  NullableInstant,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  pageQuery,
  ref,
} from './fields.ts';

export const Level = oneOf(BUZZ_LEVELS, { description: '1 weak signal, 2 to watch, 3 bad buzz, 4 crisis' });

export const BuzzFiguresWire = named(
  'BuzzFigures',
  Type.Object({
    windowMinutes: Type.Integer({
      description: 'width of the window that spoke loudest: 30, 60, 180, 360 or 1440; of a silence how long it lasts',
    }),
    mentionCount: Type.Integer(),
    negativeCount: Type.Integer(),
    positiveCount: Type.Integer({ description: 'in the last 24 hours' }),
    expectedMentionCount: Type.Number({ description: 'what the brand usually has at this hour of the week' }),
    expectedNegativeCount: Type.Number(),
    usualNegatives: Type.Object(
      { from: Type.Integer(), until: Type.Integer() },
      { description: 'as many in nineteen of twenty such windows, both inclusive' },
    ),
    probability: Type.Number({
      description:
        'of so many negatives or more where the brand is as usual, 0 to 1; of a silence that of so few mentions',
    }),
    mentionProbability: Type.Number({ description: 'the same of the mentions' }),
    highestNegativeCount: Type.Union([Type.Integer(), Type.Null()], {
      description: 'most negatives in a window of this width in the eight weeks before; null: not known',
    }),
    negativeRatio: Type.Number({ description: 'part of the mentions that is negative, 0 to 1' }),
    negativeRatioMin: Type.Number({ description: 'the lowest share that the counts allow' }),
    usualNegativeRatio: Type.Number(),
    newcomerCount: Type.Integer({ description: 'of the voices, those that had never spoken of the brand before' }),
    expectedNewcomerCount: Type.Number(),
    voiceCount: Type.Integer({
      description:
        'people with a story of their own: forty posts of one are one, and so is one dispatch on forty sites',
    }),
    authorCount: Type.Integer(),
    siteCount: Type.Integer(),
    sourceKindCount: Type.Integer(),
    storyCount: Type.Integer(),
    crisisVoiceCount: Type.Integer({ description: 'of the voices, those that use words of crisis of weight 2 or 3' }),
    pressSiteCount: Type.Integer({ description: 'press sites among the negatives' }),
    nationalPressSiteCount: Type.Integer(),
    hourlyNegativeCounts: Type.Array(Type.Integer(), { description: 'of the last three hours, the oldest first' }),
    score: Type.Number({
      description:
        'orders of magnitude by which newcomers, share and words of crisis are rare together: 3 is once in a thousand',
    }),
    basis: oneOf(BUZZ_BASES, {
      description: "what the expectation rests on: the brand's own past, the agency's other brands, brands in general",
    }),
    baselineWeekCount: Type.Integer({
      description: 'earlier weeks of its own that the expectation rests on, at most 8',
    }),
    campaignName: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'the campaign that raised the bar for volume; null: none was on',
    }),
    metRules: Type.Array(
      Type.Object({
        name: Type.String(),
        level: Level,
        count: Type.Integer(),
        countMin: Type.Integer(),
        windowMinutes: Type.Integer(),
      }),
      { description: "the agency's own rules that were met" },
    ),
    nextLevel: Type.Union(
      [
        Type.Object({
          level: Level,
          missing: Type.Array(
            Type.Object({ condition: oneOf(BUZZ_CONDITIONS), have: Type.Number(), need: Type.Number() }),
          ),
        }),
        Type.Null(),
      ],
      { description: 'what the next level asks for and is not so; null at the highest, and where nothing is negative' },
    ),
  }),
);

const properties = {
  id: Id,
  brandId: Id,
  kind: oneOf(BUZZ_KINDS, { description: 'only a bad buzz, negative, wakes anybody' }),
  level: Level,
  presentLevel: { ...Level, description: 'what its talk amounts to by now' },
  status: oneOf(BUZZ_STATUSES),
  reasons: Type.Array(oneOf(BUZZ_REASONS)),
  figures: ref(BuzzFiguresWire),
  openedAt: Instant,
  levelSince: Instant,
  lastAbnormalAt: Instant,
  acknowledgedAt: NullableInstant,
  acknowledgedBy: NullableText,
  acknowledgedLevel: Type.Unsafe<BuzzLevel | null>({
    type: ['integer', 'null'],
    enum: [...BUZZ_LEVELS, null],
    description: 'the level that it had then: a worse one asks again',
  }),
  snoozedUntil: { ...NullableInstant, description: 'nobody is reminded before' },
  mark: Type.Unsafe<BuzzMark | null>({
    ...nullableEnum(BUZZ_MARKS),
    description: 'what somebody said of it afterwards; null: nobody did',
  }),
  markedBy: NullableText,
  markedAt: NullableInstant,
  resolvedAt: NullableInstant,
  resolvedBy: { ...NullableText, description: 'who ended it by hand; null: it ended by itself, or goes on' },
  reopenCount: Type.Integer({ description: 'how often it came back within a day of its end' }),
};

export const BuzzWire = named('Buzz', Type.Object(properties));

export const BuzzEventWire = named(
  'BuzzEvent',
  Type.Object({
    at: Instant,
    kind: oneOf(BUZZ_EVENT_KINDS),
    level: Level,
    by: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'who; null where nobody is behind it' }),
    reasons: Type.Array(oneOf(BUZZ_REASONS)),
    figures: Type.Union([ref(BuzzFiguresWire), Type.Null()], { description: 'null for what is no judgement' }),
    evidence: Type.Union([ref(BuzzEvidenceWire), Type.Null()], {
      description: 'null for what is no judgement, for a fall, and for what was judged before evidence was kept',
    }),
    mark: Type.Unsafe<BuzzMark | null>({
      ...nullableEnum(BUZZ_MARKS),
      description: 'of the kind "marked": what was said; null: it was taken back',
    }),
    withheldReason: Type.Unsafe<QuietReason | null>({
      ...nullableEnum(QUIET_REASONS),
      description: 'of the kind "withheld": why nobody was told, or ("throttled") why a message waits',
    }),
  }),
);

const Sentences = { fr: Type.String(), en: Type.String() };

export const BuzzDetailWire = named(
  'BuzzDetail',
  Type.Object({
    ...properties,
    sentence: Type.Object(Sentences, {
      description: 'observed against usual, how rare, the share, who, about what and since when, as it was judged',
    }),
    whyLevel: Type.Object(Sentences),
    whyNotNext: Type.Union([Type.Object(Sentences), Type.Null()], {
      description: 'what the next level asks for and is not so; null where there is none, or it is not known',
    }),
    events: Type.Array(ref(BuzzEventWire), { description: 'oldest first' }),
  }),
);

export const BuzzQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  kind: Type.Optional(oneOf(BUZZ_KINDS)),
  status: Type.Optional(oneOf(BUZZ_STATUSES)),
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export const AcknowledgementInput = inputObject({ by: NameInput });

export const SnoozeInput = inputObject({
  minutes: Type.Integer({ minimum: SNOOZE_MINUTES_MIN, maximum: SNOOZE_MINUTES_MAX }),
  by: NameInput,
});

export const ResolutionInput = inputObject({ by: NameInput });

/** by: who says so, else the name of the API key. */
export const MarkInput = inputObject({ mark: oneOf(BUZZ_MARKS), by: Type.Optional(NameInput) });

export function presentBuzz(buzz: Buzz): Static<typeof BuzzWire> {
  const { agencyId: _, presentLevelAt: _at, figures, ...shown } = buzz;
  return {
    ...shown,
    figures: presentFigures(figures),
    reasons: [...buzz.reasons],
    openedAt: buzz.openedAt.toISOString(),
    levelSince: buzz.levelSince.toISOString(),
    lastAbnormalAt: buzz.lastAbnormalAt.toISOString(),
    acknowledgedAt: buzz.acknowledgedAt?.toISOString() ?? null,
    markedAt: buzz.markedAt?.toISOString() ?? null,
    resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
    snoozedUntil: buzz.snoozedUntil?.toISOString() ?? null,
  };
}

export function presentFigures(figures: BuzzFigures): Static<typeof BuzzFiguresWire> {
  const { hourlyNegativeCounts, metRules, nextLevel } = figures;
  return {
    ...figures,
    hourlyNegativeCounts: [...hourlyNegativeCounts],
    metRules: [...metRules],
    nextLevel: nextLevel && { ...nextLevel, missing: [...nextLevel.missing] },
  };
}

/** With its timeline, and why it is one in words. timeZone: of the agency. */
export function presentBuzzDetail(
  input: Readonly<{ buzz: Buzz; events: readonly BuzzEvent[]; timeZone: string }>,
): Static<typeof BuzzDetailWire> {
  const { buzz, events, timeZone } = input;
  const evidence = events.findLast((event) => event.evidence !== null)?.evidence;
  const terms = (evidence?.terms ?? []).map(({ term }) => term);
  const fr = makeBuzzWords('fr', makeFormats({ language: 'fr', timeZone }));
  const en = makeBuzzWords('en', makeFormats({ language: 'en', timeZone }));
  const told = { ...buzz, at: buzz.levelSince, since: buzz.openedAt, terms };
  const whyNotNext = { fr: fr.whyNotNext(buzz), en: en.whyNotNext(buzz) };
  return {
    ...presentBuzz(buzz),
    sentence: { fr: fr.sentence(told), en: en.sentence(told) },
    whyLevel: { fr: fr.whyLevel(buzz), en: en.whyLevel(buzz) },
    whyNotNext: whyNotNext.fr === null || whyNotNext.en === null ? null : { fr: whyNotNext.fr, en: whyNotNext.en },
    events: events.map(presentBuzzEvent),
  };
}

function presentBuzzEvent(event: BuzzEvent): Static<typeof BuzzEventWire> {
  const { kind, level, by, figures, evidence, mark, withheldReason } = event;
  return {
    at: event.at.toISOString(),
    ...{ kind, level, by },
    reasons: [...event.reasons],
    figures: figures && presentFigures(figures),
    mark,
    withheldReason,
    evidence: evidence && presentEvidence(evidence),
  };
}
