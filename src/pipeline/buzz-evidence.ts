/** What a decision on a buzz rests on besides its figures, as it is now. */

import { addMs, MINUTE_MS } from '../base/clock.ts';
import type { Brand } from '../domain/brand.ts';
import type { BuzzKind } from '../domain/buzz.ts';
import type { BuzzEvidence } from '../domain/buzz-evidence.ts';
import { BUCKET_MS, toBucketStart } from '../domain/volume.ts';
import {
  findFirstMention,
  findFirstOfStory,
  listAmplifiers,
  listOutlets,
  listToldStories,
  listWindowOwnThemes,
  listWindowThemes,
} from '../store/buzz-evidence.ts';
import { listBlindSources } from '../store/coverage.ts';
import type { Db } from '../store/database.ts';
import { readEmergingTerms, toBlindSources, toQuotedMention } from './quote.ts';

const DOCUMENTS_MAX = 10;
const AMPLIFIERS_MAX = 10;
/** A dispatch that twelve titles carry shows them all. */
const OUTLETS_MAX = 20;
const THEMES_MAX = 5;
const BLIND_SOURCES_MAX = 10;

/**
 * The evidence of the window that was judged.
 *
 * The window is that of the detector: it begins with a bucket, and holds the one that is filling. Of a silence there is
 * nothing but the sources that could not be read: they may be why nobody is heard.
 *
 * Shape:   windowMinutes: of the figures. now: when it was judged.
 * Errors:  none of its own.
 */
export async function readEvidence(
  db: Db,
  brand: Brand,
  judged: Readonly<{ kind: BuzzKind; windowMinutes: number; now: Date }>,
): Promise<BuzzEvidence> {
  const { kind, windowMinutes, now } = judged;
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const from = addMs(toBucketStart(now), BUCKET_MS - windowMinutes * MINUTE_MS);
  const window = { ...key, from, until: addMs(now, 1) };
  const blindSources = toBlindSources(await listBlindSources(db, key, { now, limit: BLIND_SOURCES_MAX }));
  const span = { from: from.toISOString(), until: now.toISOString() };
  if (kind === 'silence') return { ...span, ...NOTHING_SAID, blindSources };
  const talk = { window, label: kind };
  const said = {
    terms: await readEmergingTerms(db, window, brand),
    themes: await listWindowThemes(db, talk, THEMES_MAX),
    ownThemes: await listWindowOwnThemes(db, talk, THEMES_MAX),
    blindSources,
  };
  const stories = await listToldStories(db, talk, DOCUMENTS_MAX);
  const [loudest] = stories;
  if (loudest === undefined) return { ...span, ...NOTHING_SAID, ...said };
  const isPassedOn = loudest.copyCount > 1;
  const found = isPassedOn ? await findFirstOfStory(db, window, loudest.storyId) : await findFirstMention(db, talk);
  const first = found ?? loudest.mention;
  const spread = { ...talk, storyIds: stories.map(({ storyId }) => storyId), first };
  return {
    ...span,
    firstMention: toQuotedMention(first),
    amplifiers: await listAmplifiers(db, spread, AMPLIFIERS_MAX),
    outlets: await listOutlets(db, spread, OUTLETS_MAX),
    documents: stories.map(({ mention, copyCount }) => ({ ...toQuotedMention(mention), copyCount })),
    ...said,
  };
}

const NOTHING_SAID = {
  firstMention: null,
  amplifiers: [],
  outlets: [],
  documents: [],
  terms: [],
  themes: [],
  ownThemes: [],
} as const;
