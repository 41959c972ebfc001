/** The page of the messages that reached nobody, and the notice that leads to it. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

async function open() {
  const world = await makeTestWorld({ environment: { SMTP_URL: 'smtp://127.0.0.1:1' } });
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, agency);
  const visitor = await signInAs(app, 'Quai');
  const path = `/contacts/${things.contactId}/channels/${things.channelId}`;
  /** All of them are given up, each a minute before the one before. */
  const giveUp = async () => {
    const rows = await world.db.selectFrom('deliveries').select('id').orderBy('id').execute();
    for (const [index, { id }] of rows.entries()) {
      await world.db
        .updateTable('deliveries')
        .set({
          ...{ status: 'dead', last_error_reason: 'refused', last_error_message: '550 <no> such user' },
          created_at: addMs(world.clock.now(), -index * MINUTE_MS),
        })
        .where('id', '=', id)
        .execute();
    }
    return rows.map(({ id }) => id);
  };
  return { world, app, things, visitor, path, giveUp };
}

describe('the page of messages that were not delivered', () => {
  test('names what each is about, to whom it went and why it did not arrive, the provider’s words escaped', async () => {
    const { things, visitor, path, giveUp } = await open();
    await visitor.post(`${path}/test`);
    expect((await visitor.get('/deliveries')).text).toContain('Tous les messages ont été remis');
    await giveUp();
    const page = await visitor.get('/deliveries');
    expect(page.$('h1').text()).toBe('Messages non remis');
    const subjects = page
      .$('tbody th')
      .toArray()
      .map((each) => page.$(each).contents().first().text());
    expect(subjects.toSorted()).toEqual(['Orange\u00a0: alerte de niveau 3', 'Orange\u00a0: bilan', 'Test du canal']);
    expect(page.$(`a[href="/buzzes/${things.buzzId}"]`)).toHaveLength(1);
    expect(page.text).toContain('le fournisseur a refusé le message');
    expect(page.text).toContain('paul@agence.example');
    expect(page.$('span[lang=en]').first().text()).toBe('550 <no> such user');
  });

  test('is led to by a notice for seven days, and from the contacts always', async () => {
    const { world, visitor, giveUp } = await open();
    const notices = async () =>
      await Promise.all(['/', '/contacts'].map(async (url) => (await visitor.get(url)).$('.notice.unset').text()));
    expect(await notices()).toEqual(['', '']);
    expect((await visitor.get('/contacts')).$('a[href="/deliveries"]')).toHaveLength(1);
    await giveUp();
    for (const notice of await notices()) {
      expect(notice).toBe('2\u00a0messages de ces sept derniers jours n’ont pas été remis. Voir pourquoi');
    }
    world.clock.advanceMs(7 * DAY_MS + MINUTE_MS);
    expect(await notices()).toEqual(['', '']);
    expect((await visitor.get('/deliveries')).$('tbody tr')).toHaveLength(2);
  });

  test('goes on where the page before ended', async () => {
    const { world, visitor, giveUp } = await open();
    const [row] = await world.db.selectFrom('deliveries').selectAll().where('digest_id', 'is not', null).execute();
    if (row === undefined) throw new Error('the sample has no digest');
    const rows = Array.from({ length: 60 }, () => ({ ...row, id: world.newId(), channel_id: world.newId() }));
    await world.db.insertInto('deliveries').values(rows).execute();
    await giveUp();
    const first = await visitor.get('/deliveries');
    expect(first.$('tbody tr')).toHaveLength(50);
    const second = await visitor.get(first.$('a[rel=next]').attr('href') ?? '');
    expect(second.$('tbody tr')).toHaveLength(12);
    expect(second.$('a[rel=next]')).toHaveLength(0);
    for (const cursor of ['x', '2026-06-01T08:00:00.000Z_1', 'WyJ4Il0']) {
      expect((await visitor.get(`/deliveries?after=${cursor}`)).status).toBe(400);
    }
  });

  test('sends one again by a button, here and on the page of its buzz; a test has none', async () => {
    const { world, things, visitor, path, giveUp } = await open();
    await visitor.post(`${path}/test`);
    await giveUp();
    const page = await visitor.get('/deliveries');
    expect(page.$('form[action$="/resend"]')).toHaveLength(2);
    const button = page.$('button[aria-label="Renvoyer à Paul Martin\u00a0: Orange\u00a0: alerte de niveau 3"]');
    const action = button.closest('form').attr('action') ?? '';
    const ofBuzz = (await visitor.get(`/buzzes/${things.buzzId}`)).$(`form[action="${action}"]`);
    expect(ofBuzz.find('input[name=buzzId]').attr('value')).toBe(things.buzzId);
    expect((await visitor.post(action)).location).toBe('/deliveries?done=resent');
    expect((await visitor.get('/deliveries?done=resent')).$('[role=status]').text()).toContain('repart');
    const row = await world.db
      .selectFrom('deliveries')
      .selectAll()
      .where('alert_id', 'is not', null)
      .executeTakeFirst();
    expect(row).toMatchObject({ status: 'pending', attempt_count: 0, resent_at: world.clock.now() });
    const second = await visitor.post(action);
    expect([second.status, second.text.includes('ne peut pas être renvoyé')]).toEqual([409, true]);
    await giveUp();
    const back = await visitor.post(action, { buzzId: things.buzzId });
    expect(back.location).toBe(`/buzzes/${things.buzzId}?done=resent`);
    await giveUp();
    expect((await visitor.post(action, { buzzId: '//evil.example' })).location).toBe('/deliveries?done=resent');
  });

  test('says what is to be done first where the channel takes nothing, or is gone', async () => {
    const { world, things, visitor, path, giveUp } = await open();
    await giveUp();
    await world.db
      .updateTable('channels')
      .set({ unreachable_since: world.clock.now(), unreachable_why: 'hard-bounce' })
      .execute();
    const page = await visitor.get('/deliveries');
    expect(page.$('form[action$="/resend"]')).toHaveLength(0);
    expect(page.$(`a[href="${path}/reach"]`)).toHaveLength(2);
    await world.db.deleteFrom('contacts').where('id', '=', things.contactId).execute();
    expect((await visitor.get('/deliveries')).text).toContain('ce canal n’existe plus');
  });

  test('shows nothing of another agency’s', async () => {
    const { world, app, giveUp } = await open();
    await giveUp();
    await addAgency(world, app, 'Voisine');
    const stranger = await signInAs(app, 'Voisine');
    expect((await stranger.get('/deliveries')).$('tbody tr')).toHaveLength(0);
    expect((await stranger.get('/contacts')).$('.notice.unset')).toHaveLength(0);
  });
});
