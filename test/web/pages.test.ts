/** What each page shows, and what its forms change. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { getBrand, listAllBrands } from '../../src/store/brands.ts';
import { escalateBuzz, getBuzz, openBuzz, recordBuzzEvent, reopenBuzz, resolveBuzz } from '../../src/store/buzzes.ts';
import { getContact } from '../../src/store/contacts.ts';
import { recordSourceVisit } from '../../src/store/sources.ts';
import { addAgency, addEverything, addMentions } from '../api/sample-agency.ts';
import { makeEvidence } from '../support/buzz-evidence.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeFailedVisit } from '../support/visits.ts';
import { foldSpace, makeDashboard, signInAs } from './visitor.ts';

/** A Monday, 14:00 in Paris: there is a today to count. */
const START = new Date('2026-06-01T12:00:00Z');

async function open() {
  const world = await makeTestWorld({ startAt: START });
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, agency);
  const key = { agencyId: agency.agencyId, brandId: things.brandId };
  return { world, app, agency, things, key, visitor: await signInAs(app, 'Quai') };
}

describe('the brands page', () => {
  test('shows each brand’s day, its open buzz and what cannot be heard, clients before competitors', async () => {
    const { world, things, key, visitor } = await open();
    await visitor.post('/brands/new', { name: 'Aubergine', kind: 'competitor' });
    await addMentions(world, key, 9);
    await recordSourceVisit(
      world.db,
      makeFailedVisit({
        sourceId: things.sourceId,
        visitedAt: START,
        nextCheckAt: addMs(START, HOUR_MS),
        reason: 'server-error',
        message: 'HTTP 503',
      }),
    );
    const page = await visitor.get('/');
    expect(
      page
        .$('section h2')
        .toArray()
        .map((each) => page.$(each).text()),
    ).toEqual(['Marques clientes', 'Concurrentes']);
    const row = page.$('tbody tr').first();
    expect(row.find('th').text()).toContain('Orange');
    expect(row.find('td').eq(0).text()).toBe('10');
    expect(row.find('td').eq(1).text()).toBe('0');
    expect(row.find('td').eq(2).text()).toMatch(/^60\s%$/);
    expect(row.find('td').eq(3).text()).toContain('Bad buzz 3/4');
    expect(row.find('svg').attr('aria-label')).toContain('0, 0, 0, 0, 0, 0, 10');
    expect(page.text).toContain('1 source n’est plus entendue');
    expect(page.$('meta[http-equiv=refresh]').attr('content')).toBe('60');
  });

  test('compares today with the same hours a week ago, not with the whole day', async () => {
    const { world, key, visitor } = await open();
    await addMentions(world, key, 6);
    world.clock.advanceMs(7 * DAY_MS - 2 * HOUR_MS);
    const before = (await visitor.get('/')).$('tbody tr td').eq(1).text();
    world.clock.advanceMs(2 * HOUR_MS);
    expect([before, (await visitor.get('/')).$('tbody tr td').eq(1).text()]).toEqual(['0', '7']);
  });

  test('says that alerts cannot leave while no mail server is configured, and no longer once there is one', async () => {
    const { world, visitor } = await open();
    expect((await visitor.get('/')).text).toContain('Réglez SMTP_URL et redémarrez Vigie');
    const config = { ...world.config, smtpUrl: 'smtp://127.0.0.1:2525' };
    const configured = await signInAs(await makeDashboard({ ...world, config }), 'Quai');
    expect((await configured.get('/')).text).not.toContain('SMTP_URL');
    expect((await configured.get('/contacts')).text).not.toContain('SMTP_URL');
  });

  test('has no brand to show at first, and says what to do', async () => {
    const world = await makeTestWorld();
    const app = await makeDashboard(world);
    await addAgency(world, app, 'Quai');
    const page = await (await signInAs(app, 'Quai')).get('/');
    expect(page.text).toContain('Aucune marque n’est suivie');
    expect(page.$('a[href="/brands/new"]')).toHaveLength(1);
  });
});

describe('a brand’s page', () => {
  test('lists its mentions newest first, page by page, none twice and none left out', async () => {
    const { world, things, key, visitor } = await open();
    await addMentions(world, key, 59);
    const seen: string[] = [];
    let path: string | undefined = `/brands/${things.brandId}`;
    while (path !== undefined) {
      const page = await visitor.get(path);
      seen.push(
        ...page
          .$('.mention')
          .toArray()
          .map((each) => String(page.$(each).attr('id'))),
      );
      path = page.$('#mentions .buttons a.button').attr('href');
    }
    expect(seen).toHaveLength(60);
    expect(new Set(seen).size).toBe(60);
  });

  test('filters by sentiment', async () => {
    const { world, things, key, visitor } = await open();
    await addMentions(world, key, 8);
    const page = await visitor.get(`/brands/${things.brandId}?show=neutral`);
    expect(page.$('.mention')).toHaveLength(4);
    expect(page.$('.mention [aria-pressed="true"]').first().text()).toContain('neutre');
    expect(page.$('.filters [aria-current]').text()).toBe('Neutre');
  });

  test('a page that was never there is refused with a sentence', async () => {
    const { things, visitor } = await open();
    for (const after of ['x', '2026-06-01T00:00:00.000Z_1', 'demain_x']) {
      expect((await visitor.get(`/brands/${things.brandId}?after=${after}`)).status).toBe(400);
    }
  });

  test('a mention that is set aside leaves the numbers, and comes back into them', async () => {
    const { things, visitor } = await open();
    const path = `/brands/${things.brandId}`;
    const countToday = async () => (await visitor.get(path)).$('.figures dd').first().text();
    expect(await countToday()).toBe('1');
    const aside = await visitor.post(`/mentions/${things.mentionId}/status`, { status: 'irrelevant', back: path });
    expect(aside.location).toBe(`${path}#mention-${things.mentionId}`);
    expect(await countToday()).toBe('0');
    expect((await visitor.get(`${path}?show=aside`)).$('.mention')).toHaveLength(1);
    await visitor.post(`/mentions/${things.mentionId}/status`, { status: 'new', back: path });
    expect(await countToday()).toBe('1');
  });

  test('a click says what a mention’s sentiment is, who said so is shown, and it can be taken back', async () => {
    const { things, visitor } = await open();
    const path = `/brands/${things.brandId}`;
    const pressed = async () => foldSpace((await visitor.get(path)).$('.mention [aria-pressed="true"]').text());
    expect(await pressed()).toBe('▼ négatif');
    const before = await visitor.get(path);
    expect(before.$('.mention form.labels button')).toHaveLength(3);
    expect(foldSpace(before.text)).toContain('Fiabilité du ton : pas encore mesurée (0 mention relue).');

    const said = await visitor.post(`/mentions/${things.mentionId}/correction`, { label: 'neutral', back: path });
    expect(said.location).toBe(`${path}#mention-${things.mentionId}`);
    expect(await pressed()).toBe('● neutre');
    const after = await visitor.get(path);
    expect(foldSpace(after.$('.mention').text())).toContain('d’après Marie Lopez, lun. 1er juin à 14 h 00');
    expect(foldSpace(after.text)).toContain('(1 mention relue)');

    await visitor.post(`/mentions/${things.mentionId}/correction`, { label: 'none', back: path });
    expect(await pressed()).toBe('▼ négatif');
    expect((await visitor.post(`/mentions/${things.mentionId}/correction`, { label: 'x', back: path })).status).toBe(
      400,
    );
  });

  test('says the chart’s numbers in words and in a table', async () => {
    const { things, visitor } = await open();
    const page = await visitor.get(`/brands/${things.brandId}`);
    expect(foldSpace(page.$('.chart desc').text())).toBe('1 mention en 28 jours, dont 1 négative.');
    expect(page.$('.chart tbody tr')).toHaveLength(28);
    expect(page.$('.chart tbody tr').first().text()).toBe('lundi 1er juin11');
  });

  test('changes the query, and keeps a wrong one out with a sentence at the field', async () => {
    const { world, things, key, visitor } = await open();
    const path = `/brands/${things.brandId}`;
    const refused = await visitor.post(path, { name: 'Orange', kind: 'client', query: 'orange AND banane OR' });
    expect([refused.status, refused.$('[name=query]').text().trim()]).toEqual([422, 'orange AND banane OR']);
    expect(refused.$('#query-problem').text()).toContain('La requête ne peut pas être lue');
    expect(refused.$('details[open]')).toHaveLength(1);
    expect((await getBrand(world.db, key)).query).toBe('orange');
    const saved = await visitor.post(path, { name: 'Orange', kind: 'competitor', query: 'orange -fruit' });
    expect(saved.location).toBe(`${path}?done=brand-changed`);
    expect(await getBrand(world.db, key)).toMatchObject({ kind: 'competitor', query: 'orange -fruit' });
    expect((await visitor.get(`${path}?done=brand-changed`)).$('[role=status]').text()).toContain('enregistrés');
  });

  test('says that no source is listened to for it, rather than that nobody talks', async () => {
    const { things, visitor } = await open();
    const { location } = await visitor.post('/brands/new', { name: 'Aubergine', kind: 'client' });
    expect((await visitor.get(location ?? '')).text).toContain('Aucune mention ici');
    await visitor.post(`/subscriptions/${things.subscriptionId}/delete`);
    const page = await visitor.get(location ?? '');
    expect(page.text).toContain('Aucune source n’est encore écoutée pour cette marque.');
    expect(page.$('#mentions a[href="/sources#add"]')).toHaveLength(1);
  });

  test('is deleted only behind a page that says what goes with it', async () => {
    const { world, things, visitor } = await open();
    const asked = await visitor.get(`/brands/${things.brandId}/delete`);
    expect(asked.text).toContain('C’est définitif');
    expect(await listAllBrands(world.db)).toHaveLength(1);
    expect((await visitor.post(`/brands/${things.brandId}/delete`)).location).toBe('/?done=brand-deleted');
    expect(await listAllBrands(world.db)).toEqual([]);
  });
});

describe('a buzz’s page', () => {
  test('says how bad, why, what was said and who was told, and is acknowledged once', async () => {
    const { world, agency, things, visitor } = await open();
    await world.db
      .updateTable('deliveries')
      .set({ status: 'dead', last_error_reason: 'not-configured', last_error_message: 'no SMTP_URL' })
      .execute();
    const page = await visitor.get(`/buzzes/${things.buzzId}`);
    expect(page.$('h1').text()).toBe('Orange');
    expect(page.text).toContain('Bad buzz 3/4');
    expect(page.text).toContain('Bien plus de mentions négatives que d’ordinaire : 40 en 1 h, d’habitude 2.');
    expect(page.$('.mention').text()).toContain('Rien ne marche');
    expect(page.text).toContain('abandonné, ce canal n’est pas configuré sur ce serveur');
    expect(page.text).toContain('Ouvert au niveau 3/4');
    const done = await visitor.post(`/buzzes/${things.buzzId}/acknowledge`);
    expect(done.location).toBe(`/buzzes/${things.buzzId}?done=acknowledged`);
    expect(await getBuzz(world.db, { agencyId: agency.agencyId, buzzId: things.buzzId })).toMatchObject({
      acknowledgedBy: 'Marie Lopez',
    });
    const after = await visitor.get(`/buzzes/${things.buzzId}`);
    expect(after.text).toContain('Marie Lopez s’en occupe depuis');
    expect(after.$('form[action$="/acknowledge"]')).toHaveLength(0);
  });

  test('puts reminders off, says who did until when, and no longer once somebody has it in hand', async () => {
    const { world, agency, things, visitor } = await open();
    const path = `/buzzes/${things.buzzId}`;
    expect((await visitor.post(`${path}/snooze`)).location).toBe(`${path}?done=snoozed`);
    const until = 'Rappels reportés par Marie Lopez jusqu’au lun. 1er juin à 15 h 00.';
    const page = await visitor.get(`${path}?done=snoozed`);
    expect(page.text).toContain('C’est noté, les rappels sont reportés.');
    expect(page.text).toContain(until);
    expect(page.text).toContain('Rappels reportés par Marie Lopez');
    world.clock.advanceMs(2 * HOUR_MS);
    expect((await visitor.get(path)).text).not.toContain(until);
    await visitor.post(`${path}/snooze`);
    await visitor.post(`${path}/acknowledge`);
    const after = await visitor.get(path);
    expect(after.text).not.toContain('jusqu’au');
    expect(after.$(`form[action="${path}/snooze"]`)).toHaveLength(0);
    expect(await getBuzz(world.db, { agencyId: agency.agencyId, buzzId: things.buzzId })).toMatchObject({
      status: 'acknowledged',
      snoozedUntil: null,
    });
  });

  test('is closed by hand, says by whom, and has nothing left to answer', async () => {
    const { things, visitor } = await open();
    const path = `/buzzes/${things.buzzId}`;
    expect((await visitor.post(`${path}/resolve`)).location).toBe(`${path}?done=closed`);
    const page = await visitor.get(path);
    expect(page.text).toContain('Clos par Marie Lopez le lun. 1er juin à 14 h 00');
    expect(page.$('.timeline li').last().text()).toContain('Clos par Marie Lopez');
    for (const answer of ['acknowledge', 'snooze', 'resolve']) {
      expect(page.$(`form[action="${path}/${answer}"]`)).toHaveLength(0);
    }
    expect((await visitor.post(`${path}/resolve`)).status).toBe(303);
    const late = await visitor.post(`${path}/snooze`);
    expect([late.status, late.text.includes('déjà terminé')]).toEqual([409, true]);
  });

  test('asks again for one that got worse after somebody acknowledged it', async () => {
    const { world, agency, things, visitor } = await open();
    const path = `/buzzes/${things.buzzId}`;
    const key = { agencyId: agency.agencyId, buzzId: things.buzzId };
    await visitor.post(`${path}/acknowledge`);
    const judgement = { level: 4, reasons: [], figures: makeFigures(), evidence: null } as const;
    const writeDeps = { newId: world.newId, now: world.clock.now() };
    await escalateBuzz(world.db, writeDeps, await getBuzz(world.db, key), judgement);
    const page = await visitor.get(path);
    expect(page.text).toContain('Marie Lopez s’en occupe depuis le lun. 1er juin à 14 h 00, au niveau 3/4.');
    expect(page.$(`form[action="${path}/acknowledge"]`)).toHaveLength(1);
    await visitor.post(`${path}/acknowledge`);
    expect(await getBuzz(world.db, key)).toMatchObject({ acknowledgedLevel: 4 });
  });

  test('says of when its figures are, and speaks of a closed buzz in the past', async () => {
    const { world, agency, things, visitor } = await open();
    const path = `/buzzes/${things.buzzId}`;
    const page = await visitor.get(path);
    expect(page.$('title').text()).toBe('Buzz · Orange – Vigie');
    expect(page.text).toContain('Les chiffres au passage au niveau 3, le lun. 1er juin à 14 h 00');
    await visitor.post(`${path}/acknowledge`);
    world.clock.advanceMs(HOUR_MS);
    const buzz = await getBuzz(world.db, { agencyId: agency.agencyId, buzzId: things.buzzId });
    const writeDeps = { newId: world.newId, now: world.clock.now() };
    await resolveBuzz(world.db, writeDeps, buzz);
    await recordBuzzEvent(world.db, writeDeps, buzz, { kind: 'told', by: 'Paul Martin', judgement: null });
    const closed = await visitor.get(path);
    expect(closed.text).toContain('Depuis le lun. 1er juin à 14 h 00 · Terminé le lun. 1er juin à 15 h 00');
    expect(closed.text).toContain('Pris en charge par Marie Lopez le lun. 1er juin à 14 h 00');
    expect(closed.$('.timeline li').last().text()).toContain('Retour à la normale annoncé à Paul Martin');
  });
});

describe('a buzz’s evidence', () => {
  const judgement = {
    level: 3,
    reasons: ['negative-volume'],
    figures: makeFigures(),
    evidence: makeEvidence(),
  } as const;

  test('stands on its page as it was: the sentence first, why, how it began, who carried it, what about, what was not read', async () => {
    const { world, agency, things, visitor } = await open();
    const buzz = await getBuzz(world.db, { agencyId: agency.agencyId, buzzId: things.buzzId });
    await resolveBuzz(world.db, { newId: world.newId, now: world.clock.now() }, buzz);
    await reopenBuzz(
      world.db,
      { newId: world.newId, now: world.clock.now() },
      await getBuzz(world.db, { agencyId: agency.agencyId, buzzId: things.buzzId }),
      judgement,
    );
    const page = await visitor.get(`/buzzes/${things.buzzId}`);
    expect(foldSpace(page.$('main .card').first().text())).toContain(
      '38 mentions négatives en 1 h ; d’habitude 3 un lundi',
    );
    for (const text of [
      'Niveau 3 : le nombre de mécontents',
      'Pas encore le niveau 4',
      'Le plus souvent',
      'Cela se voit moins d’une fois sur un million.',
      'Le plus haut en 6 semaines',
      'Négatives des trois dernières heures : 2, 6, 38.',
      'Plus rien depuis ce matin',
      'presse nationale',
      'repris dans 12 documents',
      'panne box',
      '28 négatives sur 30 mentions',
      'Fibre',
      'Forum muet',
      'Reparti au niveau 3/4',
    ]) {
      expect(page.text).toContain(text);
    }
    expect(page.text).not.toContain('Les pires mentions au moment de l’alerte');
  });

  test('is not told as the end’s where a buzz came back', async () => {
    const { world, agency, things, visitor } = await open();
    const key = { agencyId: agency.agencyId, buzzId: things.buzzId };
    const writeDeps = () => {
      world.clock.advanceMs(HOUR_MS);
      return { newId: world.newId, now: world.clock.now() };
    };
    await resolveBuzz(world.db, writeDeps(), await getBuzz(world.db, key));
    await reopenBuzz(world.db, writeDeps(), await getBuzz(world.db, key), judgement);
    const told = { kind: 'told', by: 'Paul Martin', judgement: null } as const;
    await recordBuzzEvent(world.db, writeDeps(), await getBuzz(world.db, key), told);
    const page = await visitor.get(`/buzzes/${things.buzzId}`);
    expect(page.$('.timeline li').last().text()).toContain('Alerte adressée à Paul Martin');
  });

  test('of praise and of silence has its own title, and nobody has to take it in hand', async () => {
    const { world, agency, things, visitor } = await open();
    const key = { agencyId: agency.agencyId, brandId: things.brandId };
    const writeDeps = { newId: world.newId, now: world.clock.now() };
    const nothing = { firstMention: null, amplifiers: [], outlets: [], documents: [], terms: [], themes: [] };
    const praise = await openBuzz(
      world.db,
      writeDeps,
      { ...key, kind: 'positive' },
      {
        ...judgement,
        level: 1,
        reasons: ['positive-share'],
        figures: makeFigures({ windowMinutes: 1440, positiveCount: 23 }),
      },
    );
    const silence = await openBuzz(
      world.db,
      writeDeps,
      { ...key, kind: 'silence' },
      {
        level: 1,
        reasons: ['silence'],
        figures: makeFigures({ windowMinutes: 840, mentionCount: 0, negativeCount: 0 }),
        evidence: makeEvidence({ ...nothing, ownThemes: [] }),
      },
    );
    const good = await visitor.get(`/buzzes/${praise?.id}`);
    expect(good.$('.over').text()).toContain('On en dit du bien');
    expect(good.text).toContain('23 mentions positives en 24 h');
    const quiet = await visitor.get(`/buzzes/${silence?.id}`);
    expect(quiet.$('.over').text()).toContain('Silence');
    expect(quiet.text).toContain('14 h sans une seule mention');
    expect(quiet.text).toContain('Forum muet');
    expect(quiet.text).not.toContain('Le premier document');
    for (const page of [good, quiet]) {
      expect(page.$('form[action$="/acknowledge"]')).toHaveLength(0);
      expect(page.text).not.toContain('Personne ne s’en occupe');
      expect(page.text).not.toContain('Qui a été prévenu');
    }
    const brand = await visitor.get(`/brands/${things.brandId}`);
    expect(brand.$('h2').text()).toContain('Buzz en cours');
    expect(brand.$('h2').text()).toContain('On en dit du bien');
    expect(brand.$('h2').text()).toContain('Silence');
    expect(brand.$('.alarm')).toHaveLength(1);
  });
});

describe('the sources page', () => {
  test('offers what the page of a wrong address names, and one press listens to it', async () => {
    const { world, things, visitor } = await open();
    const proposals = [{ url: 'https://blog.example/fil.xml', reader: 'feed' as const, title: 'Le fil' }];
    const visit = { sourceId: things.sourceId, visitedAt: START, nextCheckAt: addMs(START, HOUR_MS) };
    await recordSourceVisit(world.db, makeFailedVisit({ ...visit, reason: 'not-a-feed', proposals }));
    const page = await visitor.get('/sources');
    expect(page.$('tbody tr').first().text()).toContain('Le fil Écouter');
    const form = page.$('form.action:has(input[value="https://blog.example/fil.xml"])');
    const fields = Object.fromEntries(
      form
        .find('input')
        .toArray()
        .map((input) => [page.$(input).attr('name') ?? '', page.$(input).attr('value') ?? '']),
    );
    await visitor.post('/sources', fields);
    const after = await visitor.get('/sources');
    expect(after.text).toContain('https://blog.example/fil.xml');
    expect(after.$(`#source-${things.sourceId}`)).toHaveLength(0); // the page itself is no source any more
  });

  test('tells a source that cannot be read, why and since when; it can be visited now and left', async () => {
    const { world, things, visitor } = await open();
    await recordSourceVisit(
      world.db,
      makeFailedVisit({
        sourceId: things.sourceId,
        visitedAt: START,
        nextCheckAt: addMs(START, HOUR_MS),
        reason: 'robots-refused',
        message: 'robots.txt',
      }),
    );
    const page = await visitor.get('/sources');
    expect(page.text).toContain('Illisible depuis le lun. 1er juin à 14 h 00');
    expect(page.text).toContain('robots.txt');
    world.clock.advanceMs(MINUTE_MS);
    await visitor.post(`/sources/${things.sourceId}/check`);
    expect((await visitor.get('/sources')).$('tbody tr').text()).toContain('dès que possible');
    await visitor.post(`/subscriptions/${things.subscriptionId}/delete`);
    await visitor.post(`/brands/${things.brandId}/searches/${things.searchId}/delete`);
    expect((await visitor.get('/sources')).text).toContain('Vigie n’écoute encore aucune source');
  });

  test('adds a source once, and says so at the field the second time', async () => {
    const { things, visitor } = await open();
    const source = { url: 'https://presse.example/rss', sourceKind: 'feed', brand: things.brandId };
    expect((await visitor.post('/sources', source)).location).toBe('/sources?done=source-added');
    const again = await visitor.post('/sources', source);
    expect([again.status, again.$('#url-problem').text()]).toEqual([
      422,
      'Cette source est déjà écoutée pour cette marque.',
    ]);
    const wrong = await visitor.post('/sources', { ...source, url: 'ftp://presse.example' });
    expect(wrong.$('#url-problem').text()).toContain('n’est pas une adresse web');
  });
});

describe('the contacts page', () => {
  test('adds somebody for one brand with a webhook whose key is shown once, and removes him', async () => {
    const { world, things, visitor } = await open();
    const added = await visitor.post('/contacts', {
      name: 'Outil interne',
      language: 'fr',
      email: '',
      sms: '',
      webhook: 'https://outil.example/vigie',
      level: '4',
      brands: [things.brandId],
    });
    expect(added.status).toBe(200);
    const secret = added.$('.secret').text();
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const page = await visitor.get('/contacts');
    expect(page.html).not.toContain(secret);
    const row = page.$('tbody tr').filter((_, each) => page.$(each).text().includes('Outil interne'));
    expect(row.text()).toContain('Webhook https://outil.example/vigie dès le niveau 4, crise');
    expect(row.text()).toContain('Orange');
    await visitor.post(row.find('form[action$="/delete"]').attr('action') ?? '');
    expect((await visitor.get('/contacts')).text).not.toContain('Outil interne');
    expect(await world.db.selectFrom('contacts').selectAll().execute()).toHaveLength(1);
  });

  test('promises the digest only to who has a mail address, and says when SMS cannot leave', async () => {
    const { world, agency, visitor } = await open();
    expect((await visitor.get('/contacts')).text).not.toContain('TWILIO_');
    await addContact(world, agency.agencyId, {
      name: 'Astreinte',
      language: 'fr',
      isDigestReader: true,
      brandIds: [],
      channels: [{ kind: 'sms', address: '+33612345678' }],
    });
    const page = await visitor.get('/contacts');
    const digests = page
      .$('tbody td[data-label="Bilans"]')
      .toArray()
      .map((each) => page.$(each).text());
    expect(digests.toSorted()).toEqual(['chaque semaine', 'non']);
    expect(page.text).toContain('SMTP_URL');
    expect(page.text).toContain('TWILIO_ACCOUNT_SID');
  });

  test('ticks no digest for who reads none, so that saving his form as it stands makes him no reader', async () => {
    const { world, agency, visitor } = await open();
    const { contact } = await addContact(world, agency.agencyId, {
      ...{ name: 'Client', language: 'fr', isDigestReader: false, brandIds: [] },
      channels: [{ kind: 'email', address: 'client@marque.example' }],
    });
    const form = (await visitor.get(`/contacts/${contact.id}`)).$('main form').first();
    expect(form.find('[name=digestPeriods]')).toHaveLength(3);
    expect(form.find('[name=digestPeriods][checked]')).toHaveLength(0);
    const fields = Object.fromEntries(form.serializeArray().map(({ name, value }) => [name, value]));
    expect((await visitor.post(`/contacts/${contact.id}`, fields)).location).toBe('/contacts?done=contact-changed');
    const { isDigestReader } = await getContact(world.db, { agencyId: agency.agencyId, contactId: contact.id });
    expect(isDigestReader).toBe(false);
  });

  test('adds a chat, whose address is shown no more', async () => {
    const { visitor } = await open();
    const url = 'https://discord.com/api/webhooks/223344556677889900/q1w2e3r4t5y6u7i8o9p0aB3x';
    const added = await visitor.post('/contacts', { name: 'Équipe', chat: 'discord', chatAddress: url });
    expect(added.location).toBe('/contacts?done=contact-added');
    const token = '7001234567:AAE1q2w3e4r5t6y7u8i9o0p_a-s2d3f4g5h';
    await visitor.post('/contacts', { name: 'Bot', chat: 'telegram', chatAddress: '@alertes', chatToken: token });
    const page = await visitor.get('/contacts');
    expect(page.text).toContain('Discord discord.com/…/aB3x dès le niveau 2');
    expect(page.text).toContain('Telegram @alertes dès le niveau 2');
    for (const secret of ['q1w2e3', 'AAE1q2']) expect(page.html).not.toContain(secret);
  });

  test.each([
    [{ chatAddress: 'https://hooks.slack.com/services/T1/B1/x' }, '#chat-problem', 'Choisissez la messagerie'],
    [{ chat: 'slack' }, '#chatAddress-problem', 'obligatoire'],
    [{ chat: 'slack', chatAddress: 'https://phish.example/' }, '#chatAddress-problem', 'hooks.slack.com/services/'],
    [{ chat: 'telegram', chatAddress: 'Équipe' }, '#chatAddress-problem', 'conversation Telegram'],
    [{ chat: 'telegram', chatAddress: '@alertes', chatToken: 'abc' }, '#chatToken-problem', '@BotFather'],
    [{ chat: 'fax', chatAddress: '' }, '#email-problem', 'au moins un moyen'],
  ])('refuses a chat that cannot be one: %j', async (fields, place, sentence) => {
    const { visitor } = await open();
    const wrong = await visitor.post('/contacts', { name: 'Zoé', ...fields });
    expect(wrong.status).toBe(422);
    expect(wrong.$(place).text()).toContain(sentence);
    expect(wrong.html).not.toContain('value="abc"');
  });

  test('refuses an address that cannot be one and a person who cannot be reached', async () => {
    const { visitor } = await open();
    const wrong = await visitor.post('/contacts', { name: 'Zoé', email: 'zoe', sms: '06', webhook: 'outil' });
    expect(wrong.$('.problem')).toHaveLength(3);
    expect(wrong.$('[name=email]').val()).toBe('zoe');
    expect(wrong.$('#sms-problem').text()).toContain('«\u00a006\u00a0»');
    expect((await visitor.post('/contacts', { name: 'Zoé' })).$('#email-problem').text()).toContain(
      'au moins un moyen',
    );
    expect((await visitor.get('/contacts')).text).not.toContain('Zoé');
  });
});

describe('the settings page', () => {
  test('changes the agency’s language at once', async () => {
    const { visitor } = await open();
    const settings = { name: 'Quai', language: 'en', timeZone: 'Europe/London', digestWeekday: '5', digestHour: '17' };
    expect((await visitor.post('/settings', settings)).location).toBe('/settings?done=settings-saved');
    const page = await visitor.get('/settings');
    expect([page.$('html').attr('lang'), page.$('h1').text()]).toEqual(['en', 'Settings']);
    expect(page.text).toContain('Next digest: Fri 5 Jun, 17:00.');
    const refused = await visitor.post('/settings', { ...settings, timeZone: 'Mars/Olympus' });
    expect(refused.$('#timeZone-problem').text()).toContain('no such time zone');
  });

  test('makes a key that opens the API, shows it once, and revokes it', async () => {
    const { app, visitor } = await open();
    const key = (await visitor.post('/api-keys', { keyName: 'Tableur' })).$('.secret').text();
    const callApi = () => app.inject({ method: 'GET', url: '/v1/brands', headers: { authorization: `Bearer ${key}` } });
    expect((await callApi()).statusCode).toBe(200);
    const page = await visitor.get('/settings');
    expect(page.html).not.toContain(key);
    const row = page.$('tbody tr').filter((_, each) => page.$(each).text().includes('Tableur'));
    await visitor.post(row.find('form').attr('action') ?? '');
    expect((await callApi()).statusCode).toBe(401);
  });
});

describe('what nobody may read without a key or a session', () => {
  test('the pages’ cookie opens no route of the API', async () => {
    const { visitor } = await open();
    expect((await visitor.get('/v1/brands')).status).toBe(401);
  });
});
