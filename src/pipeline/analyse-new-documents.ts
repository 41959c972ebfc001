/** document stored → matched to brands → language, sentiment, story → mention stored, volume counted. */
import { analyseDocument } from '../analysis/analyse-document.ts';
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
import { type Listener, listListeners } from '../store/subscriptions.ts';
import type { BrandMatcher } from './brand-matcher.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

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
  const analyses: DocumentAnalysis[] = read;
  const mentions: NewMention[] = [];
  for (const { document, language, storyId, mentions: found } of spoken) {
    for (const { key: brand, spans, sentiment } of found) {
      const listener = findListener(listeners.get(document.id) ?? [], brand);
      if (listener === undefined) continue;
      mentions.push({
        ...toMentionOf(document),
        ...cutExcerpt({ text: document.text, spans }),
        agencyId: brand.agencyId,
        brandId: brand.id,
        language,
        sentiment,
        sourceKind: listener.sourceKind,
        storyId,
      });
    }
  }

  const analysedAt = deps.clock.now();
  const recorded = await deps.db.transaction().execute(async (transaction) => {
    const newMentions = await recordMentions(transaction, { newId: deps.newId, now: analysedAt }, mentions);
    await recordAnalyses(transaction, { analysedAt, analyses });
    return newMentions;
  });
  deps.metrics.documents.inc({ outcome: 'analysed' }, documents.length);
  for (const mention of recorded) deps.metrics.mentions.inc({ sentiment: mention.sentiment.label });
  deps.log.info('documents.analysed', { documentCount: documents.length, newMentionCount: recorded.length });
}

/** An agency hears a document when it listens to one of its sources: for this brand, or for all of them. */
function findListener(listeners: readonly Listener[], brand: Brand): Listener | undefined {
  return listeners.find(
    (listener) => listener.agencyId === brand.agencyId && (listener.brandId === null || listener.brandId === brand.id),
  );
}

function toMentionOf(document: ClaimedDocument) {
  const { arrivedAt, publishedAt, title, url, author, site, isBacklog } = document;
  return { documentId: document.id, arrivedAt, publishedAt, title, url, author, site, isBacklog };
}
