/** Full text: the page behind a teaser, read where a subscription asks for it. */
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../src/base/clock.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, setStage } from '../support/story.ts';
import type { TestWorld } from '../support/test-world.ts';
import { makeTestWorld } from '../support/test-world.ts';

const TEASER = 'Les abonnés de la vallée attendent toujours le retour du service…';
const WHOLE = `Les abonnés de la vallée attendent toujours le retour du service. ${'La réparation du câble arraché par la crue prendra encore plusieurs jours, selon la mairie. '.repeat(8)}`;
const LAST_WORDS = 'L’opérateur Ondelia promet un dédommagement à chacun des foyers touchés par la panne.';
const PAGE = `<!doctype html><html lang="fr"><head><title>Panne dans la vallée</title></head><body>
<nav><a href="/">Accueil</a></nav><article><h1>Panne dans la vallée</h1><p>${WHOLE}</p><p>${LAST_WORDS}</p></article>
<footer>Mentions légales</footer></body></html>`;

async function open(wantsFullText: boolean) {
  const world = await makeTestWorld();
  const site = await startLocalSite();
  const { agency, brand } = await setStage(world, site);
  const publishedAt = world.clock.now();
  site.serveFeed(FEED_PATH, [
    { slug: 'panne', title: 'Panne dans la vallée', text: TEASER, author: 'Anne', publishedAt },
  ]);
  await world.db.updateTable('subscriptions').set({ wants_full_text: wantsFullText }).execute();
  return { world, site, agency, brand };
}

async function readOnlyDocument(world: TestWorld) {
  return await world.db.selectFrom('documents').select(['text', 'has_full_text']).executeTakeFirstOrThrow();
}

describe('an article behind a teaser', () => {
  test('is read when it is asked for, and what only its page says is found', async () => {
    const { world, site, brand } = await open(true);
    await using _ = site;
    site.serve('/posts/panne', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE),
    );
    await drainPipeline(world);
    const { text, has_full_text: isWhole } = await readOnlyDocument(world);
    expect(isWhole).toBe(true);
    expect(text).toContain(LAST_WORDS);
    expect(text).not.toContain('Mentions légales');
    const mentions = await world.db.selectFrom('mentions').select(['brand_id', 'excerpt']).execute();
    expect(mentions.map((mention) => mention.brand_id)).toEqual([brand.id]);
    expect(mentions[0]?.excerpt).toContain('Ondelia');
    expect(site.askedCount('/posts/panne')).toBe(1);
  });

  test('is not read when nobody asks for it', async () => {
    const { world, site } = await open(false);
    await using _ = site;
    await drainPipeline(world);
    expect(site.askedCount('/posts/panne')).toBe(0);
    expect((await readOnlyDocument(world)).text).toBe(TEASER);
  });

  test('keeps its teaser where the page is a wall that says something else', async () => {
    const { world, site } = await open(true);
    await using _ = site;
    const wall = `<!doctype html><html><body><article><p>${'Acceptez les cookies pour continuer votre visite. '.repeat(30)}</p></article></body></html>`;
    site.serve('/posts/panne', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(wall),
    );
    await drainPipeline(world);
    expect(await readOnlyDocument(world)).toEqual({ text: TEASER, has_full_text: false });
    await expectNothingWaits(world);
  });

  test('that robots.txt forbids is not asked for', async () => {
    const { world, site } = await open(true);
    await using _ = site;
    site.serve('/robots.txt', (_request, response) => response.end('User-agent: *\nDisallow: /posts/'));
    await drainPipeline(world);
    expect(site.askedCount('/posts/panne')).toBe(0);
    await expectNothingWaits(world);
  });

  test('of a site in trouble is tried again an hour later, three times in all', async () => {
    const { world, site } = await open(true);
    await using _ = site;
    site.serve('/posts/panne', (_request, response) => response.writeHead(503).end());
    for (let hour = 0; hour < 6; hour += 1) {
      await drainPipeline(world);
      world.clock.advanceMs(HOUR_MS);
    }
    expect(site.askedCount('/posts/panne')).toBe(3);
    expect((await readOnlyDocument(world)).text).toBe(TEASER);
    await expectNothingWaits(world);
  });

  test('stays whole when its feed edits the teaser', async () => {
    const { world, site } = await open(true);
    await using _ = site;
    site.serve('/posts/panne', (_request, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE),
    );
    await drainPipeline(world);
    const publishedAt = world.clock.now();
    const edited = {
      slug: 'panne',
      title: 'Panne : le point',
      text: `${TEASER} Mis à jour.`,
      author: 'Anne',
      publishedAt,
    };
    site.serveFeed(FEED_PATH, [edited]);
    world.clock.advanceMs(2 * HOUR_MS);
    await drainPipeline(world);
    const { text, title } = await world.db.selectFrom('documents').select(['text', 'title']).executeTakeFirstOrThrow();
    expect(title).toBe('Panne : le point');
    expect(text).toContain(LAST_WORDS);
  });
});

async function expectNothingWaits(world: TestWorld): Promise<void> {
  expect(await world.db.selectFrom('article_visits').selectAll().execute()).toEqual([]);
}
