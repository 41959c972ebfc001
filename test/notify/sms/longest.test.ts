/** The twenty French alerts that have most to say: each is one plain SMS, with its numbers and its link whole. */
import { expect, test } from 'vitest';
import { SEGMENT_SEPTETS, toGsm7 } from '../../../src/notify/sms/gsm7.ts';
import { LONGEST_COUNT, listAlerts, listLongestAlerts } from './longest-alerts.ts';

const longest = listLongestAlerts();

test('they are twenty, and none of them could be sent whole', () => {
  expect(longest).toHaveLength(LONGEST_COUNT);
  for (const { wantedSeptets } of longest) expect(wantedSeptets).toBeGreaterThan(SEGMENT_SEPTETS);
});

test.each(longest)('$brandName: one segment, nothing outside the alphabet', ({ text, septets, segments }) => {
  expect(segments).toBe(1);
  expect(septets).toBeLessThanOrEqual(SEGMENT_SEPTETS);
  expect(toGsm7(text)).toBe(text);
});

test.each(longest)('$brandName: the numbers and the link are whole', ({ text }) => {
  expect(text).toMatch(/^\[.{6,40}\] [A-Z ]+ [234]\/4( [A-ZÉ ]+)? - 12345 neg\/45min \(hab\. 987\)/);
  expect(text).toMatch(/ Vu \? https:\/\/vigie\.example\/a\/[\w-]{44}$/);
});

test('nor is any other alert about these brands longer than one', () => {
  for (const { brandName } of longest) {
    expect(listAlerts(brandName).filter(({ segments }) => segments !== 1)).toEqual([]);
  }
});
