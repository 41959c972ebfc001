/** Tests of channels, warnings, and what mail providers report, over HTTP. */
import { describe, expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../../src/base/clock.ts';
import { makeMailBouncesUrl } from '../../src/domain/mail-bounces-address.ts';
import { markReachable, markUnreachable, recordProof } from '../../src/store/channel-proofs.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { addAgency, addEverything, makeApi } from './sample-agency.ts';

const SENDING = {
  SMTP_URL: 'smtp://127.0.0.1:1',
  PUBLIC_URL: 'https://vigie.example',
};

async function start(environment: Readonly<Record<string, string>> = SENDING) {
  const world = await makeTestWorld({ environment });
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  const things = await addEverything(world, agency);
  const path = `/v1/contacts/${things.contactId}/channels/${things.channelId}`;
  const readChannel = async () => (await agency.call('GET', `/v1/contacts/${things.contactId}`)).json().channels[0];
  const bouncesPath = new URL(makeMailBouncesUrl(world.secretKey, world.config.publicUrl)).pathname;
  const report = (payload: string, type = 'application/json') =>
    app.inject({ method: 'POST', url: bouncesPath, payload, headers: { 'content-type': type } });
  return { world, app, agency, things, path, readChannel, bouncesPath, report, call: agency.call };
}

describe('POST /v1/contacts/{contactId}/channels/{channelId}/test', () => {
  test('answers 202 with the delivery that a worker will send, and with the same while it waits', async () => {
    const { call, path, things } = await start();
    const asked = await call('POST', `${path}/test`);
    expect(asked.statusCode).toBe(202);
    expect(asked.json()).toMatchObject({
      ...{ alertId: null, digestId: null, testKind: 'asked', contactId: things.contactId },
      ...{ channelKind: 'email', address: 'paul@agence.example', status: 'pending', attemptCount: 0 },
    });
    expect((await call('POST', `${path}/test`)).json()).toEqual(asked.json());
    const listed = (await call('GET', '/v1/deliveries')).json().items;
    expect(listed.filter((each: { testKind: string | null }) => each.testKind !== null)).toEqual([asked.json()]);
  });

  test('of an unreachable channel answers 409 and says the way out, which PATCH is', async () => {
    const { world, agency, call, path, things, readChannel } = await start();
    const key = { agencyId: agency.agencyId, channelId: things.channelId };
    await markUnreachable(world.db, [key], 'complaint', world.clock.now());
    expect(await readChannel()).toMatchObject({
      ...{ state: 'unreachable', unreachableWhy: 'complaint', unreachableSince: world.clock.now().toISOString() },
    });
    const refused = await call('POST', `${path}/test`);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'CHANNEL_UNREACHABLE']);
    expect(refused.json().detail).toContain('paul@agence.example');
    const changed = await call('PATCH', path, { isReachable: true });
    expect(changed.json().channels).toMatchObject([{ state: 'working', unreachableWhy: null, unreachableSince: null }]);
    expect((await call('POST', `${path}/test`)).statusCode).toBe(202);
  });

  test.each([{ isReachable: false }, {}, { isReachable: true, address: 'a@b.example' }, [], 'true'])(
    'a channel is not changed by %j',
    async (body) => {
      const { call, path } = await start();
      expect((await call('PATCH', path, body)).statusCode).toBe(400);
    },
  );

  test('of another contact’s channel, or of none, is a 404', async () => {
    const { world, call, things } = await start();
    const other = (
      await call('POST', '/v1/contacts', {
        name: 'Zoé',
        language: 'fr',
        channels: [{ kind: 'email', address: 'zoe@agence.example' }],
      })
    ).json();
    for (const channelId of [other.channels[0].id, world.newId()]) {
      const url = `/v1/contacts/${things.contactId}/channels/${channelId}`;
      expect((await call('POST', `${url}/test`)).statusCode).toBe(404);
      expect((await call('PATCH', url, { isReachable: true })).statusCode).toBe(404);
    }
    expect((await call('POST', `/v1/contacts/${things.contactId}/channels/1/test`)).statusCode).toBe(400);
  });
});

test('an agency turns its weekly tests by SMS off', async () => {
  const { call } = await start();
  expect((await call('GET', '/v1/agency')).json().provesSms).toBe(true);
  expect((await call('PATCH', '/v1/agency', { provesSms: false })).json().provesSms).toBe(false);
  expect((await call('PATCH', '/v1/agency', { name: 'Autre' })).json().provesSms).toBe(false);
  expect((await call('PATCH', '/v1/agency', { provesSms: 'no' })).statusCode).toBe(400);
});

describe('GET /v1/warnings', () => {
  async function listWarned(world: TestWorld, call: Awaited<ReturnType<typeof start>>['call']) {
    const names = new Map(
      (await world.db.selectFrom('brands').select(['id', 'name']).execute()).map((brand) => [brand.id, brand.name]),
    );
    const { items } = (await call('GET', '/v1/warnings')).json();
    if (items.length === 0) return [];
    expect(items).toMatchObject([{ kind: 'no-working-channel' }]);
    return items[0].brandIds.map((id: string) => names.get(id));
  }

  test('names the brands that no channel works for, from every side', async () => {
    const { world, agency, call, things } = await start();
    const { agencyId } = agency;
    const key = { agencyId, channelId: things.channelId };
    await call('POST', '/v1/brands', { name: 'Free', kind: 'client', query: 'freebox' });
    const warned = () => listWarned(world, call);
    expect(await warned()).toEqual([]); // never tried: nothing speaks against it

    await markUnreachable(world.db, [key], 'hard-bounce', world.clock.now());
    expect(await warned()).toEqual(['Free', 'Orange']);

    // somebody for one brand alone
    const lea = { name: 'Léa', language: 'fr', brandIds: [things.brandId] };
    const webhook = { kind: 'webhook', address: 'https://outils.example/vigie' };
    const { id } = (await call('POST', '/v1/contacts', { ...lea, channels: [{ ...webhook, minLevel: 4 }] })).json();
    expect(await warned()).toEqual(['Free', 'Orange']); // from level 4 on only
    await call('DELETE', `/v1/contacts/${id}`);
    const channels = [{ ...webhook, minLevel: 3 }];
    const made = (await call('POST', '/v1/contacts', { ...lea, channels })).json();
    expect(await warned()).toEqual(['Free']);

    // it fails, and proves that it lives again
    const ofLea = { agencyId, channelId: String(made.channels[0].id) };
    const failed = {
      last_failed_at: world.clock.now(),
      last_failed_reason: 'busy',
      last_failed_message: '503',
    } as const;
    await world.db.updateTable('channels').set(failed).where('id', '=', ofLea.channelId).execute();
    expect(await warned()).toEqual(['Free', 'Orange']);
    await recordProof(world.db, ofLea, addMs(world.clock.now(), HOUR_MS));
    expect(await warned()).toEqual(['Free']);
    await markReachable(world.db, key);
    expect(await warned()).toEqual([]);

    // a client of the agency is told of a crisis alone
    await world.db.updateTable('contacts').set({ is_client: true }).execute();
    expect(await warned()).toEqual(['Free', 'Orange']);
  });

  test('counts no channel whose provider is not configured', async () => {
    const { world, call } = await start({});
    expect(await listWarned(world, call)).toEqual(['Orange']);
    const channels = [{ kind: 'sms', address: '+33612345678' }];
    await call('POST', '/v1/contacts', { name: 'Léa', language: 'fr', channels });
    expect(await listWarned(world, call)).toEqual(['Orange']);
  });

  test('is empty for an agency without brands, and says nothing of another’s', async () => {
    const { world, app } = await start({});
    const stranger = await addAgency(world, app, 'Voisine');
    expect((await stranger.call('GET', '/v1/warnings')).json()).toEqual({ items: [] });
  });
});

describe('POST /mail/bounces/{token}', () => {
  /** Paul has the same address at two agencies; a mail to him from the first. */
  async function startTwo() {
    const started = await start();
    const { world, app, agency } = started;
    const other = await addAgency(world, app, 'Voisine');
    const channels = [{ kind: 'email', address: 'Paul@Agence.example' }];
    const contact = (await other.call('POST', '/v1/contacts', { name: 'Paul', language: 'fr', channels })).json();
    const delivery = await world.db
      .selectFrom('deliveries')
      .select('id')
      .where('agency_id', '=', agency.agencyId)
      .executeTakeFirstOrThrow();
    const readOther = async () => (await other.call('GET', `/v1/contacts/${contact.id}`)).json().channels[0];
    const messageId = `<${delivery.id}@vigie.example>`;
    const whys = async () => [(await started.readChannel()).unreachableWhy, (await readOther()).unreachableWhy];
    return { ...started, messageId, whys };
  }

  test('a bounce counts for every agency that has the address, in capitals or not', async () => {
    const { report, whys } = await startTwo();
    const body = { kind: 'bounce', address: 'PAUL@agence.example', permanent: true };
    expect((await report(JSON.stringify(body))).statusCode).toBe(204);
    expect(await whys()).toEqual(['hard-bounce', 'hard-bounce']);
  });

  test('a bounce that names our mail counts for the address that the mail was sent to', async () => {
    const { report, whys, messageId } = await startTwo();
    const body = { kind: 'bounce', address: 'elsewhere@forwarded.example', permanent: true, messageId };
    expect((await report(JSON.stringify(body))).statusCode).toBe(204);
    expect(await whys()).toEqual(['hard-bounce', 'hard-bounce']);
  });

  test('a complaint counts for the agency whose mail it was, and for nobody where that is not known', async () => {
    const { report, whys, messageId } = await startTwo();
    const body = { kind: 'complaint', address: 'paul@agence.example' };
    expect((await report(JSON.stringify(body))).statusCode).toBe(204);
    expect(await whys()).toEqual([null, null]);
    expect((await report(JSON.stringify({ ...body, messageId }))).statusCode).toBe(204);
    expect(await whys()).toEqual(['complaint', null]);
  });

  test('a complaint without a name counts where one agency alone writes to the address', async () => {
    const { report, readChannel, world } = await start();
    const body = { event: 'spam', email: 'paul@agence.example', 'message-id': '<1@brevo.example>' };
    expect((await report(JSON.stringify(body))).statusCode).toBe(204);
    expect((await readChannel()).unreachableWhy).toBe('complaint');
    expect(world.logLines).toContainEqual(expect.objectContaining({ event: 'channel.unreachable', why: 'complaint' }));
    expect(JSON.stringify(world.logLines)).not.toContain('paul@agence.example');
  });

  test('a returned mail is read whatever type it is sent as', async () => {
    const status = 'Final-Recipient: rfc822; paul@agence.example\r\nAction: failed\r\nStatus: 5.1.1\r\n';
    for (const type of [
      'text/plain',
      'message/delivery-status',
      'message/rfc822',
      'application/x-www-form-urlencoded',
    ]) {
      const { report, readChannel } = await start();
      expect((await report(`Reporting-MTA: dns; mx.example\r\n\r\n${status}`, type)).statusCode).toBe(204);
      expect([type, (await readChannel()).unreachableWhy]).toEqual([type, 'hard-bounce']);
    }
  });

  test('SNS’s question is logged for a person and its address is never fetched', async () => {
    const { report, world } = await start();
    const url = 'https://sns.eu-west-3.amazonaws.com/?Action=ConfirmSubscription&Token=2336';
    const body = JSON.stringify({ Type: 'SubscriptionConfirmation', Message: 'x', SubscribeURL: url });
    expect((await report(body, 'text/plain; charset=UTF-8')).statusCode).toBe(204);
    expect(world.logLines).toContainEqual(expect.objectContaining({ event: 'mail.confirmation-asked', url }));
  });

  test('addresses and mails that nobody has change nothing and are no error', async () => {
    const { report, readChannel, world } = await start();
    for (const body of [
      { kind: 'bounce', address: 'nobody@agence.example', permanent: true },
      {
        kind: 'bounce',
        address: 'nobody@agence.example',
        permanent: true,
        messageId: `<${world.newId()}@vigie.example>`,
      },
      { kind: 'bounce', address: 'paul@agence.example', permanent: false },
      { RecordType: 'Delivery', Recipient: 'paul@agence.example' },
    ])
      expect((await report(JSON.stringify(body))).statusCode).toBe(204);
    expect((await readChannel()).state).toBe('working');
  });

  test.each(['', '{', 'bonjour', '{"kind":"bounce"}', '{"kind":"bounce","address":"x","permanent":true}'])(
    '%j is answered 400 with a sentence',
    async (body) => {
      const { report } = await start();
      const answer = await report(body);
      expect([answer.statusCode, answer.json().code]).toEqual([400, 'INPUT_INVALID']);
      expect(answer.json().detail).toMatch(/^[A-Z].+\.$/);
    },
  );

  test('a body of more than a megabyte is refused', async () => {
    const { report } = await start();
    expect((await report(`{"kind":"${'x'.repeat(1_100_000)}"}`)).statusCode).toBe(413);
  });

  test('without the right token there is nothing, and the body is not read', async () => {
    const { app, bouncesPath, readChannel } = await start();
    const payload = JSON.stringify({ kind: 'bounce', address: 'paul@agence.example', permanent: true });
    for (const url of [`${bouncesPath}x`, '/mail/bounces/', '/mail/bounces/1', bouncesPath.toLowerCase()]) {
      const answer = await app.inject({
        method: 'POST',
        url,
        payload,
        headers: { 'content-type': 'application/json' },
      });
      expect([url, answer.statusCode]).toEqual([url, 404]);
    }
    expect((await readChannel()).state).toBe('working');
  });
});
