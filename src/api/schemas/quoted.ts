/** What alerts, digests and evidence quote: mentions and blind sources as they were. */
import { type Static, Type } from 'typebox';
import type { BlindSource } from '../../domain/source.ts';
import { Instant, NullableText, named, oneOf } from './fields.ts';

export const QuotedMentionWire = named(
  'QuotedMention',
  Type.Object({
    title: NullableText,
    excerpt: Type.String(),
    url: NullableText,
    author: NullableText,
    site: Type.String(),
    publishedAt: Instant,
    score: Type.Number({ description: '-1 (worst) to 1 (best)' }),
  }),
);

const BLIND_STATES = ['failing', 'silent', 'gone'] as const;

export const BlindSourceWire = named(
  'BlindSource',
  Type.Object({
    title: Type.String(),
    url: Type.String(),
    state: oneOf(BLIND_STATES),
    since: Instant,
  }),
);

export function presentBlindSource(source: BlindSource): Static<typeof BlindSourceWire> {
  return { state: 'failing', ...source };
}
