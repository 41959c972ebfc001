/** A brand's sensitivity and country: by the API, the form and the file, and what is none of them. */
import { describe, expect, test } from 'vitest';
import { COUNTRIES } from '../../src/domain/country.ts';
import { importAgency } from '../../src/intents/import-agency.ts';
import { listBrands } from '../../src/store/brands.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency } from './sample-agency.ts';

const BRAND = { name: 'Ondelia', kind: 'client', query: 'Ondelia' };

async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call } = await addAgency(world, app, 'Quai');
  return { world, app, call };
}

describe('over the API', () => {
  test('a brand is balanced and of the agency’s country unless it is said, and either can be changed alone', async () => {
    const { call } = await start();
    const plain = (await call('POST', '/v1/brands', BRAND)).json();
    expect(plain).toMatchObject({ sensitivity: 'balanced', country: null });
    const told = await call('POST', '/v1/brands', { ...BRAND, name: 'Free', sensitivity: 'fewer', country: 'BE' });
    expect([told.statusCode, told.json()]).toEqual([
      201,
      expect.objectContaining({ sensitivity: 'fewer', country: 'BE' }),
    ]);
    const path = `/v1/brands/${told.json().id}`;
    expect((await call('PATCH', path, { sensitivity: 'more' })).json()).toMatchObject({
      sensitivity: 'more',
      country: 'BE',
    });
    expect((await call('PATCH', path, { country: null })).json()).toMatchObject({ sensitivity: 'more', country: null });
    expect((await call('GET', path)).json()).toMatchObject({ name: 'Free', sensitivity: 'more', country: null });
  });

  test('what is none of them is refused in one sentence, new or changed, and nothing is stored', async () => {
    const { call } = await start();
    const { id } = (await call('POST', '/v1/brands', BRAND)).json();
    const letters =
      '"country" in the body is not right: it must be a country\'s two capital letters, such as FR, or null for that of the agency\'s time zone.';
    const unknown =
      "is no country of ISO 3166-1: give its two capital letters, such as FR, or none for that of the agency's time zone.";
    const cases: readonly (readonly [object, string])[] = [
      [
        { sensitivity: 'loud' },
        '"sensitivity" in the body is not right: it must be one of "fewer", "balanced", "more".',
      ],
      [{ country: 'fr' }, letters],
      [{ country: 'France' }, letters],
      [{ country: 'F\0' }, letters],
      [{ country: 'XX' }, `"XX" ${unknown}`],
      [{ country: 'UK' }, `"UK" ${unknown}`],
    ];
    for (const [wrong, detail] of cases) {
      const made = await call('POST', '/v1/brands', { ...BRAND, name: 'Autre', ...wrong });
      expect([wrong, made.statusCode, made.json().detail]).toEqual([wrong, 400, detail]);
      const changed = await call('PATCH', `/v1/brands/${id}`, { name: 'Changée', ...wrong });
      expect([wrong, changed.statusCode, changed.json().detail]).toEqual([wrong, 400, detail]);
    }
    expect((await call('GET', '/v1/brands')).json().items).toMatchObject([
      { name: 'Ondelia', sensitivity: 'balanced', country: null },
    ]);
  });
});

describe('on the pages', () => {
  test('both are chosen when a brand begins and changed in its settings; a form that does not say leaves them', async () => {
    const { app, call } = await start();
    const visitor = await signInAs(app, 'Quai');
    for (const path of ['/brands/new', '/welcome']) {
      const page = await visitor.get(path);
      expect([path, page.$('select[name=sensitivity] option[selected]').text()]).toEqual([path, 'Équilibrée']);
      expect([path, page.$('select[name=country] option').first().text()]).toEqual([path, 'Celui de l’agence']);
    }
    const form = { name: 'Ondelia', kind: 'client', query: 'Ondelia' };
    const added = await visitor.post('/brands/new', { ...form, sensitivity: 'fewer', country: 'CH' });
    const path = added.location?.replace(/\?.*/, '') ?? '';
    const read = async () => (await call('GET', `/v1${path}`)).json();
    expect(await read()).toMatchObject({ sensitivity: 'fewer', country: 'CH' });
    const page = await visitor.get(path);
    expect(page.$('select[name=sensitivity] option[selected]').text()).toBe('Moins d’alertes');
    expect(page.$('select[name=country] option[selected]').text()).toBe('Suisse');
    expect(page.$('#sensitivity').attr('aria-describedby')).toBe('sensitivity-hint');
    await visitor.post(path, { ...form, sensitivity: 'more', country: 'agency' });
    expect(await read()).toMatchObject({ sensitivity: 'more', country: null });
    await visitor.post(path, { ...form, country: 'BE' });
    await visitor.post(path, { ...form, sensitivity: 'loud', country: 'XX' });
    expect(await read()).toMatchObject({ sensitivity: 'more', country: 'BE' });
  });

  test('a form that was refused keeps what was chosen', async () => {
    const { app } = await start();
    const visitor = await signInAs(app, 'Quai');
    const refused = await visitor.post('/brands/new', { name: '', kind: 'client', sensitivity: 'more', country: 'IT' });
    expect(refused.status).toBe(422);
    expect(refused.$('select[name=sensitivity] option[selected]').val()).toBe('more');
    expect(refused.$('select[name=country] option[selected]').text()).toBe('Italie');
  });

  test('countries are named in the reader’s language, in its order, each once', async () => {
    const { app } = await start();
    const visitor = await signInAs(app, 'Quai');
    const list = async (language: string) => {
      const page = await visitor.get(`/brands/new?lang=${language}`);
      return page
        .$('select[name=country] option')
        .toArray()
        .map((option) => page.$(option).text())
        .slice(1);
    };
    const [french, english] = [await list('fr'), await list('en')];
    expect([french.length, new Set(french).size, english.length]).toEqual([249, 249, COUNTRIES.length]);
    expect(french).toEqual(french.toSorted(new Intl.Collator('fr').compare));
    expect(french.indexOf('Éthiopie')).toBeLessThan(french.indexOf('France'));
    expect([french.includes('Allemagne'), english.includes('Germany')]).toEqual([true, true]);
  });
});

describe('in the file of an agency', () => {
  const FILE = {
    agency: { name: 'Quai', language: 'fr', timeZone: 'Europe/Paris' },
    owner: { name: 'Marie', email: 'marie@quai.example' },
  };

  test('both may be given', async () => {
    const world = await makeTestWorld();
    const brands = [
      { name: 'Hautefil', query: 'Hautefil', sensitivity: 'more', country: 'NO' },
      { name: 'Ondelia', query: 'Ondelia' },
    ];
    const { agency } = await importAgency(world, { ...FILE, brands });
    expect(await listBrands(world.db, agency.id, { after: null, limit: 10 })).toMatchObject([
      { name: 'Hautefil', kind: 'client', sector: null, sensitivity: 'more', country: 'NO' },
      { name: 'Ondelia', kind: 'client', sector: null, sensitivity: 'balanced', country: null },
    ]);
  });

  test.each([
    [{ sensitivity: 'loud' }, /^brands\[0\]\.sensitivity must be one of fewer, balanced, more\./],
    [{ country: 'Suisse' }, /^brands\[0\]: "Suisse" is no country of ISO 3166-1: .* Nothing was imported\.$/],
    [{ country: false }, /^brands\[0\]\.country must be string \(quote it\)/],
  ])('%j is refused with its place', async (wrong, sentence) => {
    const world = await makeTestWorld();
    const brands = [{ name: 'Ondelia', query: 'Ondelia', ...wrong }];
    await expect(importAgency(world, { ...FILE, brands })).rejects.toThrow(sentence);
  });
});
