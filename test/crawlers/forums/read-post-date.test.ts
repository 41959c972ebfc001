/** Dates as forums write them for people. */
import { describe, expect, test } from 'vitest';
import {
  type DateOrder,
  decideDateOrder,
  readEpoch,
  readPostDate,
} from '../../../src/crawlers/forums/read-post-date.ts';

describe('a date that stands in a line of text is read', () => {
  test.each<[string, DateOrder, string]>([
    ['15/03/2024 à 21:04', null, '2024-03-15T21:04:00.000Z'],
    ['3/15/2024 9:04 PM', null, '2024-03-15T21:04:00.000Z'],
    ['03/04/2024, 10:12 PM', 'month-first', '2024-03-04T22:12:00.000Z'],
    ['03/04/24 22:12', 'day-first', '2024-04-03T22:12:00.000Z'],
    ['05.03.2023, 22:12', null, '2023-03-05T22:12:00.000Z'],
    ['2019-02-23, 09:14 PM', null, '2019-02-23T21:14:00.000Z'],
    ['Mar 5, 2023, 10:12 PM', null, '2023-03-05T22:12:00.000Z'],
    ['Mon Aug 05, 2019 12:47 am', null, '2019-08-05T00:47:00.000Z'],
    ['5th of May 2023 at 7:05', null, '2023-05-05T07:05:00.000Z'],
    ['Posté le 5 février 2024 à 21h04', null, '2024-02-05T21:04:00.000Z'],
    ['« le: 12 Août 2012 à 10:02:33 »', null, '2012-08-12T10:02:33.000Z'],
    ['am 5. März 2023 um 21:04 Uhr', null, '2023-03-05T21:04:00.000Z'],
    ['el 5 de enero de 2024, 09:00', null, '2024-01-05T09:00:00.000Z'],
    ['5 luglio 2023, 21:04', null, '2023-07-05T21:04:00.000Z'],
    ['5 de março de 2023 21:04', null, '2023-03-05T21:04:00.000Z'],
    ['21:04, 5 mars 2023', null, '2023-03-05T21:04:00.000Z'],
    ['5 mars 2023', null, '2023-03-05T00:00:00.000Z'],
    ['Sep 3 2021 14:05 GMT-0700', null, '2021-09-03T21:05:00.000Z'],
    ['2025-06-01T17:20:05+02:00', null, '2025-06-01T15:20:05.000Z'],
  ])('%s', (text, order, expected) => {
    expect(readPostDate(text, order)?.toISOString()).toBe(expected);
  });
});

describe('what names no day for certain is unknown', () => {
  test.each<[string, DateOrder]>([
    ['03/04/2024', null], // the third of April or the fourth of March
    ['14/13/2024', null],
    ['Hier, 21:04', 'day-first'],
    ['Yesterday at 9:04 PM', 'month-first'],
    ['il y a 3 minutes', 'day-first'],
    ['5 mars à 12:30', null],
    ['March 2025', null],
    ['2025', null],
    ['2025-06', null],
    ['31 February 2023', null],
    ['Version 1.2.2024.3', null],
    ['Chapter 12, 2024 copies', null],
    ['', null],
  ])('%s', (text, order) => {
    expect(readPostDate(text, order)).toBeNull();
  });
});

test('an epoch is read in seconds and in milliseconds, and a number that is none is not', () => {
  expect(readEpoch('1709672640')?.toISOString()).toBe('2024-03-05T21:04:00.000Z');
  expect(readEpoch('1709672640123')?.toISOString()).toBe('2024-03-05T21:04:00.123Z');
  for (const text of ['12345', '99999999999', 'soon', undefined]) expect(readEpoch(text)).toBeNull();
});

describe('the order of day and month', () => {
  test.each<[string, readonly string[], string | null, DateOrder]>([
    ['is what a thirteenth elsewhere on the page shows', ['03/04/2024', '03/14/2024'], 'fr', 'month-first'],
    ['is what the language says where none does', ['03/04/2024'], 'fr-FR', 'day-first'],
    ['is American for en-US', [], 'en_US', 'month-first'],
    ['is not known for English alone', ['03/04/2024'], 'en', null],
    ['is not known where the page contradicts itself', ['14/03/2024', '03/14/2024'], 'fr', null],
    ['is not shown by dots', ['14.03.2024'], 'en', null],
  ])('%s', (_, texts, lang, expected) => {
    expect(decideDateOrder({ texts, lang })).toBe(expected);
  });
});

test('a text without end is read in no time', () => {
  for (const piece of ['1/', '12 ', 'may ', '12:', 'jan 1 ', '９']) {
    expect(readPostDate(piece.repeat(300_000), 'day-first')).toBeNull();
  }
});
