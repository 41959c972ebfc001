/**
 * All brands' queries compiled into one matcher, of which only what changed is compiled again; and what their readers
 * taught.
 */
import { compileMatcher, type Matcher, type MatcherEntry } from '../analysis/query/compile-matcher.ts';
import { parseQuery } from '../analysis/query/parse-query.ts';
import {
  learnRelevance,
  MARK_COUNT_MIN,
  type RelevanceModel,
  rateText,
} from '../analysis/relevance/learn-relevance.ts';
import type { FoundText } from '../analysis/relevance/read-features.ts';
import { type JudgedText, moveSentiment } from '../analysis/sentiment/learn-corrections.ts';
import { toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Brand } from '../domain/brand.ts';
import type { Sentiment } from '../domain/mention.ts';
import {
  listAllBrands,
  listBrandIdsRemovedAfter,
  listBrandsChangedAfter,
  readQuerySetVersion,
} from '../store/brands.ts';
import { listTaughtCorrections } from '../store/corrections.ts';
import type { Db } from '../store/database.ts';
import { listMarks, type StoredMark } from '../store/marks.ts';
import { readSavedTexts } from '../store/saved-queries.ts';
import { makeBrandLayers } from './brand-layers.ts';
import { type Labels, makeOwnVocabulary } from './own-vocabulary.ts';

/** relevance: null where the brand has too few marks to be rated by. */
export type Rating = Readonly<{ relevance: number | null; isSetAside: boolean }>;

/** The brands as they are now; what it says of them holds until the next one is asked for. */
export type CurrentBrands = Readonly<{
  matcher: Matcher<Brand>;
  /** Whether the brand's query is looked for: it is there, and this version can read it. */
  isKnown: (brandId: string) => boolean;
  /** Whether a mention is about its brand, by the reader's marks. */
  rate: (brand: Brand, found: FoundText) => Rating;
  /** The sentiment that the model told, as the reader's corrections move it. */
  moveSentiment: (brand: Brand, judged: JudgedText) => Sentiment;
  /** What the passages about the brand hold, by the general vocabulary and the agency's own. */
  label: (brand: Brand, passages: string) => Labels;
}>;

export type BrandMatcher = Readonly<{
  /** One small query where nothing changed. */
  current: (db: Db) => Promise<CurrentBrands>;
}>;

/** Holds the compiled queries of this process; built once, in the World. */
export function makeBrandMatcher(deps: Readonly<{ log: Log }>): BrandMatcher {
  let version: number | undefined;
  let matcher: Matcher<Brand> = compileMatcher<Brand>([]);
  const knownIds = new Set<string>();
  const models = new Map<string, RelevanceModel>();
  const layers = makeBrandLayers();
  const vocabulary = makeOwnVocabulary(deps);
  let refreshing: Promise<unknown> = Promise.resolve();

  const refresh = async (db: Db): Promise<void> => {
    // the version first: brands read after it are at least that new, and a later change makes another version
    const now = await readQuerySetVersion(db);
    if (now === version) return;
    const changed = version === undefined ? await listAllBrands(db) : await listBrandsChangedAfter(db, version);
    const removedIds = version === undefined ? [] : await listBrandIdsRemovedAfter(db, version);
    const entries = await compileBrands(deps, db, changed);
    const changedIds = changed.map(({ id }) => id);
    const marks = await listMarks(db, changedIds);
    const learned = await layers.learn(await listTaughtCorrections(db, changedIds));
    await vocabulary.renew(db, [...new Set(changed.map(({ agencyId }) => agencyId))]);
    if (version === undefined) matcher = compileMatcher(entries);
    for (const id of [...removedIds, ...changedIds]) {
      knownIds.delete(id);
      models.delete(id);
    }
    if (version !== undefined) {
      for (const id of removedIds) matcher.delete(id);
      const entryIds = new Set(entries.map(({ id }) => id));
      for (const { id } of changed) if (!entryIds.has(id)) matcher.delete(id);
      for (const entry of entries) matcher.set(entry);
    }
    for (const { id } of entries) knownIds.add(id);
    for (const [brandId, ofBrand] of marks) {
      const model = toModel(ofBrand);
      if (model !== undefined) models.set(brandId, model);
    }
    layers.replace([...removedIds, ...changedIds], learned);
    version = now;
  };

  return {
    current: async (db) => {
      // one after the other: two steps of one process may ask at once, and must not both change the matcher
      const mine = refreshing.then(() => refresh(db));
      refreshing = Promise.allSettled([mine]); // a fault is told to whoever asked
      await mine;
      return {
        matcher,
        isKnown: (brandId) => knownIds.has(brandId),
        rate: (brand, found) => rateForBrand(models.get(brand.id), brand, found),
        moveSentiment: (brand, judged) => moveSentiment(layers.get(brand.id), judged),
        label: vocabulary.tell,
      };
    },
  };
}

function rateForBrand(model: RelevanceModel | undefined, brand: Brand, found: FoundText): Rating {
  if (model === undefined) return { relevance: null, isSetAside: false };
  const { relevance, isRelevant } = rateText(model, found, brand.relevanceThreshold);
  return { relevance, isSetAside: !isRelevant };
}

/** The model of a brand's marks; undefined while there are too few. */
function toModel(marks: readonly StoredMark[]): RelevanceModel | undefined {
  return marks.length >= MARK_COUNT_MIN ? learnRelevance(marks.map(toMark)) : undefined;
}

function toMark({ isAbout, title, excerpt, spans }: StoredMark) {
  return { found: { title, text: excerpt, spans }, isAbout };
}

/** A stored query that this version cannot read costs that brand its mentions and the log a line, not everybody. */
async function compileBrands(
  deps: Readonly<{ log: Log }>,
  db: Db,
  brands: readonly Brand[],
): Promise<readonly MatcherEntry<Brand>[]> {
  if (brands.length === 0) return [];
  const saved = await readSavedTexts(db, [...new Set(brands.map(({ agencyId }) => agencyId))]);
  return brands.flatMap((brand) => {
    try {
      const query = parseQuery(brand.query, (name) => saved.get(brand.agencyId)?.get(name) ?? null);
      return [{ id: brand.id, key: brand, query }];
    } catch (error) {
      deps.log.error('query.refused', {
        agencyId: brand.agencyId,
        brandId: brand.id,
        message: toErrorMessage(error),
      });
      return [];
    }
  });
}
