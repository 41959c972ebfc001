/** digest slot come → figures of the week → digest and its deliveries, once. */
import { localDays, nextWeeklySlot, sevenDaysBefore, type TimeRange, weeksEarlier } from '../base/zoned-time.ts';
import type { Agency } from '../domain/agency.ts';
import { type Contact, withReachableChannels } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import type { DigestContent, PeriodCounts } from '../domain/digest.ts';
import { toReliability } from '../domain/reliability.ts';
import { claimDueAgencies, recordDigestSlot } from '../store/agencies.ts';
import { listBrands } from '../store/brands.ts';
import { listBuzzes } from '../store/buzzes.ts';
import { listContacts } from '../store/contacts.ts';
import { readReliability } from '../store/corrections.ts';
import { listBlindSources } from '../store/coverage.ts';
import { type NewDelivery, toNewDelivery } from '../store/deliveries.ts';
import { listDigestedBrandIds, recordDigest } from '../store/digests.ts';
import { listExtremeMentions, listLoudestSites } from '../store/mentions.ts';
import { sumVolumes, sumVolumesByBrand } from '../store/volumes.ts';
import { readEmergingTerms, toBlindSources, toQuotedMention } from './quote.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const AGENCIES_PER_CLAIM = 10;
const BRANDS_PER_AGENCY_MAX = 10_000;
const MEDIAN_WEEK_COUNT = 4;
const QUOTED_MENTIONS_MAX = 3;
const SITES_MAX = 5;
const BUZZES_MAX = 20;
const BLIND_SOURCES_MAX = 10;
const NO_TALK: PeriodCounts = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };

/** One pass: makes the digests of every agency whose slot has come. Returns how many agencies were claimed. */
export async function sendDigests(deps: StepDeps): Promise<number> {
  const agencies = await claimDueAgencies(deps.db, claimNow(deps.clock, AGENCIES_PER_CLAIM));
  const each = { atOnceMax: 1, nameOf: (agency: Agency) => `agency ${agency.id}` };
  await workOffEach(agencies, each, (agency) => digestAgency(deps, agency));
  return agencies.length;
}

type Period = ReturnType<typeof sevenDaysBefore>;

/** The slot is ticked off last: a crash in between makes the rest of the digests on the next claim, and none twice. */
async function digestAgency(deps: StepDeps, agency: Agency): Promise<void> {
  const period = sevenDaysBefore(lastSlot(agency, deps.clock.now()), agency.timeZone);
  const brands = await listBrands(deps.db, agency.id, { after: null, limit: BRANDS_PER_AGENCY_MAX });
  const contacts = withReachableChannels(await listContacts(deps.db, agency.id));
  const byBrand = await sumVolumesByBrand(deps.db, agency.id, period);
  const made = await listDigestedBrandIds(deps.db, { agencyId: agency.id, periodStartsOn: period.startsOn });
  const owed = brands.filter((brand) => brand.kind === 'client' && !made.has(brand.id));
  const each = { atOnceMax: 1, nameOf: (brand: Brand) => `brand ${brand.id}` };
  await workOffEach(owed, each, (brand) => digestBrand(deps, { agency, brand, brands, byBrand, contacts, period }));
  await deps.db.transaction().execute((transaction) => recordDigestSlot(transaction, agency.id, deps.clock.now()));
}

type BrandWeek = Readonly<{
  agency: Agency;
  brand: Brand;
  /** All of the agency's, for the comparison with competitors. */
  brands: readonly Brand[];
  byBrand: ReadonlyMap<string, PeriodCounts>;
  contacts: readonly Contact[];
  period: Period;
}>;

async function digestBrand(deps: StepDeps, input: BrandWeek): Promise<void> {
  const { agency, brand, period } = input;
  const content = await readContent(deps, input);
  const now = deps.clock.now();
  const isNew = await deps.db.transaction().execute((transaction) =>
    recordDigest(
      transaction,
      { newId: deps.newId, now },
      { agencyId: agency.id, brandId: brand.id, periodStartsOn: period.startsOn, content },
      input.contacts.flatMap((contact) => toDeliveries(contact, brand)),
    ),
  );
  if (!isNew) return;
  deps.metrics.digests.inc();
  deps.log.info('digest.made', { agencyId: agency.id, brandId: brand.id, periodStartsOn: period.startsOn });
}

/** The latest slot at or before now: after a long stop the newest week is told, and told once. */
function lastSlot(agency: Agency, now: Date): Date {
  const next = nextWeeklySlot({
    after: now,
    timeZone: agency.timeZone,
    weekday: agency.digestWeekday,
    hour: agency.digestHour,
  });
  return weeksEarlier({ from: next, until: next }, agency.timeZone, 1).from;
}

async function readContent(deps: StepDeps, input: BrandWeek): Promise<DigestContent> {
  const { agency, brand, byBrand, period } = input;
  const { db } = deps;
  const key = { agencyId: agency.id, brandId: brand.id };
  const window = { ...key, from: period.from, until: period.until };
  const earlier = Array.from({ length: MEDIAN_WEEK_COUNT }, (_, index) =>
    weeksEarlier(period, agency.timeZone, index + 1),
  );
  const days = localDays(period, agency.timeZone);
  const [week = NO_TALK, ...sums] = await sumVolumes(db, key, [period, ...earlier, ...days]);
  const earlierWeeks = sums.slice(0, earlier.length);
  const dayCounts = sums.slice(earlier.length);
  const buzzes = await listBuzzes(
    db,
    { ...key, since: period.from, until: period.until },
    { after: null, limit: BUZZES_MAX },
  );
  const quote = async (label: 'negative' | 'positive') =>
    (await listExtremeMentions(db, window, { label, limit: QUOTED_MENTIONS_MAX })).map(toQuotedMention);
  return {
    agencyName: agency.name,
    brandName: brand.name,
    timeZone: agency.timeZone,
    periodFrom: period.from.toISOString(),
    periodUntil: period.until.toISOString(),
    week,
    weekBefore: earlierWeeks[0] ?? NO_TALK,
    medianMentionCount: medianMentionCount(brand, earlier, earlierWeeks),
    days: days.map(({ date }, index) => ({ date, ...(dayCounts[index] ?? NO_TALK) })),
    competitors: input.brands
      .filter((other) => other.kind === 'competitor')
      .map((other) => ({ name: other.name, ...(byBrand.get(other.id) ?? NO_TALK) }))
      .sort((one, other) => other.mentionCount - one.mentionCount),
    buzzes: buzzes.map((buzz) => ({
      id: buzz.id,
      level: buzz.level,
      openedAt: buzz.openedAt.toISOString(),
      acknowledgedAt: buzz.acknowledgedAt?.toISOString() ?? null,
      resolvedAt: buzz.resolvedAt?.toISOString() ?? null,
      negativeCount: buzz.figures.negativeCount,
    })),
    emergingTerms: await readEmergingTerms(db, window, brand),
    bestMentions: await quote('positive'),
    worstMentions: await quote('negative'),
    sites: await listLoudestSites(db, window, SITES_MAX),
    blindSources: toBlindSources(await listBlindSources(db, key, { now: period.until, limit: BLIND_SOURCES_MAX })),
    reliability: toReliability(await readReliability(db, key, period.until)),
  };
}

/** Null for a brand that was not watched through all of the weeks: a median of half-empty ones would mislead. */
function medianMentionCount(brand: Brand, weeks: readonly TimeRange[], counts: readonly PeriodCounts[]): number | null {
  if (weeks.some((week) => week.from < brand.createdAt)) return null;
  const sorted = counts.map((count) => count.mentionCount).sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const low = sorted[Math.ceil(middle) - 1];
  const high = sorted[Math.floor(middle)];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function toDeliveries(contact: Contact, brand: Brand): readonly NewDelivery[] {
  const isReader = contact.isDigestReader && (contact.brandIds.length === 0 || contact.brandIds.includes(brand.id));
  if (!isReader) return [];
  return contact.channels
    .filter((channel) => channel.kind === 'email')
    .map((channel) => toNewDelivery(contact, channel));
}
