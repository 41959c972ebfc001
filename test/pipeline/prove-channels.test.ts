/** Channels that prove that they live: by what is sent through them anyway, and by a test once a week. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Channel } from '../../src/domain/alert.ts';
import { askChannelTest, makeChannelReachable } from '../../src/intents/channels.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { changeAgency } from '../../src/intents/people.ts';
import { takeSmsReceipts } from '../../src/intents/sms-receipts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { proveChannels } from '../../src/pipeline/prove-channels.ts';
import { markUnreachable } from '../../src/store/channel-proofs.ts';
import { getContact } from '../../src/store/contacts.ts';
import { listDeliveries, recordAttempt } from '../../src/store/deliveries.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalProvider } from '../support/local-provider.ts';
import { makeAgency } from '../support/story.ts';
import { makeSecondWorker, makeTestWorld, type TestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };
const stopping = new AbortController().signal;
/** Monday 8 June 2026, 10:00 in Paris. */
const SLOT = new Date('2026-06-08T08:00:00Z');

/** Marie, by e-mail, SMS and webhook, of an agency in Paris, on the Wednesday before the slot. */
async function setUp() {
  const mailbox = await startLocalMailbox();
  const provider = await startLocalProvider({ status: 201, body: '{"sid":"SM1"}' });
  const world = await makeTestWorld({
    startAt: new Date('2026-06-03T08:00:00Z'),
    environment: {
      SMTP_URL: mailbox.url,
      TWILIO_BASE_URL: provider.url,
      TWILIO_ACCOUNT_SID: 'AC00000000000000000000000000000000',
      TWILIO_AUTH_TOKEN: 'token',
      TWILIO_FROM: '+33700000000',
    },
  });
  const agency = await makeAgency(world, 'Agence du Quai');
  const { contact } = await addContact(world, agency.id, {
    name: 'Marie',
    language: 'fr',
    isDigestReader: false,
    brandIds: [],
    channels: [
      { kind: 'email', address: 'marie@agence.example' },
      { kind: 'sms', address: '+33612345678' },
      { kind: 'webhook', address: `${provider.url}/hook` },
    ],
  });
  const read = async (kind: Channel['kind']): Promise<Channel> => {
    const { channels } = await getContact(world.db, { agencyId: agency.id, contactId: contact.id });
    const channel = channels.find((each) => each.kind === kind);
    if (channel === undefined) throw new Error(`Marie has no ${kind}`);
    return channel;
  };
  const placeOf = async (kind: Channel['kind']) => ({
    agencyId: agency.id,
    contactId: contact.id,
    channelId: (await read(kind)).id,
  });
  const stack = new AsyncDisposableStack();
  for (const each of [mailbox, provider, world]) stack.use(each);
  return { mailbox, provider, world, agency, read, placeOf, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function listTests(world: TestWorld, agencyId: string) {
  return (await listDeliveries(world.db, { agencyId }, FIRST_PAGE)).filter((delivery) => delivery.testKind !== null);
}

async function work(world: TestWorld): Promise<void> {
  while ((await proveChannels(world)) > 0);
  await deliverPending({ ...world, stopping });
}

describe('the weekly test', () => {
  test('goes through each channel at ten on Monday in the agency’s zone, and says that it is one', async () => {
    await using stage = await setUp();
    const { world, agency, mailbox, provider } = stage;
    await work(world);
    world.clock.setTo(addMs(SLOT, -MINUTE_MS));
    await work(world);
    expect(await listTests(world, agency.id)).toEqual([]);
    world.clock.setTo(SLOT);
    await work(world);
    expect((await listTests(world, agency.id)).map((each) => [each.testKind, each.channelKind, each.status])).toEqual(
      expect.arrayContaining([
        ['weekly', 'email', 'accepted'],
        ['weekly', 'sms', 'accepted'],
        ['weekly', 'webhook', 'accepted'],
      ]),
    );
    expect(mailbox.mails.map((mail) => mail.parsed.subject)).toEqual(['Agence du Quai\u00a0: test des alertes']);
    const hook = provider.received.find((request) => request.path === '/hook');
    expect(JSON.parse(hook?.body ?? '')).toMatchObject({ type: 'channel.test', data: { testKind: 'weekly' } });
    expect(hook?.headers['webhook-signature']).toMatch(/^v1,/);
    for (const kind of ['email', 'sms', 'webhook'] as const)
      expect((await stage.read(kind)).life.lastProofAt).toEqual(SLOT);
  });

  test('comes once a week for as long as nothing else proves the channel', async () => {
    await using stage = await setUp();
    const { world, mailbox } = stage;
    for (let hour = 0; hour < 4 * 7 * 24; hour += 1) {
      world.clock.advanceMs(HOUR_MS);
      await work(world);
    }
    expect(mailbox.mails).toHaveLength(4);
  });

  test('is written once by two workers at once', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    await work(world);
    world.clock.setTo(SLOT);
    const second = makeSecondWorker(world);
    await Promise.all([world, second, world, second].map((each) => proveChannels(each)));
    await proveChannels(world);
    expect(await listTests(world, agency.id)).toHaveLength(3);
  });

  test('would be written twice if its slot were not ticked off with it: the counting above can fail', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    await work(world);
    world.clock.setTo(SLOT);
    await work(world);
    await world.db.updateTable('channels').set({ next_proof_at: SLOT, last_proof_at: null }).execute();
    await work(world);
    expect(await listTests(world, agency.id)).toHaveLength(6);
  });

  test('does not go by SMS where the agency has turned that off', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    expect((await changeAgency(world, agency.id, { provesSms: false })).provesSms).toBe(false);
    await work(world);
    world.clock.setTo(SLOT);
    await work(world);
    expect((await listTests(world, agency.id)).map((each) => each.channelKind).sort()).toEqual(['email', 'webhook']);
  });

  test('moves with the agency’s clock', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    await work(world);
    await changeAgency(world, agency.id, { timeZone: 'America/New_York' });
    world.clock.setTo(SLOT);
    await work(world);
    expect(await listTests(world, agency.id)).toEqual([]);
    world.clock.setTo(addMs(SLOT, 6 * HOUR_MS));
    await work(world);
    expect(await listTests(world, agency.id)).toHaveLength(3);
  });

  test('leaves an unreachable channel in peace, and comes again once it is reachable', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    const place = await stage.placeOf('email');
    await markUnreachable(world.db, [place], 'unsubscribed', world.clock.now());
    await work(world);
    world.clock.setTo(SLOT);
    await work(world);
    expect((await listTests(world, agency.id)).map((each) => each.channelKind)).not.toContain('email');
    await makeChannelReachable(world, place);
    world.clock.setTo(addMs(SLOT, 7 * DAY_MS));
    await work(world);
    expect((await listTests(world, agency.id)).map((each) => each.channelKind)).toContain('email');
  });
});

describe('a test that is asked for', () => {
  test('twice is sent once: the one that waits answers', async () => {
    await using stage = await setUp();
    const { world, agency, mailbox } = stage;
    const place = await stage.placeOf('email');
    const asked = await Promise.all([1, 2, 3].map(() => askChannelTest(world, place)));
    expect(new Set(asked.map((each) => each.id)).size).toBe(1);
    await deliverPending({ ...world, stopping });
    expect(mailbox.mails).toHaveLength(1);
    const again = await askChannelTest(world, place);
    expect(again.id).not.toBe(asked[0]?.id);
    expect(await listTests(world, agency.id)).toHaveLength(2);
  });

  test('while the weekly one waits is that one', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    await work(world);
    world.clock.setTo(SLOT);
    await proveChannels(world);
    expect((await askChannelTest(world, await stage.placeOf('sms'))).testKind).toBe('weekly');
    expect(await listTests(world, agency.id)).toHaveLength(3);
  });

  test.each(['hard-bounce', 'complaint', 'unsubscribed'] as const)(
    'of a channel that is unreachable by %s is refused',
    async (why) => {
      await using stage = await setUp();
      const { world } = stage;
      const place = await stage.placeOf('email');
      await markUnreachable(world.db, [place], why, world.clock.now());
      await expect(askChannelTest(world, place)).rejects.toMatchObject({ code: 'CHANNEL_UNREACHABLE' });
    },
  );
});

describe('a channel', () => {
  test('keeps its last failure beside its last proof, and a later proof stands over it', async () => {
    await using stage = await setUp();
    const { world, mailbox } = stage;
    const place = await stage.placeOf('email');
    await askChannelTest(world, place);
    mailbox.refuseWith({ command: 'data', code: 451, text: 'later please' });
    await deliverPending({ ...world, stopping });
    const failedAt = world.clock.now();
    expect((await stage.read('email')).life).toMatchObject({
      lastProofAt: null,
      lastFailure: { at: failedAt, reason: 'busy', message: expect.stringContaining('later please') },
      unreachable: null,
    });
    mailbox.refuseWith(null);
    world.clock.advanceMs(HOUR_MS);
    await deliverPending({ ...world, stopping });
    expect((await stage.read('email')).life).toMatchObject({
      lastProofAt: world.clock.now(),
      lastFailure: { at: failedAt },
    });
  });

  test('does not fail by a try that ends after another one was accepted', async () => {
    await using stage = await setUp();
    const { world, agency, mailbox } = stage;
    await askChannelTest(world, await stage.placeOf('email'));
    const late: TestWorld['mailer'] = {
      ...world.mailer,
      send: async () => {
        // as a worker would have it that took it when its lease was over
        const [other] = await listDeliveries(world.db, { agencyId: agency.id }, FIRST_PAGE);
        if (other === undefined) throw new Error('there is one');
        await recordAttempt(
          world.db,
          other,
          { status: 'accepted', nextAttemptAt: world.clock.now(), providerId: 'x', failure: null },
          world.clock.now(),
        );
        return { kind: 'later', reason: 'timed-out', message: 'too late', retryAfterSeconds: null };
      },
    };
    await deliverPending({ ...world, mailer: late, stopping });
    expect(mailbox.mails).toEqual([]);
    expect((await stage.read('email')).life.lastFailure).toBeNull();
  });

  test.each([
    ['that the mail server does not know', '550 5.1.1 no such user', true],
    ['that an old mail server does not know', '550 User unknown', true],
    ['whose mailbox is full', '552 5.2.2 mailbox full', false],
    ['whose server has us on a black list', '550 5.7.1 Service unavailable, client host blocked', false],
  ])('%s: %s, refused for good is %s', async (_, text, isForGood) => {
    await using stage = await setUp();
    const { world, mailbox } = stage;
    await askChannelTest(world, await stage.placeOf('email'));
    mailbox.refuseWith({ command: 'recipient', code: Number(text.slice(0, 3)), text: text.slice(4) });
    await deliverPending({ ...world, stopping });
    const channel = await stage.read('email');
    expect(channel.isReachable).toBe(!isForGood);
    expect(channel.life.unreachable).toEqual(isForGood ? { since: world.clock.now(), why: 'refused' } : null);
    expect(channel.life.lastFailure?.reason).toBe('refused');
  });

  test('by webhook that is gone (410) is unreachable until a test gets through', async () => {
    await using stage = await setUp();
    const { world, provider } = stage;
    const place = await stage.placeOf('webhook');
    await askChannelTest(world, place);
    provider.answerWith({ status: 410 });
    await deliverPending({ ...world, stopping });
    expect((await stage.read('webhook')).life.unreachable?.why).toBe('refused');
    provider.answerWith({ status: 204 });
    await askChannelTest(world, place);
    await deliverPending({ ...world, stopping });
    expect(await stage.read('webhook')).toMatchObject({ isReachable: true, life: { unreachable: null } });
  });

  test('by SMS fails when its provider tells later that the message did not arrive, and lives when one does', async () => {
    await using stage = await setUp();
    const { world } = stage;
    const place = await stage.placeOf('sms');
    const { id: deliveryId } = await askChannelTest(world, place);
    await deliverPending({ ...world, stopping });
    expect((await stage.read('sms')).life).toMatchObject({ lastProofAt: world.clock.now(), lastFailure: null });
    world.clock.advanceMs(MINUTE_MS);
    await takeSmsReceipts(world, [{ deliveryId, providerId: 'SM1', state: 'undelivered' }]);
    expect((await stage.read('sms')).life.lastFailure).toMatchObject({
      at: world.clock.now(),
      reason: 'undelivered',
    });
    world.clock.advanceMs(MINUTE_MS);
    await takeSmsReceipts(world, [{ deliveryId, providerId: 'SM1', state: 'delivered' }]);
    expect((await stage.read('sms')).life.lastProofAt).toEqual(world.clock.now());
  });

  test('by SMS does not fail because the agency’s budget of the day is spent', async () => {
    await using stage = await setUp();
    const { world, agency } = stage;
    await changeAgency(world, agency.id, { smsDailySegmentMax: 0 });
    await askChannelTest(world, await stage.placeOf('sms'));
    await deliverPending({ ...world, stopping });
    expect(await listTests(world, agency.id)).toMatchObject([{ status: 'dead', lastErrorReason: 'over-budget' }]);
    expect((await stage.read('sms')).life.lastFailure).toBeNull();
  });

  test('that becomes unreachable takes what waits for it along, and keeps its first reason', async () => {
    await using stage = await setUp();
    const { world, agency, mailbox } = stage;
    const place = await stage.placeOf('email');
    await askChannelTest(world, place);
    const since = world.clock.now();
    expect(await markUnreachable(world.db, [place], 'unsubscribed', since)).toHaveLength(1);
    expect(await markUnreachable(world.db, [place], 'hard-bounce', addMs(since, HOUR_MS))).toEqual([]);
    await deliverPending({ ...world, stopping });
    expect(mailbox.mails).toEqual([]);
    expect(await listTests(world, agency.id)).toMatchObject([{ status: 'dead', lastErrorReason: 'unreachable' }]);
    expect((await stage.read('email')).life.unreachable).toEqual({ since, why: 'unsubscribed' });
  });
});
