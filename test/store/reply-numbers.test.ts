/** The numbers by which readers of SMS name a buzz: small, kept, and each one thing at a telephone. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Agency } from '../../src/domain/agency.ts';
import type { AlertReason, Delivery } from '../../src/domain/alert.ts';
import type { Buzz } from '../../src/domain/buzz.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { recordAlert } from '../../src/store/alerts.ts';
import { getBuzz, openBuzz, reopenBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { listBuzzDeliveries } from '../../src/store/deliveries.ts';
import { deleteSmsRepliesBefore, listNumberedBuzzes, recordSmsReply } from '../../src/store/reply-numbers.ts';
import { makeAlertContent } from '../notify/sample-content.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const JUDGEMENT = { level: 3, reasons: [], figures: makeFigures(), evidence: null } as const;
const CLAIRE = '+33612345678';
const MARC = '+33687654321';

async function setUp() {
  const world = await makeTestWorld();
  return { world, agency: await makeAgency(world, 'Agence du Quai'), ...makeStage(world) };
}

function makeStage(world: TestWorld) {
  const writeDeps = () => ({ newId: world.newId, now: world.clock.now() });
  let sequence = 0;
  return {
    open: async (agency: Agency, name: string): Promise<Buzz> => {
      const brand = await addBrand(world, agency.id, { name, kind: 'client', query: name });
      const key = { agencyId: agency.id, brandId: brand.id, kind: 'negative' } as const;
      const buzz = await openBuzz(world.db, writeDeps(), key, JUDGEMENT);
      if (buzz === undefined) throw new Error(`${name} has a buzz already`);
      return buzz;
    },
    end: async ({ agencyId, id }: Buzz): Promise<void> => {
      await resolveBuzz(world.db, writeDeps(), await getBuzz(world.db, { agencyId, buzzId: id }));
    },
    comeBack: async ({ agencyId, id }: Buzz): Promise<void> => {
      await reopenBuzz(world.db, writeDeps(), await getBuzz(world.db, { agencyId, buzzId: id }), JUDGEMENT);
    },
    /** Returns the numbers of the new deliveries, in the order of the addresses. */
    tell: async (
      buzz: Buzz,
      addresses: readonly string[],
      { reason = 'reminder', kind = 'sms' }: Readonly<{ reason?: AlertReason; kind?: 'sms' | 'email' }> = {},
    ): Promise<readonly (number | null)[]> => {
      sequence += 1;
      const { agencyId, brandId, level, reopenCount: round } = buzz;
      const alert = { agencyId, buzzId: buzz.id, brandId, reason, level, round, sequence, content: makeAlertContent() };
      const recipients = addresses.map((address) => ({
        ...{ contactId: world.newId(), contactName: 'Claire', language: 'fr' as const, channelId: world.newId() },
        ...{ channelKind: kind, address },
      }));
      await world.db.transaction().execute((db) => recordAlert(db, writeDeps(), alert, recipients));
      const made = (await listBuzzDeliveries(world.db, { agencyId, buzzId: buzz.id })).slice(-addresses.length);
      return addresses.map(
        (address) => made.find((delivery: Delivery) => delivery.address === address)?.replyNumber ?? null,
      );
    },
  };
}

describe('the number of a buzz', () => {
  test('is the smallest that its telephone has not in use, whichever agency told it', async () => {
    const { world, agency, open, tell } = await setUp();
    const [orange, lg] = [await open(agency, 'Orange'), await open(agency, 'LG')];
    expect(await tell(orange, [CLAIRE])).toEqual([1]);
    expect(await tell(lg, [CLAIRE, MARC])).toEqual([2, 1]);
    const other = await open(await makeAgency(world, 'Agence de la Rive'), 'Ondelia');
    expect(await tell(other, [CLAIRE, MARC])).toEqual([3, 2]);
  });

  test('is kept in reminders, and when the buzz comes back', async () => {
    const { world, agency, open, tell, end, comeBack } = await setUp();
    const [orange, lg] = [await open(agency, 'Orange'), await open(agency, 'LG')];
    await tell(orange, [CLAIRE]);
    expect([await tell(lg, [CLAIRE]), await tell(lg, [CLAIRE])]).toEqual([[2], [2]]);
    await end(lg);
    world.clock.advanceMs(DAY_MS - MINUTE_MS);
    expect(await tell(await open(agency, 'Sosh'), [CLAIRE])).toEqual([3]);
    await comeBack(lg);
    expect(await tell(lg, [CLAIRE])).toEqual([2]);
  });

  test('is free again a day after its end, when the buzz comes back no more', async () => {
    const { world, agency, open, tell, end } = await setUp();
    const [orange, lg] = [await open(agency, 'Orange'), await open(agency, 'LG')];
    expect([await tell(orange, [CLAIRE]), await tell(lg, [CLAIRE])]).toEqual([[1], [2]]);
    await end(orange);
    world.clock.advanceMs(DAY_MS);
    expect(await tell(await open(agency, 'Sosh'), [CLAIRE])).toEqual([1]);
  });

  test('stands on alerts by SMS alone, and not on the end', async () => {
    const { agency, open, tell } = await setUp();
    const orange = await open(agency, 'Orange');
    expect(await tell(orange, ['claire@agence.example'], { kind: 'email' })).toEqual([null]);
    expect(await tell(orange, [CLAIRE], { reason: 'resolved' })).toEqual([null]);
  });
});

describe('what a telephone may answer', () => {
  test('is what it was told of, as long as its contact has it and the buzz is not over for a day', async () => {
    const { world, agency, open, end } = await setUp();
    const orange = await open(agency, 'Orange');
    const { contact } = await addContact(world, agency.id, {
      ...{ name: 'Claire', language: 'fr', isDigestReader: false, brandIds: [] },
      channels: [{ kind: 'sms', address: CLAIRE }],
    });
    const [channel] = contact.channels;
    const recipient = {
      ...{ contactId: contact.id, contactName: 'Claire', language: 'fr' as const, channelId: channel?.id ?? '' },
      ...{ channelKind: 'sms' as const, address: CLAIRE },
    };
    const { brandId, level } = orange;
    const alert = { agencyId: agency.id, buzzId: orange.id, brandId, reason: 'first-notice', level, round: 0 } as const;
    const content = makeAlertContent();
    const deps = { newId: world.newId, now: world.clock.now() };
    await recordAlert(world.db, deps, { ...alert, sequence: 0, content }, [recipient]);
    const list = (address: string) => listNumberedBuzzes(world.db, { address, now: world.clock.now() });
    expect(await list(CLAIRE)).toEqual([
      {
        ...{ agencyId: agency.id, buzzId: orange.id, number: 1, status: 'open' },
        ...{ contactName: 'Claire', language: 'fr', brandName: 'Orange', isTold: false },
      },
    ]);
    expect(await list(MARC)).toEqual([]);
    await world.db.updateTable('deliveries').set({ let_out_at: deps.now }).execute();
    expect(await list(CLAIRE)).toMatchObject([{ number: 1, isTold: true }]);
    await end(orange);
    world.clock.advanceMs(HOUR_MS);
    expect(await list(CLAIRE)).toMatchObject([{ number: 1, status: 'resolved' }]);
    await world.db.deleteFrom('channels').where('id', '=', recipient.channelId).execute();
    expect(await list(CLAIRE)).toEqual([]);
  });
});

test('a message that came in is kept once, and for a while', async () => {
  const { world } = await setUp();
  const came = { provider: 'twilio', id: 'SM1', address: CLAIRE, now: world.clock.now(), isExplained: false };
  expect([await recordSmsReply(world.db, came), await recordSmsReply(world.db, came)]).toEqual([true, false]);
  expect(await recordSmsReply(world.db, { ...came, provider: 'ovh' })).toBe(true);
  await deleteSmsRepliesBefore(world.db, world.clock.now());
  expect(await recordSmsReply(world.db, came)).toBe(false);
  await deleteSmsRepliesBefore(world.db, new Date(world.clock.now().getTime() + 1));
  expect(await recordSmsReply(world.db, came)).toBe(true);
});
