/** Buzzes, their numbers and their timelines on the wire. */
import { type Static, Type } from 'typebox';
import {
  BUZZ_EVENT_KINDS,
  BUZZ_LEVELS,
  BUZZ_MARKS,
  BUZZ_REASONS,
  BUZZ_STATUSES,
  type Buzz,
  type BuzzEvent,
  type BuzzMark,
} from '../../domain/buzz.ts';
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

export const BuzzFiguresWire = named(
  'BuzzFigures',
  Type.Object({
    windowMinutes: Type.Integer({ description: 'width of the window that spoke loudest: 60 or 360' }),
    mentionCount: Type.Integer(),
    negativeCount: Type.Integer(),
    expectedMentionCount: Type.Number({ description: 'what the brand usually has at this hour of the week' }),
    expectedNegativeCount: Type.Number(),
    negativeRatio: Type.Number({ description: 'part of the mentions that is negative, 0 to 1' }),
    usualNegativeRatio: Type.Number(),
    authorCount: Type.Integer(),
    siteCount: Type.Integer(),
    sourceKindCount: Type.Integer(),
    storyCount: Type.Integer(),
    score: Type.Number({ description: 'standard deviations of the negative count above what was expected' }),
    baselineWeekCount: Type.Integer({ description: 'earlier weeks that the expectation rests on' }),
  }),
);

export const Level = oneOf(BUZZ_LEVELS, { description: '1 weak signal, 2 to watch, 3 bad buzz, 4 crisis' });

const properties = {
  id: Id,
  brandId: Id,
  level: Level,
  status: oneOf(BUZZ_STATUSES),
  reasons: Type.Array(oneOf(BUZZ_REASONS)),
  figures: ref(BuzzFiguresWire),
  openedAt: Instant,
  levelSince: Instant,
  lastAbnormalAt: Instant,
  acknowledgedAt: NullableInstant,
  acknowledgedBy: NullableText,
  mark: Type.Unsafe<BuzzMark | null>({
    ...nullableEnum(BUZZ_MARKS),
    description: 'what somebody said of it afterwards; null: nobody did',
  }),
  markedBy: NullableText,
  markedAt: NullableInstant,
  resolvedAt: NullableInstant,
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
    mark: Type.Unsafe<BuzzMark | null>({
      ...nullableEnum(BUZZ_MARKS),
      description: 'of the kind "marked": what was said; null: it was taken back',
    }),
  }),
);

export const BuzzDetailWire = named(
  'BuzzDetail',
  Type.Object({ ...properties, events: Type.Array(ref(BuzzEventWire), { description: 'oldest first' }) }),
);

export const BuzzQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  status: Type.Optional(oneOf(BUZZ_STATUSES)),
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export const AcknowledgementInput = inputObject({ by: NameInput });

/** by: who says so, else the name of the API key. */
export const MarkInput = inputObject({ mark: oneOf(BUZZ_MARKS), by: Type.Optional(NameInput) });

export function presentBuzz(buzz: Buzz): Static<typeof BuzzWire> {
  const { agencyId: _, ...shown } = buzz;
  return {
    ...shown,
    reasons: [...buzz.reasons],
    openedAt: buzz.openedAt.toISOString(),
    levelSince: buzz.levelSince.toISOString(),
    lastAbnormalAt: buzz.lastAbnormalAt.toISOString(),
    acknowledgedAt: buzz.acknowledgedAt?.toISOString() ?? null,
    markedAt: buzz.markedAt?.toISOString() ?? null,
    resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
  };
}

/** With its timeline. */
export function presentBuzzDetail(buzz: Buzz, events: readonly BuzzEvent[]): Static<typeof BuzzDetailWire> {
  return { ...presentBuzz(buzz), events: events.map(presentBuzzEvent) };
}

function presentBuzzEvent(event: BuzzEvent): Static<typeof BuzzEventWire> {
  const { kind, level, by, figures, mark } = event;
  return { at: event.at.toISOString(), kind, level, by, reasons: [...event.reasons], figures, mark };
}
