/** The logbook, its priorities and debriefs by the API: written once, put right by whom it belongs to, seen by nobody else. */
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/clock.ts';
import { NOTES_PER_DAY_MAX, OPEN_PRIORITIES_MAX } from '../../src/domain/logbook.ts';
import { addCampaign, removeCampaign } from '../../src/intents/campaigns.ts';
import { issueApiKey } from '../../src/intents/people.ts';
import { addSilence, liftSilence } from '../../src/intents/silences.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { addAgency, addEverything, makeApi, makeCall } from './sample-agency.ts';

/** Monday the 1st of June, 10:00 in Paris. */
async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Quai');
  const { call, agencyId } = agency;
  const addBrand = async (name: string): Promise<string> =>
    (await call('POST', '/v1/brands', { name, kind: 'client', query: 'Ondelia' })).json().id;
  const brandId = await addBrand('Ondelia');
  const list = async (query = ''): Promise<readonly (readonly unknown[])[]> => {
    const answer = await call('GET', `/v1/logbook-entries?${query}`);
    const items: readonly { kind: string; count: number; sentence: string }[] = answer.json().items;
    return items.map(({ kind, count, sentence }) => [kind, count, sentence.replaceAll(/[\u00a0\u202f]/g, ' ')]);
  };
  return { world, app, agency, call, agencyId, addBrand, brandId, list };
}

describe('a note', () => {
  test('is made, read, put right and deleted, and says who made it', async () => {
    const { call, brandId } = await start();
    const made = await call('POST', '/v1/logbook-entries', { brandId, text: ' Répondu\u0000 sur le forum ' });
    expect(made.statusCode).toBe(400); // a zero character is no text
    const right = await call('POST', '/v1/logbook-entries', { brandId, text: ' Répondu\r\nsur le forum ' });
    const entry = right.json();
    expect([right.statusCode, right.headers.location]).toEqual([201, `/v1/logbook-entries/${entry.id}`]);
    expect(entry).toEqual({
      ...{ id: entry.id, brandId, day: '2026-06-01', kind: 'note', via: 'api', count: 1, mentionIds: [], buzzId: null },
      author: { kind: 'member', name: 'test' },
      ...{ text: 'Répondu\nsur le forum', sentence: 'Répondu\nsur le forum' },
      ...{ madeAt: TEST_START.toISOString(), editedAt: null },
    });
    const path = `/v1/logbook-entries/${entry.id}`;
    expect((await call('PATCH', path, { text: 'Répondu deux fois' })).json()).toMatchObject({
      text: 'Répondu deux fois',
      editedAt: TEST_START.toISOString(),
    });
    expect((await call('DELETE', path)).statusCode).toBe(204);
    expect((await call('GET', path)).statusCode).toBe(404);
  });

  test('that is sent twice under the caller’s id is there once', async () => {
    const { call, brandId, list } = await start();
    const note = { brandId, text: 'Répondu', externalId: 'ticket 7' };
    const [one, two] = [
      await call('POST', '/v1/logbook-entries', note),
      await call('POST', '/v1/logbook-entries', note),
    ];
    expect(two.json().id).toBe(one.json().id);
    expect(await list()).toEqual([['note', 1, 'Répondu']]);
  });

  test('may be of a day before, and of no other day', async () => {
    const { call, brandId } = await start();
    const post = async (day: string) => await call('POST', '/v1/logbook-entries', { brandId, text: 'Vu', day });
    expect((await post('2026-05-31')).json().day).toBe('2026-05-31');
    for (const day of ['2026-06-02', '2025-05-30', '2026-02-30', '1999-01-01']) {
      const answer = await post(day);
      expect([day, answer.statusCode, answer.json().code]).toEqual([day, 400, 'INPUT_INVALID']);
    }
  });

  test('of another key stays as it is, and what Vigie noted stays whoever asks', async () => {
    const { world, app, call, agencyId, brandId } = await start();
    const { id } = (await call('POST', '/v1/logbook-entries', { brandId, text: 'Le mien' })).json();
    const other = makeCall(app, (await issueApiKey(world, agencyId, 'autre')).key);
    expect((await other('PATCH', `/v1/logbook-entries/${id}`, { text: 'Le leur' })).json().code).toBe('NOT_ALLOWED');
    expect((await other('DELETE', `/v1/logbook-entries/${id}`)).statusCode).toBe(403);
    await call('PATCH', `/v1/brands/${brandId}`, { query: 'Ondelia OR Ondélia' });
    const [automatic] = (await call('GET', '/v1/logbook-entries?kind=query-changed')).json().items;
    const refused = await call('PATCH', `/v1/logbook-entries/${automatic.id}`, { text: 'Autre chose' });
    expect([refused.statusCode, refused.json().detail]).toEqual([
      403,
      expect.stringContaining('Vigie noted this entry'),
    ]);
  });

  test('is one of so many a day', async () => {
    const { call, brandId } = await start();
    for (let count = 0; count < NOTES_PER_DAY_MAX; count += 1) {
      await call('POST', '/v1/logbook-entries', { brandId, text: 'Vu', externalId: String(count) });
    }
    const full = await call('POST', '/v1/logbook-entries', { brandId, text: 'De trop' });
    expect([full.statusCode, full.json().code]).toEqual([409, 'LIMIT_REACHED']);
    expect((await call('POST', '/v1/logbook-entries', { brandId, text: 'Hier', day: '2026-05-31' })).statusCode).toBe(
      201,
    );
  });
});

describe('what Vigie notes', () => {
  test('is every change that a person made, once', async () => {
    const { world, call, agencyId, brandId, list } = await start();
    await call('PATCH', `/v1/brands/${brandId}`, { query: 'Ondelia OR Ondélia' });
    await call('PATCH', `/v1/brands/${brandId}`, { query: 'Ondelia OR Ondélia' });
    await call('PATCH', `/v1/brands/${brandId}`, { name: 'Ondélia' });
    const saved = (await call('POST', '/v1/saved-queries', { name: 'marque', query: 'Ondelia' })).json();
    await call('PATCH', `/v1/brands/${brandId}`, { query: '@marque' });
    world.clock.advanceMs(1_000);
    await call('PATCH', `/v1/saved-queries/${saved.id}`, { query: 'Ondélia' });
    const times = { startsAt: TEST_START, endsAt: new Date('2026-06-02T08:00:00Z') };
    const campaign = await addCampaign(world, agencyId, { brandId, name: 'Soldes', createdBy: 'Marie', ...times });
    await removeCampaign(world, { agencyId, campaignId: campaign.id }, 'Marie');
    const silence = await addSilence(world, agencyId, {
      brandId: null,
      reason: 'Migration chez LG',
      createdBy: 'Marie',
      startsAt: null,
      endsAt: times.endsAt,
    });
    world.clock.advanceMs(1_000);
    await liftSilence(world, { agencyId, silenceId: silence.id }, 'Marie');
    await liftSilence(world, { agencyId, silenceId: silence.id }, 'Marie');
    const entries = (await list(`brandId=${brandId}&language=en`)).toReversed();
    expect(entries.map(([, , sentence]) => sentence)).toEqual([
      'Query changed',
      'Query changed',
      'Query changed by way of @marque',
      'Campaign “Soldes” noted, from Monday 1 June at 10:00 to Tuesday 2 June at 10:00',
      'Campaign “Soldes” deleted',
      'Silence set for all brands from Monday 1 June at 10:00 to Tuesday 2 June at 10:00',
      'Silence ended for all brands',
    ]);
    // a silence of all brands is read by every client of them
    expect(JSON.stringify((await call('GET', '/v1/logbook-entries')).json())).not.toContain('Migration');
  });

  test('of a buzz is each answer once', async () => {
    const { world, agency, call, list } = await start();
    const { buzzId, entryId } = await addEverything(world, agency);
    await call('DELETE', `/v1/logbook-entries/${entryId}`);
    const before = (await list()).length;
    const path = `/v1/buzzes/${buzzId}`;
    await call('POST', `${path}/snoozes`, { minutes: 60, by: 'Claire' });
    await call('POST', `${path}/acknowledgements`, { by: 'Claire' });
    await call('POST', `${path}/acknowledgements`, { by: 'Claire' });
    await call('POST', `${path}/acknowledgements`, { by: 'Paul' });
    await call('PUT', `${path}/mark`, { mark: 'confirmed', by: 'Claire' });
    await call('PUT', `${path}/mark`, { mark: 'confirmed', by: 'Claire' });
    await call('DELETE', `${path}/mark`);
    await call('POST', `${path}/resolution`, { by: 'Claire' });
    await call('POST', `${path}/resolution`, { by: 'Paul' });
    const entries = await list();
    expect(
      entries
        .slice(0, entries.length - before)
        .toReversed()
        .map(([kind]) => kind),
    ).toEqual(['snoozed', 'acknowledged', 'confirmed', 'mark-removed', 'resolved']);
  });

  test('of many mentions on one day is one line that counts each once', async () => {
    const { world, agency, call, list } = await start();
    const { mentionId } = await addEverything(world, agency);
    for (const status of ['handled', 'seen', 'handled', 'irrelevant', 'new']) {
      await call('PATCH', `/v1/mentions/${mentionId}`, { status });
    }
    for (const label of ['negative', 'positive']) {
      await call('PATCH', `/v1/mentions/${mentionId}`, { correction: { label, by: 'Claire' } });
    }
    const marks = await list();
    expect(marks.filter(([kind]) => ['handled', 'set-aside', 'kept', 'corrected'].includes(String(kind)))).toEqual([
      ['corrected', 1, 'Sentiment d’une mention corrigé en positif'],
      ['kept', 1, '1 mention confirmée, bien au sujet de la marque'],
      ['set-aside', 1, '1 mention écartée, hors sujet'],
      ['handled', 1, '1 mention traitée'],
    ]);
    world.clock.advanceMs(DAY_MS);
    await call('PATCH', `/v1/mentions/${mentionId}`, { status: 'handled' });
    expect((await list('kind=handled')).length).toBe(2);
  });
});

describe('the list', () => {
  test('comes page by page, the latest first, of a brand and of days', async () => {
    const { call, addBrand, brandId } = await start();
    const other = await addBrand('Hautefil');
    const add = async (text: string, day: string, of = brandId) =>
      await call('POST', '/v1/logbook-entries', { brandId: of, text, day });
    await add('b', '2026-05-31');
    await add('d', '2026-06-01');
    await add('a', '2026-05-30');
    await add('c', '2026-05-31');
    await add('x', '2026-05-31', other);
    const read = async (query: string): Promise<readonly string[]> => {
      const texts: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const after: string = cursor === '' ? '' : `&cursor=${cursor}`;
        const page = (await call('GET', `/v1/logbook-entries?limit=2&${query}${after}`)).json();
        texts.push(...page.items.map(({ text }: { text: string }) => text));
        cursor = page.nextCursor;
      }
      return texts;
    };
    expect(await read('')).toEqual(['d', 'x', 'c', 'b', 'a']);
    expect(await read(`brandId=${brandId}`)).toEqual(['d', 'c', 'b', 'a']);
    expect(await read(`brandId=${brandId}&from=2026-05-31&to=2026-05-31`)).toEqual(['c', 'b']);
  });

  test.each([
    'from=2016-06-01',
    'from=2026-06-02&to=2026-06-01',
    'from=2026-02-30',
    'to=hier',
    'cursor=x',
    'language=de',
  ])('refuses %s in a sentence', async (query) => {
    const { call } = await start();
    const answer = await call('GET', `/v1/logbook-entries?${query}`);
    expect([answer.statusCode, answer.json().detail.length > 20]).toEqual([400, true]);
  });
});

describe('an export', () => {
  test('is a file of a brand or of all, and no formula', async () => {
    const { call, addBrand, brandId } = await start();
    const evil = await addBrand('=cmd|calc <script>');
    await call('POST', '/v1/logbook-entries', { brandId, text: 'Répondu' });
    await call('POST', '/v1/logbook-entries', { brandId: evil, text: '@SUM(1)' });
    const all = await call('GET', '/v1/logbook-exports');
    expect(all.headers['content-type']).toContain('text/csv');
    expect(all.headers['content-disposition']).toBe('attachment; filename="vigie-logbook-2026-05-02-2026-06-01.csv"');
    expect(all.body.split('\r\n').slice(1, 3)).toEqual([
      '2026-06-01,2026-06-01T08:00:00.000Z,Ondelia,note,api,test,Répondu,1,',
      "2026-06-01,2026-06-01T08:00:00.000Z,'=cmd|calc <script>,note,api,test,'@SUM(1),1,",
    ]);
    const one = await call('GET', `/v1/logbook-exports?brandId=${brandId}&format=ndjson`);
    expect(
      one.body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).entry),
    ).toEqual(['Répondu']);
    const decade = await call('GET', '/v1/logbook-exports?from=2016-06-01&to=2026-06-01');
    expect([decade.statusCode, decade.json().detail]).toEqual([400, expect.stringContaining('366 days at a time')]);
  });
});

describe('a priority', () => {
  test('is for tomorrow, carried over, ticked off with a line, and taken back with it', async () => {
    const { world, call, brandId, list } = await start();
    const made = await call('POST', '/v1/priorities', { brandId, text: ' Rappeler\nle journal ', externalId: '1' });
    const { id } = made.json();
    expect((await call('POST', '/v1/priorities', { brandId, text: 'Autre', externalId: '1' })).json().id).toBe(id);
    expect(made.json()).toMatchObject({
      text: 'Rappeler le journal',
      forDay: '2026-06-02',
      isDone: false,
      author: 'test',
    });
    const ids = async (day: string): Promise<readonly string[]> =>
      (await call('GET', `/v1/priorities?day=${day}`)).json().items.map((each: { id: string }) => each.id);
    expect([await ids('2026-06-01'), await ids('2026-06-02'), await ids('2026-06-30')]).toEqual([[], [id], [id]]);
    world.clock.advanceMs(2 * DAY_MS);
    const done = await call('PATCH', `/v1/priorities/${id}`, { isDone: true });
    expect(done.json()).toMatchObject({ isDone: true, doneBy: 'test', doneAt: '2026-06-03T08:00:00.000Z' });
    await call('PATCH', `/v1/priorities/${id}`, { isDone: true });
    expect([await ids('2026-06-02'), await ids('2026-06-03'), await ids('2026-06-04')]).toEqual([[id], [id], []]);
    expect(await list()).toEqual([['priority-done', 1, 'Priorité faite : Rappeler le journal']]);
    await call('PATCH', `/v1/priorities/${id}`, { isDone: false });
    expect([await list(), await ids('2026-06-04')]).toEqual([[], [id]]);
    expect((await call('DELETE', `/v1/priorities/${id}`)).statusCode).toBe(204);
    expect((await call('PATCH', `/v1/priorities/${id}`, { isDone: true })).statusCode).toBe(404);
  });

  test('is set for a day to come, and one of so many', async () => {
    const { call, brandId } = await start();
    for (const forDay of ['2026-05-31', '2028-01-01', '2026-02-30']) {
      expect((await call('POST', '/v1/priorities', { brandId, text: 'x', forDay })).json().code).toBe('INPUT_INVALID');
    }
    for (let count = 0; count < OPEN_PRIORITIES_MAX; count += 1) {
      await call('POST', '/v1/priorities', { brandId, text: 'x', forDay: '2026-06-01', externalId: String(count) });
    }
    expect((await call('POST', '/v1/priorities', { brandId, text: 'de trop' })).json().code).toBe('LIMIT_REACHED');
  });
});

describe('a debrief', () => {
  test('is one a brand and day, proposed in the language that is asked for until it is saved', async () => {
    const { call, brandId, list } = await start();
    const path = `/v1/debriefs/${brandId}/2026-06-01`;
    const english = (await call('GET', `${path}?language=en`)).json();
    expect([english.isSaved, english.text.split('\n')[0]]).toEqual([false, 'No mention on this day.']);
    expect((await call('PUT', path, { text: 'Journée calme.' })).json()).toMatchObject({
      isSaved: true,
      text: 'Journée calme.',
    });
    await call('PUT', path, { text: 'Journée très calme.' });
    expect((await call('GET', `${path}?language=en`)).json()).toMatchObject({
      isSaved: true,
      text: 'Journée très calme.',
    });
    expect(await list()).toEqual([['debrief', 1, 'Journée très calme.']]);
    const { entryId } = (await call('GET', path)).json();
    await call('DELETE', `/v1/logbook-entries/${entryId}`);
    expect((await call('GET', path)).json().isSaved).toBe(false);
    expect((await call('PUT', `/v1/debriefs/${brandId}/2026-06-02`, { text: 'Demain' })).json().code).toBe(
      'INPUT_INVALID',
    );
    expect((await call('GET', `/v1/debriefs/${brandId}/2026-02-30`)).json().code).toBe('INPUT_INVALID');
  });
});
