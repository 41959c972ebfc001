/** A buzz on the wire: why it is one in words, and what each judgement rested on. */
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { escalateBuzz, openBuzz, recordFall } from '../../src/store/buzzes.ts';
import { makeEvidence } from '../support/buzz-evidence.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

async function open() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Quai');
  const brand = await addBrand(world, agency.agencyId, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.agencyId, brandId: brand.id };
  return { world, agency, key, [Symbol.asyncDispose]: () => app.close() };
}

const SECOND = { level: 2, reasons: ['negative-volume'], figures: makeFigures(), evidence: null } as const;

describe('GET /v1/buzzes/{buzzId}', () => {
  test('says in both languages why it is one, why this level and why not the next, with the last evidence’s terms', async () => {
    await using stage = await open();
    const { world, agency, key } = stage;
    const deps = () => ({ newId: world.newId, now: world.clock.now() });
    const buzz = await openBuzz(world.db, deps(), { ...key, kind: 'negative' }, SECOND);
    if (buzz === undefined) throw new Error('a buzz was open already');
    world.clock.advanceMs(HOUR_MS);
    const evidence = makeEvidence();
    await escalateBuzz(world.db, deps(), buzz, { ...SECOND, level: 3, evidence });
    await recordFall(world.db, deps(), { ...buzz, level: 3 }, SECOND);

    const answer = await agency.call('GET', `/v1/buzzes/${buzz.id}`);
    expect(answer.statusCode).toBe(200);
    const detail = answer.json();
    expect(detail.sentence.fr).toMatch(
      /^38\u00a0mentions négatives en 1\u00a0h\u00a0; d’habitude 3 un lundi à cette heure/,
    );
    expect(detail.sentence.fr).toContain(
      'on parle soudain de «\u00a0panne box\u00a0»\u00a0; depuis le lundi 1er juin à 10',
    );
    expect(detail.sentence.en).toContain('since Monday 1 June at 10:00.');
    expect(detail.whyLevel.en).toMatch(/^Level 3: /);
    expect(detail.whyNotNext.fr).toMatch(/^Pas encore le niveau 4/);
    expect(detail.events.map((event: { kind: string }) => event.kind)).toEqual(['opened', 'escalated', 'fell']);
    expect(detail.events[0].evidence).toBeNull();
    expect(detail.events[1].evidence).toEqual(evidence);
    expect(detail.events[2].evidence).toBeNull();
  });

  test('says nothing of a next level where there is none, and nothing that was not kept', async () => {
    await using stage = await open();
    const { world, agency, key } = stage;
    const writeDeps = { newId: world.newId, now: world.clock.now() };
    const figures = makeFigures({ windowMinutes: 840, mentionCount: 0, negativeCount: 0, nextLevel: null });
    const silence = { level: 1, reasons: ['silence'], figures, evidence: null } as const;
    const buzz = await openBuzz(world.db, writeDeps, { ...key, kind: 'silence' }, silence);
    const detail = (await agency.call('GET', `/v1/buzzes/${buzz?.id}`)).json();
    expect(detail.whyNotNext).toBeNull();
    expect(detail.sentence.fr).toMatch(/^14\u00a0h sans une seule mention/);
    expect(detail.events[0].evidence).toBeNull();
  });
});
