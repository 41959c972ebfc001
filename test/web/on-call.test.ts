/** The pages of who is told, who is on call and when nobody is told: what they say and what their forms change. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS } from '../../src/base/clock.ts';
import { SILENCES_PER_AGENCY_MAX } from '../../src/domain/escalation.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { foldSpace, makeDashboard, signInAs } from './visitor.ts';

/** An agency with a brand, a rota « Nuits » of Paul Martin, and Claire. On a Monday at 10:00 in Paris. */
async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, { agencyId, call, key: '', apiKeyId: '' });
  await call('DELETE', `/v1/silences/${things.silenceId}`);
  await call('DELETE', `/v1/rotas/${things.rotaId}/overrides/${things.overrideId}`);
  await call('DELETE', `/v1/brands/${things.brandId}/escalation-chain`);
  const { contact: claire } = await addContact(world, agencyId, {
    ...{ name: 'Claire', language: 'fr', isDigestReader: false, brandIds: [] },
    channels: [{ kind: 'email', address: 'claire@quai.example' }],
  });
  const visitor = await signInAs(app, 'Quai');
  return { world, app, call, agencyId, things, claireId: claire.id, visitor };
}

const asAnalyst = async (world: Awaited<ReturnType<typeof makeTestWorld>>) =>
  await world.db.updateTable('members').set({ role: 'analyst' }).execute();

describe('who is told', () => {
  const stepsOf = (page: Awaited<ReturnType<Awaited<ReturnType<typeof start>>['visitor']['get']>>) =>
    page
      .$('section.card')
      .first()
      .find('.steps li span')
      .toArray()
      .map((each) => foldSpace(page.$(each).text()));

  test('is said in words, made step by step, and taken back step by step', async () => {
    const { visitor, call, claireId, things } = await start();
    expect((await visitor.get('/contacts')).$('a[href="/escalation"]')).toHaveLength(1);
    const none = await visitor.get('/escalation');
    expect(stepsOf(none)).toEqual(['Tout de suite : tous ceux qui suivent la marque.']);
    expect(none.$('#wait')).toHaveLength(0);
    const first = await visitor.post('/escalation/steps', { targets: claireId });
    expect([first.status, first.location]).toEqual([303, '/escalation?done=step-added']);
    await visitor.post('/escalation/steps', { targets: [things.rotaId], wait: '15', level: '3' });
    await visitor.post('/escalation/steps', { targets: ['everybody', claireId], wait: '0', level: '1' });
    expect(stepsOf(await visitor.get('/escalation'))).toEqual([
      'Tout de suite : Claire.',
      'Sans réponse après 15 min : l’astreinte « Nuits » (en ce moment Paul Martin). À partir du niveau 3.',
      'Juste après : tous ceux qui suivent la marque et Claire.',
    ]);
    const { steps } = (await call('GET', '/v1/escalation-chain')).json();
    expect(steps[1]).toEqual({ waitMinutes: 15, minLevel: 3, targets: [{ rotaId: things.rotaId }] });
    await visitor.post('/escalation/steps/delete', { position: '0' });
    // what is first now is told at once, and at every level
    expect(stepsOf(await visitor.get('/escalation'))[0]).toBe(
      'Tout de suite : l’astreinte « Nuits » (en ce moment Paul Martin).',
    );
    await visitor.post('/escalation/steps/delete', { position: '1' });
    await visitor.post('/escalation/steps/delete', { position: '0' });
    expect((await call('GET', '/v1/escalation-chain')).statusCode).toBe(404);
    for (const position of ['0', '-1', '1e9', 'x', '']) {
      expect((await visitor.post('/escalation/steps/delete', { position })).status).toBe(404);
    }
  });

  test('a brand has the agency’s order until it gets its own, and again when that is taken back', async () => {
    const { visitor, call, claireId, things } = await start();
    const path = `/escalation/${things.brandId}`;
    await visitor.post('/escalation/steps', { targets: claireId });
    const shared = await visitor.get(path);
    expect(shared.text).toContain('Cette marque suit l’ordre de l’agence.');
    expect([stepsOf(shared), shared.$('.steps form')]).toMatchObject([['Tout de suite : Claire.'], { length: 0 }]);
    await visitor.post(`${path}/steps`, { targets: 'everybody' });
    expect((await call('GET', `/v1/brands/${things.brandId}/escalation-chain`)).statusCode).toBe(200);
    expect((await visitor.get('/escalation')).$('table.rows .steps').text()).toContain('tous ceux qui suivent');
    expect((await visitor.post(`${path}/delete`)).location).toBe(`${path}?done=chain-removed`);
    expect((await visitor.get('/escalation')).$('table.rows').text()).toContain('comme l’agence');
    expect((await visitor.get(`/brands/${things.brandId}`)).$(`a[href="${path}"]`)).toHaveLength(1);
  });

  test('a refused step comes back as it was ticked, with a sentence where it is wrong', async () => {
    const { visitor, call, claireId, things } = await start();
    const nobody = await visitor.post('/escalation/steps', {});
    expect([nobody.status, nobody.$('#targets-problem').text()]).toEqual([
      422,
      'Cochez au moins une personne ou une astreinte.',
    ]);
    // another agency's, or garbage, is nobody
    expect((await visitor.post('/escalation/steps', { targets: [things.brandId, 'x'] })).status).toBe(422);
    await visitor.post('/escalation/steps', { targets: claireId });
    for (const wait of ['1441', '-5', '1.5', 'quinze']) {
      const wrong = await visitor.post('/escalation/steps', { targets: claireId, wait, level: '4' });
      expect([wait, wrong.status]).toEqual([wait, 422]);
      expect(wrong.$('#wait-problem').text()).toContain('Donnez un nombre entier de 0 à');
      expect(wrong.$(`input[value="${claireId}"]`).attr('checked')).toBe('checked');
    }
    for (let count = 1; count < 10; count += 1)
      await visitor.post('/escalation/steps', { targets: claireId, wait: '5' });
    const full = await visitor.post('/escalation/steps', { targets: claireId, wait: '5' });
    expect([full.status, full.$('#targets-problem').text()]).toMatchObject([
      422,
      expect.stringContaining('10 étapes au plus'),
    ]);
    expect((await call('GET', '/v1/escalation-chain')).json().steps).toHaveLength(10);
  });

  test('who is a client or does not hear of the brand cannot be ticked, and a rota of nobody is told', async () => {
    const { visitor, call, claireId, things } = await start();
    const { id: otherId } = (
      await call('POST', '/v1/brands', { name: 'Autre', kind: 'client', query: 'autre' })
    ).json();
    await call('PATCH', `/v1/contacts/${claireId}`, { brandIds: [otherId] });
    const ticks = async (path: string) => (await visitor.get(path)).$(`input[value="${claireId}"]`).length;
    const ofBrand = `/escalation/${things.brandId}`;
    expect([await ticks('/escalation'), await ticks(ofBrand), await ticks(`/escalation/${otherId}`)]).toEqual([
      1, 0, 1,
    ]);
    await call('PATCH', `/v1/contacts/${claireId}`, { isClient: true });
    expect(await ticks('/escalation')).toBe(0);
    await visitor.post('/escalation/steps', { targets: things.rotaId });
    expect((await visitor.get('/escalation')).text).not.toContain('n’a personne en ce moment');
    await call('DELETE', `/v1/contacts/${things.contactId}`);
    expect((await visitor.get('/escalation')).text).toContain('Une astreinte de cet ordre n’a personne en ce moment.');
  });
});

describe('who is on call', () => {
  test('is said with until when; a rota is made, changed and deleted', async () => {
    const { visitor, call, claireId, things } = await start();
    expect((await visitor.get('/contacts')).$('a[href="/rotas"]')).toHaveLength(1);
    const form = {
      ...{ name: 'Week-ends', members: [claireId, '', things.contactId, ''], timeZone: 'Europe/Paris' },
      ...{ handOverWeekday: '5', handOverHour: '18', startsOn: '2026-05-25' },
    };
    const made = await visitor.post('/rotas', form);
    expect([made.status, made.location]).toEqual([
      303,
      expect.stringMatching(/^\/rotas\/[0-9a-f-]{36}\?done=rota-added$/),
    ]);
    const path = (made.location ?? '').split('?')[0] ?? '';
    const page = await visitor.get(path);
    expect(page.text).toContain('Claire, jusqu’au vendredi 5 juin à 18 h 00');
    expect(page.$('.timeline li')).toHaveLength(8);
    expect(foldSpace(page.$('.timeline li').first().text())).toBe('ven. 5 juin à 18 h 00 Paul Martin');
    const list = await visitor.get('/rotas');
    expect(list.text).toContain('chaque vendredi à 18 h (Europe/Paris)');
    expect((await visitor.post(path, { ...form, name: 'Fins de semaine', members: claireId })).location).toBe(
      `${path}?done=rota-changed`,
    );
    expect((await visitor.get(path)).text).toContain('Claire, sans relève prévue');
    expect((await call('GET', `/v1${path}`)).json()).toMatchObject({
      ...{ name: 'Fins de semaine', contactIds: [claireId], handOverWeekday: 5, handOverHour: 18 },
    });
    expect((await visitor.post(`${path}/delete`)).location).toBe('/rotas?done=rota-removed');
    expect((await visitor.get(path)).status).toBe(404);
  });

  test('a refused rota comes back as it was typed, with a sentence at each wrong field', async () => {
    const { visitor, things, claireId } = await start();
    const form = { name: 'Jours', members: [claireId], timeZone: 'Europe/Paris', startsOn: '2026-06-01' };
    for (const path of ['/rotas', `/rotas/${things.rotaId}`]) {
      for (const [fields, field] of [
        [{ name: ' ' }, 'name'],
        [{ members: [] }, 'members'],
        [{ members: [things.brandId] }, 'members'],
        [{ timeZone: 'Paris' }, 'timeZone'],
        [{ startsOn: '2026-02-30' }, 'startsOn'],
        [{ startsOn: '' }, 'startsOn'],
      ] as const) {
        const wrong = await visitor.post(path, { ...form, ...fields });
        expect([path, fields, wrong.status, wrong.$(`#${field}-problem`).length]).toEqual([path, fields, 422, 1]);
      }
    }
    const taken = await visitor.post('/rotas', { ...form, name: 'Nuits' });
    expect([taken.status, taken.$('#name-problem').text()]).toEqual([
      422,
      'Une astreinte porte déjà ce nom. Choisissez-en un autre.',
    ]);
    expect(taken.$(`option[value="${claireId}"][selected]`)).toHaveLength(1);
  });

  test('a stand-in is added in the agency’s time, said, taken back, and refused with a sentence', async () => {
    const { visitor, things, claireId } = await start();
    const path = `/rotas/${things.rotaId}`;
    const right = { contact: claireId, startsAt: '2026-06-01T09:00', endsAt: '2026-06-02T08:00' };
    expect((await visitor.post(`${path}/overrides`, right)).location).toBe(`${path}?done=override-added#overrides`);
    const page = await visitor.get(path);
    expect(page.text).toContain('Claire, jusqu’au mardi 2 juin à 8 h 00');
    expect(page.$('#overrides').text()).toContain('ajouté par Marie Lopez');
    for (const [fields, field] of [
      [{ contact: things.brandId }, 'endsAt'],
      [{ startsAt: '' }, 'startsAt'],
      [{ endsAt: '2026-06-31T08:00' }, 'endsAt'],
      [{ endsAt: '2026-06-01T09:59' }, 'endsAt'],
      [{ endsAt: '2026-12-31T08:00' }, 'endsAt'],
      [{ startsAt: '2126-06-01T09:00', endsAt: '2126-06-01T10:00' }, 'startsAt'],
    ] as const) {
      const wrong = await visitor.post(`${path}/overrides`, { ...right, ...fields });
      expect([fields, wrong.status]).toEqual([fields, 422]);
      if (!('contact' in fields)) expect([fields, wrong.$(`#${field}-problem`).length]).toEqual([fields, 1]);
    }
    const remove = page.$('#overrides form[action$="/delete"]').attr('action') ?? '';
    expect((await visitor.post(remove)).location).toBe(`${path}?done=override-removed#overrides`);
    expect((await visitor.get(path)).text).toContain('Aucun remplacement n’est prévu.');
  });
});

describe('a silence', () => {
  test('is asked for on the brand’s page with a warning, told on brand and buzz pages, and ended from there', async () => {
    const { visitor, call, things } = await start();
    const path = `/brands/${things.brandId}`;
    const before = await visitor.get(path);
    expect(before.$('#silence').text()).toContain('personne n’est prévenu, même d’une crise');
    expect(before.$('.silence')).toHaveLength(0);
    expect(foldSpace(before.$('#span').text())).toContain('Jusqu’au mardi 2 juin à 8 h 00');
    const made = await visitor.post(`${path}/silences`, {
      reason: 'Migration <b>du site</b>',
      span: '4',
      scope: 'brand',
    });
    expect([made.status, made.location]).toEqual([303, `${path}?done=silence-made`]);
    for (const place of [path, `/buzzes/${things.buzzId}`, `${path}/silences`]) {
      const page = await visitor.get(place);
      const notice = foldSpace(page.$('.silence').text());
      expect([place, notice]).toEqual([place, expect.stringContaining('Silence jusqu’au lundi 1er juin à 14 h 00')]);
      expect(notice).toContain('Demandé par Marie Lopez : « Migration <b>du site</b> »');
      expect(page.html).not.toContain('<b>du site');
    }
    const { items } = (await call('GET', '/v1/silences')).json();
    expect(items).toMatchObject([{ brandId: things.brandId, endsAt: '2026-06-01T12:00:00.000Z' }]);
    const lifted = await visitor.post(`/silences/${items[0].id}/lift`, { back: `/buzzes/${things.buzzId}` });
    expect(lifted.location).toBe(`/buzzes/${things.buzzId}?done=silence-lifted`);
    // made and ended within a millisecond, nothing is kept
    expect((await visitor.get(path)).$('.silence')).toHaveLength(0);
    const elsewhere = await visitor.post(`/silences/${things.silenceId}/lift`, { back: 'https://ailleurs.example' });
    expect(elsewhere.status).toBe(404);
  });

  test.each([
    ['1', '', '2026-06-01T09:00:00.000Z'],
    ['4', '', '2026-06-01T12:00:00.000Z'],
    ['morning', '', '2026-06-02T06:00:00.000Z'],
    ['picked', '2026-06-14T23:30', '2026-06-14T21:30:00.000Z'],
    ['picked', '2026-06-15T10:00', '2026-06-15T08:00:00.000Z'],
  ])('of %s %s ends when the label says', async (span, endsAt, expected) => {
    const { visitor, call, things } = await start();
    await visitor.post(`/brands/${things.brandId}/silences`, { reason: 'Chut', span, endsAt, scope: 'all' });
    const { items } = (await call('GET', '/v1/silences')).json();
    expect(items).toMatchObject([{ brandId: null, startsAt: TEST_START.toISOString(), endsAt: expected }]);
    expect((await visitor.get(`/brands/${things.brandId}`)).text).toContain('Silence pour toutes les marques jusqu’au');
  });

  test('that cannot be is refused with a sentence, and nothing is silenced', async () => {
    const { visitor, call, things, world, agencyId } = await start();
    const path = `/brands/${things.brandId}/silences`;
    const right = { reason: 'Chut', span: 'picked', endsAt: '2026-06-02T08:00', scope: 'brand' };
    for (const [fields, field, sentence] of [
      [{ reason: ' ' }, 'reason', 'Ce champ est obligatoire.'],
      [{ reason: 'x'.repeat(201) }, 'reason', 'C’est trop long'],
      [{ endsAt: '' }, 'endsAt', 'Donnez un jour et une heure qui existent.'],
      [{ endsAt: '2026-06-31T08:00' }, 'endsAt', 'Donnez un jour et une heure qui existent.'],
      [{ endsAt: '2026-06-01T10:00' }, 'endsAt', 'C’est déjà passé.'],
      [{ endsAt: '2026-06-15T10:01' }, 'endsAt', 'Un silence dure 14 jours au plus.'],
      [{ span: 'toujours', endsAt: '' }, 'endsAt', 'Donnez un jour et une heure qui existent.'],
    ] as const) {
      const wrong = await visitor.post(path, { ...right, ...fields });
      expect([fields, wrong.status, wrong.$(`#${field}-problem`).text()]).toEqual([
        ...[fields, 422, expect.stringContaining(sentence)],
      ]);
    }
    expect((await call('GET', '/v1/silences')).json().items).toEqual([]);
    const rows = Array.from({ length: SILENCES_PER_AGENCY_MAX }, () => ({
      ...{ agency_id: agencyId, id: world.newId(), brand_id: null, reason: 'x', created_by: 'x' },
      ...{ starts_at: TEST_START, ends_at: addMs(TEST_START, HOUR_MS), created_at: TEST_START },
    }));
    await world.db.insertInto('silences').values(rows).execute();
    expect((await visitor.post(path, right)).$('#reason-problem').text()).toContain('Il y en a déjà 100.');
  });

  test('to come and over are listed on the page of the brand’s silences', async () => {
    const { visitor, call, things, world } = await start();
    const brandId = things.brandId;
    await call('POST', '/v1/silences', { brandId, reason: 'Passé', endsAt: '2026-06-01T09:00:00Z' });
    await call('POST', '/v1/silences', {
      ...{ brandId, reason: 'Prévu', startsAt: '2026-06-10T08:00:00Z', endsAt: '2026-06-11T08:00:00Z' },
    });
    world.clock.advanceMs(DAY_MS);
    const page = await visitor.get(`/brands/${brandId}/silences`);
    expect(page.text).toContain('Silence prévu du mercredi 10 juin à 10 h 00 au jeudi 11 juin à 10 h 00');
    expect(page.text).toContain('du lundi 1er juin à 10 h 00 au lundi 1er juin à 11 h 00');
    expect(page.$('.silence')).toHaveLength(0);
  });
});

test('an analyst reads all of it and changes nothing', async () => {
  const { visitor, world, things, claireId, call } = await start();
  const { id } = (
    await call('POST', '/v1/silences', { brandId: null, reason: 'Chut', endsAt: '2026-06-02T00:00:00Z' })
  ).json();
  await asAnalyst(world);
  const brand = `/brands/${things.brandId}`;
  for (const path of [
    '/escalation',
    `/escalation/${things.brandId}`,
    '/rotas',
    `/rotas/${things.rotaId}`,
    `${brand}/silences`,
  ]) {
    const page = await visitor.get(path);
    expect([path, page.status, page.$('main button').length]).toEqual([path, 200, 0]);
  }
  expect((await visitor.get(brand)).$('#silence, .silence form')).toHaveLength(0);
  for (const path of [
    ...['/escalation/steps', '/escalation/steps/delete', '/escalation/delete', `/escalation/${things.brandId}/steps`],
    ...['/rotas', `/rotas/${things.rotaId}`, `/rotas/${things.rotaId}/delete`, `/rotas/${things.rotaId}/overrides`],
    ...[`${brand}/silences`, `/silences/${id}/lift`],
  ]) {
    expect([path, (await visitor.post(path, { targets: claireId, position: '0' })).status]).toEqual([path, 403]);
  }
});

test('another agency’s people, brands, rotas and silences are not there', async () => {
  const { app, world, things, call } = await start();
  const { id } = (
    await call('POST', '/v1/silences', { brandId: null, reason: 'Chut', endsAt: '2026-06-02T00:00:00Z' })
  ).json();
  await addAgency(world, app, 'Voisine');
  const stranger = await signInAs(app, 'Voisine');
  for (const path of [
    `/escalation/${things.brandId}`,
    `/rotas/${things.rotaId}`,
    `/brands/${things.brandId}/silences`,
  ]) {
    expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
    expect([path, (await stranger.post(path)).status]).toEqual([path, 404]);
  }
  expect((await stranger.post(`/escalation/${things.brandId}/steps`, { targets: 'everybody' })).status).toBe(404);
  expect((await stranger.post(`/silences/${id}/lift`)).status).toBe(404);
  expect((await stranger.post('/escalation/steps', { targets: [things.contactId, things.rotaId] })).status).toBe(422);
});
