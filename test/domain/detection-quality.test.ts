/** How right alerts were, and the sentences that say so. */
import { expect, test } from 'vitest';
import { measureDetection } from '../../src/domain/detection-quality.ts';
import { makeSayDetection } from '../../src/domain/detection-words.ts';
import { makeFormats } from '../../src/domain/formats.ts';

const NONE = { confirmedCount: 0, falseAlarmCount: 0, missedCount: 0, delayMinutes: null };

test('a share comes with its interval, and not before five are known', () => {
  const measured = measureDetection({ confirmedCount: 9, falseAlarmCount: 1, missedCount: 0, delayMinutes: 12 });
  expect(measured.precision).toEqual({ share: 0.9, from: 0.596, to: 0.982, count: 10 });
  expect(measured.recall).toEqual({ share: 1, from: 0.701, to: 1, count: 9 });
  expect(measureDetection(NONE)).toEqual({ ...NONE, precision: null, recall: null });
  const four = measureDetection({ ...NONE, confirmedCount: 2, falseAlarmCount: 2, missedCount: 3 });
  expect([four.precision, four.recall?.count]).toEqual([null, 5]);
});

test('all false, or all missed, is nought and not unknown', () => {
  const wrong = measureDetection({ ...NONE, falseAlarmCount: 5, missedCount: 6 });
  expect([wrong.precision?.share, wrong.recall?.share]).toEqual([0, 0]);
});

test('the sentences say what is measured, what is not, and how soon', () => {
  const say = (language: 'fr' | 'en', counts: Parameters<typeof measureDetection>[0]) =>
    makeSayDetection(
      language,
      makeFormats({ language, timeZone: 'Europe/Paris' }),
    )(measureDetection(counts)).replaceAll(/[\u00a0\u202f]/g, ' ');
  const much = { confirmedCount: 9, falseAlarmCount: 1, missedCount: 3, delayMinutes: 25 };
  expect(say('fr', NONE)).toBe('Justesse des alertes : pas encore mesurée (0 buzz jugé, 0 manqué).');
  expect(say('en', NONE)).toBe('How right alerts are: not measured yet (0 buzzes marked, 0 missed).');
  expect(say('fr', much)).toBe(
    'Justesse des alertes, sur 365 jours (10 buzz jugés, 3 manqués) : 90 % des alertes étaient fondées (entre 60 % et 98 %), 75 % des bad buzz ont été signalés (entre 47 % et 91 %). Délai médian depuis la première mention négative : 25 min.',
  );
  expect(say('en', much)).toContain('90% of them were true (60% to 98%)');
  expect(say('en', { ...NONE, delayMinutes: 90 })).toContain(
    'not measured yet (0 buzzes marked, 0 missed). Median delay',
  );
});
