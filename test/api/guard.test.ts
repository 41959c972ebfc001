/** Drafts held against the agency's brands: by the API, on the page, and for whom. */
import { describe, expect, test } from 'vitest';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency } from './sample-agency.ts';

const DRAFT = 'Chez Tessélian, nous pensons à vos oreilles.';

async function start() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const add = async (name: string, more: object = {}): Promise<string> =>
    (await call('POST', '/v1/brands', { name, kind: 'client', query: name, ...more })).json().id;
  const ondelia = await add('Ondelia', { sector: 'telecom', products: ['Ondebox'], register: 'vous', language: 'fr' });
  const tesselian = await add('Tessélian', {
    query: '(Tessélian OR "casque Halo 2") AND NOT recrute',
    sector: 'technology',
  });
  const guard = async (body: object) => await call('POST', '/v1/guard', body);
  return { world, app, call, agencyId, ondelia, tesselian, guard };
}

describe('over the API', () => {
  test('a draft is judged by the names, voices and queries of all brands, with their ids', async () => {
    const { ondelia, tesselian, guard } = await start();
    const answer = await guard({ brandId: ondelia, draft: DRAFT });
    expect([answer.statusCode, answer.json().verdict]).toEqual([200, 'stop']);
    expect(answer.json().reasons[0]).toMatchObject({ brand: 'Tessélian', brandId: tesselian, term: 'Tessélian' });
    const byQuery = await guard({ account: 'ONDELIA', draft: 'Notre nouveau casque Halo 2 est là.' });
    expect(byQuery.json().reasons[0]).toMatchObject({ brand: 'Tessélian', term: 'casque Halo 2' });
    const kept = await guard({ brandId: ondelia, draft: 'L’usine recrute : écrivez-nous.' });
    expect(kept.json().verdict).toBe('pass');
    expect((await guard({ brandId: tesselian, draft: 'Votre Ondebox arrive.', language: 'en' })).json()).toMatchObject({
      verdict: 'stop',
      reasons: [{ message: '“Ondebox” belongs to Ondelia, another account.' }],
    });
  });

  test('a brand that changes is known by the next draft', async () => {
    const { call, ondelia, tesselian, guard } = await start();
    const draft = 'Le Vrombix est sorti.';
    expect((await guard({ brandId: ondelia, draft })).json().verdict).toBe('pass');
    const changed = await call('PATCH', `/v1/brands/${tesselian}`, { products: ['Vrombix'] });
    expect(changed.json()).toMatchObject({ products: ['Vrombix'], handles: [], register: null });
    expect((await guard({ brandId: ondelia, draft })).json().verdict).toBe('stop');
    await call('DELETE', `/v1/brands/${tesselian}`);
    expect((await guard({ brandId: ondelia, draft })).json().verdict).toBe('pass');
  });

  test('an account of nobody or of another agency, two accounts, and a draft that is too long are refused', async () => {
    const { world, app, ondelia, guard } = await start();
    const stranger = await addAgency(world, app, 'Rive');
    expect((await stranger.call('POST', '/v1/guard', { brandId: ondelia, draft: DRAFT })).statusCode).toBe(404);
    expect((await guard({ account: 'Personne', draft: DRAFT })).statusCode).toBe(404);
    expect((await guard({ draft: DRAFT })).statusCode).toBe(400);
    const long = await guard({ brandId: ondelia, draft: 'x'.repeat(30_000) });
    expect([long.statusCode, long.json().detail]).toEqual([400, expect.stringContaining('at most 20000')]);
    expect((await guard({ brandId: ondelia, draft: 'x'.repeat(1_000_000) })).statusCode).toBe(413);
  });
});

test('a client’s tool is answered of his own brands alone, and told of no other', async () => {
  const { ondelia, tesselian, guard } = await start();
  const answer = await guard({ brandId: ondelia, draft: DRAFT, clientOf: [ondelia] });
  expect([answer.statusCode, answer.json().verdict]).toEqual([200, 'stop']);
  expect(answer.json().reasons).toMatchObject([{ kind: 'other-account-vocabulary', term: null, brand: null }]);
  expect(answer.body).not.toMatch(/Tess/);
  for (const account of [{ brandId: tesselian }, { account: 'Tessélian' }, { account: 'Personne' }]) {
    const refused = await guard({ ...account, draft: DRAFT, clientOf: [ondelia] });
    expect([refused.statusCode, refused.body.includes('casque')]).toEqual([404, false]);
  }
  expect((await guard({ brandId: ondelia, draft: DRAFT, clientOf: [] })).statusCode).toBe(400);
});

test('a client asks of his own brands alone, and learns of no other', async () => {
  const { world, agencyId, ondelia, tesselian } = await start();
  const question = { agencyId, draft: DRAFT, language: 'fr', reader: { clientOf: [ondelia] } } as const;
  const verdict = await world.guard.judge(world.db, { ...question, account: { brandId: ondelia } });
  expect(verdict.verdict).toBe('stop');
  expect(JSON.stringify(verdict)).not.toMatch(/Tess/);
  await expect(world.guard.judge(world.db, { ...question, account: { brandId: tesselian } })).rejects.toThrow(
    'no such brand',
  );
  await expect(world.guard.judge(world.db, { ...question, account: { name: 'Tessélian' } })).rejects.toThrow(
    'no such brand',
  );
});

describe('on the page', () => {
  test('the draft comes back with its verdict and its marks, and nothing in it is code', async () => {
    const { app, ondelia } = await start();
    const visitor = await signInAs(app, 'Quai');
    const brandPage = await visitor.get(`/brands/${ondelia}`);
    expect(brandPage.$('a[href^="/guard"]').attr('href')).toBe(`/guard?account=${ondelia}`);
    expect((await visitor.get(`/guard?account=${ondelia}`)).$('option[selected]').text()).toBe('Ondelia');
    const page = await visitor.post('/guard', { account: ondelia, draft: `${DRAFT}\n<script>alert(1)</script>` });
    expect([page.status, page.$('#verdict h2').text()]).toEqual([200, 'Stop\u00a0: mauvais compte\u00a0?']);
    expect(page.$('#verdict mark').first().text()).toBe('Tessélian');
    expect(page.$('#verdict script')).toHaveLength(0);
    expect(page.$('textarea').text()).toContain(DRAFT);
    const empty = await visitor.post('/guard', { account: ondelia, draft: ' ' });
    expect([empty.status, empty.$('#draft-problem').text()]).toEqual([422, 'Ce champ est obligatoire.']);
  });

  test('a brand’s voice is written in its settings, and a form that does not say leaves it', async () => {
    const { app, call, ondelia } = await start();
    const visitor = await signInAs(app, 'Quai');
    const form = { name: 'Ondelia', query: 'Ondelia' };
    const voice = { voice: 'yes', products: 'Ondebox\r\nOndefone', register: 'tutoiement', voiceLanguage: 'FR' };
    expect((await visitor.post(`/brands/${ondelia}`, { ...form, ...voice })).status).toBe(303);
    const wanted = { products: ['Ondebox', 'Ondefone'], register: 'tutoiement', language: 'fr', handles: [] };
    expect((await call('GET', `/v1/brands/${ondelia}`)).json()).toMatchObject(wanted);
    await visitor.post(`/brands/${ondelia}`, form);
    expect((await call('GET', `/v1/brands/${ondelia}`)).json()).toMatchObject(wanted);
    const wrong = await visitor.post(`/brands/${ondelia}`, { ...form, ...voice, voiceLanguage: 'français' });
    expect([wrong.status, wrong.$('#products').text().trim()]).toEqual([422, 'Ondebox\nOndefone']);
  });
});
