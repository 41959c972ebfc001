/** How right the sentiment was, on the wire. */
import { type Static, Type } from 'typebox';
import { SENTIMENT_LABELS } from '../../domain/mention.ts';
import { type Estimate, READINGS_MIN, type Reliability } from '../../domain/reliability.ts';
import { SOURCE_KINDS } from '../../domain/source.ts';
import type { BrandReliability } from '../../store/corrections.ts';
import { named, oneOf } from './fields.ts';

/** A share with its interval; null where it would be one of fewer than countMin. */
export const EstimateWire = (description: string, countMin = READINGS_MIN) =>
  Type.Unsafe<Estimate | null>({
    anyOf: [
      Type.Object({
        share: Type.Number(),
        from: Type.Number({ description: '95 % confidence interval' }),
        to: Type.Number(),
        count: Type.Integer({ description: 'of how many it is the share' }),
      }),
      { type: 'null' },
    ],
    description: `${description}; null, not measured yet: fewer than ${countMin}`,
  });

const fields = {
  readCount: Type.Integer({ description: 'mentions that were corrected, confirmed, or handled as they stood' }),
  labels: Type.Array(
    Type.Object({
      label: oneOf(SENTIMENT_LABELS),
      precision: EstimateWire('of those judged so, the share that their reader calls so'),
      recall: EstimateWire('of those that their reader calls so, the share that was judged so'),
    }),
  ),
};

export const ReliabilityWire = named('Reliability', Type.Object(fields));

export const BrandReliabilityWire = named(
  'BrandReliability',
  Type.Object({
    ...fields,
    byLanguage: Type.Array(
      Type.Object({ language: Type.Unsafe<string | null>({ type: ['string', 'null'] }), ...fields }),
    ),
    bySourceKind: Type.Array(Type.Object({ sourceKind: oneOf(SOURCE_KINDS), ...fields })),
    bySite: Type.Array(Type.Object({ site: Type.String(), ...fields })),
  }),
);

export function presentReliability({ readCount, labels }: Reliability): Static<typeof ReliabilityWire> {
  return { readCount, labels: [...labels] };
}

export function presentBrandReliability(reliability: BrandReliability): Static<typeof BrandReliabilityWire> {
  return {
    ...presentReliability(reliability),
    byLanguage: reliability.byLanguage.map((each) => ({ language: each.value, ...presentReliability(each) })),
    bySourceKind: reliability.bySourceKind.map((each) => ({ sourceKind: each.value, ...presentReliability(each) })),
    bySite: reliability.bySite.map((each) => ({ site: each.value, ...presentReliability(each) })),
  };
}
