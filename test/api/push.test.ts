/** Browsers as channels, over HTTP: registered, notified, gone, registered again. */
import { describe, expect, test } from 'vitest';
import type { Http } from '../../src/base/http.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { leadTo, startLocalProvider } from '../support/local-provider.ts';
import { makePushBrowser } from '../support/push-browser.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, addEverything, makeApi } from './sample-agency.ts';

const ORIGIN = 'https://push.example.net';
const TAIL = 'q1w2e3r4t5y6u7i8o9p0aB3x';
const stopping = new AbortController().signal;

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  const { contactId } = await addEverything(world, agency);
  const path = `/v1/contacts/${contactId}/channels`;
  const browser = makePushBrowser(`${ORIGIN}/send/${TAIL}`);
  const register = (body: object = {}) =>
    agency.call('POST', path, { kind: 'push', subscription: browser.subscription, ...body });
  const readChannels = async () => (await agency.call('GET', `/v1/contacts/${contactId}`)).json().channels;
  return { world, call: agency.call, contactId, path, browser, register, readChannels };
}

describe('a browser', () => {
  test('is told the public key to subscribe with, the same each time', async () => {
    const { call } = await start();
    const answers = [await call('GET', '/v1/push-key'), await call('GET', '/v1/push-key')];
    const [{ publicKey }, again] = answers.map((answer) => answer.json());
    expect(again.publicKey).toBe(publicKey);
    const point = Buffer.from(publicKey, 'base64url');
    expect([point.length, point[0]]).toEqual([65, 4]);
  });

  test('becomes a channel of a contact, of which only the end is shown and nothing stored in clear', async () => {
    const { world, register, readChannels, browser } = await start();
    const made = await register({ minLevel: 3 });
    expect(made.statusCode).toBe(201);
    const [, channel] = await readChannels();
    expect(made.json().channels).toContainEqual(channel);
    expect(channel).toMatchObject({ kind: 'push', address: 'push.example.net/…/aB3x', minLevel: 3, state: 'working' });
    const rows = await world.db.selectFrom('channels').selectAll().execute();
    const kept = JSON.stringify([rows, world.logLines, made.body], (_, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );
    for (const secret of [TAIL, ...Object.values(browser.subscription.keys)]) expect(kept).not.toContain(secret);
  });

  test('is refused where a part is missing or wrong, in a sentence that names the part', async () => {
    const { register, readChannels } = await start();
    const endpoint = `${ORIGIN}/x`;
    const keys = { p256dh: 'x', auth: 'x' };
    for (const [body, named] of [
      [{ subscription: undefined }, '"subscription"'],
      [{ subscription: { endpoint } }, '"subscription.keys"'],
      [{ subscription: { endpoint, keys: { p256dh: 'x' } } }, '"subscription.keys.auth"'],
      [{ subscription: { endpoint, keys, secret: 'x' } }, '"subscription.secret"'],
      [{ address: ORIGIN }, '"address"'],
      [{ kind: 'email' }, '"subscription"'],
      [{ subscription: { endpoint: 'http://push.example.net/x', keys } }, '"endpoint"'],
      [{ subscription: { endpoint, keys } }, '"p256dh"'],
    ] as const) {
      const refused = await register(body);
      expect([refused.statusCode, refused.json().code]).toEqual([400, 'INPUT_INVALID']);
      expect(refused.json().detail).toContain(named);
    }
    expect(await readChannels()).toHaveLength(1);
  });

  test('is notified of a test, and of nothing more once its subscription is gone, until it registers again', async () => {
    const { world, call, path, browser, register, readChannels } = await start();
    await using provider = await startLocalProvider({ status: 201, headers: { location: `${ORIGIN}/message/m1` } });
    await register();
    const [, channel] = await readChannels();
    const http: Http = leadTo(world.http, ORIGIN, provider);
    const sendTest = async () => {
      const asked = await call('POST', `${path}/${channel.id}/test`);
      expect(asked.statusCode).toBe(202);
      await deliverPending({ ...world, http, stopping });
      return (await call('GET', '/v1/deliveries'))
        .json()
        .items.find(({ id }: { id: string }) => id === asked.json().id);
    };
    expect(await sendTest()).toMatchObject({ status: 'accepted', channelKind: 'push', providerId: 'm1' });
    expect(browser.read(provider.received[0]?.bytes ?? new Uint8Array())).toContain('test des alertes');
    expect((await readChannels())[1].lastProofAt).not.toBeNull();

    provider.answerWith({ status: 410 });
    expect(await sendTest()).toMatchObject({ status: 'dead', lastErrorReason: 'refused' });
    expect((await readChannels())[1]).toMatchObject({ state: 'unreachable', unreachableWhy: 'refused' });

    provider.answerWith({ status: 201 });
    expect((await register()).statusCode).toBe(201);
    expect(await readChannels()).toMatchObject([{ kind: 'email' }, { id: channel.id, state: 'working' }]);
    expect(await sendTest()).toMatchObject({ status: 'accepted' });
  });

  test('that was lost is removed, and no other way to the contact with it', async () => {
    const { call, path, register, readChannels } = await start();
    await register();
    const [email, device] = await readChannels();
    expect((await call('DELETE', `${path}/${device.id}`)).statusCode).toBe(204);
    expect(await readChannels()).toEqual([email]);
    expect((await call('DELETE', `${path}/${device.id}`)).statusCode).toBe(404);
  });
});

describe('POST /v1/contacts/{contactId}/channels', () => {
  test('adds any kind of channel, and an address only once', async () => {
    const { call, path, readChannels } = await start();
    const webhook = { kind: 'webhook', address: 'https://outils.example/vigie' };
    const made = await call('POST', path, webhook);
    expect(made.statusCode).toBe(201);
    expect(made.json().webhookSecrets).toMatchObject([
      { address: webhook.address, secret: expect.stringMatching(/^whsec_/) },
    ]);
    const again = await call('POST', path, webhook);
    expect([again.statusCode, again.json().code]).toEqual([400, 'INPUT_INVALID']);
    expect(await readChannels()).toHaveLength(2);
  });

  test('adds no more than twenty, and says the way out', async () => {
    const { call, path, readChannels } = await start();
    const statuses: number[] = [];
    for (let index = 0; index < 20; index += 1) {
      statuses.push((await call('POST', path, { kind: 'email', address: `a${index}@agence.example` })).statusCode);
    }
    expect(statuses).toEqual([...Array.from({ length: 19 }, () => 201), 409]);
    expect(await readChannels()).toHaveLength(20);
  });
});
