/** The demo's talk: the same from its seed, as much as a small portfolio has, and read by Vigie as its writers meant it. */
import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../src/analysis/language.ts';
import { parseQuery } from '../../src/analysis/query/parse-query.ts';
import { scoreSentiment } from '../../src/analysis/sentiment/score-sentiment.ts';
import { startOfDay } from '../../src/base/zoned-time.ts';
import { AGENCY, BRANDS, CALENDAR, TALK_SEED } from '../../src/demo/cast.ts';
import { makeTalk } from '../../src/demo/make-talk.ts';
import type { Post } from '../../src/demo/post.ts';

const talk = makeTalk(TALK_SEED);
const crisis = talk.filter((post) => post.isCrisis);
const complaints = crisis.filter((post) => post.mood === 'negative');

function readSentiment(post: Post) {
  const text = post.title === null ? post.text : `${post.title}\n${post.text}`;
  return scoreSentiment({ text, language: detectLanguage(text).language });
}

describe('makeTalk', () => {
  test('the same seed gives the same posts, another seed gives others', () => {
    expect(makeTalk(TALK_SEED)).toEqual(talk);
    expect(makeTalk(TALK_SEED + 1)).not.toEqual(talk);
  });

  test('posts are numbered in the order of time and lie within the calendar', () => {
    for (const [index, post] of talk.entries()) {
      expect(post.id).toBe(index + 1);
      const before = talk[index - 1] ?? post;
      expect(post.publishedAt.getTime()).toBeGreaterThanOrEqual(before.publishedAt.getTime());
    }
    expect(talk[0]?.publishedAt.getTime()).toBeGreaterThanOrEqual(CALENDAR.talkFrom.getTime());
    expect(talk.at(-1)?.publishedAt.getTime()).toBeLessThan(CALENDAR.talkUntil.getTime());
  });

  test('an ordinary day has 10 to 45 posts about the brands, a night hour far fewer than an evening hour', () => {
    const countByDay = new Map<number, number>();
    const countByHour = new Map<number, number>();
    for (const post of talk.filter((each) => each.brand !== null && !each.isCrisis)) {
      const day = startOfDay(post.publishedAt, AGENCY.timeZone).getTime();
      countByDay.set(day, (countByDay.get(day) ?? 0) + 1);
      const hour = post.publishedAt.getUTCHours();
      countByHour.set(hour, (countByHour.get(hour) ?? 0) + 1);
    }
    expect(countByDay.size).toBeGreaterThan(28);
    for (const count of countByDay.values()) {
      expect(count).toBeGreaterThanOrEqual(10);
      expect(count).toBeLessThanOrEqual(45);
    }
    expect(countByHour.get(19) ?? 0).toBeGreaterThan(5 * (countByHour.get(3) ?? 0));
  });

  test('every text is filled in: no placeholder is left, and every text about a brand names it', () => {
    for (const post of talk) {
      const whole = `${post.title ?? ''} ${post.text}`;
      expect(whole).not.toMatch(/[{}]/);
      if (post.brand !== null) expect(whole.toLowerCase()).toContain(BRANDS[post.brand].name.toLowerCase());
    }
  });

  test('the queries of the brands can be read', () => {
    for (const { query } of Object.values(BRANDS)) expect(() => parseQuery(query)).not.toThrow();
  });
});

describe('the bad buzz', () => {
  test('40 to 60 complaints by 25 authors and more, in the forum, all feeds and the search alert', () => {
    expect(complaints.length).toBeGreaterThanOrEqual(40);
    expect(complaints.length).toBeLessThanOrEqual(60);
    expect(new Set(complaints.map((post) => post.author)).size).toBeGreaterThanOrEqual(25);
    expect(new Set(complaints.map((post) => post.site))).toEqual(
      new Set(['forum', 'press', 'blog', 'letter', 'search']),
    );
    expect(new Set(complaints.map((post) => post.text)).size).toBe(complaints.length);
  });

  test('nothing is wrong before six in the evening of the Tuesday', () => {
    for (const post of crisis) expect(post.publishedAt.getTime()).toBeGreaterThan(CALENDAR.crisisFrom.getTime());
  });

  test('nine complaints in ten are read as negative, of what is written once all is repaired one at most', () => {
    const negatives = complaints.filter((post) => readSentiment(post).label === 'negative');
    expect(negatives.length / complaints.length).toBeGreaterThan(0.9);
    const after = crisis.filter((post) => post.mood !== 'negative');
    const stillNegative = after.filter((post) => readSentiment(post).label === 'negative');
    // « reconnaît une erreur » is no praise
    expect(stillNegative.length).toBeLessThanOrEqual(1);
  });
});
