/** Which tokens of a draft stand at some places of it. */

/** from: the first token; until: the one behind the last. */
type Span = Readonly<{ from: number; until: number }>;

export function tokensOf(span: Span): readonly number[] {
  return Array.from({ length: span.until - span.from }, (_, index) => span.from + index);
}

export function tokensOfAll(spans: readonly Span[]): ReadonlySet<number> {
  return new Set(spans.flatMap(tokensOf));
}
