/** The first run: the set-up link, the first brand, signing in and out. */
import { describe, expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base/clock.ts';
import { issueSetupLink } from '../../src/intents/people.ts';
import { countAgencies } from '../../src/store/agencies.ts';
import { listAllBrands } from '../../src/store/brands.ts';
import { listContacts } from '../../src/store/contacts.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { addAgency } from '../api/sample-agency.ts';
import { makeTestWorld, type TestOverrides } from '../support/test-world.ts';
import { makeDashboard, makeVisitor, signInAs, type Visitor } from './visitor.ts';

const SETUP = {
  agencyName: 'Agence du Quai',
  language: 'fr',
  timeZone: 'Europe/Paris',
  ownerName: 'Marie Lopez',
  email: 'marie@quai.example',
  password: 'dix-signes-au-moins',
};

const WELCOME = {
  name: 'Ondelia',
  kind: 'client',
  query: '',
  feeds: 'https://presse.example/rss\r\nhttps://blog.example/feed\r\n\r\nhttps://presse.example/rss',
  forums: 'https://forum.example/viewforum.php?f=2',
  searches: '',
  alertEmail: 'marie@quai.example',
  alertPhone: '+33 6 12 34 56 78',
};

async function openFirstRun(overrides: TestOverrides = {}) {
  const world = await makeTestWorld(overrides);
  const app = await makeDashboard(world);
  return { world, app, visitor: makeVisitor(app), link: `/setup/${await issueSetupLink(world)}` };
}

describe('the set-up link', () => {
  test('makes the agency, signs its owner in and leads to the first brand', async () => {
    const { world, visitor, link } = await openFirstRun();
    const form = await visitor.get(link);
    expect(form.status).toBe(200);
    expect(form.$('[name=timeZone]').val()).toBe('Europe/Paris');
    const answer = await visitor.post(link, SETUP);
    expect([answer.status, answer.location]).toEqual([303, '/welcome']);
    expect(await countAgencies(world.db)).toBe(1);
    const welcome = await visitor.get('/welcome');
    expect(welcome.$('h1').text()).toBe('Votre première marque');
    expect(welcome.$('[name=alertEmail]').val()).toBe('marie@quai.example');
  });

  test('works once, and then says so', async () => {
    const { world, app, visitor, link } = await openFirstRun();
    await visitor.post(link, SETUP);
    const other = makeVisitor(app);
    const opened = await other.get(link);
    expect([opened.status, opened.$('h1').text()]).toEqual([403, 'Ce lien n’est pas valable, ou a déjà servi']);
    const sent = await other.post(link, { ...SETUP, agencyName: 'Autre', email: 'autre@quai.example' });
    expect([sent.status, sent.$('h1').text()]).toEqual([403, 'Ce lien n’est pas valable, ou a déjà servi']);
    expect(await countAgencies(world.db)).toBe(1);
    expect([opened.$('a[href="/sign-in"]').length, (await visitor.get(link)).$('a[href="/sign-in"]').length]).toEqual([
      1, 0,
    ]);
  });

  test('comes back filled with one sentence at each wrong field, and nothing is written', async () => {
    const { world, visitor, link } = await openFirstRun();
    const wrong = { ...SETUP, agencyName: ' ', timeZone: 'Europe/Nulle-part', email: 'marie', password: 'court' };
    const refused = await visitor.post(link, wrong);
    expect(refused.status).toBe(422);
    expect(refused.$('[name=ownerName]').val()).toBe('Marie Lopez');
    expect(refused.$('[name=email]').val()).toBe('marie');
    expect(refused.$('[name=password]').val()).toBe('');
    expect(
      refused
        .$('.problem')
        .toArray()
        .map((each) => refused.$(each).attr('id')),
    ).toEqual(['agencyName-problem', 'timeZone-problem', 'email-problem', 'password-problem']);
    expect(await countAgencies(world.db)).toBe(0);
    expect((await visitor.post(link, SETUP)).status).toBe(303);
  });

  test('speaks the language that the browser accepts, unless ?lang= says another', async () => {
    const { app, link } = await openFirstRun();
    const english = makeVisitor(app, 'en-GB,en;q=0.9');
    expect((await english.get(link)).$('h1').text()).toBe('Welcome to Vigie');
    expect((await english.get(`${link}?lang=fr`)).$('h1').text()).toBe('Bienvenue dans Vigie');
  });

  test('an address that another member has is told at its field', async () => {
    const { world, app, visitor, link } = await openFirstRun();
    await addAgency(world, app, 'Quai');
    const refused = await visitor.post(link, SETUP);
    expect(refused.status).toBe(422);
    expect(refused.$('#email-problem').text()).toContain('a déjà un compte');
    expect(await countAgencies(world.db)).toBe(1);
  });
});

describe('the first brand', () => {
  async function openWelcome(): Promise<Awaited<ReturnType<typeof openFirstRun>> & Readonly<{ agencyId: string }>> {
    const opened = await openFirstRun();
    await opened.visitor.post(opened.link, SETUP);
    const { id } = await opened.world.db.selectFrom('agencies').select('id').executeTakeFirstOrThrow();
    return { ...opened, agencyId: id };
  }

  test('is watched with its sources and the person who is told', async () => {
    const { world, visitor, agencyId } = await openWelcome();
    const answer = await visitor.post('/welcome', WELCOME);
    const [brand] = await listAllBrands(world.db);
    expect([answer.status, answer.location]).toEqual([303, `/brands/${brand?.id}?done=brand-added`]);
    expect(brand).toMatchObject({ name: 'Ondelia', kind: 'client', query: '"Ondelia"' });
    const sources = await listHeardSources(world.db, agencyId, { after: null, limit: 10 });
    expect(sources.map((source) => [source.kind, source.url])).toEqual([
      ['feed', 'https://blog.example/feed'],
      ['forum', 'https://forum.example/viewforum.php?f=2'],
      ['feed', 'https://presse.example/rss'],
    ]);
    const [contact] = await listContacts(world.db, agencyId);
    expect(contact).toMatchObject({ name: 'Marie Lopez', isDigestReader: true, brandIds: [] });
    expect(contact?.channels.map((channel) => [channel.kind, channel.address])).toEqual([
      ['email', 'marie@quai.example'],
      ['sms', '+33612345678'],
    ]);
  });

  test.each([
    [
      'an address that is none',
      { feeds: 'https://presse.example/rss\nfichier local' },
      '#feeds-problem',
      'fichier local',
    ],
    ['a query that cannot be read', { query: 'Ondelia AND (' }, '#query-problem', 'au caractère'],
    ['a phone without its country', { alertPhone: '07911 123456' }, '#alertPhone-problem', '+33612345678'],
    ['no name', { name: '' }, '#name-problem', 'obligatoire'],
  ])('with %s writes nothing and says what is wrong', async (_, wrong, field, sentence) => {
    const { world, visitor, agencyId } = await openWelcome();
    const refused = await visitor.post('/welcome', { ...WELCOME, ...wrong });
    expect(refused.status).toBe(422);
    expect(refused.$(field).text()).toContain(sentence);
    expect(refused.$('[name=forums]').text()).toContain('https://forum.example/viewforum.php?f=2');
    expect(await listAllBrands(world.db)).toEqual([]);
    expect(await listHeardSources(world.db, agencyId, { after: null, limit: 10 })).toEqual([]);
    expect(await listContacts(world.db, agencyId)).toEqual([]);
  });
});

describe('signing in', () => {
  async function open(overrides: TestOverrides = {}) {
    const world = await makeTestWorld(overrides);
    const app = await makeDashboard(world);
    await addAgency(world, app, 'Quai');
    return { world, app, visitor: makeVisitor(app) };
  }
  const signIn = (visitor: Visitor, password: string, next = '') =>
    visitor.post('/sign-in', { email: 'marie@quai.example', password, next });

  test('the pages of an agency lead a stranger to the sign-in page and back', async () => {
    const { visitor } = await open();
    const sent = await visitor.get('/sources?after=x');
    expect([sent.status, sent.location]).toEqual([303, '/sign-in?next=%2Fsources%3Fafter%3Dx']);
    const form = await visitor.get('/sign-in?next=%2Fsources%3Fafter%3Dx');
    expect(form.$('[name=next]').val()).toBe('/sources?after=x');
    const answer = await signIn(visitor, 'un mot de passe assez long', '/sources?after=x');
    expect(answer.location).toBe('/sources?after=x');
    expect((await visitor.get('/sources')).status).toBe(200);
  });

  test.each(['https://evil.example/', '//evil.example/', '/\\evil.example', 'javascript:alert(1)'])(
    'never leads on to %s',
    async (next) => {
      const { visitor } = await open();
      expect((await signIn(visitor, 'un mot de passe assez long', next)).location).toBe('/');
    },
  );

  test('a wrong password is refused without saying which of the two was wrong', async () => {
    const { visitor } = await open();
    const wrongPassword = await signIn(visitor, 'pas le bon du tout');
    const wrongEmail = await visitor.post('/sign-in', { email: 'personne@quai.example', password: 'pas le bon' });
    expect([wrongPassword.status, wrongEmail.status]).toEqual([401, 401]);
    expect(wrongPassword.$('.problem').text()).toBe(wrongEmail.$('.problem').text());
  });

  test('guessing is stopped after ten tries, for a quarter of an hour', async () => {
    const { world, visitor } = await open();
    for (let count = 0; count < 10; count += 1) expect((await signIn(visitor, 'deviner')).status).toBe(401);
    expect((await signIn(visitor, 'un mot de passe assez long')).status).toBe(429);
    world.clock.advanceMs(15 * MINUTE_MS);
    expect((await signIn(visitor, 'un mot de passe assez long')).status).toBe(303);
  });

  test.each([
    ['http://127.0.0.1:3000', false],
    ['https://vigie.example', true],
  ])('the cookie of %s is unreadable for scripts and stays with this site', async (publicUrl, isSecure) => {
    const { visitor } = await open({ environment: { PUBLIC_URL: publicUrl } });
    const cookie = String((await signIn(visitor, 'un mot de passe assez long')).headers['set-cookie']);
    expect(cookie).toContain('HttpOnly');
    expect(cookie).toContain('SameSite=Lax');
    expect(cookie).toContain('Path=/');
    expect(cookie.includes('Secure')).toBe(isSecure);
  });

  test('signing out ends the session on the server too', async () => {
    const { app, world } = await open();
    const visitor = await signInAs(app, 'Quai');
    expect(await world.db.selectFrom('sessions').selectAll().execute()).toHaveLength(1);
    expect((await visitor.post('/sign-out')).location).toBe('/sign-in');
    expect(await world.db.selectFrom('sessions').selectAll().execute()).toHaveLength(0);
    expect((await visitor.get('/')).location).toBe('/sign-in');
  });

  test('before anybody is there the page says where the set-up link is', async () => {
    const { visitor } = await openFirstRun();
    expect((await visitor.get('/sign-in')).text).toContain('lien d’installation');
  });
});

test('nobody without the link has a password hashed', async () => {
  const { world } = await openFirstRun();
  let drawnCount = 0;
  const random = {
    ...world.random,
    bytes: (byteCount: number) => {
      drawnCount += 1;
      return world.random.bytes(byteCount);
    },
  };
  const app = await makeDashboard({ ...world, random });
  expect((await makeVisitor(app).post('/setup/not-the-link', SETUP)).status).toBe(403);
  expect(drawnCount).toBe(0); // each hash draws its salt
});
