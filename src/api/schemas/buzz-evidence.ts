/** What a decision on a buzz rested on, on the wire. */
import { type Static, Type } from 'typebox';
import type { BuzzEvidence } from '../../domain/buzz-evidence.ts';
import { OUTLET_WEIGHTS } from '../../domain/outlet.ts';
import { THEMES } from '../../domain/theme.ts';
import { EmergingTermWire, presentEmergingTerm } from './brand.ts';
import { Instant, NullableText, named, oneOf, ref } from './fields.ts';
import { BlindSourceWire, presentBlindSource, QuotedMentionWire } from './quoted.ts';

const OutletWeight = oneOf(OUTLET_WEIGHTS, {
  description: '3 national or international press, 2 regional or trade press, 1 any other site with articles, 0 people',
});

const counts = { mentionCount: Type.Integer(), negativeCount: Type.Integer() };

export const BuzzEvidenceWire = named(
  'BuzzEvidence',
  Type.Object(
    {
      from: Instant,
      until: Instant,
      firstMention: Type.Union([ref(QuotedMentionWire), Type.Null()], {
        description:
          'the first document of the story that was told most, up to two days before the window; of the window, where none was told twice',
      }),
      amplifiers: Type.Array(
        Type.Object({
          author: NullableText,
          site: Type.String(),
          outletWeight: OutletWeight,
          mentionCount: Type.Integer(),
          firstAt: Instant,
        }),
        {
          description:
            'who passed a story on after its first document, or spoke more than once; the weightiest first, at most 10',
        },
      ),
      outlets: Type.Array(
        Type.Object({
          site: Type.String(),
          outletWeight: OutletWeight,
          mentionCount: Type.Integer(),
          firstAt: Instant,
        }),
        { description: 'sites that publish articles, the weightiest first, at most 20' },
      ),
      documents: Type.Array(
        Type.Object({
          ...QuotedMentionWire.properties,
          copyCount: Type.Integer({ description: 'documents that tell the same, itself included' }),
        }),
        { description: 'one per story, those told most often first, at most 10' },
      ),
      terms: Type.Array(ref(EmergingTermWire), { description: 'at most 5, the most telling first' }),
      themes: Type.Array(Type.Object({ theme: oneOf(THEMES), ...counts }), { description: 'at most 5' }),
      ownThemes: Type.Array(Type.Object({ name: Type.String(), ...counts }), {
        description: "the agency's own, by the name that they had, at most 5",
      }),
      blindSources: Type.Array(ref(BlindSourceWire), { description: 'sources that could not be read meanwhile' }),
    },
    { description: 'what the judgement rested on, frozen with it' },
  ),
);

export function presentEvidence(evidence: BuzzEvidence): Static<typeof BuzzEvidenceWire> {
  return {
    ...evidence,
    amplifiers: [...evidence.amplifiers],
    outlets: [...evidence.outlets],
    documents: [...evidence.documents],
    terms: evidence.terms.map(presentEmergingTerm),
    themes: [...evidence.themes],
    ownThemes: [...evidence.ownThemes],
    blindSources: evidence.blindSources.map(presentBlindSource),
  };
}
