/** The addresses where SMS providers tell what became of a message, and the budget of SMS by the API. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SmsProvider } from '../../src/base/sms-config.ts';
import type { Delivery } from '../../src/domain/alert.ts';
import { makeCallUrl } from '../../src/domain/sms-call.ts';
import { claimDueDeliveries, type DeliveryAttempt, recordAttempt } from '../../src/store/deliveries.ts';
import { makeSmsStage } from '../support/sms-stage.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

const PUBLIC_URL = 'https://vigie.example';
const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: 'Vigie' };

/** One SMS that a provider took under the id m-1, unless it is to be left waiting. */
async function start(attempt: Partial<DeliveryAttempt> | null = {}) {
  const world = await makeTestWorld({ environment: { PUBLIC_URL, ...TWILIO } });
  const app = await makeApi(world);
  const stage = await makeSmsStage(world);
  await stage.decide(3, 1);
  const now = world.clock.now();
  const [claimed] = await claimDueDeliveries(
    world.db,
    { now, leasedUntil: now, limit: 1 },
    { kind: 'sms', leftAlone: [], inHand: [] },
  );
  if (claimed === undefined) throw new Error('nothing was due');
  const accepted = { status: 'accepted', nextAttemptAt: now, providerId: 'm-1', failure: null } as const;
  if (attempt !== null) await recordAttempt(world.db, claimed, { ...accepted, ...attempt }, now);
  const pathOf = (provider: SmsProvider) =>
    new URL(makeCallUrl(world.secretKey, PUBLIC_URL, { purpose: 'receipts', provider: provider })).pathname;
  const tell = async (provider: SmsProvider, payload: string | object, query = '') => {
    const isForm = typeof payload === 'string';
    const answer = await app.inject({
      method: 'POST',
      url: `${pathOf(provider)}${query}`,
      headers: { 'content-type': isForm ? 'application/x-www-form-urlencoded' : 'application/json' },
      payload,
    });
    return answer.statusCode;
  };
  const readDelivery = async (): Promise<Delivery> => {
    const [delivery] = await stage.list();
    if (delivery === undefined) throw new Error('the delivery is gone');
    return delivery;
  };
  return { world, app, stage, claimed, pathOf, tell, read: readDelivery };
}

describe('a receipt', () => {
  const told: readonly (readonly [provider: SmsProvider, good: string | object, bad: string | object])[] = [
    ['twilio', 'MessageSid=m-1&MessageStatus=delivered', 'MessageSid=m-1&MessageStatus=undelivered'],
    ['ovh', 'id=m-1&ptt=4', 'id=m-1&dlr=2'],
    ['brevo', { messageId: 'm-1', msg_status: 'delivered' }, { messageId: 'm-1', msg_status: 'hard_bounce' }],
    ['generic', { id: 'm-1', status: 'delivered' }, { id: 'm-1', status: 'failed' }],
  ];

  test.each(told)('of %s that the SMS arrived is kept with its delivery', async (provider, good) => {
    const { world, tell, read } = await start();
    expect(await tell(provider, good)).toBe(204);
    expect(await read()).toMatchObject({
      status: 'accepted',
      receipt: 'delivered',
      receivedAt: world.clock.now(),
      lastErrorReason: null,
    });
  });

  test.each(told)('of %s that it did not makes it a dead letter', async (provider, _good, bad) => {
    const { world, tell, read, app, stage } = await start();
    expect(await tell(provider, bad)).toBe(204);
    expect(await read()).toMatchObject({
      status: 'dead',
      receipt: 'undelivered',
      lastErrorReason: 'undelivered',
      lastErrorMessage: expect.stringMatching(/did not reach the telephone/),
    });
    expect(world.logLines).toContainEqual(expect.objectContaining({ event: 'delivery.dead', reason: 'undelivered' }));
    const stranger = await addAgency(world, app, 'Voisine');
    expect((await stranger.call('GET', '/v1/deliveries?status=dead')).json().items).toEqual([]);
    expect((await stage.list()).filter(({ status }) => status === 'dead')).toHaveLength(1);
  });

  test('of OVHcloud comes by GET, of the others it does not', async () => {
    const { app, pathOf, read } = await start();
    for (const provider of ['twilio', 'brevo', 'generic'] as const) {
      expect((await app.inject(`${pathOf(provider)}?id=m-1&dlr=1`)).statusCode).toBe(404);
    }
    expect((await read()).receipt).toBeNull();
    expect((await app.inject({ method: 'HEAD', url: `${pathOf('ovh')}?id=m-1&dlr=1` })).statusCode).toBe(404);
    expect((await app.inject(`${pathOf('ovh')}?id=m-1&dlr=1&ptt=4&date=20260601`)).statusCode).toBe(204);
    expect((await read()).receipt).toBe('delivered');
  });

  test('that it arrived is the last word, in whatever order they come, and twice is once', async () => {
    const { world, tell, read } = await start();
    await tell('generic', { id: 'm-1', status: 'failed' });
    world.clock.advanceMs(60_000);
    await tell('generic', { id: 'm-1', status: 'delivered' });
    const settled = await read();
    expect(settled).toMatchObject({ status: 'accepted', receipt: 'delivered', lastErrorReason: null });
    world.clock.advanceMs(60_000);
    await tell('generic', { id: 'm-1', status: 'failed' });
    await tell('generic', { id: 'm-1', status: 'delivered' });
    expect(await read()).toEqual(settled);
  });

  test('that an SMS whose answer was lost arrived ends its tries: it is not sent twice', async () => {
    const failure = { reason: 'timed-out', message: 'late' } as const;
    const { world, tell, read, claimed } = await start({ status: 'pending', providerId: null, failure });
    await tell('twilio', 'MessageSid=SM9&MessageStatus=delivered', `?delivery=${claimed.id}`);
    expect(await read()).toMatchObject({ status: 'accepted', providerId: 'SM9', receipt: 'delivered' });
    const now = world.clock.now();
    expect(
      await claimDueDeliveries(
        world.db,
        { now, leasedUntil: now, limit: 1 },
        { kind: 'sms', leftAlone: [], inHand: [] },
      ),
    ).toEqual([]);
  });

  test('that overtakes the writing down of its acceptance is not forgotten by it', async () => {
    const { world, tell, read, claimed } = await start(null);
    await tell('twilio', 'MessageSid=SM9&MessageStatus=delivered', `?delivery=${claimed.id}`);
    const now = world.clock.now();
    await recordAttempt(
      world.db,
      claimed,
      { status: 'accepted', nextAttemptAt: now, providerId: 'SM9', failure: null },
      now,
    );
    expect(await read()).toMatchObject({
      status: 'accepted',
      providerId: 'SM9',
      receipt: 'delivered',
      attemptCount: 1,
    });
  });

  test('of the first of two sendings that it was lost says nothing of the second', async () => {
    const { tell, read, claimed } = await start({ providerId: 'SM2' });
    await tell('twilio', 'MessageSid=SM1&MessageStatus=undelivered', `?delivery=${claimed.id}`);
    expect(await read()).toMatchObject({ status: 'accepted', receipt: null });
    await tell('twilio', 'MessageSid=SM2&MessageStatus=undelivered', `?delivery=${claimed.id}`);
    expect(await read()).toMatchObject({ status: 'dead', receipt: 'undelivered' });
  });

  test('of a message that is not known, or is no SMS, is 204 and changes nothing', async () => {
    const { world, tell, read } = await start();
    const before = await read();
    expect(await tell('generic', { id: 'm-2', status: 'failed' })).toBe(204);
    expect(await tell('generic', { id: world.newId(), status: 'failed' })).toBe(204);
    expect(await tell('twilio', 'MessageSid=m-1&MessageStatus=sent')).toBe(204);
    expect(await read()).toEqual(before);
    await world.db.updateTable('deliveries').set({ channel_kind: 'email', reply_number: null }).execute();
    expect(await tell('generic', { id: 'm-1', status: 'failed' })).toBe(204);
    expect(await read()).toMatchObject({ status: 'accepted', receipt: null });
  });

  test('that is none is refused in a sentence', async () => {
    const { tell, app, pathOf } = await start();
    expect(await tell('twilio', 'hello')).toBe(400);
    expect(await tell('brevo', { messageId: null })).toBe(400);
    const empty = await app.inject({ method: 'POST', url: pathOf('generic') });
    expect([empty.statusCode, empty.json().detail]).toEqual([
      400,
      'This is no receipt of an SMS: send the message’s id and its status.',
    ]);
  });

  test('that is too large is not read', async () => {
    const { tell, read } = await start();
    expect(await tell('generic', { id: 'm-1', status: 'failed', x: 'x'.repeat(200_000) })).toBe(413);
    expect((await read()).receipt).toBeNull();
  });

  test('at another end of the address is 404 for every method, and guessing is slowed down', async () => {
    const { app, pathOf, read } = await start();
    const token = pathOf('generic').split('/').at(-1);
    for (const url of [
      `${pathOf('generic')}x`,
      `/sms/receipts/twilio/${token}`,
      `/sms/receipts/constructor/${token}`,
    ]) {
      const payload = { id: 'm-1', status: 'failed' };
      expect((await app.inject({ method: 'POST', url, payload })).statusCode).toBe(404);
      expect((await app.inject(`${url}?id=m-1&dlr=2`)).statusCode).toBe(404);
    }
    expect((await read()).receipt).toBeNull();
    const guesses = Array.from({ length: 60 }, (_, index) => app.inject(`/sms/receipts/ovh/${index}`));
    const statuses = (await Promise.all(guesses)).map(({ statusCode }) => statusCode);
    expect(statuses).toContain(429);
    expect((await app.inject(`${pathOf('ovh')}?id=m-1&dlr=1`)).statusCode).toBe(204); // the provider itself is not
  });

  test('is not in the documents that anybody reads', async () => {
    const { app } = await start();
    expect((await app.inject('/v1/openapi.json')).body).not.toContain('receipts');
  });
});

describe('a call with Twilio’s signature', () => {
  const body = 'MessageSid=m-1&MessageStatus=delivered';
  const sign = (url: string, token: string) =>
    createHmac('sha1', token).update(`${url}MessageSidm-1MessageStatusdelivered`).digest('base64');

  test.each([
    ['token', 204, 'delivered'],
    ['another', 404, null],
  ])('made with %j is %i', async (token, status, receipt) => {
    const { app, pathOf, read, claimed } = await start();
    const url = `${pathOf('twilio')}?delivery=${claimed.id}`;
    const answer = await app.inject({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': sign(`${PUBLIC_URL}${url}`, token),
      },
      payload: body,
    });
    expect([answer.statusCode, (await read()).receipt]).toEqual([status, receipt]);
  });
});

describe('smsDailySegmentMax', () => {
  test('is 100 at first, changed by PATCH, and null for no limit', async () => {
    const world = await makeTestWorld();
    const { call } = await addAgency(world, await makeApi(world), 'Agence');
    expect((await call('GET', '/v1/agency')).json().smsDailySegmentMax).toBe(100);
    for (const value of [0, 250, null]) {
      expect((await call('PATCH', '/v1/agency', { smsDailySegmentMax: value })).json()).toMatchObject({
        smsDailySegmentMax: value,
      });
    }
    await call('PATCH', '/v1/agency', { language: 'en' });
    expect((await call('GET', '/v1/agency')).json().smsDailySegmentMax).toBeNull();
  });

  test.each([-1, 1.5, '100', 1_000_001])('%j is refused by its name', async (value) => {
    const world = await makeTestWorld();
    const { call } = await addAgency(world, await makeApi(world), 'Agence');
    const answer = await call('PATCH', '/v1/agency', { smsDailySegmentMax: value });
    expect([answer.statusCode, answer.json().detail]).toEqual([
      400,
      '"smsDailySegmentMax" in the body is not right: it must be a whole number from 0 to 1000000, or null for no limit.',
    ]);
  });
});
