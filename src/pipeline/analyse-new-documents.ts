/** document stored → matched to brands → language, sentiment, story → mention stored, volume counted. */
import { type Analysis, analyseDocument, type FoundMention } from '../analysis/analyse-document.ts';
import { cutExcerpt } from '../analysis/cut-excerpt.ts';
import { outletWeightOf } from '../analysis/outlets/outlet-weight.ts';
import { isMet } from '../analysis/query/conditions.ts';
import { toDocumentFacts } from '../analysis/to-document-facts.ts';
import type { Brand } from '../domain/brand.ts';
import { passagesTextOf } from '../domain/mention.ts';
import {
  type ClaimedDocument,
  claimUnanalysedDocuments,
  type DocumentAnalysis,
  recordAnalyses,
} from '../store/documents.ts';
import { type Matching, type NewMention, recordMentions } from '../store/mentions.ts';
import { recordStories } from '../store/stories.ts';
import { type Listener, listListeners } from '../store/subscriptions.ts';
import { type AskDeps, type Asking, startAsking } from './ask-plugged-judge.ts';
import type { BrandMatcher, CurrentBrands } from './brand-matcher.ts';
import { claimNow, workOffEach } from './step.ts';
import { tellStories } from './tell-stories.ts';

export type AnalyseDeps = AskDeps & Readonly<{ brandMatcher: BrandMatcher }>;

const DOCUMENTS_PER_CLAIM = 200;
/** With a plugged-in model: about as many as a slow one judges in the time of a pass. */
const DOCUMENTS_PER_ASKING_CLAIM = 50;

/** One pass: claims documents, reads each for all brands at once, records what was found. Returns how many were claimed. */
export async function analyseNewDocuments(deps: AnalyseDeps): Promise<number> {
  const limit = deps.pluggedJudge === null ? DOCUMENTS_PER_CLAIM : DOCUMENTS_PER_ASKING_CLAIM;
  const documents = await claimUnanalysedDocuments(deps.db, claimNow(deps.clock, limit));
  if (documents.length === 0) return 0;
  const brands = await deps.brandMatcher.current(deps.db);
  const asking = startAsking(deps);
  const inHand = { brands, asking };
  try {
    await analyseBatch(deps, inHand, documents);
  } catch (error) {
    if (documents.length === 1) throw error;
    // one of them cannot be analysed or stored: alone, it fails alone
    const each = { atOnceMax: 1, nameOf: (document: ClaimedDocument) => `document ${document.id}` };
    await workOffEach(documents, each, (document) => analyseBatch(deps, inHand, [document]));
  }
  return documents.length;
}

async function analyseBatch(
  deps: AnalyseDeps,
  { brands, asking }: Readonly<{ brands: CurrentBrands; asking: Asking }>,
  documents: readonly ClaimedDocument[],
): Promise<void> {
  const read = documents.map((document) => ({ document, ...analyseDocument({ matcher: brands.matcher, document }) }));
  const spoken = read.filter(({ mentions }) => mentions.length > 0);
  const listeners = Map.groupBy(
    await listListeners(deps.db, {
      documentIds: spoken.map(({ document }) => document.id),
      agencyIds: [...new Set(spoken.flatMap(({ mentions }) => mentions.map(({ key: brand }) => brand.agencyId)))],
    }),
    (listener) => listener.documentId,
  );
  const heard = spoken.flatMap((each) => {
    const mentions = findHeard(each, listeners.get(each.document.id) ?? []);
    return mentions.length === 0 ? [] : [{ ...each, mentions }];
  });
  // what nobody hears of is told apart by its words alone, which costs no look-up
  const { storyIds, founded } = await tellStories(deps.db, heard);
  const withStory = <Read extends (typeof read)[number]>(each: Read): Read => ({
    ...each,
    storyId: storyIds.get(each.document.id) ?? each.storyId,
  });
  const analyses: readonly DocumentAnalysis[] = read.map(withStory);
  const brandsById = new Map(heard.flatMap(({ mentions }) => mentions.map(({ key }) => [key.id, key])));
  const judged = await asking.judge(
    heard.map(withStory).flatMap((each) => toNewMentions(brands, each)),
    brandsById,
  );
  const mentions = judged.map((mention) => withTaught(brands, brandsById, mention));

  const analysedAt = deps.clock.now();
  const recorded = await deps.db.transaction().execute(async (transaction) => {
    const writeDeps = { newId: deps.newId, now: analysedAt };
    const newMentions = await recordMentions(transaction, writeDeps, mentions, toMatching(brands, read, heard));
    await recordStories(transaction, founded);
    await recordAnalyses(transaction, { analysedAt, analyses });
    return newMentions;
  });
  deps.metrics.documents.inc({ outcome: 'analysed' }, documents.length);
  for (const mention of recorded) deps.metrics.mentions.inc({ sentiment: mention.sentiment.label });
  deps.log.info('documents.analysed', { documentCount: documents.length, newMentionCount: recorded.length });
}

type Read = Analysis<Brand> & Readonly<{ document: ClaimedDocument }>;

/**
 * What was looked for. A document that was never analysed has no mention to be set aside; a mention whose subscription
 * ended stays, though nobody hears it any more.
 */
function toMatching(brands: CurrentBrands, read: readonly Read[], heard: readonly HeardRead[]): Matching {
  const found = read.flatMap(({ document, mentions }) => {
    const settled = heard.find((each) => each.document.id === document.id)?.mentions.map(({ key }) => key.id) ?? [];
    return mentions
      .filter(({ key, condition }) => condition === null || settled.includes(key.id))
      .map(({ key }) => ({ agencyId: key.agencyId, brandId: key.id, documentId: document.id }));
  });
  const documents = read.map(({ document }) => document).filter(({ round }) => round > 0);
  return { documents, found, isKnown: brands.isKnown };
}

type HeardMention = FoundMention<Brand> & Readonly<{ listener: Listener }>;
type HeardRead = Omit<Read, 'mentions'> & Readonly<{ mentions: readonly HeardMention[] }>;

/** The mentions that somebody listens for, and that are so as far as only a listener can tell. */
function findHeard({ document, mentions }: Read, listeners: readonly Listener[]): readonly HeardMention[] {
  return mentions.flatMap((mention) => {
    const ways = findListeners(listeners, mention.key);
    const [listener] = ways;
    if (listener === undefined) return [];
    if (mention.condition !== null && !isMet(mention.condition, toDocumentFacts(document, ways))) return [];
    return [{ ...mention, listener }];
  });
}

/** An agency hears a document when it listens to one of its sources: for this brand, or for all of them. */
function findListeners(listeners: readonly Listener[], brand: Brand): readonly Listener[] {
  return listeners.filter(
    (listener) => listener.agencyId === brand.agencyId && (listener.brandId === null || listener.brandId === brand.id),
  );
}

function toNewMentions(brands: CurrentBrands, heard: HeardRead): readonly NewMention[] {
  const { document, language, storyId } = heard;
  const { arrivedAt, publishedAt, title, url, author, site, isBacklog } = document;
  return heard.mentions.map(({ key: brand, spans, sentiment, passages, themes, listener }) => {
    const cut = cutExcerpt({ text: document.text, spans });
    const { sourceKind } = listener;
    const [documentType = null] = toDocumentFacts(document, [listener]).types;
    return {
      ...{ documentId: document.id, arrivedAt, publishedAt, title, url, author, site, isBacklog },
      ...cut,
      ...brands.rate(brand, { title, text: cut.excerpt, spans: cut.spans }),
      ...brands.label(brand, passagesTextOf({ passages, title, excerpt: cut.excerpt })),
      agencyId: brand.agencyId,
      brandId: brand.id,
      language,
      sentiment,
      passages,
      themes,
      sourceKind,
      outletWeight: outletWeightOf({ site, sourceKind, documentType }),
      storyId,
    };
  });
}

/** What its brand's readers taught stands above what any model said. */
function withTaught(brands: CurrentBrands, brandsById: ReadonlyMap<string, Brand>, mention: NewMention): NewMention {
  const brand = brandsById.get(mention.brandId);
  if (brand === undefined) return mention;
  const { language, sentiment } = mention;
  const moved = brands.moveSentiment(brand, { text: passagesTextOf(mention), language, sentiment });
  return { ...mention, sentiment: moved, modelSentiment: moved === sentiment ? null : sentiment };
}
