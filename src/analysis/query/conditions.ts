/** What is left of a query when a document's words are read and how it was found is not known yet. */
import type { DocumentFacts } from '../../domain/document-facts.ts';
import type { FactField } from './query.ts';

type Field = Exclude<FactField, 'lang'>;

/** True once its facts are known to be so. */
export type Condition =
  | Readonly<{ kind: 'fact'; field: Field; value: string }>
  | Readonly<{ kind: 'all' | 'any'; parts: readonly Condition[] }>
  | Readonly<{ kind: 'not'; part: Condition }>;

/** What evaluation comes to: known, or known once the facts are. */
export type Outcome = boolean | Condition;

export function isMet(condition: Condition, facts: DocumentFacts): boolean {
  switch (condition.kind) {
    case 'fact':
      return hasFact(condition, facts);
    case 'not':
      return !isMet(condition.part, facts);
    case 'all':
      return condition.parts.every((part) => isMet(part, facts));
    case 'any':
      return condition.parts.some((part) => isMet(part, facts));
  }
}

export function hasFact(fact: Readonly<{ field: Field; value: string }>, facts: DocumentFacts): boolean {
  const lists: Readonly<Record<Field, readonly string[]>> = {
    country: facts.countries,
    source: facts.sources,
    type: facts.types,
    engine: facts.engines,
    tag: facts.tags,
  };
  return lists[fact.field].includes(fact.value);
}

export function negate(outcome: Outcome): Outcome {
  return typeof outcome === 'boolean' ? !outcome : { kind: 'not', part: outcome };
}

/** All or any of the parts, asked one after the other until one decides; what is known already is left out. */
export function combine<Part>(
  { kind, parts }: Readonly<{ kind: 'all' | 'any'; parts: readonly Part[] }>,
  evaluate: (part: Part) => Outcome,
): Outcome {
  const deciding = kind === 'any';
  const open: Condition[] = [];
  for (const part of parts) {
    const outcome = evaluate(part);
    if (outcome === deciding) return deciding;
    if (typeof outcome !== 'boolean') open.push(outcome);
  }
  const [first] = open;
  if (first === undefined) return !deciding;
  return open.length === 1 ? first : { kind, parts: open };
}
