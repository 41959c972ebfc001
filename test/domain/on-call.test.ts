/** Whose turn it is by the wall clock, through both changes of the clock, and until when somebody sleeps. */
import { describe, expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { toWallTime } from '../../src/base/zoned-time.ts';
import { findOnCall, findQuietUntil, nextHandOvers, type RotaTurns, type StandIn } from '../../src/domain/on-call.ts';

const PARIS = 'Europe/Paris';

/** Mondays at nine; the first week began on 5 January 2026. */
function makeRota(changes: Partial<RotaTurns> = {}): RotaTurns {
  return {
    ...{ contactIds: ['ada', 'bob', 'cy'], timeZone: PARIS, handOverWeekday: 1, handOverHour: 9 },
    ...{ startsOn: '2026-01-05', ...changes },
  };
}

function standIn(contactId: string, from: string, until: string, madeAt = '2026-01-01T00:00:00Z'): StandIn {
  return { contactId, startsAt: new Date(from), endsAt: new Date(until), createdAt: new Date(madeAt) };
}

/** Who hands over to whom at the instant, a millisecond before and on it. */
function around(rota: RotaTurns, instant: string): string {
  const at = new Date(instant);
  return `${findOnCall(rota, [], addMs(at, -1))} → ${findOnCall(rota, [], at)}`;
}

describe('the weekly turn', () => {
  // the summer time of each place, and winter time after it
  test.each([
    [PARIS, '2026-03-23T08:00:00Z', '2026-03-30T07:00:00Z', '2026-04-06T07:00:00Z'],
    [PARIS, '2026-10-19T07:00:00Z', '2026-10-26T08:00:00Z', '2026-11-02T08:00:00Z'],
    ['America/New_York', '2026-03-02T14:00:00Z', '2026-03-09T13:00:00Z', '2026-03-16T13:00:00Z'],
    ['America/New_York', '2026-10-26T13:00:00Z', '2026-11-02T14:00:00Z', '2026-11-09T14:00:00Z'],
    ['Pacific/Auckland', '2026-03-29T20:00:00Z', '2026-04-05T21:00:00Z', '2026-04-12T21:00:00Z'],
    ['Pacific/Auckland', '2026-09-20T21:00:00Z', '2026-09-27T20:00:00Z', '2026-10-04T20:00:00Z'],
  ])('hands over at nine on the wall of %s through the change of the clock after %s', (timeZone, ...instants) => {
    const rota = makeRota({ timeZone });
    for (const instant of instants) {
      expect(toWallTime(new Date(instant), timeZone).slice(11)).toBe('09:00');
      const [before, after] = around(rota, instant).split(' → ');
      expect(['ada', 'bob', 'cy'].indexOf(after ?? '')).toBe((['ada', 'bob', 'cy'].indexOf(before ?? '') + 1) % 3);
    }
    const after = addMs(new Date(instants[0]), -1);
    const handOvers = nextHandOvers(rota, [], { after, countMax: 3 });
    expect(handOvers.map(({ at }) => at.toISOString().replace('.000', ''))).toEqual(instants);
  });

  test.each(['Europe/Paris', 'America/New_York', 'Pacific/Auckland', 'Australia/Lord_Howe', 'Asia/Beirut'])(
    'is the same by the hour as by the list of hand-overs, at any hour of any day of a year in %s',
    (timeZone) => {
      for (const handOverHour of [0, 2, 9, 23]) {
        const rota = makeRota({ timeZone, handOverHour, handOverWeekday: 7 });
        const start = new Date('2026-01-01T00:00:00Z');
        const handOvers = nextHandOvers(rota, [], { after: start, countMax: 60 });
        expect(handOvers).toHaveLength(51);
        for (const [index, { at, contactId }] of handOvers.entries()) {
          expect(findOnCall(rota, [], addMs(at, -MINUTE_MS))).toBe(handOvers[index - 1]?.contactId ?? 'ada');
          // also while an hour comes twice
          for (const hours of [0, 1, 2, 24, 167])
            expect(findOnCall(rota, [], addMs(at, hours * HOUR_MS - 1 * Number(hours === 167)))).toBe(contactId);
        }
      }
    },
  );

  test('comes an hour later where the clock skips its hour, and at the first of two', () => {
    const rota = makeRota({ handOverWeekday: 7, handOverHour: 2 });
    // 29 March: no 02:00, so at 03:00; 25 October: 02:00 first at 00:00 UTC
    expect(around(rota, '2026-03-29T01:00:00Z')).toBe('bob → cy');
    expect(around(rota, '2026-10-25T00:00:00Z')).toBe('bob → cy');
    expect(findOnCall(rota, [], new Date('2026-10-25T01:00:00Z'))).toBe('cy');
  });

  test('begins with the first one, who has it before the first hand-over too', () => {
    const rota = makeRota({ startsOn: '2026-06-03' });
    for (const at of ['2020-01-01T00:00:00Z', '2026-06-08T06:59:59Z', '2026-06-08T07:00:00Z', '2026-06-15T06:59:59Z']) {
      expect([at, findOnCall(rota, [], new Date(at))]).toEqual([at, 'ada']);
    }
    expect(findOnCall(rota, [], new Date('2026-06-15T07:00:00Z'))).toBe('bob');
    expect(nextHandOvers(rota, [], { after: new Date('2026-06-01T00:00:00Z'), countMax: 2 })).toEqual([
      { at: new Date('2026-06-15T07:00:00Z'), contactId: 'bob' },
      { at: new Date('2026-06-22T07:00:00Z'), contactId: 'cy' },
    ]);
  });

  test('of one person never ends, and of nobody is nobody’s', () => {
    const after = new Date('2026-06-03T12:00:00Z');
    const alone = makeRota({ contactIds: ['ada'] });
    expect([findOnCall(alone, [], after), nextHandOvers(alone, [], { after, countMax: 8 })]).toEqual(['ada', []]);
    const empty = makeRota({ contactIds: [] });
    expect([findOnCall(empty, [], after), nextHandOvers(empty, [], { after, countMax: 8 })]).toEqual([null, []]);
  });

  test('of somebody who has two weeks running is one hand-over', () => {
    const rota = makeRota({ contactIds: ['ada', 'ada', 'bob'] });
    const handOvers = nextHandOvers(rota, [], { after: new Date('2026-01-05T08:00:00Z'), countMax: 3 });
    expect(handOvers.map(({ at, contactId }) => `${at.toISOString().slice(0, 10)} ${contactId}`)).toEqual([
      '2026-01-19 bob',
      '2026-01-26 ada',
      '2026-02-09 bob',
    ]);
  });
});

describe('a stand-in', () => {
  const rota = makeRota({ startsOn: '2026-06-01' });
  const say = (overrides: readonly StandIn[], after = '2026-06-02T00:00:00Z', countMax = 8) =>
    nextHandOvers(rota, overrides, { after: new Date(after), countMax }).map(
      ({ at, contactId }) => `${at.toISOString().slice(5, 16)} ${contactId}`,
    );

  test('is on call from its first instant until before its last, whoever’s turn it is', () => {
    const overrides = [standIn('dora', '2026-06-03T18:00:00Z', '2026-06-04T06:00:00Z')];
    const on = (at: string) => findOnCall(rota, overrides, new Date(at));
    expect(
      ['2026-06-03T17:59:59.999Z', '2026-06-03T18:00:00Z', '2026-06-04T05:59:59.999Z', '2026-06-04T06:00:00Z'].map(on),
    ).toEqual(['ada', 'dora', 'dora', 'ada']);
    expect(say(overrides).slice(0, 3)).toEqual(['06-03T18:00 dora', '06-04T06:00 ada', '06-08T07:00 bob']);
  });

  test('that reaches over the weekly hand-over gives to whoever’s turn it is by then', () => {
    const overrides = [standIn('dora', '2026-06-07T00:00:00Z', '2026-06-09T00:00:00Z')];
    expect(say(overrides).slice(0, 3)).toEqual(['06-07T00:00 dora', '06-09T00:00 bob', '06-15T07:00 cy']);
  });

  test('gives way to one that was made later while both are on, in whatever order they come', () => {
    const early = standIn('dora', '2026-06-03T00:00:00Z', '2026-06-06T00:00:00Z', '2026-05-01T00:00:00Z');
    const late = standIn('eli', '2026-06-04T00:00:00Z', '2026-06-05T00:00:00Z', '2026-05-02T00:00:00Z');
    const expected = ['06-03T00:00 dora', '06-04T00:00 eli', '06-05T00:00 dora', '06-06T00:00 ada', '06-08T07:00 bob'];
    expect(say([early, late]).slice(0, 5)).toEqual(expected);
    expect(say([late, early]).slice(0, 5)).toEqual(expected);
  });

  test('who would be on call anyhow is no hand-over, and one that is over is none', () => {
    const same = standIn('ada', '2026-06-03T00:00:00Z', '2026-06-04T00:00:00Z');
    const over = standIn('dora', '2026-05-03T00:00:00Z', '2026-05-04T00:00:00Z');
    expect(say([same, over], '2026-06-02T00:00:00Z', 1)).toEqual(['06-08T07:00 bob']);
  });

  test('is on call of an empty rota, and nobody afterwards', () => {
    const overrides = [standIn('dora', '2026-06-03T00:00:00Z', '2026-06-04T00:00:00Z')];
    const empty = makeRota({ contactIds: [] });
    expect(nextHandOvers(empty, overrides, { after: new Date('2026-06-02T00:00:00Z'), countMax: 8 })).toEqual([
      { at: new Date('2026-06-03T00:00:00Z'), contactId: 'dora' },
      { at: new Date('2026-06-04T00:00:00Z'), contactId: null },
    ]);
  });
});

describe('quiet hours', () => {
  const NIGHT = { fromMinute: 22 * 60, untilMinute: 7 * 60 };
  const until = (hours: Parameters<typeof findQuietUntil>[0], at: string, timeZone = PARIS) =>
    findQuietUntil(hours, timeZone, new Date(at))?.toISOString() ?? null;

  test.each([
    ['2026-06-01T19:59:59Z', null],
    ['2026-06-01T20:00:00Z', '2026-06-02T05:00:00.000Z'],
    ['2026-06-01T22:00:00Z', '2026-06-02T05:00:00.000Z'],
    ['2026-06-02T04:59:59Z', '2026-06-02T05:00:00.000Z'],
    ['2026-06-02T05:00:00Z', null],
    // the night of a change has an hour less, or more
    ['2026-03-28T21:30:00Z', '2026-03-29T05:00:00.000Z'],
    ['2026-10-24T20:30:00Z', '2026-10-25T06:00:00.000Z'],
  ])('over midnight at %s end at %s', (at, end) => {
    expect(until(NIGHT, at)).toBe(end);
  });

  test('within a day, and none at all', () => {
    const noon = { fromMinute: 12 * 60, untilMinute: 14 * 60 + 30 };
    expect(until(noon, '2026-06-01T09:59:00Z')).toBeNull();
    expect(until(noon, '2026-06-01T10:00:00Z')).toBe('2026-06-01T12:30:00.000Z');
    expect(until(noon, '2026-06-01T12:30:00Z')).toBeNull();
    expect(until(null, '2026-06-01T10:00:00Z')).toBeNull();
  });

  test('are those of the contact’s own wall', () => {
    expect(until(NIGHT, '2026-06-02T03:00:00Z', 'America/New_York')).toBe('2026-06-02T11:00:00.000Z');
    expect(until(NIGHT, '2026-06-02T03:00:00Z', 'Pacific/Auckland')).toBeNull();
  });

  test('whose end the clock skips end an hour later, and whose beginning it skips begin when it has', () => {
    const early = { fromMinute: 22 * 60, untilMinute: 2 * 60 + 30 };
    expect(until(early, '2026-03-29T00:59:00Z')).toBe('2026-03-29T01:30:00.000Z');
    expect(until(early, '2026-03-29T01:30:00Z')).toBeNull();
    const late = { fromMinute: 2 * 60 + 30, untilMinute: 6 * 60 };
    expect(until(late, '2026-03-29T00:59:00Z')).toBeNull();
    expect(until(late, '2026-03-29T01:00:00Z')).toBe('2026-03-29T04:00:00.000Z');
  });

  test('whose end comes twice never last a day longer: they end at the next of the two', () => {
    const early = { fromMinute: 22 * 60, untilMinute: 2 * 60 + 30 };
    // 02:10 first, 02:30 first, 02:10 again, 02:30 again
    expect(
      ['2026-10-25T00:10:00Z', '2026-10-25T00:30:00Z', '2026-10-25T01:10:00Z', '2026-10-25T01:30:00Z'].map((at) =>
        until(early, at),
      ),
    ).toEqual(['2026-10-25T00:30:00.000Z', null, '2026-10-25T01:30:00.000Z', null]);
  });

  test.each([PARIS, 'America/New_York', 'Pacific/Auckland'])(
    'end within a day and after now, at any quarter of an hour of a year in %s',
    (timeZone) => {
      const start = new Date('2026-01-01T00:00:00Z').getTime();
      for (let quarter = 0; quarter < 365 * 96; quarter += 7) {
        const at = new Date(start + quarter * 15 * MINUTE_MS);
        const end = findQuietUntil(NIGHT, timeZone, at);
        if (end === null) continue;
        expect(end > at && end.getTime() - at.getTime() <= 10 * HOUR_MS).toBe(true);
        expect(toWallTime(end, timeZone).slice(11)).toBe('07:00');
      }
    },
  );
});
