/** Everything that the demo plays on: local sites, mailbox and SMS gateway, and a whole Vigie with an agency in it. */
import { type ManualClock, makeManualClock, systemClock } from '../base/clock.ts';
import { readConfig } from '../base/config.ts';
import { makeNewId } from '../base/ids.ts';
import { makeLog } from '../base/log.ts';
import { makeSeededRandom, systemRandom } from '../base/random.ts';
import { addBrand } from '../intents/brands.ts';
import { addContact } from '../intents/contacts.ts';
import { inTransaction } from '../intents/deps.ts';
import { createAgencyWithOwner, toPasswordHash } from '../intents/people.ts';
import { addSubscription } from '../intents/subscriptions.ts';
import { openMemoryDatabase } from '../store/database.ts';
import { openJobs } from '../store/jobs.ts';
import { migrate } from '../store/migrate.ts';
import { makeWorld, type World } from '../world.ts';
import { AGENCY, BRANDS, CALENDAR, CONTACTS, type DemoBrand, OWNER, TALK_SEED } from './cast.ts';
import { findFreePort } from './local-server.ts';
import { type Mailbox, startMailbox } from './mailbox.ts';
import { makeTalk } from './make-talk.ts';
import type { Post } from './post.ts';
import { type SiteSource, type Sites, startSites } from './sites.ts';
import { type SmsGateway, startSmsGateway } from './sms-gateway.ts';

export type StageOptions = Readonly<{
  /** Where the dashboard listens; 0 for any free port. */
  port: number;
  startServer: (world: World) => Promise<Readonly<{ url: string; close: () => Promise<void> }>>;
  drain: (world: World) => Promise<void>;
}>;

export type Stage = AsyncDisposable &
  Readonly<{
    world: World;
    clock: ManualClock;
    talk: readonly Post[];
    sites: Sites;
    mailbox: Mailbox;
    gateway: SmsGateway;
    dashboardUrl: string;
    agencyId: string;
    brandIds: Readonly<Record<DemoBrand, string>>;
    /** Moves the clock and lets the pipeline do all that is due then. */
    playUntil: (instant: Date) => Promise<void>;
  }>;

/** Disposing ends everything in the order in which one thing needs the other. */
export async function openStage(options: StageOptions): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const clock = makeManualClock(CALENDAR.listenFrom);
  const talk = makeTalk(TALK_SEED);
  const sites = opened.use(await startSites({ clock }, talk));
  const mailbox = opened.use(await startMailbox({ clock }));
  const gateway = opened.use(await startSmsGateway({ clock }));
  const database = opened.use(await openMemoryDatabase());
  await migrate({ db: database.db, clock });
  const jobs = await openJobs(database, { schedule: 'left', onError: throwError });
  opened.defer(() => jobs.close());
  const port = options.port === 0 ? await findFreePort() : options.port;
  const config = readConfig({
    PORT: String(port),
    HOST: '127.0.0.1',
    SMTP_URL: mailbox.url,
    MAIL_FROM: 'Vigie <vigie@atelier-garance.example>',
    TWILIO_BASE_URL: gateway.url,
    TWILIO_ACCOUNT_SID: gateway.accountSid,
    TWILIO_AUTH_TOKEN: gateway.authToken,
    TWILIO_FROM: gateway.from,
    FETCH_ALLOWED_RANGES: '127.0.0.0/8',
    LOG_LEVEL: 'warn',
  });
  // chance and ids are the same in every run, so that every run tells the same story; secrets never are
  const seeded = makeSeededRandom(TALK_SEED);
  const made = opened.use(
    makeWorld({
      config,
      clock,
      random: { next: seeded.next, bytes: systemRandom.bytes },
      log: makeLog({ clock: systemClock }, config.logLevel),
      secretKey: { present: systemRandom.bytes(32), previous: [] },
      database,
      jobs,
    }),
  );
  const world: World = { ...made, newId: makeNewId({ clock, random: seeded }) };
  const cast = await createCast(world, sites.sources);
  const server = await options.startServer(world);
  opened.defer(() => server.close());
  const closing = opened.move();
  return {
    world,
    clock,
    talk,
    sites,
    mailbox,
    gateway,
    dashboardUrl: server.url,
    ...cast,
    playUntil: async (instant) => {
      clock.setTo(instant);
      await options.drain(world);
    },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** The agency with its brands, sources and contacts, as people would have entered them. */
async function createCast(world: World, sources: readonly SiteSource[]): Promise<Pick<Stage, 'agencyId' | 'brandIds'>> {
  const { name, email, password } = OWNER;
  const passwordHash = await toPasswordHash(world, password);
  const { agency } = await inTransaction(world, (db, writeDeps) =>
    createAgencyWithOwner(db, writeDeps, { agency: AGENCY, owner: { name, email }, passwordHash }),
  );
  const add = async (brand: DemoBrand): Promise<string> => (await addBrand(world, agency.id, BRANDS[brand])).id;
  const brandIds = {
    morvanel: await add('morvanel'),
    tesselian: await add('tesselian'),
    hautefil: await add('hautefil'),
  };
  for (const { url, kind, brand } of sources) {
    await addSubscription(world, agency.id, { url, kind, brandId: brand === null ? null : brandIds[brand] });
  }
  for (const contact of CONTACTS) {
    const { phone } = contact;
    await addContact(world, agency.id, {
      name: contact.name,
      language: contact.language,
      isDigestReader: true,
      digestScope: 'both',
      brandIds: [],
      channels: [
        { kind: 'email', address: contact.email },
        ...(phone === null ? [] : [{ kind: 'sms', address: phone } as const]),
      ],
    });
  }
  return { agencyId: agency.id, brandIds };
}

function throwError(error: Error): never {
  throw error;
}
