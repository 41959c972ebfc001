/** The stage of a story test: an agency with a brand, a feed that it listens to and a contact who is told. */
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import type { Agency } from '../../src/domain/agency.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { analyseNewDocuments } from '../../src/pipeline/analyse-new-documents.ts';
import { crawlDueSources } from '../../src/pipeline/crawl-due-sources.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { detectBuzz } from '../../src/pipeline/detect-buzz.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { createAgency } from '../../src/store/agencies.ts';
import type { World } from '../../src/world.ts';
import type { LocalSite, Post } from './local-site.ts';
import type { TestWorld } from './test-world.ts';

export const FEED_PATH = '/feed.xml';

export type Stage = Readonly<{ agency: Agency; brand: Brand }>;

/** An agency in Paris that watches Ondelia through the site's feed; Marie hears of it by e-mail and SMS. */
export async function setStage(world: TestWorld, site: LocalSite, agencyName = 'Agence du Quai'): Promise<Stage> {
  const agency = await makeAgency(world, agencyName);
  const brand = await addBrand(world, agency.id, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  await addSubscription(world, agency.id, { url: `${site.url}${FEED_PATH}`, kind: 'feed', brandId: null });
  await addContact(world, agency.id, {
    name: 'Marie',
    language: 'fr',
    isDigestReader: true,
    brandIds: [],
    channels: [
      { kind: 'email', address: 'marie@agence.example' },
      { kind: 'sms', address: '+33612345678' },
    ],
  });
  return { agency, brand };
}

export async function makeAgency(world: World, name: string): Promise<Agency> {
  return await createAgency(
    world.db,
    { newId: world.newId, now: world.clock.now() },
    { name, language: 'fr', timeZone: 'Europe/Paris', digestWeekday: 1, digestHour: 8 },
  );
}

/** Posts that nobody can take for praise, each by another author with other words, one a minute up to the instant. */
export function makeAngryPosts(count: number, until: Date): readonly Post[] {
  return Array.from({ length: count }, (_, index) => ({
    slug: `angry-${index}`,
    title: `Ondelia : panne numéro ${index}`,
    text: `Encore une panne chez Ondelia, dossier ${index} : c’est une honte, un service nul et scandaleux, horrible.`,
    author: `client${index}`,
    publishedAt: addMs(until, -index * MINUTE_MS),
  }));
}

/** Moves the clock in steps and lets the pipeline work itself out at each. */
export async function letTimePass(
  world: TestWorld,
  step: Readonly<{ stepMs: number; stepCount: number }>,
): Promise<void> {
  for (let index = 0; index < step.stepCount; index += 1) {
    world.clock.advanceMs(step.stepMs);
    await drainPipeline(world);
  }
}

/** Everything up to the deliveries: crawled, analysed, detected and decided, nothing sent. */
export async function decideAll(world: TestWorld): Promise<void> {
  await crawlDueSources({ ...world, stopping: new AbortController().signal });
  await analyseNewDocuments(world);
  await detectBuzz(world);
  await decideAlerts(world);
}
