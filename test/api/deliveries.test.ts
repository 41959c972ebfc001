/** Deliveries over HTTP: what was given up and why, and what is sent again. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { makeFormats } from '../../src/domain/formats.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { fallBack } from '../../src/pipeline/fall-back.ts';
import { recordAlert } from '../../src/store/alerts.ts';
import { openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { markUnreachable } from '../../src/store/channel-proofs.ts';
import { makeAlertContent } from '../notify/sample-content.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalProvider, toSmsEnvironment } from '../support/local-provider.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, addEverything, makeApi } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  const things = await addEverything(world, agency);
  return { world, app, things, call: agency.call };
}

describe('GET /v1/deliveries', () => {
  test('names the buzz and the brand of each, and picks by status and contact', async () => {
    const { world, call, things } = await start();
    await world.db
      .updateTable('deliveries')
      .set({ status: 'dead', last_error_reason: 'gave-up', last_error_message: '451 later' })
      .where('alert_id', 'is not', null)
      .execute();
    const dead = (await call('GET', '/v1/deliveries?status=dead')).json().items;
    expect(dead).toMatchObject([
      {
        ...{ alertId: things.alertId, buzzId: things.buzzId, brandId: things.brandId, digestId: null },
        ...{ lastErrorReason: 'gave-up', lastErrorMessage: '451 later', nextAttemptAt: null },
      },
    ]);
    const pending = (await call('GET', '/v1/deliveries?status=pending')).json().items;
    expect(pending).toMatchObject([{ digestId: things.digestId, buzzId: null, brandId: things.brandId }]);
    const ofContact = (id: string) => call('GET', `/v1/deliveries?contactId=${id}`);
    expect((await ofContact(things.contactId)).json().items).toHaveLength(2);
    expect((await ofContact(world.newId())).statusCode).toBe(404);
    expect((await ofContact('paul')).statusCode).toBe(400);
    expect((await call('GET', '/v1/deliveries?status=lost')).statusCode).toBe(400);
  });
});

describe('POST /v1/deliveries/{deliveryId}/resend', () => {
  const stopping = new AbortController().signal;
  const REFUSED = { command: 'data', code: 554, text: 'looks like spam' } as const;

  /** Léa has a mail, a telephone and a webhook; an alert went to each of them. */
  async function setUp() {
    const stack = new AsyncDisposableStack();
    const mailbox = stack.use(await startLocalMailbox());
    const provider = stack.use(await startLocalProvider({ status: 201, body: '{"sid":"SM1"}' }));
    const world = stack.use(
      await makeTestWorld({
        environment: { SMTP_URL: mailbox.url, ...toSmsEnvironment(provider), SMS_REPLIES: 'twilio' },
      }),
    );
    const app = await makeApi(world);
    const { agencyId, call } = await addAgency(world, app, 'Agence');
    const brandId: string = (
      await call('POST', '/v1/brands', { name: 'Orange', kind: 'client', query: 'orange' })
    ).json().id;
    const added = await call('POST', '/v1/contacts', {
      ...{ name: 'Léa', language: 'fr' },
      channels: [
        { kind: 'email', address: 'lea@agence.example' },
        { kind: 'sms', address: '+33612345678' },
        { kind: 'webhook', address: `${provider.url}/hook` },
      ],
    });
    const { id: contactId, channels } = added.json();
    const tell = async (name = 'Orange', brand = brandId) => {
      const writeDeps = { newId: world.newId, now: world.clock.now() };
      const judgement = { level: 3, reasons: [], figures: makeFigures(), evidence: null } as const;
      const buzz = await openBuzz(world.db, writeDeps, { agencyId, brandId: brand, kind: 'negative' }, judgement);
      if (buzz === undefined) throw new Error('the buzz was not opened');
      const content = makeAlertContent({ brandName: name });
      const about = { agencyId, brandId: brand, buzzId: buzz.id, reason: 'first-notice', level: 3 } as const;
      const recipients = channels.map((channel: { id: string; kind: 'email'; address: string }) => ({
        ...{ contactId, contactName: 'Léa', language: 'fr', address: channel.address },
        ...{ channelId: channel.id, channelKind: channel.kind },
      }));
      await recordAlert(world.db, writeDeps, { ...about, round: 0, sequence: 0, content }, recipients);
      return buzz;
    };
    const deliver = async () => {
      while ((await deliverPending({ ...world, stopping })) > 0);
    };
    const list = async (kind: string) => {
      const { items } = (await call('GET', `/v1/deliveries?contactId=${contactId}`)).json();
      return items.filter((each: { channelKind: string }) => each.channelKind === kind);
    };
    const resend = (id: string) => call('POST', `/v1/deliveries/${id}/resend`);
    const placeOf = (kind: string) => ({
      agencyId,
      channelId: channels.find((each: { kind: string }) => each.kind === kind).id as string,
    });
    const all = { mailbox, provider, world, app, call, contactId, channels, tell, deliver, list, resend, placeOf };
    return { ...all, [Symbol.asyncDispose]: () => stack.disposeAsync() };
  }

  test('sends a mail that was refused again, the same, with all its time before it', async () => {
    await using stage = await setUp();
    const { mailbox, world, deliver, list, resend } = stage;
    mailbox.refuseWith(REFUSED);
    await stage.tell();
    await deliver();
    const [dead] = await list('email');
    expect(dead).toMatchObject({ status: 'dead', lastErrorReason: 'refused', resentAt: null });
    world.clock.advanceMs(3 * DAY_MS);
    const again = await resend(dead.id);
    expect(again.statusCode).toBe(202);
    expect(again.json()).toMatchObject({
      ...{ id: dead.id, status: 'pending', attemptCount: 0, lastErrorReason: null, buzzId: dead.buzzId },
      ...{ createdAt: dead.createdAt, resentAt: world.clock.now().toISOString() },
    });
    mailbox.refuseWith({ command: 'data', code: 451, text: 'try again later' });
    await deliver();
    expect((await list('email'))[0]).toMatchObject({ status: 'pending', attemptCount: 1 }); // though it is days old
    mailbox.refuseWith(null);
    world.clock.advanceMs(HOUR_MS);
    await deliver();
    expect((await list('email'))[0]).toMatchObject({ status: 'accepted' });
    expect(mailbox.mails).toHaveLength(1);
    expect(mailbox.mails[0]?.parsed.messageId).toContain(dead.id);
    expect(await fallBack(world)).toBe(0);
  });

  test('an SMS that is sent again says of when its alert is, the first time it does not', async () => {
    await using stage = await setUp();
    const { provider, world, deliver, list, resend } = stage;
    const lastSms = () =>
      new URLSearchParams(provider.received.findLast(({ body }) => body.startsWith('To='))?.body).get('Body') ?? '';
    provider.answerWith({ status: 400, body: '{"code":21211,"message":"no"}' });
    await stage.tell();
    await deliver();
    expect(lastSms()).toMatch(/^\[ORANGE\] BAD BUZZ 3\/4 - /);
    const [dead] = await list('sms');
    const decidedAt = world.clock.now();
    world.clock.advanceMs(3 * HOUR_MS);
    provider.answerWith({ status: 201, body: '{"sid":"SM1"}' });
    expect((await resend(dead.id)).statusCode).toBe(202);
    await deliver();
    const hour = makeFormats({ language: 'fr', timeZone: 'Europe/Paris' }).shortInstant(decidedAt);
    expect(lastSms()).toContain(`[ORANGE] BAD BUZZ 3/4 du ${hour.replaceAll('\u00a0', ' ')} - `);
  });

  test('is asked for twice and done once: what is still tried is a 409', async () => {
    await using stage = await setUp();
    stage.mailbox.refuseWith(REFUSED);
    await stage.tell();
    await stage.deliver();
    const [dead] = await stage.list('email');
    const answers = await Promise.all([stage.resend(dead.id), stage.resend(dead.id)]);
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([202, 409]);
    const refused = (await stage.resend(dead.id)).json();
    expect(refused.code).toBe('DELIVERY_NOT_RESENDABLE');
    expect(refused.detail).toContain('still tried');
  });

  test('plays an accepted message again to a webhook, under its id, and to nobody else', async () => {
    await using stage = await setUp();
    await stage.tell();
    await stage.deliver();
    const [webhook] = await stage.list('webhook');
    const [mail] = await stage.list('email');
    expect([webhook.status, mail.status]).toEqual(['accepted', 'accepted']);
    stage.world.clock.advanceMs(HOUR_MS);
    expect((await stage.resend(webhook.id)).statusCode).toBe(202);
    await stage.deliver();
    const hooks = stage.provider.received.filter(({ path }) => path === '/hook');
    expect(hooks.map(({ headers }) => headers['webhook-id'])).toEqual([webhook.id, webhook.id]);
    expect(hooks[1]?.headers['webhook-timestamp']).not.toBe(hooks[0]?.headers['webhook-timestamp']);
    expect(hooks[1]?.body).toBe(hooks[0]?.body);
    const refused = await stage.resend(mail.id);
    expect([refused.statusCode, refused.json().detail]).toEqual([
      409,
      'This message was accepted for lea@agence.example already: only a webhook is sent the same again.',
    ]);
  });

  test('of a channel that takes nothing, or is gone, is a 409 that says the way out', async () => {
    await using stage = await setUp();
    const { world, resend, call } = stage;
    stage.mailbox.refuseWith(REFUSED);
    await stage.tell();
    await stage.deliver();
    const [dead] = await stage.list('email');
    const place = stage.placeOf('email');
    await markUnreachable(world.db, [place], 'hard-bounce', world.clock.now());
    const unreachable = await resend(dead.id);
    expect([unreachable.statusCode, unreachable.json().detail]).toEqual([
      409,
      expect.stringContaining('make it reachable again'),
    ]);
    await call('PATCH', `/v1/contacts/${stage.contactId}/channels/${place.channelId}`, { isReachable: true });
    await call('DELETE', `/v1/contacts/${stage.contactId}`);
    const gone = await resend(dead.id);
    expect([gone.statusCode, gone.json().detail]).toEqual([
      409,
      expect.stringContaining('Léa has the channel lea@agence.example no more'),
    ]);
  });

  test('an SMS is paid again, and answered by the number that its buzz has now, or none when it is over', async () => {
    await using stage = await setUp();
    const { world, provider, call, list, resend } = stage;
    provider.answerWith({ status: 400, body: '{"code":21211}' });
    const first = await stage.tell();
    await stage.deliver();
    const [dead] = await list('sms');
    expect(dead).toMatchObject({ status: 'dead', replyNumber: 1, segmentCount: 1 });
    provider.answerWith({ status: 201, body: '{"sid":"SM2"}' });
    // a channel that the provider refuses for good takes nothing before it is used again
    await call('PATCH', `/v1/contacts/${stage.contactId}/channels/${stage.placeOf('sms').channelId}`, {
      isReachable: true,
    });
    expect((await resend(dead.id)).json()).toMatchObject({ replyNumber: 1, segmentCount: null });
    await world.db.updateTable('deliveries').set({ status: 'dead' }).where('id', '=', dead.id).execute();

    await resolveBuzz(world.db, { newId: world.newId, now: world.clock.now() }, first);
    world.clock.advanceMs(2 * DAY_MS);
    const brand = (await call('POST', '/v1/brands', { name: 'Free', kind: 'client', query: 'freebox' })).json();
    await stage.tell('Free', brand.id);
    expect((await list('sms'))[0].replyNumber).toBe(1); // the first buzz's number is another's by now
    expect((await resend(dead.id)).json()).toMatchObject({ status: 'pending', replyNumber: null });
    await stage.deliver();
    world.clock.advanceMs(MINUTE_MS); // the telephone rings once a minute
    await stage.deliver();
    const spent = await world.db.selectFrom('sms_spending').select('segment_count').execute();
    expect(spent.reduce((sum, row) => sum + row.segment_count, 0)).toBe(3);
  });

  test('a test is asked for anew; another agency’s, and none, are a 404', async () => {
    await using stage = await setUp();
    const { world, call, resend } = stage;
    const { channelId } = stage.placeOf('email');
    const asked = (await call('POST', `/v1/contacts/${stage.contactId}/channels/${channelId}/test`)).json();
    await world.db.updateTable('deliveries').set({ status: 'dead' }).execute();
    expect((await resend(asked.id)).json().detail).toContain('ask for a new one');
    expect((await resend(world.newId())).statusCode).toBe(404);
    expect((await resend('1')).statusCode).toBe(400);
    const stranger = await addAgency(world, stage.app, 'Voisine');
    expect((await stranger.call('POST', `/v1/deliveries/${asked.id}/resend`)).statusCode).toBe(404);
  });
});
