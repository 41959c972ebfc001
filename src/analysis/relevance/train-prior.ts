/** What many names teach about any name: the weights that a brand's own marks begin from. */
import { compileMatcher } from '../query/compile-matcher.ts';
import { parseQuery } from '../query/parse-query.ts';
import { fitWeights, type PriorWeights } from './learn-relevance.ts';
import { type FoundText, readFeatures } from './read-features.ts';

/** A sentence that holds an ambiguous name, and whether it means the brand. */
export type LabelledText = Readonly<{ name: string; text: string; about: boolean }>;

const STEP_COUNT = 400;
/** A feature that one name alone shows says something of that name. */
const NAME_COUNT_MIN = 2;
const WEIGHT_DIGITS = 3;

/**
 * The weights of what is no single word: how names are written, what kind of neighbour they have, what is talked about.
 * The same texts in the same order give the same weights.
 */
export function trainPrior(texts: readonly LabelledText[]): PriorWeights {
  const examples = texts.map(({ name, text, about }) => ({
    name,
    features: readFeatures(findName({ name, text })).filter(isShared),
    isAbout: about,
  }));
  const names = new Map<string, Set<string>>();
  for (const { name, features } of examples) {
    for (const feature of features) names.set(feature, (names.get(feature) ?? new Set()).add(name));
  }
  const known = examples.map(({ features, isAbout }) => ({
    features: features.filter((feature) => (names.get(feature)?.size ?? 0) >= NAME_COUNT_MIN),
    isAbout,
  }));
  const weights = fitWeights(known, { priorOf: () => 0, spreadOf: () => 1, stepCount: STEP_COUNT });
  return Object.fromEntries(
    [...weights]
      .map(([feature, weight]) => [feature, Number(weight.toFixed(WEIGHT_DIGITS))] as const)
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

/** The text with the places where it says the name. */
export function findName({ name, text }: Readonly<{ name: string; text: string }>): FoundText {
  const matcher = compileMatcher([{ id: name, key: name, query: parseQuery(`"${name}"`) }]);
  const document = { title: null, text };
  return { ...document, spans: matcher.match(document)[0]?.spans ?? [] };
}

/** Words are a name's own; where they are neighbours, their kind is shared. */
function isShared(feature: string): boolean {
  return !/^(?:near|said):/.test(feature) && !/^(?:before|after)-word:/.test(feature);
}
