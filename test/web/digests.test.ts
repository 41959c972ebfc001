/** The pages of the digests: what was made, each as it is read, and as a file. */
import { describe, expect, test } from 'vitest';
import type { DigestContent } from '../../src/domain/digest.ts';
import { recordDigest } from '../../src/store/digests.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import {
  makeAgencyDigestContent,
  makeDigestContent,
  makeEmptyDigestContent,
  makeMention,
} from '../notify/sample-content.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from './visitor.ts';

async function open() {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const { brandId } = await addEverything(world, agency);
  const visitor = await signInAs(app, 'Quai');
  const add = async (content: DigestContent, periodStartsOn = '2026-06-01'): Promise<string> => {
    const { period, timeZone, kind } = content;
    const about = { agencyId: agency.agencyId, brandId: kind === 'agency' ? null : brandId, period, timeZone };
    await recordDigest(
      world.db,
      { newId: world.newId, now: world.clock.now() },
      { ...about, periodStartsOn, content },
      [],
    );
    const made = await world.db.selectFrom('digests').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
    return made.id;
  };
  return { world, app, agency, brandId, visitor, add };
}

describe('the list of digests', () => {
  test('names whose each is and of when, the newest first, and is led to from the brand', async () => {
    const { brandId, visitor, add } = await open();
    const [week, agency] = [await add(makeDigestContent()), await add(makeAgencyDigestContent())];
    await add({ ...makeDigestContent(), period: 'month' });
    expect((await visitor.get(`/brands/${brandId}`)).$(`a[href="/digests?brand=${brandId}"]`)).toHaveLength(1);
    const page = await visitor.get('/digests');
    expect(page.$(`a[href="/digests/${week}"]`).text()).toBe('Orange');
    expect(page.$(`a[href="/digests/${agency}"]`).text()).toBe('Toutes les marques');
    expect(page.text).toContain('semaine du 1er juin');
    expect(page.text).toContain('juin 2026');
    expect((await visitor.get(`/digests?brand=${brandId}`)).$('tbody tr')).toHaveLength(3); // and the sample's own
    expect((await visitor.get('/digests?brand=x')).$('tbody tr')).toHaveLength(4);
  });

  test('says that there is none yet', async () => {
    const world = await makeTestWorld();
    const app = await makeDashboard(world);
    await addAgency(world, app, 'Neuve');
    const page = await (await signInAs(app, 'Neuve')).get('/digests');
    expect(page.text).toContain('Aucun bilan pour le moment.');
  });
});

describe('the page of a digest', () => {
  test('says what the mail says, with its pictures in words and its tables', async () => {
    const { brandId, visitor, add } = await open();
    const page = await visitor.get(`/digests/${await add(makeDigestContent())}`);
    expect(page.$('h1').text()).toBe('Orange');
    expect(page.text).toContain('214 mentions de l’opérateur Orange cette semaine, 33 % de plus');
    expect(page.text).toContain('repéré 22 min après sa première mention négative');
    expect(page.$('img')).toHaveLength(2);
    for (const picture of page.$('img').toArray()) {
      expect(page.$(picture).attr('alt')).not.toBe('');
      expect(page.$(picture).attr('src')).toMatch(/^data:image\/svg\+xml;base64,/);
    }
    expect(
      page
        .$('tbody th')
        .toArray()
        .map((each) => page.$(each).text()),
    ).toContain('Solde de tonalité');
    expect(page.$(`a[href="/brands/${brandId}"]`)).toHaveLength(1);
  });

  test('of an agency and of an empty week', async () => {
    const { visitor, add } = await open();
    const agency = await visitor.get(`/digests/${await add(makeAgencyDigestContent())}`);
    expect(agency.$('h1').text()).toBe('Atelier Camélia');
    expect(agency.text).toContain('Crèmerie des Halles');
    const empty = await visitor.get(`/digests/${await add(makeEmptyDigestContent())}?lang=en`);
    expect(empty.text).toContain('Nobody spoke of Orange this week');
    expect(empty.$('img')).toHaveLength(0);
  });

  test('shows what strangers wrote and runs none of it', async () => {
    const { visitor, add } = await open();
    const attack = '<script>alert(1)</script>';
    const content = makeDigestContent({
      brandName: attack,
      competitors: [{ name: `"/>${attack}`, mentionCount: 4, negativeCount: 1, positiveCount: 0 }],
      worstMentions: [makeMention({ title: attack, url: 'javascript:alert(1)' })],
    });
    const { $, html } = await visitor.get(`/digests/${await add(content)}`);
    expect($('main script')).toHaveLength(0);
    expect(html).not.toContain('javascript:');
    for (const picture of $('img').toArray()) {
      const svg = Buffer.from(($(picture).attr('src') ?? '').split(',')[1] ?? '', 'base64').toString();
      expect(svg).not.toContain('<script');
    }
  });

  test('is a file for who wants it on paper', async () => {
    const { visitor, add } = await open();
    const file = await visitor.get(`/digests/${await add(makeDigestContent())}/pdf`);
    expect(file.status).toBe(200);
    expect(file.headers['content-type']).toBe('application/pdf');
    expect(file.headers['content-disposition']).toMatch(
      /^attachment; filename="vigie-week-2026-06-01-[0-9a-f]{8}\.pdf"$/,
    );
  });

  test('is nobody else’s', async () => {
    const { world, app, add } = await open();
    const id = await add(makeDigestContent());
    await addAgency(world, app, 'Ailleurs');
    const stranger = await signInAs(app, 'Ailleurs');
    expect((await stranger.get(`/digests/${id}`)).status).toBe(404);
    expect((await stranger.get(`/digests/${id}/pdf`)).status).toBe(404);
  });
});
