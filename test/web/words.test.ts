/** Both languages are complete and written as their readers write. */
import { describe, expect, test } from 'vitest';
import { chooseLanguage } from '../../src/web/choose-language.ts';
import { makeWords } from '../../src/web/words.ts';
import { makeFigures } from '../support/buzz-figures.ts';

const NBSP = '\u00a0';
const fr = makeWords({ language: 'fr', timeZone: 'Europe/Paris' });
const en = makeWords({ language: 'en', timeZone: 'Europe/Paris' });
const AT = new Date('2026-06-01T07:05:00Z');
const FIGURES = makeFigures({
  windowMinutes: 60,
  mentionCount: 50,
  negativeCount: 40,
  expectedMentionCount: 6.5,
  expectedNegativeCount: 1.5,
  negativeRatio: 0.8,
  usualNegativeRatio: 0.2,
  authorCount: 30,
  siteCount: 4,
  sourceKindCount: 2,
  storyCount: 12,
  score: 9.5,
  baselineWeekCount: 4,
});

/** Arguments for the sentences that take some; every other one takes a count first. */
const ARGUMENTS: Readonly<Record<string, readonly unknown[]>> = {
  'alertRules.missedKnown': [AT],
  'alertRules.missedWasTold': [AT],
  'backtest.since': [AT, 3, 2],
  'buzz.markedBy': ['Fausse alerte', 'Marie', AT],
  'buzz.eventFigures': [FIGURES],
  'buzz.rarity': ['une fois sur 500'],
  'buzz.hours': [[2, 6, 38]],
  'buzz.outletCounts': [3, AT],
  'brands.sparkline': [[1, 2]],
  'logbook.by': ['Marie', 'sms'],
  'look.logoHint': [{ kilobytes: 1_024, widthPx: 480, heightPx: 160 }],
  'logbook.since': ['1er juin'],
  'rotas.handsOver': [1, 9, 'Europe/Paris'],
  'rotas.onCall': ['Marie', AT],
  'rotas.overrideTime': [AT, AT],
  'silences.untilInstant': [AT],
  'silences.on': [AT],
  'silences.onForAll': [AT],
  'silences.coming': [AT, AT],
  'silences.comingForAll': [AT, AT],
  'silences.was': [AT, AT],
  'crisis.1': [['honte']],
  'crisis.2': [['boycott', 'arnaque']],
  'crisis.3': [['rappel produit']],
};

/** Every sentence by its path, the ones with arguments spoken. */
function sayAll(value: unknown, path = ''): readonly (readonly [string, string])[] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(Reflect.apply(value, undefined, toArguments(path)))]];
  return Object.entries(value ?? {}).flatMap(([key, each]) => sayAll(each, path === '' ? key : `${path}.${key}`));
}

function toArguments(path: string): readonly unknown[] {
  if (ARGUMENTS[path] !== undefined) return ARGUMENTS[path];
  if (/(At|Try|since|Since|Digest|evidenceWhen)$/.test(path)) return [AT];
  if (/chartDay$/.test(path)) return [AT, 3, 2];
  if (/(acknowledgedBy|acknowledge\.(done|already))$/.test(path)) return ['Marie', AT];
  if (/acknowledge\.resolved$/.test(path)) return [AT, 'Marie'];
  if (/acknowledge\.(snoozed|putOff)$/.test(path)) return [AT];
  if (/(snoozedUntil|closedBy)$/.test(path)) return ['Marie', AT];
  if (/([lL]abel|itle|Submit|url|backToBrand|forPerson|told|acknowledged)$/.test(path)) return ['Ondelia', 'Ondelia'];
  return [3, 2];
}

describe('the sentences', () => {
  test('are the same in both languages, and none is empty', () => {
    const french = sayAll(fr.messages);
    const english = sayAll(en.messages);
    expect(english.map(([path]) => path)).toEqual(french.map(([path]) => path));
    for (const [path, text] of [...french, ...english]) {
      expect([path, text.trim() === '' || /undefined|NaN|Invalid|\[object/.test(text)]).toEqual([path, false]);
    }
  });

  test('in French have French spaces, apostrophes and quotation marks', () => {
    const wrong = sayAll(fr.messages).filter(([, text]) => {
      const prose = text.replaceAll(/https?:\/\/\S*/g, 'URL');
      return /['"]|[^\u00a0][!?;:»]|«[^\u00a0]/.test(prose);
    });
    expect(wrong).toEqual([]);
  });

  test('are not left in French on the English pages', () => {
    const english = new Map(sayAll(en.messages));
    const isFrench = (text: string) => /[àâçéèêîôù’]| (de|la|le|les|un|une|pour) /i.test(text);
    const same = sayAll(fr.messages).filter(([path, text]) => isFrench(text) && english.get(path) === text);
    expect(same).toEqual([]);
  });

  test('count as the language does: zero is singular in French, plural in English', () => {
    expect(fr.messages.brands.blind(0)).toBe(`0${NBSP}source n’est plus entendue`);
    expect(fr.messages.brands.blind(2)).toBe(`2${NBSP}sources ne sont plus entendues`);
    expect(en.messages.brands.blind(0)).toBe(`0${NBSP}sources are not heard`);
    expect(en.messages.brands.blind(1)).toBe(`1${NBSP}source is not heard`);
  });
});

describe('numbers and instants', () => {
  test('are written as the reader writes them, on the agency’s clock', () => {
    expect(fr.formats.number(12_345)).toBe('12\u202f345');
    expect(en.formats.number(12_345)).toBe('12,345');
    expect(fr.formats.percent(0.425)).toMatch(/^43\s%$/);
    expect(en.formats.percent(0.425)).toBe('43%');
    expect(fr.formats.instant(AT)).toBe(`lun. 1er juin à 9${NBSP}h${NBSP}05`);
    expect(en.formats.instant(AT)).toBe('Mon 1 Jun, 09:05');
    expect(fr.formats.hour(8)).toBe(`8${NBSP}h`);
    expect(en.formats.hour(8)).toBe('08:00');
    expect(fr.formats.weekdayName(1)).toBe('lundi');
    expect(en.formats.weekdayName(7)).toBe('Sunday');
    expect(makeWords({ language: 'fr', timeZone: 'Indian/Reunion' }).formats.instant(AT)).toContain(`11${NBSP}h`);
  });

  test.each([
    [0, '1 min'],
    [59 * 60_000, '59 min'],
    [60 * 60_000, '1 h'],
    [90 * 60_000, '1 h 30 min'],
    [24 * 3_600_000, '1 j'],
    [27 * 3_600_000, '1 j 3 h'],
  ])('%i ms last %s', (durationMs, text) => {
    expect(fr.formats.duration(durationMs).replaceAll(NBSP, ' ')).toBe(text);
  });
});

describe('the language of a page', () => {
  test.each([
    ['what was asked for', { asked: 'en', agency: 'fr', accepted: 'fr' }, 'en'],
    ['the agency’s, where what was asked for is none of ours', { asked: 'de', agency: 'en', accepted: 'fr' }, 'en'],
    ['the best that the browser accepts', { asked: '', agency: null, accepted: 'de, en;q=0.4, fr;q=0.7' }, 'fr'],
    ['a regional form of ours', { asked: '', agency: null, accepted: 'en-US' }, 'en'],
    ['not one that the browser refuses', { asked: '', agency: null, accepted: 'en;q=0, de' }, 'fr'],
    ['French where nothing was said', { asked: undefined, agency: null, accepted: undefined }, 'fr'],
  ] as const)('is %s', (_, wishes, language) => {
    expect(chooseLanguage(wishes)).toBe(language);
  });
});
