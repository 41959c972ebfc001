/** The rules of the logbook, what it says in both languages, and its files. */
import { describe, expect, test } from 'vitest';
import { isChangeable, LOGBOOK_KINDS, type LogbookEntry, splitPriorities } from '../../src/domain/logbook.ts';
import { toLogbookCsv, toLogbookLines } from '../../src/domain/logbook-export.ts';
import type { DebriefFigures } from '../../src/domain/logbook-phrases.ts';
import { makeLogbookWords, sayDebrief, sayEntry } from '../../src/domain/logbook-words.ts';

const FR = { language: 'fr', timeZone: 'Europe/Paris' } as const;
const EN = { language: 'en', timeZone: 'Europe/Paris' } as const;

function makeEntry(more: Partial<LogbookEntry> = {}): LogbookEntry {
  return {
    ...{ agencyId: 'a', id: 'e', brandId: 'b', onDate: '2026-06-02', kind: 'note', via: 'dashboard' },
    author: { kind: 'member', id: 'm', name: 'Claire' },
    ...{ text: 'Répondu', facts: {}, count: 1, mentionIds: [], buzzId: null, editedAt: null },
    madeAt: new Date('2026-06-02T12:05:00Z'),
    ...more,
  };
}

function automatic(kind: LogbookEntry['kind'], facts: LogbookEntry['facts'] = {}, count = 1): LogbookEntry {
  return makeEntry({ kind, via: 'automatic', text: null, facts, count });
}

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

describe('a note', () => {
  test('is its author’s; what came by SMS or e-mail and the debrief anybody puts right; what Vigie noted nobody', () => {
    const self = { id: 'm' };
    const other = { id: 'n' };
    expect(isChangeable(makeEntry(), self)).toBe(true);
    expect(isChangeable(makeEntry(), other)).toBe(false);
    expect(isChangeable(makeEntry({ via: 'sms', author: { kind: 'contact', id: null, name: 'Paul' } }), other)).toBe(
      true,
    );
    expect(isChangeable(makeEntry({ via: 'email', author: { kind: 'contact', id: null, name: 'Paul' } }), other)).toBe(
      true,
    );
    expect(isChangeable(makeEntry({ kind: 'debrief' }), other)).toBe(true);
    expect(isChangeable(automatic('acknowledged'), self)).toBe(false);
  });

  test.each([
    ['Répondu.\npriorité : rappeler', 'Répondu.', ['rappeler']],
    ['Priority: call back', '', ['call back']],
    ['- PRIORITÉ\u00a0: un\n• priorités : deux\npriorité :', '', ['un', 'deux']],
    ['priorite: sans accent', '', ['sans accent']],
    ['La priorité : rien', 'La priorité : rien', []],
  ])('%j holds its priorities', (text, note, priorities) => {
    expect(splitPriorities(text)).toEqual({ note, priorities });
  });
});

describe('what Vigie noted', () => {
  const times = { from: '2026-06-02T06:00:00Z', until: '2026-06-02T16:00:00Z' };

  test.each([
    [
      automatic('acknowledged', { level: 3, buzzKind: 'negative' }),
      'Bad buzz 3/4 pris en charge',
      'Bad buzz 3/4 taken in hand',
    ],
    [automatic('acknowledged', { level: 4 }), 'Crise 4/4 prise en charge', 'Crisis 4/4 taken in hand'],
    [automatic('handled', {}, 1), '1 mention traitée', '1 mention handled'],
    [automatic('handled', {}, 12), '12 mentions traitées', '12 mentions handled'],
    [automatic('set-aside', {}, 2), '2 mentions écartées, hors sujet', '2 mentions set aside, off topic'],
    [
      automatic('corrected', { label: 'negative' }),
      'Sentiment d’une mention corrigé en négatif',
      'Sentiment of one mention corrected to negative',
    ],
    [
      automatic('query-changed', { name: 'hors-sujet' }),
      'Requête modifiée par @hors-sujet',
      'Query changed by way of @hors-sujet',
    ],
    [
      automatic('campaign-set', { name: 'Soldes', ...times }),
      'Campagne « Soldes » notée, du mardi 2 juin à 8 h 00 au mardi 2 juin à 18 h 00',
      'Campaign “Soldes” noted, from Tuesday 2 June at 08:00 to Tuesday 2 June at 18:00',
    ],
    [automatic('priority-done', { text: 'Rappeler' }), 'Priorité faite : Rappeler', 'Priority done: Rappeler'],
  ] as const)('%# is told in the reader’s language', (entry, french, english) => {
    expect(plain(sayEntry(makeLogbookWords(FR), entry))).toBe(french);
    expect(plain(sayEntry(makeLogbookWords(EN), entry))).toBe(english);
  });

  test('is told of every kind in both languages, with French spaces', () => {
    for (const kind of LOGBOOK_KINDS.filter((each) => each !== 'note' && each !== 'debrief')) {
      const entry = automatic(kind, { level: 3, buzzKind: 'negative', name: 'x', text: 'y', label: null, ...times }, 3);
      const french = sayEntry(makeLogbookWords(FR), entry);
      const english = sayEntry(makeLogbookWords(EN), entry);
      expect([kind, french === '' || /undefined|['"]|[^\u00a0][!?;:»]|«[^\u00a0]/.test(french)]).toEqual([kind, false]);
      expect([kind, english === '' || english === french]).toEqual([kind, false]);
    }
  });
});

describe('a debrief', () => {
  const figures: DebriefFigures = {
    ...{ mentionCount: 42, negativeCount: 12, positiveCount: 3, usualMentionCount: 30, unansweredCount: 5 },
    buzzes: [
      {
        ...{ id: 'z', kind: 'negative', level: 3, openedAt: '2026-06-01T21:05:00Z' },
        ...{ acknowledgedAt: '2026-06-02T12:10:00Z', acknowledgedBy: 'Claire', resolvedAt: null },
      },
    ],
    openPriorities: [
      { id: '1', text: 'Rappeler le journal', forDate: '2026-06-01' },
      { id: '2', text: 'Préparer la réponse', forDate: '2026-06-03' },
    ],
  };

  test('tells the day in sentences', () => {
    const entries = [makeEntry(), automatic('handled', {}, 2), makeEntry({ kind: 'debrief', text: 'Hier' })];
    expect(
      plain(sayDebrief(FR, { date: '2026-06-02', figures, entries })),
    ).toBe(`42 mentions dans la journée, dont 12 négatives ; d’ordinaire 30 un mardi.
Bad buzz 3/4 ouvert le 1er juin à 23 h 05, pris en charge à 14 h 10 par Claire, toujours en cours.
5 mentions négatives sans suite.

Fait :
– Répondu (Claire)
– 2 mentions traitées (Claire)

Reste à faire :
– Rappeler le journal (depuis le 1er juin)
– Préparer la réponse`);
    expect(
      plain(sayDebrief(EN, { date: '2026-06-02', figures, entries })),
    ).toBe(`42 mentions on this day, 12 of them negative; usually 30 on a Tuesday.
Bad buzz 3/4 opened on 1 June at 23:05, taken in hand at 14:10 by Claire, still going on.
5 negative mentions without a follow-up.

Done:
– Répondu (Claire)
– 2 mentions handled (Claire)

Left to do:
– Rappeler le journal (since 1 June)
– Préparer la réponse`);
  });

  test('of a day without anything says so', () => {
    const nothing = {
      ...{ mentionCount: 0, negativeCount: 0, positiveCount: 0, usualMentionCount: null, unansweredCount: 0 },
      ...{ buzzes: [], openPriorities: [] },
    };
    expect(sayDebrief(FR, { date: '2026-06-02', figures: nothing, entries: [] })).toBe(
      'Aucune mention dans la journée.\n\nRien n’a été noté.\n\nAucune priorité en attente.',
    );
  });

  test('dates a priority by its day, on whichever side of the world it is read', () => {
    for (const timeZone of ['Pacific/Auckland', 'America/Los_Angeles']) {
      expect(makeLogbookWords({ language: 'fr', timeZone }).since('2026-06-01')).toBe('(depuis le 1er juin)');
    }
  });
});

describe('a file', () => {
  const words = makeLogbookWords(FR);

  test.each(['=1+1', '+33', '-2', '@a', '\t=1', '  =1', '＝1', '=HYPERLINK("http://x","y")'])(
    'keeps a spreadsheet from running %j',
    (text) => {
      const csv = toLogbookCsv([{ entry: makeEntry({ text }), brandName: text }], words);
      expect(csv.startsWith('\ufeffday,made_at,brand,')).toBe(true);
      const safe = `'${text}`.replaceAll('"', '""');
      expect(csv).toContain(/["\n]/.test(text) ? `"${safe}"` : safe);
      expect(csv.split(/,|\r\n/).filter((cell) => /^"?\s*[=+@＝-]/.test(cell))).toEqual([]);
    },
  );

  test('quotes what has commas, quotes and line breaks, and ends its lines as RFC 4180 says', () => {
    const csv = toLogbookCsv(
      [{ entry: makeEntry({ text: 'Un, "deux"\ntrois' }), brandName: 'موبايل <script>' }],
      words,
    );
    expect(csv.split('\r\n')).toEqual([
      '\ufeffday,made_at,brand,kind,via,author,entry,count,edited_at',
      '2026-06-02,2026-06-02T12:05:00.000Z,موبايل <script>,note,dashboard,Claire,"Un, ""deux""\ntrois",1,',
      '',
    ]);
  });

  test('for programs has one object a line', () => {
    const lines = toLogbookLines([{ entry: automatic('handled', {}, 2), brandName: null }], words);
    expect(JSON.parse(lines)).toMatchObject({
      day: '2026-06-02',
      brand: null,
      kind: 'handled',
      entry: '2\u00a0mentions traitées',
    });
    expect(lines.endsWith('}\n')).toBe(true);
    expect(toLogbookLines([], words)).toBe('');
  });
});
