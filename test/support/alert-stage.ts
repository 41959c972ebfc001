/** The stage of the stories of an alert: an agency with brands, people and what they have, and a clock moved by hand. */
import { MINUTE_MS } from '../../src/base/clock.ts';
import type { Agency } from '../../src/domain/agency.ts';
import type { Contact } from '../../src/domain/alert.ts';
import type { Brand } from '../../src/domain/brand.ts';
import type { Buzz, BuzzLevel } from '../../src/domain/buzz.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact, type ContactInput } from '../../src/intents/contacts.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { fallBack } from '../../src/pipeline/fall-back.ts';
import { type BuzzJudgement, escalateBuzz, getBuzz, openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { makeFigures } from './buzz-figures.ts';
import { type LocalMailbox, startLocalMailbox } from './local-mailbox.ts';
import { type LocalProvider, startLocalProvider, toSmsEnvironment } from './local-provider.ts';
import { makeAgency } from './story.ts';
import { makeTestWorld, type TestWorld } from './test-world.ts';

export type AlertStage = AsyncDisposable &
  Readonly<{
    world: TestWorld;
    agency: Agency;
    mailbox: LocalMailbox;
    gateway: LocalProvider;
    addBrand: (name: string) => Promise<Brand>;
    addPerson: (name: string, more?: Partial<ContactInput>) => Promise<Contact>;
    open: (brand: Brand, level: BuzzLevel) => Promise<Buzz>;
    worsen: (buzz: Buzz, level: BuzzLevel) => Promise<void>;
    end: (buzz: Buzz) => Promise<void>;
    /** Lets time pass minute by minute; returns who received what since the last time, in order: `sms Claire`. */
    pass: (minutes: number) => Promise<readonly string[]>;
  }>;

const SMS_ACCEPTED = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"sid":"SM1"}' };

/** startAt: by default a night, 3 o'clock in Paris. environment: what a test is about, beside mail and SMS. */
export async function setAlertStage(
  startAt = new Date('2026-06-02T01:00:00Z'),
  environment: Readonly<Record<string, string>> = {},
): Promise<AlertStage> {
  const stack = new AsyncDisposableStack();
  const mailbox = stack.use(await startLocalMailbox());
  const gateway = stack.use(await startLocalProvider(SMS_ACCEPTED));
  const world = await makeTestWorld({
    startAt,
    environment: {
      SMTP_URL: mailbox.url,
      ...toSmsEnvironment(gateway),
      ...environment,
    },
  });
  stack.use(world);
  const agency = await makeAgency(world, 'Agence du Quai');
  const people = new Map<string, string>();
  let readCount = { mails: 0, sms: 0 };
  const writeDeps = () => ({ newId: world.newId, now: world.clock.now() });

  const listNews = (): readonly string[] => {
    const mails = mailbox.mails.slice(readCount.mails).flatMap(({ to }) => to.map((address) => `mail ${address}`));
    const sms = gateway.received
      .slice(readCount.sms)
      .map(({ body }) => `sms ${new URLSearchParams(body).get('To') ?? ''}`);
    readCount = { mails: mailbox.mails.length, sms: gateway.received.length };
    return [...mails, ...sms]
      .map((line) => line.replace(/\S+$/, (address) => people.get(address) ?? address))
      .sort((one, other) => (one < other ? -1 : 1));
  };

  return {
    ...{ world, agency, mailbox, gateway },
    addBrand: (name) => addBrand(world, agency.id, { name, kind: 'client', query: name }),
    addPerson: async (name, more = {}) => {
      const number = `+3361234${String(5_000 + people.size)}`;
      const address = `${name.toLowerCase()}@agence.example`;
      people.set(number, name).set(address, name);
      const { contact } = await addContact(world, agency.id, {
        ...{ name, language: 'fr', isDigestReader: false, brandIds: [] },
        channels: [
          { kind: 'email', address },
          { kind: 'sms', address: number },
        ],
        ...more,
      });
      return contact;
    },
    open: async (brand, level) => {
      const key = { agencyId: agency.id, brandId: brand.id, kind: 'negative' } as const;
      const buzz = await openBuzz(world.db, writeDeps(), key, toJudgement(level));
      if (buzz === undefined) throw new Error(`${brand.name} has a buzz already`);
      return buzz;
    },
    worsen: async (buzz, level) => {
      const present = await getBuzz(world.db, { agencyId: agency.id, buzzId: buzz.id });
      await escalateBuzz(world.db, writeDeps(), present, toJudgement(level));
    },
    end: async (buzz) => {
      const present = await getBuzz(world.db, { agencyId: agency.id, buzzId: buzz.id });
      await resolveBuzz(world.db, writeDeps(), present);
    },
    pass: async (minutes) => {
      for (let minute = 0; minute <= minutes; minute += 1) {
        await decideAlerts(world);
        await fallBack(world);
        await deliverPending({ ...world, stopping: new AbortController().signal });
        if (minute < minutes) world.clock.advanceMs(MINUTE_MS);
      }
      return listNews();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

function toJudgement(level: BuzzLevel): BuzzJudgement {
  return { level, reasons: ['negative-volume'], figures: makeFigures(), evidence: null };
}

/** Quiet from 22:00 to 7:00. */
export const NIGHT = { fromMinute: 22 * 60, untilMinute: 7 * 60 };
