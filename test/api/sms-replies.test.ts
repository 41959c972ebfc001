/** The addresses to which SMS providers bring what readers write back. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { SmsProvider } from '../../src/base/sms-config.ts';
import { makeCallUrl } from '../../src/domain/sms-call.ts';
import { getBuzz, listBuzzEvents } from '../../src/store/buzzes.ts';
import { setAlertStage } from '../support/alert-stage.ts';
import { makeApi } from './sample-agency.ts';

const PUBLIC_URL = 'https://vigie.example';
const FORM = 'application/x-www-form-urlencoded';
const CLAIRES_PHONE = '+33612345000';
const MARCS_PHONE = '+33612345002';

/** A buzz of level 3 that Claire was told of; Marc hears of another brand. */
async function start(provider: SmsProvider = 'generic') {
  const stage = await setAlertStage(undefined, { PUBLIC_URL, SMS_REPLIES: provider });
  const { world, agency } = stage;
  const orange = await stage.addBrand('Orange');
  await stage.addPerson('Claire', { brandIds: [orange.id] });
  const other = await stage.addBrand('LG');
  await stage.addPerson('Marc', { brandIds: [other.id] });
  const buzz = await stage.open(orange, 3);
  await stage.pass(1);
  const app = await makeApi(world);
  const key = { agencyId: agency.id, buzzId: buzz.id };
  const pathOf = (of: SmsProvider) =>
    new URL(makeCallUrl(world.secretKey, PUBLIC_URL, { purpose: 'replies', provider: of })).pathname;
  const post = (payload: string | object, headers: Readonly<Record<string, string>> = {}, of = provider) =>
    app.inject({
      method: 'POST',
      url: pathOf(of),
      headers: { 'content-type': typeof payload === 'string' ? FORM : 'application/json', ...headers },
      payload,
    });
  return {
    ...{ stage, world, app, key, buzz, pathOf, post },
    /** By the generic provider, each message with an id of its own; returns what is written back. */
    say: async (text: string, from = CLAIRES_PHONE) => {
      const answer = await post({ id: world.newId(), from, text });
      expect(answer.statusCode).toBe(200);
      return answer.json().reply as string | null;
    },
    read: () => getBuzz(world.db, key),
    kinds: async () => (await listBuzzEvents(world.db, key)).map(({ kind }) => kind),
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

describe('what a reader writes back', () => {
  const messages: readonly (readonly [SmsProvider, string | object])[] = [
    ['twilio', `From=%2B33612345000&To=%2B33700000000&Body=1A&MessageSid=SM1`],
    ['ovh', 'sender=%2B33612345000&message=1A&id=1'],
    ['ovh', { sender: '0033612345000', message: '1a' }],
    ['brevo', { msg_status: 'replied', to: '33612345000', reply: '1A', messageId: 7, ts_event: 9 }],
    ['generic', { from: CLAIRES_PHONE, text: '1A' }],
  ];

  test.each(messages)('by %s is taken: %j', async (provider, message) => {
    await using stage = await start(provider);
    const answer = await stage.post(message);
    expect(answer.statusCode).toBe(200);
    expect(await stage.read()).toMatchObject({ acknowledgedBy: 'Claire', acknowledgedLevel: 3 });
    const said = 'Orange : noté, vous vous en occupez. Plus de rappel, sauf si cela empire.';
    if (provider === 'twilio') {
      expect(answer.headers['content-type']).toContain('text/xml');
      expect(answer.body).toBe(`<?xml version="1.0" encoding="UTF-8"?><Response><Message>${said}</Message></Response>`);
    } else expect(answer.json()).toEqual({ reply: said });
  });

  test('of OVHcloud comes by GET too, of the others it does not', async () => {
    await using stage = await start('ovh');
    const query = 'sender=%2B33612345000&message=1A&id=1';
    expect((await stage.app.inject({ method: 'HEAD', url: `${stage.pathOf('ovh')}?${query}` })).statusCode).toBe(404);
    expect((await stage.app.inject(`${stage.pathOf('ovh')}?${query}`)).statusCode).toBe(200);
    expect((await stage.read()).acknowledgedBy).toBe('Claire');
    await using twilio = await start('twilio');
    const asked = await twilio.app.inject(`${twilio.pathOf('twilio')}?From=%2B33612345000&Body=1A`);
    expect([asked.statusCode, (await twilio.read()).acknowledgedBy]).toEqual([404, null]);
  });

  test('each of the four answers does what it says', async () => {
    await using stage = await start();
    await stage.say('1S');
    expect((await stage.read()).snoozedUntil?.getTime()).toBe(stage.world.clock.now().getTime() + HOUR_MS);
    expect(await stage.say('1F')).toContain('fausse alerte');
    expect(await stage.read()).toMatchObject({ mark: 'false-alarm', status: 'acknowledged', snoozedUntil: null });
    expect(await stage.say('1R')).toContain('clos');
    expect(await stage.read()).toMatchObject({ status: 'resolved', resolvedBy: 'Claire' });
    expect(await stage.say('1A')).toBe("Orange : c'est déjà terminé, il n'y a plus rien à répondre.");
    expect(await stage.kinds()).toEqual(['opened', 'told', 'snoozed', 'marked', 'acknowledged', 'resolved']);
  });

  test('says who has it in hand where somebody else was quicker', async () => {
    await using stage = await start();
    await stage.world.db
      .updateTable('buzzes')
      .set({
        status: 'acknowledged',
        acknowledged_by: 'Lucie',
        acknowledged_level: 3,
        acknowledged_at: stage.buzz.openedAt,
      })
      .execute();
    for (const text of ['1A', '1S']) expect(await stage.say(text)).toBe("Orange : Lucie s'en occupe déjà.");
    expect(await stage.kinds()).toEqual(['opened', 'told']);
  });

  test('that the provider brings twice does nothing twice', async () => {
    await using stage = await start();
    const message = { id: 'm-1', from: CLAIRES_PHONE, text: '1S' };
    expect((await stage.post(message)).json().reply).toContain('rappel dans une heure');
    const first = await stage.read();
    stage.world.clock.advanceMs(30 * MINUTE_MS);
    const again = await stage.post(message);
    expect([again.statusCode, again.json()]).toEqual([200, { reply: null }]);
    expect(await stage.read()).toEqual(first);
    expect((await Promise.all([1, 2, 3].map(() => stage.post({ ...message, id: 'm-2', text: '1F' })))).length).toBe(3);
    expect((await stage.kinds()).filter((kind) => kind === 'marked')).toHaveLength(1);
  });
});

describe('what changes nothing', () => {
  test('a number alone, another text or another number is told how to answer, a few times an hour', async () => {
    await using stage = await start();
    expect(await stage.say('1')).toBe(
      "Vigie : réponse non comprise, rien n'a changé. 1A = vu, 1S = dans 1 h, 1F = fausse alerte, 1T = terminé, 1J texte = carnet.",
    );
    expect(await stage.say('7A')).toBe("Vigie : aucune alerte en cours n'a le numéro 7. Rien n'a changé.");
    expect(await stage.say('Je suis en réunion.')).toContain('réponse non comprise');
    // a telephone that answers by itself is not talked to for ever
    for (let count = 0; count < 5; count += 1) expect(await stage.say('Je suis en réunion.')).toBeNull();
    stage.world.clock.advanceMs(HOUR_MS);
    expect(await stage.say('Je suis en réunion.')).toContain('réponse non comprise');
    expect(await stage.kinds()).toEqual(['opened', 'told']);
    expect(await stage.say('1A')).toContain('noté');
  });

  test('a telephone that was told of nothing is answered nothing, like one that nobody knows', async () => {
    await using stage = await start();
    const answers = await Promise.all(
      [MARCS_PHONE, '+33699999999'].flatMap((from) =>
        ['1A', '1', 'bonjour'].map((text) => stage.post({ id: stage.world.newId(), from, text })),
      ),
    );
    for (const answer of answers) expect([answer.statusCode, answer.body]).toEqual([200, '{"reply":null}']);
    expect(await stage.kinds()).toEqual(['opened', 'told']);
    expect(await stage.world.db.selectFrom('sms_replies').selectAll().execute()).toEqual([]);
  });

  test('a contact that is gone answers no more', async () => {
    await using stage = await start();
    await stage.world.db.deleteFrom('contacts').where('name', '=', 'Claire').execute();
    expect(await stage.say('1A')).toBeNull();
    expect((await stage.read()).acknowledgedBy).toBeNull();
  });

  test('an address that was not given out is a 404, as is every one where nobody brings answers', async () => {
    await using stage = await start();
    const message = { from: CLAIRES_PHONE, text: '1A' };
    const paths = [
      `${stage.pathOf('generic')}x`,
      stage.pathOf('generic').replace('generic', 'twilio'),
      stage.pathOf('twilio'),
      '/sms/replies/toString/x',
    ];
    for (const url of paths) {
      expect([url, (await stage.app.inject({ method: 'POST', url, payload: message })).statusCode]).toEqual([url, 404]);
    }
    const off = await makeApi({ ...stage.world, config: { ...stage.world.config, smsReplies: null } });
    const url = stage.pathOf('generic');
    expect((await off.inject({ method: 'POST', url, payload: message })).statusCode).toBe(404);
    expect((await stage.read()).acknowledgedBy).toBeNull();
  });

  test('what is no message is refused in a sentence, and what is too long before it is read', async () => {
    await using stage = await start();
    for (const payload of [{}, [], { from: 'Vigie', text: '1A' }, { from: CLAIRES_PHONE }, 'x']) {
      const refused = await stage.post(payload);
      expect([payload, refused.statusCode, refused.json().code]).toEqual([payload, 400, 'INPUT_INVALID']);
    }
    const long = await stage.post({ from: CLAIRES_PHONE, text: 'a'.repeat(20_000) });
    expect(long.statusCode).toBe(413);
    expect(await stage.kinds()).toEqual(['opened', 'told']);
  });

  test('a call that says Twilio signed it, and is not, is a 404', async () => {
    await using stage = await start('twilio');
    const fields = { Body: '1A', From: CLAIRES_PHONE, MessageSid: 'SM1' };
    const body = new URLSearchParams(fields).toString();
    const url = `${PUBLIC_URL}${stage.pathOf('twilio')}`;
    const signed = Object.entries(fields).map(([name, value]) => name + value);
    const signature = createHmac('sha1', 'token')
      .update([url, ...signed].join(''))
      .digest('base64');
    expect((await stage.post(body, { 'x-twilio-signature': `${signature.slice(0, -2)}A=` })).statusCode).toBe(404);
    expect((await stage.read()).acknowledgedBy).toBeNull();
    expect((await stage.post(body, { 'x-twilio-signature': signature })).statusCode).toBe(200);
    expect((await stage.read()).acknowledgedBy).toBe('Claire');
  });
});
