/** A buzz on the wire: why it is one in words, and what each judgement rested on. */
import { describe, expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { escalateBuzz, openBuzz, recordFall } from '../../src/store/buzzes.ts';
import { makeEvidence } from '../support/buzz-evidence.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, addEverything, makeApi } from './sample-agency.ts';

async function open() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Quai');
  const brand = await addBrand(world, agency.agencyId, { name: 'Ondelia', kind: 'client', query: 'Ondelia' });
  const key = { agencyId: agency.agencyId, brandId: brand.id };
  return { world, agency, key, [Symbol.asyncDispose]: () => app.close() };
}

const SECOND = { level: 2, reasons: ['negative-volume'], figures: makeFigures(), evidence: null } as const;

describe('answers by API', () => {
  async function openOne() {
    const world = await makeTestWorld();
    const agency = await addAgency(world, await makeApi(world), 'Quai');
    const { buzzId } = await addEverything(world, agency);
    return { world, call: agency.call, path: `/v1/buzzes/${buzzId}` };
  }

  test('reminders are put off for the minutes that are said, the last word counts, and the timeline says by whom', async () => {
    const { world, call, path } = await openOne();
    const first = await call('POST', `${path}/snoozes`, { minutes: 90, by: 'Marie' });
    const inMinutes = (minutes: number) => addMs(world.clock.now(), minutes * MINUTE_MS).toISOString();
    expect([first.statusCode, first.json()]).toEqual([
      200,
      expect.objectContaining({ status: 'open', snoozedUntil: inMinutes(90) }),
    ]);
    const second = await call('POST', `${path}/snoozes`, { minutes: 5, by: 'Paul' });
    expect(second.json()).toMatchObject({ snoozedUntil: inMinutes(5) });
    const { events } = (await call('GET', path)).json();
    expect(events.slice(1)).toMatchObject([
      { kind: 'snoozed', by: 'Marie' },
      { kind: 'snoozed', by: 'Paul' },
    ]);
  });

  test('what somebody has in hand is not put off, and acknowledging ends what was put off', async () => {
    const { call, path } = await openOne();
    await call('POST', `${path}/snoozes`, { minutes: 60, by: 'Marie' });
    const acknowledged = await call('POST', `${path}/acknowledgements`, { by: 'Paul' });
    expect(acknowledged.json()).toMatchObject({ acknowledgedBy: 'Paul', snoozedUntil: null });
    const late = await call('POST', `${path}/snoozes`, { minutes: 60, by: 'Marie' });
    expect([late.statusCode, late.json()]).toEqual([200, acknowledged.json()]);
  });

  test('a buzz is closed by name, once; then nothing is left to acknowledge or to put off', async () => {
    const { world, call, path } = await openOne();
    const closed = await call('POST', `${path}/resolution`, { by: 'Marie' });
    expect(closed.json()).toMatchObject({
      status: 'resolved',
      resolvedBy: 'Marie',
      resolvedAt: world.clock.now().toISOString(),
    });
    world.clock.advanceMs(MINUTE_MS);
    expect((await call('POST', `${path}/resolution`, { by: 'Paul' })).json()).toEqual(closed.json());
    for (const [kind, body] of [
      ['acknowledgements', { by: 'Paul' }],
      ['snoozes', { minutes: 60, by: 'Paul' }],
    ] as const) {
      const refused = await call('POST', `${path}/${kind}`, body);
      expect([kind, refused.statusCode, refused.json().code]).toEqual([kind, 409, 'BUZZ_RESOLVED']);
    }
  });

  test('what is no answer is refused with the field’s name', async () => {
    const { call, path } = await openOne();
    const wrong: readonly (readonly [string, unknown, string])[] = [
      ['snoozes', { minutes: 4, by: 'Marie' }, 'minutes'],
      ['snoozes', { minutes: 1_441, by: 'Marie' }, 'minutes'],
      ['snoozes', { minutes: '60', by: 'Marie' }, 'minutes'],
      ['snoozes', { minutes: 60.5, by: 'Marie' }, 'minutes'],
      ['snoozes', { minutes: 60 }, 'by'],
      ['snoozes', { by: 'Marie' }, 'minutes'],
      ['resolution', {}, 'by'],
      ['resolution', { by: ' ' }, 'by'],
      ['resolution', { by: 'Marie', level: 3 }, 'level'],
    ];
    for (const [kind, body, field] of wrong) {
      const refused = await call('POST', `${path}/${kind}`, body);
      expect([kind, body, refused.statusCode]).toEqual([kind, body, 400]);
      expect(JSON.stringify(refused.json())).toContain(field);
    }
    expect((await call('GET', path)).json()).toMatchObject({ status: 'open', snoozedUntil: null });
  });
});

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
