/** Missed buzzes, and how right and how soon alerts were, on the wire. */
import { type Static, Type } from 'typebox';
import { type DetectionQuality, MARKS_MIN, QUALITY_DAYS } from '../../domain/detection-quality.ts';
import type { MissedBuzz } from '../../domain/missed-buzz.ts';
import {
  Id,
  IdInput,
  Instant,
  InstantInput,
  inputObject,
  NameInput,
  NullableText,
  named,
  pageQuery,
  textInput,
} from './fields.ts';
import { EstimateWire } from './reliability.ts';

export const NOTE_CHARS_MAX = 2_000;

export const MissedBuzzWire = named(
  'MissedBuzz',
  Type.Object({
    id: Id,
    brandId: Id,
    startedAt: Instant,
    note: NullableText,
    reportedBy: Type.String(),
    reportedAt: Instant,
  }),
);

export const MissedBuzzInput = inputObject({
  brandId: IdInput,
  startedAt: InstantInput,
  note: Type.Optional(
    Type.Unsafe<string | null>({
      ...textInput(NOTE_CHARS_MAX),
      type: ['string', 'null'],
      description: `text of 1 to ${NOTE_CHARS_MAX} characters, or null`,
    }),
  ),
  by: Type.Optional(NameInput),
});

export const MissedBuzzQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export const DetectionQualityWire = named(
  'DetectionQuality',
  Type.Object({
    confirmedCount: Type.Integer({
      description: `buzzes of level 2 and above of the last ${QUALITY_DAYS} days that were marked as true`,
    }),
    falseAlarmCount: Type.Integer({ description: 'of those, the ones that were marked as false alarms' }),
    missedCount: Type.Integer({ description: 'those that people reported because nobody was told' }),
    precision: EstimateWire('of the buzzes that were marked, the share that were true', MARKS_MIN),
    recall: EstimateWire('of the true ones that are known, the share that Vigie told of', MARKS_MIN),
    delayMinutes: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description:
        'median minutes from the first negative mention of what was judged to the opening; null: there was no such buzz',
    }),
  }),
);

export function presentMissedBuzz(missed: MissedBuzz): Static<typeof MissedBuzzWire> {
  const { agencyId: _, ...shown } = missed;
  return { ...shown, startedAt: missed.startedAt.toISOString(), reportedAt: missed.reportedAt.toISOString() };
}

export function presentDetectionQuality(quality: DetectionQuality): Static<typeof DetectionQualityWire> {
  return { ...quality };
}
