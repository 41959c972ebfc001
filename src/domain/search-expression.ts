/** What a brand's query asks for, without the grammar: what search services are asked in their own syntax. */

/** Words and phrases as the user wrote them; 'all' and 'any' have at least one part. */
export type SearchExpression =
  | Readonly<{ kind: 'word' | 'phrase'; text: string }>
  | Readonly<{ kind: 'all' | 'any'; parts: readonly SearchExpression[] }>
  | Readonly<{ kind: 'not'; part: SearchExpression }>;
