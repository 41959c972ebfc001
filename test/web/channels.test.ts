/** The channels on the contacts page, the link that ends the mails, and the notice that nobody would hear. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { makeUnsubscribeToken } from '../../src/domain/unsubscribe-link.ts';
import { markUnreachable, recordProof } from '../../src/store/channel-proofs.ts';
import { getContact } from '../../src/store/contacts.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, makeVisitor, signInAs } from './visitor.ts';

async function open(language = 'fr') {
  const world = await makeTestWorld({ environment: { SMTP_URL: 'smtp://127.0.0.1:1' } });
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, agency);
  const key = { agencyId: agency.agencyId, channelId: things.channelId };
  const visitor = await signInAs(app, 'Quai', language);
  const readChannel = async () =>
    (await getContact(world.db, { agencyId: key.agencyId, contactId: things.contactId })).channels[0];
  const link = `/u/${makeUnsubscribeToken(world.secretKey, key)}`;
  const path = `/contacts/${things.contactId}/channels/${things.channelId}`;
  return { world, app, things, key, visitor, readChannel, link, path };
}

describe('a channel on the contacts page', () => {
  test('says how long ago it last proved that it lives, and what failed since', async () => {
    const { world, key, visitor } = await open();
    expect((await visitor.get('/contacts')).text).toContain('pas encore de preuve de vie');
    await recordProof(world.db, key, world.clock.now());
    world.clock.advanceMs(3 * DAY_MS + HOUR_MS);
    expect((await visitor.get('/contacts')).text).toContain('dernière preuve de vie : il y a 3 jours');
    const failed = {
      last_failed_at: world.clock.now(),
      last_failed_reason: 'busy',
      last_failed_message: '451',
    } as const;
    await world.db.updateTable('channels').set(failed).execute();
    world.clock.advanceMs(2 * HOUR_MS);
    expect((await visitor.get('/contacts')).text).toContain(
      'dernier échec : il y a 2 h, le fournisseur demande de réessayer plus tard',
    );
    await recordProof(world.db, key, world.clock.now());
    expect((await visitor.get('/contacts')).text).not.toContain('dernier échec');
  });

  test('is tested by a button, once however often it is pressed', async () => {
    const { world, visitor, path } = await open();
    const page = await visitor.get('/contacts');
    expect(page.$(`form[action="${path}/test"] button`).attr('aria-label')).toBe(
      'Envoyer un test à Paul Martin, E-mail',
    );
    for (const _ of [1, 2]) expect((await visitor.post(`${path}/test`)).location).toBe('/contacts?done=test-asked');
    const tests = await world.db.selectFrom('deliveries').select('status').where('test_kind', '=', 'asked').execute();
    expect(tests).toHaveLength(1);
    expect((await visitor.get('/contacts?done=test-asked')).$('[role=status]').text()).toContain('Le test part');
  });

  test('that was unsubscribed has no test, and is used again only after its reader was asked', async () => {
    const { world, key, visitor, path, readChannel } = await open();
    await markUnreachable(world.db, [key], 'unsubscribed', world.clock.now());
    const page = await visitor.get('/contacts');
    expect(page.text).toContain(
      'Plus rien n’y est envoyé depuis le lun. 1er juin à 10 h 00 : cette personne s’est désinscrite.',
    );
    expect(page.$(`form[action="${path}/test"]`)).toHaveLength(0);
    expect((await visitor.post(`${path}/test`)).status).toBe(409);
    const question = await visitor.get(page.$(`a[href="${path}/reach"]`).attr('href') ?? '');
    expect(question.$('h1').text()).toBe('Réactiver paul@agence.example\u00a0?');
    expect(question.text).toContain('Avez-vous demandé à Paul Martin s’il faut encore lui écrire ?');
    expect((await readChannel())?.isReachable).toBe(false);
    expect((await visitor.post(`${path}/reach`)).location).toBe('/contacts?done=channel-reached');
    expect((await readChannel())?.isReachable).toBe(true);
    expect((await visitor.get(`${path}/reach`)).location).toBe('/contacts');
  });

  test('of another agency is not there', async () => {
    const { world, app, path } = await open();
    await addAgency(world, app, 'Voisine');
    const stranger = await signInAs(app, 'Voisine');
    expect((await stranger.get(`${path}/reach`)).status).toBe(404);
    for (const action of ['test', 'reach']) expect((await stranger.post(`${path}/${action}`)).status).toBe(404);
  });
});

describe('the notice that nobody would hear', () => {
  test('names the brands on the first page and among the contacts, and goes when a channel works', async () => {
    const { world, key, visitor, path } = await open();
    const notices = async () =>
      await Promise.all(
        ['/', '/contacts'].map(async (url) => (await visitor.get(url)).$('.notice.unset:not(.undelivered)').text()),
      );
    expect(await notices()).toEqual(['', '']);
    await markUnreachable(world.db, [key], 'hard-bounce', world.clock.now());
    for (const notice of await notices()) {
      expect(notice).toContain(
        'Personne ne serait prévenu d’un bad buzz (niveau 3)\u00a0: aucun canal ne fonctionne pour Orange.',
      );
    }
    await visitor.post(`${path}/reach`);
    expect(await notices()).toEqual(['', '']);
  });
});

describe('the link of a mail’s List-Unsubscribe header', () => {
  test('only shows when it is opened, in the reader’s language, without signing in', async () => {
    const { world, app, link, readChannel } = await open();
    const page = await makeVisitor(app, 'en').get(link);
    expect(page.status).toBe(200);
    expect(page.$('h1').text()).toBe('Ne plus écrire à paul@agence.example\u00a0?');
    expect(page.text).toContain('Quai n’enverra plus rien à cette adresse');
    expect((await readChannel())?.isReachable).toBe(true);
    await world.db.updateTable('contacts').set({ language: 'en' }).execute();
    expect((await makeVisitor(app, 'en').get(link)).$('h1').text()).toBe('Write no more to paul@agence.example?');
  });

  test('ends the mails when its button is pressed, once', async () => {
    const { world, app, link, readChannel } = await open();
    const done = await makeVisitor(app).post(link);
    expect(done.text).toContain('C’est noté : Quai n’envoie plus rien à cette adresse.');
    expect(done.$('form[method=post]')).toHaveLength(0);
    const since = world.clock.now();
    world.clock.advanceMs(HOUR_MS);
    expect((await makeVisitor(app).post(link)).status).toBe(200);
    expect((await readChannel())?.life.unreachable).toEqual({ since, why: 'unsubscribed' });
    expect((await makeVisitor(app).get(link)).text).toContain('demandez-le à l’agence');
  });

  const boundary = 'b1';
  test.each([
    ['as a form', 'application/x-www-form-urlencoded', 'List-Unsubscribe=One-Click'],
    [
      'as a form of parts',
      `multipart/form-data; boundary=${boundary}`,
      `--${boundary}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--${boundary}--\r\n`,
    ],
  ])(
    'is pressed by a mailbox’s own button (RFC 8058), %s, from anywhere and without cookies',
    async (_, type, payload) => {
      const { app, link, readChannel } = await open();
      const headers = { 'content-type': type, origin: 'https://mail.example', 'sec-fetch-site': 'cross-site' };
      expect((await app.inject({ method: 'POST', url: link, headers, payload })).statusCode).toBe(200);
      expect((await readChannel())?.life.unreachable?.why).toBe('unsubscribed');
    },
  );

  test('that we did not make, that was cut, or whose channel is gone, changes nothing and says so', async () => {
    const { app, link, key, things, visitor, readChannel, world } = await open();
    const other = makeUnsubscribeToken(world.secretKey, { ...key, channelId: world.newId() });
    const signature = link.split('.')[2];
    for (const url of [
      `${link}x`,
      link.slice(0, -1),
      '/u/',
      '/u/1',
      `/u/${other}`,
      `/u/${other.split('.').slice(0, 2).join('.')}.${signature}`,
    ]) {
      expect([url, (await makeVisitor(app).get(url)).status]).toEqual([url, 404]);
      expect([url, (await makeVisitor(app).post(url)).status]).toEqual([url, 404]);
    }
    expect((await readChannel())?.isReachable).toBe(true);
    await visitor.post(`/contacts/${things.contactId}/delete`);
    expect((await makeVisitor(app).post(link)).status).toBe(404);
  });

  test('takes no long body', async () => {
    const { app, link, readChannel } = await open();
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const answer = await app.inject({ method: 'POST', url: link, headers, payload: 'a'.repeat(5_000) });
    expect(answer.statusCode).toBe(413);
    expect((await readChannel())?.isReachable).toBe(true);
  });

  test('opens no other form to other sites', async () => {
    const { visitor, path } = await open();
    expect((await visitor.post(`${path}/test`, {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

test('the weekly tests by SMS are turned off and on among the settings', async () => {
  const { visitor } = await open();
  const settings = { name: 'Quai', language: 'fr', timeZone: 'Europe/Paris', digestWeekday: '1', digestHour: '8' };
  const isOn = async () => (await visitor.get('/settings')).$('[name=provesSms]').is('[checked]');
  expect(await isOn()).toBe(true);
  await visitor.post('/settings', settings);
  expect(await isOn()).toBe(false);
  await visitor.post('/settings', { ...settings, provesSms: 'yes' });
  expect(await isOn()).toBe(true);
});
