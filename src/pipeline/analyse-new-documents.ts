/** document stored → matched to brands → language, sentiment, story → mention stored, volume counted. */
import { analyseDocument, type FoundMention } from '../analysis/analyse-document.ts';
import { cutExcerpt } from '../analysis/cut-excerpt.ts';
import type { Matcher } from '../analysis/query/compile-matcher.ts';
import type { Brand } from '../domain/brand.ts';
import {
  type ClaimedDocument,
  claimUnanalysedDocuments,
  type DocumentAnalysis,
  recordAnalyses,
} from '../store/documents.ts';
import { type NewMention, recordMentions } from '../store/mentions.ts';
import { recordStories } from '../store/stories.ts';
import { type Listener, listListeners } from '../store/subscriptions.ts';
import type { BrandMatcher } from './brand-matcher.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';
import { tellStories } from './tell-stories.ts';

export type AnalyseDeps = StepDeps & Readonly<{ brandMatcher: BrandMatcher }>;

const DOCUMENTS_PER_CLAIM = 200;

/** One pass: claims documents, reads each for all brands at once, records what was found. Returns how many were claimed. */
export async function analyseNewDocuments(deps: AnalyseDeps): Promise<number> {
  const documents = await claimUnanalysedDocuments(deps.db, claimNow(deps.clock, DOCUMENTS_PER_CLAIM));
  if (documents.length === 0) return 0;
  const matcher = await deps.brandMatcher.current(deps.db);
  try {
    await analyseBatch(deps, matcher, documents);
  } catch (error) {
    if (documents.length === 1) throw error;
    // one of them cannot be analysed or stored: alone, it fails alone
    const each = { atOnceMax: 1, nameOf: (document: ClaimedDocument) => `document ${document.id}` };
    await workOffEach(documents, each, (document) => analyseBatch(deps, matcher, [document]));
  }
  return documents.length;
}

async function analyseBatch(
  deps: AnalyseDeps,
  matcher: Matcher<Brand>,
  documents: readonly ClaimedDocument[],
): Promise<void> {
  const read = documents.map((document) => ({ document, ...analyseDocument({ matcher, document }) }));
  const spoken = read.filter(({ mentions }) => mentions.length > 0);
  const listeners = Map.groupBy(
    await listListeners(deps.db, {
      documentIds: spoken.map(({ document }) => document.id),
      agencyIds: [...new Set(spoken.flatMap(({ mentions }) => mentions.map(({ key: brand }) => brand.agencyId)))],
    }),
    (listener) => listener.documentId,
  );
  const heard = spoken.flatMap((each) => {
    const mentions = findHeard(each.mentions, listeners.get(each.document.id) ?? []);
    return mentions.length === 0 ? [] : [{ ...each, mentions }];
  });
  // what nobody hears of is told apart by its words alone, which costs no look-up
  const { storyIds, founded } = await tellStories(deps.db, heard);
  const withStory = <Read extends (typeof read)[number]>(each: Read): Read => ({
    ...each,
    storyId: storyIds.get(each.document.id) ?? each.storyId,
  });
  const analyses: readonly DocumentAnalysis[] = read.map(withStory);
  const mentions = heard.map(withStory).flatMap(toNewMentions);

  const analysedAt = deps.clock.now();
  const recorded = await deps.db.transaction().execute(async (transaction) => {
    const newMentions = await recordMentions(transaction, { newId: deps.newId, now: analysedAt }, mentions);
    await recordStories(transaction, founded);
    await recordAnalyses(transaction, { analysedAt, analyses });
    return newMentions;
  });
  deps.metrics.documents.inc({ outcome: 'analysed' }, documents.length);
  for (const mention of recorded) deps.metrics.mentions.inc({ sentiment: mention.sentiment.label });
  deps.log.info('documents.analysed', { documentCount: documents.length, newMentionCount: recorded.length });
}

type HeardMention = FoundMention<Brand> & Readonly<{ listener: Listener }>;

/** The mentions that somebody listens for. */
function findHeard(mentions: readonly FoundMention<Brand>[], listeners: readonly Listener[]): readonly HeardMention[] {
  return mentions.flatMap((mention) => {
    const listener = findListener(listeners, mention.key);
    return listener === undefined ? [] : [{ ...mention, listener }];
  });
}

/** An agency hears a document when it listens to one of its sources: for this brand, or for all of them. */
function findListener(listeners: readonly Listener[], brand: Brand): Listener | undefined {
  return listeners.find(
    (listener) => listener.agencyId === brand.agencyId && (listener.brandId === null || listener.brandId === brand.id),
  );
}

function toNewMentions(
  heard: DocumentAnalysis & Readonly<{ mentions: readonly HeardMention[] }>,
): readonly NewMention[] {
  const { document, language, storyId } = heard;
  const { arrivedAt, publishedAt, title, url, author, site, isBacklog } = document;
  return heard.mentions.map(({ key: brand, spans, sentiment, listener }) => ({
    ...{ documentId: document.id, arrivedAt, publishedAt, title, url, author, site, isBacklog },
    ...cutExcerpt({ text: document.text, spans }),
    agencyId: brand.agencyId,
    brandId: brand.id,
    language,
    sentiment,
    sourceKind: listener.sourceKind,
    storyId,
  }));
}
