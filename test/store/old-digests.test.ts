/** Digests that were made before there were days, months and agencies: they open as every other one does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { BrandDigestContent } from '../../src/domain/digest.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { renderDigestEmail } from '../../src/notify/digest/render-digest-email.ts';
import { recordDigest } from '../../src/store/digests.ts';
import { addAgency } from '../api/sample-agency.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';

const MIGRATION = readFileSync(path.join(import.meta.dirname, '../../sql/0034_digest_periods.sql'), 'utf8');

const BUZZ = {
  ...{
    id: '01990000-0000-7000-8000-000000007f3a',
    level: 3,
    openedAt: '2026-06-02T12:05:00.000Z',
    acknowledgedAt: null,
  },
  ...{ resolvedAt: '2026-06-02T18:35:00.000Z', negativeCount: 4 },
};

/** As the first version stored it; what came later is missing. */
const OLD = {
  agencyName: 'Agence du Quai',
  brandName: 'Orange',
  timeZone: 'Europe/Paris',
  periodFrom: '2026-05-31T22:00:00.000Z',
  periodUntil: '2026-06-07T22:00:00.000Z',
  week: { mentionCount: 10, negativeCount: 5, positiveCount: 1 },
  weekBefore: { mentionCount: 8, negativeCount: 2, positiveCount: 1 },
  medianMentionCount: 7,
  days: [{ date: '2026-06-01', mentionCount: 10, negativeCount: 5, positiveCount: 1 }],
  competitors: [{ name: 'Free', mentionCount: 3, negativeCount: 0, positiveCount: 0 }],
  buzzes: [BUZZ, { ...BUZZ, id: '01990000-0000-7000-8000-000000007f3b', level: 1 }],
  bestMentions: [],
  worstMentions: [
    {
      ...{ title: 'Panne', excerpt: 'Plus rien.', url: 'https://forum.example/1', author: null, site: 'forum.example' },
      ...{ publishedAt: '2026-06-02T11:58:00.000Z', score: -0.9 },
    },
  ],
  sites: [{ site: 'forum.example', mentionCount: 6 }],
  blindSources: [],
};

const NO_TALK = { mentionCount: 0, negativeCount: 0, positiveCount: 0 };
const QUIET = {
  ...{ week: NO_TALK, weekBefore: NO_TALK, medianMentionCount: null, competitors: [], buzzes: [], worstMentions: [] },
  ...{ sites: [], days: [{ date: '2026-06-01', ...NO_TALK }] },
};

/** The row as the migration leaves it, from tables that are as they were before it. */
async function migrateOld(world: TestWorld, content: unknown) {
  return await world.db.transaction().execute(async (transaction) => {
    await sql`create schema old`.execute(transaction);
    await sql`set local search_path = old`.execute(transaction);
    await sql`create table agencies (id uuid constraint agencies_pkey primary key)`.execute(transaction);
    await sql`create table contacts (is_digest_reader boolean not null)`.execute(transaction);
    await sql`create table digests (agency_id uuid not null, id uuid not null, brand_id uuid not null,
      period_starts_on text not null, content jsonb not null, created_at timestamptz not null,
      constraint digests_brand_period_key unique (agency_id, brand_id, period_starts_on))`.execute(transaction);
    const [agencyId, brandId, id] = [world.newId(), world.newId(), world.newId()];
    await sql`insert into agencies values (${agencyId})`.execute(transaction);
    await sql`insert into digests values (${agencyId}, ${id}, ${brandId}, '2026-06-01', ${JSON.stringify(content)}::jsonb,
      ${world.clock.now()})`.execute(transaction);
    await sql.raw(MIGRATION).execute(transaction);
    const { rows } = await sql<{ period: 'week'; time_zone: string; content: BrandDigestContent }>`
      select period, time_zone, content from digests`.execute(transaction);
    await sql`drop schema old cascade`.execute(transaction);
    return rows[0];
  });
}

describe('a digest of the first version', () => {
  test.each([
    ['with all that it knew', OLD],
    ['of a young brand that nobody spoke of', { ...OLD, ...QUIET }],
    ['of a later one, with new terms and how reliable sentiment was', { ...OLD, emergingTerms: [], reliability: null }],
  ])('%s opens as a page, a PDF, JSON and in words', async (_, old) => {
    const world = await makeTestWorld();
    const row = await migrateOld(world, old);
    expect(row).toMatchObject({ period: 'week', time_zone: 'Europe/Paris' });
    if (row === undefined) throw new Error('the row is gone');
    const { content, period, time_zone: timeZone } = row;
    expect(content).toMatchObject({ kind: 'brand', counts: old.week, countsBefore: old.weekBefore });
    expect(content.buzzes.map(({ id }) => id)).toEqual(old.buzzes.map(({ id }) => id));
    expect(content.medians?.mentionCount ?? null).toBe(old.medianMentionCount);
    const app = await makeDashboard(world);
    const { agencyId, call } = await addAgency(world, app, 'Quai');
    const brand = await addBrand(world, agencyId, { name: 'Orange', kind: 'client', query: 'orange' });
    const about = { agencyId, brandId: brand.id, period, timeZone, periodStartsOn: '2026-06-01', content };
    await recordDigest(world.db, { newId: world.newId, now: world.clock.now() }, about, []);
    const { items } = (await call('GET', '/v1/digests')).json();
    const { id } = items[0];
    expect((await call('GET', `/v1/digests/${id}`)).json().content).toMatchObject({ counts: old.week, done: [] });
    expect((await call('GET', `/v1/digests/${id}/report`)).json().heading).toBe('Orange');
    const file = await call('GET', `/v1/digests/${id}/pdf`);
    expect(file.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
    const page = await (await signInAs(app, 'Quai')).get(`/digests/${id}`);
    expect([page.status, page.$('h1').text()]).toEqual([200, 'Orange']);
    for (const language of ['fr', 'en'] as const) {
      const mail = renderDigestEmail({ content, language, links: { brandUrl: 'https://vigie.example/' } });
      expect(mail.text).not.toMatch(/undefined|NaN|null/);
    }
    await app.close();
  });
});
