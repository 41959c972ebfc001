/** The logbook's pages: a brand's day, the day of all brands, and what their forms write. */
import { expect, test } from 'vitest';
import { logMessage } from '../../src/intents/log-messages.ts';
import { addAgency } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

const EVIL = 'موبايل <script>alert(1)</script>';

/** Two brands; on a Monday at 10:00 in Paris. */
async function start(language = 'fr') {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const addBrand = async (name: string): Promise<string> =>
    (await call('POST', '/v1/brands', { name, kind: 'client', query: 'Ondelia' })).json().id;
  const brandId = await addBrand('Ondelia');
  const evilId = await addBrand(EVIL);
  const path = `/brands/${brandId}/logbook`;
  return { world, app, call, agencyId, brandId, evilId, path, visitor: await signInAs(app, 'Quai', language) };
}

test('a note is written in one line, put right and deleted', async () => {
  const { visitor, path } = await start();
  const done = await visitor.post(path, { note: 'Répondu <b>deux</b> fois', day: '2026-06-01' });
  expect([done.status, done.location]).toEqual([303, `${path}?day=2026-06-01&done=note-added`]);
  const page = await visitor.get(done.location ?? '');
  expect(page.$('.notice').text()).toBe('C’est noté.');
  expect(page.$('.timeline li').text()).toContain('Répondu <b>deux</b> fois');
  expect(page.$('.timeline small').text()).toContain('Marie Lopez, sur le tableau de bord');
  const place = page.$('.timeline small a').attr('href') ?? '';
  expect((await visitor.get(place)).$('textarea').text().trim()).toBe('Répondu <b>deux</b> fois');
  const wrong = await visitor.post(place, { note: ' ' });
  expect([wrong.status, wrong.$('.problem').text()]).toEqual([422, 'Ce champ est obligatoire.']);
  await visitor.post(place, { note: 'Répondu trois fois' });
  expect((await visitor.get(path)).$('.timeline li').text()).toMatch(/Répondu trois fois.*corrigé/s);
  await visitor.post(`${place}/delete`);
  expect((await visitor.get(path)).text).toContain('Rien n’a été noté ce jour-là.');
});

test('what is wrong with a form is said at its field, and what was typed stays', async () => {
  const { visitor, path, brandId } = await start();
  const empty = await visitor.post(path, { note: '' });
  expect([empty.status, empty.$('.problem').text()]).toEqual([422, 'Ce champ est obligatoire.']);
  const long = await visitor.post(path, { note: 'x'.repeat(4_001) });
  expect([long.status, long.$('#note').val()]).toEqual([422, 'x'.repeat(4_001)]);
  const future = await visitor.post(path, { note: 'Demain', day: '2026-06-02' });
  expect(future.status).toBe(422);
  const past = await visitor.post(`/brands/${brandId}/priorities`, { priority: 'Hier', forDay: '2026-05-31' });
  expect([past.status, past.$('.problem').text()]).toEqual([422, 'Donnez aujourd’hui ou un jour à venir.']);
  const never = await visitor.post(`/brands/${brandId}/priorities`, { priority: 'Jamais', forDay: 'zzz' });
  expect(never.status).toBe(422);
  const nowhere = await visitor.post('/logbook', { note: 'Où ?', brand: 'nulle-part' });
  expect(nowhere.status).toBe(422);
});

test('a priority is ticked off where it is read, and says since when it waits', async () => {
  const { visitor, path, brandId } = await start();
  await visitor.post(`/brands/${brandId}/priorities`, {
    priority: 'Rappeler',
    forDay: '2026-06-01',
    day: '2026-06-01',
  });
  const later = await visitor.get(`${path}?day=2026-06-03`);
  expect(later.$('.priorities li').text()).toContain('depuis le lundi 1er juin 2026');
  const tick = later.$('.priorities form').first();
  const back = tick.find('input[name=back]').attr('value') ?? '';
  const done = await visitor.post(tick.attr('action') ?? '', { back });
  expect(done.location).toBe(`${path}?day=2026-06-03&done=priority-done`);
  const page = await visitor.get(path);
  expect([page.$('.priorities s').text(), page.text.includes('Priorité faite : Rappeler')]).toEqual(['Rappeler', true]);
});

test('the debrief is proposed, edited and saved; then it is the one that is shown', async () => {
  const { visitor, path, brandId } = await start();
  const page = await visitor.get(path);
  expect(page.$('#debrief textarea').text().trim()).toMatch(/^Aucune mention dans la journée\./);
  const saved = await visitor.post(`/brands/${brandId}/debrief`, {
    debrief: 'Calme </textarea><script>',
    day: '2026-06-01',
  });
  expect(saved.location).toBe(`${path}?day=2026-06-01&done=debrief-saved`);
  const after = await visitor.get(path);
  expect(after.$('#debrief textarea').text().trim()).toBe('Calme </textarea><script>');
  expect(after.text).toContain('Enregistré par Marie Lopez.');
});

test('the day of all brands has those that something was done or is planned for, each in its room', async () => {
  const { visitor, evilId, brandId } = await start();
  expect((await visitor.get('/logbook')).text).toContain('Rien n’est noté ni prévu ce jour-là.');
  const done = await visitor.post('/logbook', { note: 'نعم', brand: evilId, day: '2026-06-01' });
  expect(done.location).toBe('/logbook?day=2026-06-01&done=note-added');
  const page = await visitor.get('/logbook');
  const names = page
    .$('section.card h2 a')
    .toArray()
    .map((each) => page.$(each).text());
  expect([names, page.html.includes('<script>alert')]).toEqual([[EVIL], false]);
  expect(page.$(`section.card h2 a[href="/brands/${evilId}/logbook?day=2026-06-01"]`)).toHaveLength(1);
  expect((await visitor.get(`/brands/${brandId}/logbook`)).text).toContain('Rien n’a été noté ce jour-là.');
  expect((await visitor.get('/logbook?day=2026-05-31')).text).toContain('Rien n’est noté');
});

test('what came by SMS is told as such, and may be put right by whoever is signed in', async () => {
  const { world, visitor, agencyId, brandId, path } = await start('en');
  const message = {
    agencyId,
    brandId,
    buzzId: null,
    via: 'sms',
    authorName: 'Claire',
    text: 'Called',
    sourceKey: 'sms x',
  } as const;
  await logMessage(world.db, { newId: world.newId, now: world.clock.now() }, message);
  const page = await visitor.get(`${path}?lang=en`);
  expect(page.text).toContain('Claire, by SMS');
  expect(page.$('.timeline small a')).toHaveLength(1);
});

test('the file is a download of the brand', async () => {
  const { visitor, path } = await start();
  await visitor.post(path, { note: '=1+1' });
  const file = await visitor.get(`${path}/export`);
  expect(file.headers['content-disposition']).toContain('vigie-logbook-');
  expect(file.html).toContain(",'=1+1,1,");
});

test('another agency’s rooms, entries and priorities are not there, and client accounts see none', async () => {
  const { world, app, call, brandId, visitor, path } = await start();
  const { id } = (await call('POST', '/v1/priorities', { brandId, text: 'Rappeler' })).json();
  const entry = (await call('POST', '/v1/logbook-entries', { brandId, text: 'Vu' })).json();
  await addAgency(world, app, 'Voisine');
  const stranger = await signInAs(app, 'Voisine');
  for (const url of [path, `${path}/export`, `/logbook/entries/${entry.id}`]) {
    expect([url, (await stranger.get(url)).status]).toEqual([url, 404]);
  }
  for (const url of [
    path,
    `/priorities/${id}/done`,
    `/priorities/${id}/delete`,
    `/logbook/entries/${entry.id}/delete`,
  ]) {
    expect([url, (await stranger.post(url, { note: 'Vol' })).status]).toEqual([url, 404]);
  }
  expect((await stranger.post('/logbook', { note: 'Vol', brand: brandId })).status).toBe(404);
  expect((await stranger.get('/logbook')).text).not.toContain('Vu');
  await world.db.updateTable('members').set({ role: 'client' }).execute();
  for (const url of [path, '/logbook']) expect((await visitor.get(url)).status).toBe(403);
});
