/** What digests tell, read from what was stored: of all brands at once what can be, of each brand the rest. */
import { addMs, DAY_MS } from '../base/clock.ts';
import { localDays, type PastPeriod, periodsEarlier, type TimeRange } from '../base/zoned-time.ts';
import type { Agency } from '../domain/agency.ts';
import type { Brand } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import type {
  AgencyDigestBrand,
  AgencyDigestContent,
  BrandDigestContent,
  DigestBuzz,
  DigestMention,
  DigestRhythm,
  PeriodCounts,
} from '../domain/digest.ts';
import type { Mention } from '../domain/mention.ts';
import { toReliability } from '../domain/reliability.ts';
import { listRivals } from '../domain/rivals.ts';
import type { BlindSource } from '../domain/source.ts';
import { addCounts, highestLevel, NO_TALK, toMedians } from '../notify/digest/summarise.ts';
import { listBrands } from '../store/brands.ts';
import { listBuzzes } from '../store/buzzes.ts';
import { readReliability } from '../store/corrections.ts';
import { listBlindSources } from '../store/coverage.ts';
import type { Db } from '../store/database.ts';
import { readFirstHeard } from '../store/detection-quality.ts';
import { listEntriesInOrder } from '../store/logbook.ts';
import {
  countStoryMentions,
  listExtremeMentions,
  listLoudestSites,
  listNewSites,
  readNewAuthors,
} from '../store/mentions.ts';
import { listOpenPriorities } from '../store/priorities.ts';
import { listDaysByBrand, sumVolumesByBrand } from '../store/volumes.ts';
import { readEmergingTerms, toBlindSources, toQuotedMention } from './quote.ts';

const BRANDS_PER_AGENCY_MAX = 10_000;
const MEDIAN_PERIOD_COUNT = 4;
const NEW_SITES_WEEKS = 4;
const QUOTED_MENTIONS_MAX = 3;
const SITES_MAX = 5;
const AUTHORS_MAX = 5;
const BUZZES_MAX = 20;
/** Of all brands of an agency together, a scare that hits each of them several times among them. */
const AGENCY_BUZZES_MAX = 10_000;
const BLIND_SOURCES_MAX = 10;
const ACTIONS_READ_MAX = 1_000;
const ACTIONS_MAX = 25;
const PRIORITIES_MAX = 15;

/** Whose digests they are, and of when. */
export type DigestTime = Readonly<{
  agency: Agency;
  /** All of the agency's, competitors among them. */
  brands: readonly Brand[];
  rhythm: DigestRhythm;
  period: PastPeriod;
}>;

/** What the agency's brands were spoken of in the period and before it. */
export type DigestTalk = DigestTime &
  Readonly<{
    counts: ReadonlyMap<string, PeriodCounts>;
    /** The four periods before, the latest first. */
    earlier: readonly Readonly<{ range: TimeRange; counts: ReadonlyMap<string, PeriodCounts> }>[];
    /** As in DigestFrame. */
    dates: readonly string[];
    /** Of each brand, the days in the order of the dates. */
    days: ReadonlyMap<string, readonly PeriodCounts[]>;
    /** By brand, the newest first: those that opened in the period or went on in it. */
    buzzes: ReadonlyMap<string, readonly Buzz[]>;
  }>;

/** All of the agency's: what DigestTime asks for. */
export async function listAgencyBrands(db: Db, agencyId: string): Promise<readonly Brand[]> {
  return await listBrands(db, agencyId, { after: null, limit: BRANDS_PER_AGENCY_MAX });
}

export async function readDigestTalk(db: Db, time: DigestTime): Promise<DigestTalk> {
  const { agency, rhythm, period } = time;
  const earlier = [];
  for (let count = 1; count <= MEDIAN_PERIOD_COUNT; count += 1) {
    const range = periodsEarlier(period, rhythm, count);
    earlier.push({ range, counts: await sumVolumesByBrand(db, agency.id, range) });
  }
  const shown = rhythm.period === 'day' ? { from: weekUpTo(period, rhythm.timeZone), until: period.until } : period;
  const days = localDays(shown, rhythm.timeZone);
  const places = new Map(days.map(({ from }, index) => [from.getTime(), index]));
  const byBrand = new Map<string, PeriodCounts[]>();
  for (const { brandId, bucketAt, ...counts } of await listDaysByBrand(db, agency.id, { ...shown, ...rhythm })) {
    const place = places.get(bucketAt.getTime());
    if (place === undefined) throw new Error(`${bucketAt.toISOString()} is no day of the digest`);
    const own = byBrand.get(brandId) ?? days.map(() => NO_TALK);
    own[place] = counts;
    byBrand.set(brandId, own);
  }
  const buzzes = await listBuzzes(
    db,
    { agencyId: agency.id, until: period.until, goesOnAt: period.from },
    { after: null, limit: AGENCY_BUZZES_MAX },
  );
  return {
    ...time,
    counts: await sumVolumesByBrand(db, agency.id, period),
    earlier,
    dates: days.map(({ date }) => date),
    days: byBrand,
    buzzes: Map.groupBy(buzzes, ({ brandId }) => brandId),
  };
}

function weekUpTo(period: TimeRange, timeZone: string): Date {
  return periodsEarlier({ from: period.until, until: period.until }, { timeZone, period: 'week' }, 1).from;
}

export async function readBrandDigest(db: Db, talk: DigestTalk, brand: Brand): Promise<BrandDigestContent> {
  const { agency, period } = talk;
  const key = { agencyId: agency.id, brandId: brand.id };
  const counts = talk.counts.get(brand.id) ?? NO_TALK;
  return {
    kind: 'brand',
    brandName: brand.name,
    sector: brand.sector,
    ...toFrame(talk, [brand]),
    competitors: listRivals(brand, talk.brands)
      .map((other) => ({ name: other.name, ...(talk.counts.get(other.id) ?? NO_TALK) }))
      .sort((one, other) => other.mentionCount - one.mentionCount),
    buzzes: await toDigestBuzzes(db, agency.id, (talk.buzzes.get(brand.id) ?? []).slice(0, BUZZES_MAX)),
    ...(counts.mentionCount === 0 ? NOTHING_SAID : await readWhatWasSaid(db, { ...key, ...period }, brand)),
    ...(await readLogbook(db, talk, brand)),
    blindSources: await readBlindSources(db, talk, brand.id),
    reliability: toReliability(await readReliability(db, key, period.until)),
  };
}

/** The brands that are told of are those of clients. */
export async function readAgencyDigest(db: Db, talk: DigestTalk): Promise<AgencyDigestContent> {
  const brands = talk.brands.filter(({ kind }) => kind === 'client');
  return {
    kind: 'agency',
    ...toFrame(talk, brands),
    brands: brands.map((brand) => toRow(talk, brand)).sort(byTrouble),
    ...(await readLogbook(db, talk, null)),
    blindSources: await readBlindSources(db, talk, null),
  };
}

/**
 * What was done and what is left. What was noted for all brands together is in the agency's digest alone: a note may name a
 * brand that is not the client's.
 */
async function readLogbook(
  db: Db,
  { agency, brands, period, dates }: DigestTalk,
  brand: Brand | null,
): Promise<Pick<BrandDigestContent, 'done' | 'doneCount' | 'priorities'>> {
  const key = { agencyId: agency.id, ...(brand === null ? {} : { brandId: brand.id }) };
  const names = new Map(brands.map(({ id, name }) => [id, name]));
  const nameOf = (brandId: string | null): string | null =>
    brand === null && brandId !== null ? (names.get(brandId) ?? null) : null;
  const days = { from: period.startsOn, to: dates.at(-1) ?? period.startsOn };
  const entries = (await listEntriesInOrder(db, { ...key, ...days }, ACTIONS_READ_MAX)).filter(
    ({ kind, brandId }) => kind !== 'debrief' && (brand === null || brandId !== null),
  );
  const priorities = await listOpenPriorities(db, key, PRIORITIES_MAX);
  return {
    done: entries.slice(0, ACTIONS_MAX).map(({ brandId, onDate, kind, text, facts, count }) => ({
      ...{ brandId, onDate, kind, text, facts, count },
      brandName: nameOf(brandId),
    })),
    doneCount: entries.length,
    priorities: priorities.map(({ brandId, text, forDate }) => ({ text, forDate, brandName: nameOf(brandId) })),
  };
}

async function readBlindSources(
  db: Db,
  { agency, period }: DigestTalk,
  brandId: string | null,
): Promise<readonly BlindSource[]> {
  const page = { now: period.until, limit: BLIND_SOURCES_MAX };
  return toBlindSources(await listBlindSources(db, { agencyId: agency.id, brandId }, page));
}

/** What both kinds hold: the figures of these brands together. */
function toFrame(talk: DigestTalk, brands: readonly Brand[]) {
  const { agency, rhythm, period } = talk;
  const sum = (counts: ReadonlyMap<string, PeriodCounts>): PeriodCounts =>
    addCounts(brands.map(({ id }) => counts.get(id) ?? NO_TALK));
  const earlier = talk.earlier.map(({ counts }) => sum(counts));
  // a median of half-empty periods would mislead
  const isWatched = talk.earlier.every(({ range }) => brands.some(({ createdAt }) => createdAt <= range.from));
  return {
    agencyName: agency.name,
    timeZone: rhythm.timeZone,
    period: rhythm.period,
    periodFrom: period.from.toISOString(),
    periodUntil: period.until.toISOString(),
    counts: sum(talk.counts),
    countsBefore: earlier[0] ?? NO_TALK,
    medians: isWatched ? toMedians(earlier) : null,
    days: talk.dates.map((date, index) => ({
      date,
      ...addCounts(brands.map(({ id }) => talk.days.get(id)?.[index] ?? NO_TALK)),
    })),
  };
}

function toRow(talk: DigestTalk, brand: Brand): AgencyDigestBrand {
  const buzzes = (talk.buzzes.get(brand.id) ?? []).filter(({ kind }) => kind === 'negative');
  return {
    brandId: brand.id,
    name: brand.name,
    counts: talk.counts.get(brand.id) ?? NO_TALK,
    countsBefore: talk.earlier[0]?.counts.get(brand.id) ?? NO_TALK,
    highestLevel: highestLevel(buzzes),
    buzzCount: buzzes.length,
    openBuzzCount: buzzes.filter(({ resolvedAt }) => resolvedAt === null).length,
  };
}

function byTrouble(one: AgencyDigestBrand, other: AgencyDigestBrand): number {
  return (
    (other.highestLevel ?? 0) - (one.highestLevel ?? 0) ||
    other.counts.negativeCount - one.counts.negativeCount ||
    other.counts.mentionCount - one.counts.mentionCount
  );
}

async function toDigestBuzzes(db: Db, agencyId: string, buzzes: readonly Buzz[]): Promise<readonly DigestBuzz[]> {
  const since = buzzes.at(-1)?.openedAt;
  if (since === undefined) return [];
  const ids = buzzes.filter(({ kind }) => kind === 'negative').map(({ id }) => id);
  const firstHeard = await readFirstHeard(db, { agencyId, ids, since });
  return buzzes.map(({ id, kind, level, openedAt, acknowledgedAt, resolvedAt, figures }) => ({
    ...{ id, kind, level },
    firstHeardAt: firstHeard.get(id)?.toISOString() ?? null,
    openedAt: openedAt.toISOString(),
    acknowledgedAt: acknowledgedAt?.toISOString() ?? null,
    resolvedAt: resolvedAt?.toISOString() ?? null,
    negativeCount: figures.negativeCount,
    windowMinutes: figures.windowMinutes,
  }));
}

type WhatWasSaid = Pick<
  BrandDigestContent,
  'emergingTerms' | 'bestMentions' | 'worstMentions' | 'sites' | 'newSites' | 'newAuthors'
>;

const NOTHING_SAID: WhatWasSaid = {
  ...{ emergingTerms: [], bestMentions: [], worstMentions: [], sites: [], newSites: [] },
  newAuthors: { count: 0, loudest: [] },
};

type BrandWindow = Readonly<{ agencyId: string; brandId: string }> & TimeRange;

async function readWhatWasSaid(db: Db, window: BrandWindow, brand: Brand): Promise<WhatWasSaid> {
  return {
    emergingTerms: await readEmergingTerms(db, window, brand),
    bestMentions: await quoteExtremes(db, window, 'positive'),
    worstMentions: await quoteExtremes(db, window, 'negative'),
    sites: await listLoudestSites(db, window, SITES_MAX),
    newSites: await listNewSites(db, window, addMs(window.from, -NEW_SITES_WEEKS * 7 * DAY_MS), SITES_MAX),
    newAuthors: await readNewAuthors(db, window, AUTHORS_MAX),
  };
}

async function quoteExtremes(
  db: Db,
  window: BrandWindow,
  label: 'negative' | 'positive',
): Promise<readonly DigestMention[]> {
  const mentions = await listExtremeMentions(db, window, { label, limit: QUOTED_MENTIONS_MAX });
  const told = await countStoryMentions(
    db,
    window,
    mentions.map(({ storyId }) => storyId),
  );
  return mentions.map((mention) => ({ ...toQuotedMention(mention), why: toWhy(mention, told) }));
}

function toWhy(mention: Mention, told: ReadonlyMap<string, number>): NonNullable<DigestMention['why']> {
  const { themes, crisis, storyId, outletWeight } = mention;
  return { themes, crisis, outletWeight, toldCount: told.get(storyId) ?? 1 };
}
