/** The page that plays a brand's last ninety days at each sensitivity. */
import { expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../../src/base/clock.ts';
import { openBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { addAgency } from '../api/sample-agency.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { BUZZ_AT_MS, storePast, TROLL_AT_MS } from '../support/stored-past.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const { id: brandId } = (
    await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'ondelia' })
  ).json();
  const signIn = async () => await signInAs(app, 'Quai');
  return { world, call, signIn, key: { agencyId, brandId }, path: `/brands/${brandId}/backtest` };
}

test('the three sensitivities stand beside each other and beside what was recorded', async () => {
  const { world, call, signIn, key, path } = await start();
  await storePast(world, key);
  const at = addMs(TEST_START, TROLL_AT_MS);
  const judgement = { level: 2, reasons: ['negative-volume'], figures: makeFigures(), evidence: null } as const;
  const troll = await openBuzz(world.db, { newId: world.newId, now: at }, { ...key, kind: 'negative' }, judgement);
  if (troll === undefined) throw new Error('no buzz was opened');
  await resolveBuzz(world.db, { newId: world.newId, now: addMs(at, HOUR_MS) }, troll);
  await call('PUT', `/v1/buzzes/${troll.id}/mark`, { mark: 'false-alarm' });
  await call('POST', '/v1/missed-buzzes', {
    ...{ brandId: key.brandId, startedAt: addMs(TEST_START, BUZZ_AT_MS).toISOString() },
  });
  const page = await (await signIn()).get(path);
  expect(page.status).toBe(200);
  const columns = page.$('table.rows').first().find('thead th').toArray();
  expect(columns.map((cell) => page.$(cell).text())).toEqual([
    'Moins d’alertes',
    'Équilibrée (actuelle)',
    'Plus d’alertes',
  ]);
  const rowOf = (label: string): readonly string[] =>
    page
      .$('section.card table.rows tbody tr')
      .filter((_, row) => page.$(row).find('th').text().startsWith(label))
      .find('td')
      .toArray()
      .map((cell) => page.$(cell).text());
  expect(rowOf('Alertes')).toEqual(['1', '1', '1']);
  expect(rowOf('Fausses alertes évitées')).toEqual(['1 sur 1', '1 sur 1', '1 sur 1']);
  expect(rowOf('Bad buzz manqués retrouvés')).toEqual(['1 sur 1', '1 sur 1', '1 sur 1']);
  const episodes = page
    .$('table.rows')
    .last()
    .find('tbody tr')
    .toArray()
    .map((row) => page.$(row).text());
  expect(episodes[0]).toContain('avant le pic');
  expect(episodes.find((text) => text.includes('dit fausse alerte'))).toBeDefined();
  expect(page.$(`table.rows a[href="/buzzes/${troll.id}"]`)).toHaveLength(1);
});

test('the brand’s settings lead to it, and a brand without a past is told so in both languages', async () => {
  const { signIn, path, key, call } = await start();
  const visitor = await signIn();
  expect((await visitor.get(`/brands/${key.brandId}`)).$(`details a[href="${path}"]`).text()).toBe(
    'Qu’aurait-elle donné\u00a0?',
  );
  expect((await visitor.get(path)).text).toContain('Aucune sensibilité n’aurait rien signalé');
  await call('PATCH', '/v1/agency', { language: 'en' });
  expect((await visitor.get(path)).text).toContain('No sensitivity would have told of anything');
});

test('another agency’s brand is not found', async () => {
  const { signIn, world } = await start();
  expect((await (await signIn()).get(`/brands/${world.newId()}/backtest`)).status).toBe(404);
});
