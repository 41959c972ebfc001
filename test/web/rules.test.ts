/** The page of a brand's alert rules and missed buzzes, and what is said of a buzz on its own page. */
import { expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../../src/base/clock.ts';
import { ALERT_RULES_PER_AGENCY_MAX } from '../../src/domain/alert-rule.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

const FORM = { name: 'Presse', scope: 'brand', counts: 'mentions', countMin: '3', windowMinutes: '180', level: '3' };

async function start(language = 'fr') {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const everything = await addEverything(world, agency);
  const visitor = await signInAs(app, 'Quai', language);
  const path = `/brands/${everything.brandId}/rules`;
  return { world, app, call: agency.call, everything, visitor, path, agencyId: agency.agencyId };
}

test('rules are listed as they would be said, added for the brand or for all, and removed', async () => {
  const { visitor, path, call, everything } = await start();
  expect((await visitor.get(`/brands/${everything.brandId}`)).$(`a[href="${path}"]`)).toHaveLength(1);
  const before = await visitor.get(path);
  expect(before.status).toBe(200);
  expect(before.$('table.rows tbody tr').text()).toContain('Toutes les marques');
  expect(before.text).toContain('au moins 5 mentions négatives en 1 h');
  const added = await visitor.post(path, { ...FORM, query: 'site:lemonde.fr' });
  expect([added.status, added.location]).toEqual([303, `${path}?done=rule-added`]);
  const page = await visitor.get(added.location ?? '');
  expect(page.$('[role=status]').text()).toContain('La règle est ajoutée');
  expect(page.text).toContain('au moins 3 mentions en 3 h site:lemonde.fr');
  await visitor.post(path, { ...FORM, name: 'Partout', scope: 'all' });
  const { items } = (await call('GET', '/v1/alert-rules')).json();
  expect(items.slice(1)).toMatchObject([
    {
      name: 'Presse',
      brandId: everything.brandId,
      query: 'site:lemonde.fr',
      countMin: 3,
      windowMinutes: 180,
      level: 3,
    },
    { name: 'Partout', brandId: null, query: null },
  ]);
  for (const { id } of items) await visitor.post(`${path}/${id}/delete`);
  expect((await visitor.get(path)).text).toContain('Vous n’avez pas encore de règle à vous pour cette marque.');
});

test('a refused rule comes back as it was typed, with a sentence at each wrong field', async () => {
  const { visitor, path, world, agencyId } = await start();
  const empty = await visitor.post(path, {});
  expect([empty.status, empty.$('.problem').length]).toEqual([422, 2]);
  const wrong = await visitor.post(path, { ...FORM, countMin: '0', name: 'x'.repeat(101) });
  expect(wrong.$('#countMin-problem').text()).toContain('Donnez un nombre entier de 1 à');
  expect(wrong.$('#name-problem').text()).toContain('trop long');
  const query = await visitor.post(path, { ...FORM, query: 'panne type:review' });
  expect([query.status, query.$('#query-problem').text()]).toEqual([422, expect.stringContaining('Ici, une requête')]);
  expect([query.$('#name').val(), query.$('#query').text()]).toEqual([
    'Presse',
    expect.stringContaining('type:review'),
  ]);
  expect((await visitor.post(path, { ...FORM, query: '(((' })).$('#query-problem')).toHaveLength(1);
  const rows = Array.from({ length: ALERT_RULES_PER_AGENCY_MAX }, () => ({
    ...{ agency_id: agencyId, id: world.newId(), brand_id: null, name: 'r', counts: 'mentions' as const, query: null },
    ...{ count_min: 1, window_minutes: 60, level: 1 as const, created_at: world.clock.now() },
  }));
  await world.db.insertInto('alert_rules').values(rows).execute();
  const full = await visitor.post(path, FORM);
  expect(full.$('#name-problem').text()).toContain('Vous avez déjà 100 règles');
});

test('a missed buzz is reported in the agency’s time, listed and removed; what is none is told why', async () => {
  const { visitor, path, world, call, everything } = await start();
  const { brandId } = everything;
  const report = (startedAt: string, note = '') => visitor.post(`/brands/${brandId}/missed`, { startedAt, note });
  const made = await report('2026-01-15T09:30', 'Une <b>vidéo</b>');
  expect([made.status, made.location]).toEqual([303, `${path}?done=missed-added#missed`]);
  const page = await visitor.get(path);
  expect(page.$('#missed').text()).toContain('jeu. 15 janv. à 9\u00a0h\u00a030');
  expect([page.html.includes('<b>vidéo'), page.$('#missed').text().includes('Une <b>vidéo</b>')]).toEqual([
    false,
    true,
  ]);
  const { items } = (await call('GET', `/v1/missed-buzzes?brandId=${brandId}`)).json();
  const kept = items.find(({ note }: { note: string }) => note === 'Une <b>vidéo</b>');
  expect(kept).toMatchObject({ startedAt: '2026-01-15T08:30:00.000Z', reportedBy: 'Marie Lopez' });
  for (const [startedAt, problem] of [
    ['', 'Donnez un jour et une heure.'],
    ['2126-01-15T09:30', 'pas encore passée'],
    ['2026-01-15T10:30', 'est déjà signalé'],
    [toParis(world.clock.now()), 'Vigie a ouvert un buzz le'],
  ] as const) {
    const refused = await report(startedAt);
    expect([startedAt, refused.status]).toEqual([startedAt, 422]);
    expect(refused.$('#startedAt-problem').text()).toContain(problem);
  }
  expect((await report('2026-02-15T09:30', 'x'.repeat(2_001))).$('#note-problem')).toHaveLength(1);
  await visitor.post(`/brands/${brandId}/missed/${kept.id}/delete`);
  expect((await call('GET', `/v1/missed-buzzes/${kept.id}`)).statusCode).toBe(404);
});

test('a buzz is called a false alarm or a true one by a button, and neither again; the timeline says who', async () => {
  const { visitor, everything, call } = await start();
  const path = `/buzzes/${everything.buzzId}`;
  const marks = async () =>
    (await visitor.get(path))
      .$(`form[action="${path}/mark"] button`)
      .toArray()
      .map((button) => (button.children[0] as unknown as { data: string }).data);
  expect(await marks()).toEqual(['Fausse alerte', 'Vrai bad buzz']);
  const said = await visitor.post(`${path}/mark`, { mark: 'false-alarm' });
  expect(said.location).toBe(`${path}?done=buzz-marked`);
  expect(await marks()).toEqual(['Vrai bad buzz', 'Annuler']);
  expect((await visitor.get(path)).text).toContain('Fausse alerte, d’après Marie Lopez, le');
  expect((await call('GET', `/v1${path}`)).json()).toMatchObject({ mark: 'false-alarm', status: 'acknowledged' });
  expect((await visitor.post(`${path}/mark`, { mark: 'none' })).location).toBe(`${path}?done=mark-removed`);
  expect(await marks()).toEqual(['Fausse alerte', 'Vrai bad buzz']);
  const timeline = (await visitor.get(path)).$('.timeline').text();
  expect(timeline).toContain('Fausse alerte, d’après Marie Lopez');
  expect(timeline).toContain('Avis retiré par Marie Lopez');
  expect((await visitor.post(`${path}/mark`, { mark: 'maybe' })).status).toBe(400);
});

test('how right alerts are stands on the brand’s page, the buzz’s and the rules’, in the reader’s language', async () => {
  const { visitor, everything, path, call } = await start('en');
  await call('PATCH', '/v1/agency', { language: 'en' });
  for (const place of [`/brands/${everything.brandId}`, `/buzzes/${everything.buzzId}`, path]) {
    expect((await visitor.get(place)).text).toContain(
      'How right alerts are: not measured yet (0 buzzes marked, 1 missed).',
    );
  }
});

test('another agency’s brand, rule, report and buzz are not there', async () => {
  const { app, world, everything, path } = await start();
  await addAgency(world, app, 'Voisine');
  const stranger = await signInAs(app, 'Voisine');
  const own = await stranger.post('/brands/new', { name: 'Orange', kind: 'client' });
  const ownId = /brands\/([0-9a-f-]+)/.exec(own.location ?? '')?.[1];
  for (const answer of [
    await stranger.get(path),
    await stranger.post(path, FORM),
    await stranger.post(`/brands/${ownId}/rules/${everything.alertRuleId}/delete`),
    await stranger.post(`/brands/${ownId}/missed/${everything.missedBuzzId}/delete`),
    await stranger.post(`/brands/${everything.brandId}/missed`, { startedAt: '2026-01-15T09:30' }),
    await stranger.post(`/buzzes/${everything.buzzId}/mark`, { mark: 'confirmed' }),
  ]) {
    expect(answer.status).toBe(404);
  }
});

/** An hour before the instant, as a browser in Paris writes it. */
function toParis(instant: Date): string {
  const parts = new Intl.DateTimeFormat('sv-SE', {
    ...{ timeZone: 'Europe/Paris', dateStyle: 'short', timeStyle: 'short' },
  }).format(addMs(instant, -HOUR_MS));
  return parts.replace(' ', 'T');
}
