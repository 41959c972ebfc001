/** digest slot come → figures of the period → digests and their deliveries, each once. */
import { lastSlot, type PastPeriod, periodBefore } from '../base/zoned-time.ts';
import type { Agency } from '../domain/agency.ts';
import { type Contact, withReachableChannels } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import { type DigestContent, type DigestRhythm, type DigestScope, toDigestSlot } from '../domain/digest.ts';
import { claimDueAgencies, listDigestRhythms, recordDigestSlot } from '../store/agencies.ts';
import { listContacts } from '../store/contacts.ts';
import { type NewDelivery, toNewDelivery } from '../store/deliveries.ts';
import { listDigestedBrandIds, recordDigest } from '../store/digests.ts';
import {
  type DigestTalk,
  listAgencyBrands,
  readAgencyDigest,
  readBrandDigest,
  readDigestTalk,
} from './digest-figures.ts';
import { claimNow, type StepDeps, workOffEach } from './step.ts';

const AGENCIES_PER_CLAIM = 10;

/** One pass: makes the digests of every agency of which a slot has come. Returns how many agencies were claimed. */
export async function sendDigests(deps: StepDeps): Promise<number> {
  const agencies = await claimDueAgencies(deps.db, claimNow(deps.clock, AGENCIES_PER_CLAIM));
  const each = { atOnceMax: 1, nameOf: (agency: Agency) => `agency ${agency.id}` };
  await workOffEach(agencies, each, (agency) => digestAgency(deps, agency));
  return agencies.length;
}

/** Everybody to whom digests go, and what they are of. */
type Audience = Readonly<{ agency: Agency; brands: readonly Brand[]; readers: readonly Contact[] }>;

/**
 * The slot is ticked off last: a crash in between makes the rest of the digests on the next claim, and none twice. What comes
 * while they are made is not ticked off with them: a large agency's take minutes.
 */
async function digestAgency(deps: StepDeps, agency: Agency): Promise<void> {
  const now = deps.clock.now();
  const brands = await listAgencyBrands(deps.db, agency.id);
  const contacts = withReachableChannels(await listContacts(deps.db, agency.id));
  const audience = { agency, brands, readers: contacts.filter(({ isDigestReader }) => isDigestReader) };
  const [own, ...read] = await listDigestRhythms(deps.db, agency);
  if (own === undefined) throw new Error(`agency ${agency.id} has no clock of its own`);
  const each = { atOnceMax: 1, nameOf: ({ rhythm }: Due) => `the ${rhythm.period} in ${rhythm.timeZone}` };
  await workOffEach(listDue(agency, [own, ...read], now), each, (due) =>
    digestPeriod(deps, audience, { ...due, isOwn: due.rhythm === own }),
  );
  await deps.db.transaction().execute((transaction) => recordDigestSlot(transaction, agency.id, now));
}

type Due = Readonly<{ rhythm: DigestRhythm; period: PastPeriod }>;

/**
 * What the slots that came since the last pass are of: after a long stop the newest period of each is told, once.
 *
 * A slot that was moved after it had come is owed all the same, though no clock shows it any more: then the weeks are told.
 */
function listDue(agency: Agency, rhythms: readonly DigestRhythm[], now: Date): readonly Due[] {
  const all = rhythms.map((rhythm) => {
    const at = lastSlot(now, toDigestSlot(agency, rhythm));
    return { rhythm, at, period: periodBefore(at, rhythm.timeZone, rhythm.period) };
  });
  const came = all.filter(({ at }) => at >= agency.nextDigestAt);
  return came.length > 0 ? came : all.filter(({ rhythm }) => rhythm.period === 'week');
}

/** isOwn: these digests are made though nobody reads them by mail: pages and the API show them. */
async function digestPeriod(
  deps: StepDeps,
  audience: Audience,
  due: Due & Readonly<{ isOwn: boolean }>,
): Promise<void> {
  const { agency, brands } = audience;
  const { rhythm, period, isOwn } = due;
  const readers = audience.readers.filter(
    ({ digestPeriods, timeZone }) =>
      digestPeriods.includes(rhythm.period) && (timeZone ?? agency.timeZone) === rhythm.timeZone,
  );
  const made = await listDigestedBrandIds(deps.db, {
    agencyId: agency.id,
    ...rhythm,
    periodStartsOn: period.startsOn,
  });
  const owed = [...brands.filter(({ kind }) => kind === 'client'), null]
    .filter((brand) => !made.has(brand?.id ?? null))
    .map((brand) => ({ brand, recipients: readers.flatMap((reader) => toDeliveries(reader, brand)) }))
    .filter(({ recipients }) => isOwn || recipients.length > 0);
  if (owed.length === 0) return;
  const talk = await readDigestTalk(deps.db, { agency, brands, rhythm, period });
  const each = { atOnceMax: 1, nameOf: ({ brand }: Owed) => (brand === null ? 'the agency' : `brand ${brand.id}`) };
  await workOffEach(owed, each, (one) => makeDigest(deps, talk, one));
}

/** brand: null for the agency. */
type Owed = Readonly<{ brand: Brand | null; recipients: readonly NewDelivery[] }>;

async function makeDigest(deps: StepDeps, talk: DigestTalk, { brand, recipients }: Owed): Promise<void> {
  const { agency, rhythm, period } = talk;
  const brandId = brand?.id ?? null;
  const content: DigestContent =
    brand === null ? await readAgencyDigest(deps.db, talk) : await readBrandDigest(deps.db, talk, brand);
  const about = { agencyId: agency.id, brandId, ...rhythm, periodStartsOn: period.startsOn };
  const now = deps.clock.now();
  const isNew = await deps.db
    .transaction()
    .execute((transaction) => recordDigest(transaction, { newId: deps.newId, now }, { ...about, content }, recipients));
  if (!isNew) return;
  deps.metrics.digests.inc();
  deps.log.info('digest.made', about);
}

/** A mail to each address of a reader of this digest; brand: null for the agency's. */
function toDeliveries(reader: Contact, brand: Brand | null): readonly NewDelivery[] {
  if (!readsDigest(reader, brand)) return [];
  return reader.channels.filter((channel) => channel.kind === 'email').map((channel) => toNewDelivery(reader, channel));
}

/** Who hears of some brands is told of no other one: an agency's digest is not for him. */
function readsDigest({ brandIds, digestScope }: Contact, brand: Brand | null): boolean {
  const wants = (scope: DigestScope): boolean => digestScope === scope || digestScope === 'both';
  if (brand === null) return wants('agency') && brandIds.length === 0;
  return wants('brands') && (brandIds.length === 0 || brandIds.includes(brand.id));
}
