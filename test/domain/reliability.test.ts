/** How right the sentiment was: the numbers, and the sentence that says them. */
import { describe, expect, test } from 'vitest';
import { makeFormats } from '../../src/domain/formats.ts';
import { estimateShare, measureReliability, READINGS_MIN } from '../../src/domain/reliability.ts';
import { makeSayReliability } from '../../src/domain/reliability-words.ts';

const READINGS = [
  { judged: 'negative', said: 'negative', count: 36 },
  { judged: 'negative', said: 'neutral', count: 4 },
  { judged: 'neutral', said: 'negative', count: 12 },
  { judged: 'neutral', said: 'neutral', count: 10 },
  { judged: 'positive', said: 'positive', count: 3 },
] as const;

const say = (language: 'fr' | 'en', readings: Parameters<typeof measureReliability>[0]): string =>
  makeSayReliability(language, makeFormats({ language, timeZone: 'Europe/Paris' }))(measureReliability(readings));

describe('measureReliability', () => {
  test('counts what was judged right among the judged and among the true', () => {
    const { readCount, labels } = measureReliability(READINGS);
    expect(readCount).toBe(65);
    expect(labels.map(({ label }) => label)).toEqual(['negative', 'neutral', 'positive']);
    expect(labels[0]).toMatchObject({ precision: { share: 0.9, count: 40 }, recall: { share: 0.75, count: 48 } });
    expect(labels[1]).toMatchObject({ precision: { share: 0.455, count: 22 }, recall: null });
    expect(labels[2]).toMatchObject({ precision: null, recall: null });
  });

  test('the interval holds the share, narrows with the sample, and stays within 0 and 1', () => {
    expect(estimateShare(18, 20)).toEqual({ share: 0.9, from: 0.699, to: 0.972, count: 20 });
    expect(estimateShare(180, 200)).toEqual({ share: 0.9, from: 0.851, to: 0.934, count: 200 });
    expect(estimateShare(20, 20)).toEqual({ share: 1, from: 0.839, to: 1, count: 20 });
    expect(estimateShare(0, 20)).toEqual({ share: 0, from: 0, to: 0.161, count: 20 });
    expect(estimateShare(READINGS_MIN - 1, READINGS_MIN - 1)).toBeNull();
  });
});

describe('the sentence', () => {
  test('says the interval in French and in English', () => {
    expect(say('fr', READINGS).replaceAll(/[\u00a0\u202f]/g, ' ')).toBe(
      'Fiabilité du ton, sur 65 mentions relues en 90 jours : 90 % des mentions jugées négatives le sont (entre 77 % et 96 %), 75 % des négatives sont repérées (entre 61 % et 85 %).',
    );
    expect(say('en', READINGS).replaceAll('\u00a0', ' ')).toBe(
      'How right the sentiment is, from 65 mentions read in 90 days: 90% of those judged negative are (77% to 96%), 75% of the negative ones were found (61% to 85%).',
    );
  });

  test('says “not measured yet” where too few were read', () => {
    const few = [{ judged: 'negative', said: 'negative', count: 1 }] as const;
    expect(say('fr', few)).toBe('Fiabilité du ton\u00a0: pas encore mesurée (1\u00a0mention relue).');
    expect(say('en', [])).toBe('How right the sentiment is: not measured yet (0\u00a0mentions read).');
  });
});
