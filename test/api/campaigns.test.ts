/** Campaigns by the API and on the pages: made, listed, moved, deleted, and refused in one sentence. */
import { expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { addCampaign, CAMPAIGNS_PER_BRAND_MAX } from '../../src/intents/campaigns.ts';
import { listCampaignsWithin } from '../../src/store/campaigns.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const { id: brandId } = (
    await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'Ondelia' })
  ).json();
  const sales = { brandId, name: 'Soldes', startsAt: '2026-06-24T08:00:00+02:00', endsAt: '2026-07-21T23:59:00+02:00' };
  return { world, app, call, agencyId, brandId: String(brandId), sales };
}

test('a campaign is made, read, moved and deleted, and says who made it', async () => {
  const { call, sales } = await start();
  const made = await call('POST', '/v1/campaigns', sales);
  const campaign = made.json();
  expect([made.statusCode, campaign]).toEqual([
    201,
    {
      ...{ id: campaign.id, brandId: sales.brandId, name: 'Soldes', createdBy: 'test' },
      startsAt: '2026-06-24T06:00:00.000Z',
      endsAt: '2026-07-21T21:59:00.000Z',
      createdAt: TEST_START.toISOString(),
    },
  ]);
  const path = `/v1/campaigns/${campaign.id}`;
  expect(made.headers.location).toBe(path);
  expect((await call('GET', path)).json()).toEqual(campaign);
  const moved = await call('PATCH', path, { endsAt: '2026-07-01T00:00:00Z' });
  expect(moved.json()).toEqual({ ...campaign, endsAt: '2026-07-01T00:00:00.000Z' });
  expect((await call('PATCH', path, { name: 'Soldes d’été' })).json().name).toBe('Soldes d’été');
  expect((await call('DELETE', path)).statusCode).toBe(204);
  for (const method of ['GET', 'DELETE'] as const) expect((await call(method, path)).statusCode).toBe(404);
  expect((await call('PATCH', path, { name: 'Trop tard' })).statusCode).toBe(404);
});

test('a past campaign can be noted and changed, because talk is replayed by it', async () => {
  const { call, sales } = await start();
  const past = { ...sales, startsAt: '2024-01-01T00:00:00Z', endsAt: '2024-02-01T00:00:00Z' };
  const { id } = (await call('POST', '/v1/campaigns', past)).json();
  const changed = await call('PATCH', `/v1/campaigns/${id}`, { startsAt: '2024-01-15T00:00:00Z' });
  expect([changed.statusCode, changed.json().startsAt]).toEqual([200, '2024-01-15T00:00:00.000Z']);
});

test('the list has the last to start first, of a brand or of all, page by page', async () => {
  const { call, sales, brandId } = await start();
  const other = (await call('POST', '/v1/brands', { name: 'Hautefil', kind: 'client', query: 'Hautefil' })).json();
  const plans: readonly (readonly [string, string, string])[] = [
    ['b', brandId, '2026-06-02'],
    ['a', brandId, '2026-06-01'],
    ['d', other.id, '2026-06-03'],
    // the same start: the later made first
    ['c', brandId, '2026-06-02'],
  ];
  for (const [name, ofBrand, day] of plans) {
    const body = { ...sales, brandId: ofBrand, name, startsAt: `${day}T00:00:00Z` };
    expect((await call('POST', '/v1/campaigns', body)).statusCode).toBe(201);
  }
  const list = async (query: string) => {
    const names: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: { name: string }[]; nextCursor: string | null } = (
        await call('GET', `/v1/campaigns?limit=1${query}${cursor === null ? '' : `&cursor=${cursor}`}`)
      ).json();
      names.push(...page.items.map(({ name }) => name));
      cursor = page.nextCursor;
    } while (cursor !== null);
    return names.join('');
  };
  expect([await list(''), await list(`&brandId=${brandId}`), await list(`&brandId=${other.id}`)]).toEqual([
    'dcba',
    'cba',
    'd',
  ]);
  await call('DELETE', `/v1/brands/${brandId}`);
  expect(await list('')).toBe('d');
});

test('what cannot be a campaign is refused in one sentence, new or changed, and nothing is stored', async () => {
  const { call, sales } = await start();
  const whole = (await call('POST', '/v1/campaigns', sales)).json();
  const order = 'A campaign ends after it starts: give an "endsAt" that is later than "startsAt".';
  const length =
    'A campaign lasts 92 days at most, because what lasts longer is what is usual: give an earlier "endsAt", or make two of it.';
  const year = 'A campaign starts between 2000 and 2100: look at the year of "startsAt".';
  const cases: readonly (readonly [object, string])[] = [
    [{ endsAt: sales.startsAt }, order],
    [{ endsAt: '2026-06-24T05:59:59Z' }, order],
    [{ endsAt: '2026-09-24T06:00:00.001Z' }, length],
    [{ endsAt: '9999-12-31T23:59:59Z' }, length],
    [{ startsAt: '0026-06-24T06:00:00Z' }, year],
    [{ startsAt: '0000-01-01T00:00:00+23:59' }, year],
    [{ startsAt: '9999-12-31T00:00:00Z' }, year],
    [{ name: ' ' }, '"name" in the body is not right: it must be text of 1 to 200 characters.'],
    [
      { startsAt: 'demain' },
      '"startsAt" in the body is not right: it must be an instant in ISO 8601 with its offset, such as 2026-06-01T08:00:00Z.',
    ],
    [
      { endsAt: '2026-07-01T00:00' },
      '"endsAt" in the body is not right: it must be an instant in ISO 8601 with its offset, such as 2026-06-01T08:00:00Z.',
    ],
    [{ endsAt: '2026-06-30T23:59:60Z' }, '"endsAt" is no instant: give one such as 2026-06-01T08:00:00Z.'],
  ];
  for (const [wrong, detail] of cases) {
    const made = await call('POST', '/v1/campaigns', { ...sales, ...wrong });
    expect([wrong, made.statusCode, made.json().detail]).toEqual([wrong, 400, detail]);
    const changed = await call('PATCH', `/v1/campaigns/${whole.id}`, wrong);
    expect([wrong, changed.statusCode, changed.json().detail]).toEqual([wrong, 400, detail]);
  }
  const elsewhere = await call('PATCH', `/v1/campaigns/${whole.id}`, { brandId: sales.brandId });
  expect([elsewhere.statusCode, elsewhere.json().detail]).toEqual([400, expect.stringContaining('no field "brandId"')]);
  const unknown = await call('POST', '/v1/campaigns', { ...sales, brandId: whole.id });
  expect([unknown.statusCode, unknown.json().detail]).toEqual([404, expect.stringContaining('/v1/brands')]);
  expect((await call('GET', '/v1/campaigns')).json().items).toEqual([whole]);
});

test('ninety-two days are those of the agency’s calendar, though an hour comes twice in them', async () => {
  const { call, sales } = await start();
  const quarter = { ...sales, startsAt: '2026-08-01T00:00:00+02:00', endsAt: '2026-11-01T00:00:00+01:00' };
  expect((await call('POST', '/v1/campaigns', quarter)).statusCode).toBe(201);
  expect((await call('POST', '/v1/campaigns', { ...quarter, endsAt: '2026-11-01T00:00:01+01:00' })).statusCode).toBe(
    400,
  );
});

test('a brand has two hundred at most, whoever adds them at once; another brand is not held back', async () => {
  const { world, app, call, agencyId, brandId, sales } = await start();
  const other = (await call('POST', '/v1/brands', { name: 'Hautefil', kind: 'client', query: 'Hautefil' })).json();
  const rows = Array.from({ length: CAMPAIGNS_PER_BRAND_MAX - 1 }, (_, index) => ({
    ...{ agency_id: agencyId, id: world.newId(), brand_id: brandId, name: `c${index}`, created_by: 'Marie' },
    ...{ starts_at: addMs(TEST_START, index), ends_at: addMs(TEST_START, DAY_MS), created_at: TEST_START },
  }));
  await world.db.insertInto('campaigns').values(rows).execute();
  const answers = await Promise.all([1, 2, 3].map(() => call('POST', '/v1/campaigns', sales)));
  expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([201, 409, 409]);
  const full = await call('POST', '/v1/campaigns', sales);
  expect(full.json()).toMatchObject({
    code: 'LIMIT_REACHED',
    detail: 'A brand may have 200 campaigns: delete one first, the oldest are needed least.',
  });
  expect((await call('POST', '/v1/campaigns', { ...sales, brandId: other.id })).statusCode).toBe(201);
  const visitor = await signInAs(app, 'Quai');
  const form = { name: 'De trop', startsAt: '2026-06-24T08:00', endsAt: '2026-06-25T08:00' };
  const page = await visitor.post(`/brands/${brandId}/campaigns`, form);
  expect([page.status, page.$('#name-problem').text()]).toEqual([
    422,
    'Cette marque a déjà trop de campagnes. Supprimez d’abord les plus anciennes.',
  ]);
});

test('the database refuses one that ends before it starts, should two changes meet', async () => {
  const { world, call, sales } = await start();
  const { id } = (await call('POST', '/v1/campaigns', sales)).json();
  const change = world.db
    .updateTable('campaigns')
    .set({ ends_at: new Date(0) })
    .where('id', '=', id);
  await expect(change.execute()).rejects.toThrow('campaigns_ends_at_check');
});

test('within a range are those that share an instant with it, the first to start first', async () => {
  const { world, call, agencyId, brandId } = await start();
  const other = (await call('POST', '/v1/brands', { name: 'Hautefil', kind: 'client', query: 'Hautefil' })).json();
  const at = (hours: number): Date => addMs(TEST_START, hours * HOUR_MS);
  const plans: readonly (readonly [string, string, number, number])[] = [
    ['ends as it begins', brandId, -5, 0],
    ['ends within', brandId, -5, 1],
    ['all along', brandId, -9, 99],
    ['inside', brandId, 2, 3],
    ['starts as it ends', brandId, 10, 12],
    ['starts within', brandId, 9, 12],
    ['of another brand', other.id, 2, 3],
  ];
  for (const [name, ofBrand, from, until] of plans) {
    const input = { brandId: ofBrand, name, startsAt: at(from), endsAt: at(until), createdBy: 'Marie' };
    await addCampaign(world, agencyId, input);
  }
  const list = async (from: number, until: number) => {
    const found = await listCampaignsWithin(world.db, { agencyId, brandId }, { from: at(from), until: at(until) });
    return found.map(({ name }) => name);
  };
  expect(await list(0, 10)).toEqual(['all along', 'ends within', 'inside', 'starts within']);
  expect(await list(200, 300)).toEqual([]);
});

test('the page lists those of now, the coming and the past; it adds, changes and deletes on the agency’s clock', async () => {
  const { app, call, brandId } = await start();
  const visitor = await signInAs(app, 'Quai');
  const path = `/brands/${brandId}/campaigns`;
  expect((await visitor.get(`/brands/${brandId}`)).$(`a[href="${path}"]`)).toHaveLength(1);
  const empty = await visitor.get(path);
  expect(empty.text).toContain('Aucune campagne n’est prévue pour cette marque.');
  expect(empty.text).toContain('À l’heure de l’agence (Europe/Paris).');
  // TEST_START is 10:00 on 1 June in Paris
  const plans: readonly (readonly [string, string, string])[] = [
    ['Maintenant', '2026-06-01T10:00', '2026-06-01T10:01'],
    ['Lointaine', '2026-12-01T00:00', '2026-12-24T00:00'],
    ['Proche', '2026-06-01T10:01', '2026-07-01T00:00'],
    ['Finie', '2026-05-01T00:00', '2026-06-01T10:00'],
  ];
  for (const [name, startsAt, endsAt] of plans) {
    expect((await visitor.post(path, { name, startsAt, endsAt })).location).toBe(`${path}?done=campaign-added`);
  }
  const page = await visitor.get(`${path}?done=campaign-added`);
  const sections = page
    .$('main section:has(table)')
    .toArray()
    .map((section) => [
      page.$(section).find('h2').text(),
      ...page
        .$(section)
        .find('tbody th')
        .toArray()
        .map((cell) => page.$(cell).text()),
    ]);
  expect(sections).toEqual([
    ['En cours', 'Maintenant'],
    ['À venir', 'Proche', 'Lointaine'],
    ['Passées', 'Finie'],
  ]);
  expect(page.text).toContain('1er déc. 2026, 0 h 00');
  const { items } = (await call('GET', '/v1/campaigns')).json();
  expect(items).toContainEqual(
    expect.objectContaining({ name: 'Lointaine', startsAt: '2026-11-30T23:00:00.000Z', createdBy: 'Marie Lopez' }),
  );

  const edit = page.$('a:contains("Finie")').attr('href') ?? '';
  const form = await visitor.get(edit);
  expect(form.$('#startsAt').val()).toBe('2026-05-01T00:00');
  expect(form.text).toContain('Ajoutée par Marie Lopez, 1er juin 2026, 10 h 00.');
  const changes = { name: 'Printemps', startsAt: '2026-05-02T00:00', endsAt: '2026-06-01T10:00' };
  expect((await visitor.post(edit, changes)).location).toBe(`${path}?done=campaign-changed`);
  const changed = (await call('GET', '/v1/campaigns')).json().items.at(-1);
  expect(changed).toMatchObject({ name: 'Printemps', startsAt: '2026-05-01T22:00:00.000Z' });
  expect((await visitor.post(`${edit}/delete`)).location).toBe(`${path}?done=campaign-removed`);
  expect((await visitor.get(edit)).status).toBe(404);
});

test('a time that the form only showed stays as it was, to the second', async () => {
  const { app, call, brandId, sales } = await start();
  const exact = { ...sales, startsAt: '2026-10-25T01:30:15.250Z', endsAt: '2026-10-26T00:00:00.000Z' };
  const { id } = (await call('POST', '/v1/campaigns', exact)).json();
  const visitor = await signInAs(app, 'Quai');
  const path = `/brands/${brandId}/campaigns/${id}`;
  const startsAt = String((await visitor.get(path)).$('#startsAt').val());
  // the second 02:30 of the night on which the clocks go back
  expect(startsAt).toBe('2026-10-25T02:30');
  await visitor.post(path, { name: 'Renommée', startsAt, endsAt: '2026-10-26T02:00' });
  expect((await call('GET', `/v1/campaigns/${id}`)).json()).toMatchObject({
    name: 'Renommée',
    startsAt: exact.startsAt,
    endsAt: '2026-10-26T01:00:00.000Z',
  });
});

test('what is wrong is told in the reader’s language at its field, and what was typed is kept', async () => {
  const { app, call, brandId } = await start();
  const visitor = await signInAs(app, 'Quai');
  const path = `/brands/${brandId}/campaigns`;
  const right = { name: 'Soldes', startsAt: '2026-06-24T08:00', endsAt: '2026-07-21T08:00' };
  const { id } = (
    await call('POST', '/v1/campaigns', {
      ...{ brandId, name: 'Là', startsAt: '2026-06-02T00:00:00Z', endsAt: '2026-06-03T00:00:00Z' },
    })
  ).json();
  const cases: readonly (readonly [Readonly<Record<string, string>>, string, string])[] = [
    [{ name: '' }, 'name', 'Ce champ est obligatoire.'],
    [{ startsAt: '' }, 'startsAt', 'Ce champ est obligatoire.'],
    [{ startsAt: 'demain' }, 'startsAt', 'Donnez un jour et une heure qui existent.'],
    [{ endsAt: '2026-06-31T08:00' }, 'endsAt', 'Donnez un jour et une heure qui existent.'],
    [{ startsAt: '0026-06-24T08:00' }, 'startsAt', 'Vérifiez l’année, elle s’écrit en quatre chiffres.'],
    [{ endsAt: right.startsAt }, 'endsAt', 'Une campagne finit après avoir commencé. Donnez une fin plus tardive.'],
    [
      { endsAt: '2027-07-21T08:00' },
      'endsAt',
      'Une campagne dure 92 jours au plus. Donnez une fin plus proche, ou faites-en deux.',
    ],
  ];
  for (const place of [path, `${path}/${id}`]) {
    for (const [wrong, field, sentence] of cases) {
      const page = await visitor.post(place, { ...right, ...wrong });
      expect([place, wrong, page.status, page.$(`#${field}-problem`).text(), page.$('.problem').length]).toEqual([
        ...[place, wrong, 422, sentence, 1],
      ]);
      const typed = { ...right, ...wrong };
      expect([page.$('#name').val(), page.$('#startsAt').val(), page.$('#endsAt').val()]).toEqual([
        ...[typed.name, typed.startsAt, typed.endsAt],
      ]);
    }
  }
  const english = await visitor.post(`${path}?lang=en`, { ...right, endsAt: right.startsAt });
  expect(english.$('#endsAt-problem').text()).toBe('A campaign ends after it starts. Give a later end.');
  expect((await call('GET', '/v1/campaigns')).json().items).toHaveLength(1);
  const evil = '<script>alert(1)</script>';
  await visitor.post(path, { ...right, name: evil });
  const listed = await visitor.get(path);
  expect([listed.$('script').length, listed.$('tbody th').last().text()]).toEqual([0, evil]);
});

test('a campaign is not found in the room of another brand', async () => {
  const { app, call, sales } = await start();
  const { id } = (await call('POST', '/v1/campaigns', sales)).json();
  const other = (await call('POST', '/v1/brands', { name: 'Hautefil', kind: 'client', query: 'Hautefil' })).json();
  const visitor = await signInAs(app, 'Quai');
  const path = `/brands/${other.id}/campaigns/${id}`;
  expect([(await visitor.get(path)).status, (await visitor.post(`${path}/delete`)).status]).toEqual([404, 404]);
  expect((await call('GET', `/v1/campaigns/${id}`)).statusCode).toBe(200);
});
