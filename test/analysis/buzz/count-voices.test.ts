/** Who speaks: a troll and a dispatch are one voice each, forty customers are forty. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countVoices } from '../../../src/analysis/buzz/count-voices.ts';
import type { TalkFact } from '../../../src/domain/talk-fact.ts';
import { makeFacts, TALK_START } from '../../support/talk-facts.ts';

const WINDOW = { until: TALK_START, withinMs: 3_600_000 };
const TROLL: Partial<TalkFact> = { author: 'forum.example troll', crisisWeight: 3 };
const onItsOwnSite = (index: number): Partial<TalkFact> => ({
  ...{ author: `site${index}.example `, site: `site${index}.example`, sourceKind: 'feed' as const },
  ...{ storyId: 'dispatch', crisisWeight: 3 as const, outletWeight: 3 as const },
});

describe('countVoices', () => {
  test('nobody is nobody', () => {
    expect(Object.values(countVoices([])).every((count) => count === 0)).toBe(true);
  });

  test('forty customers are forty voices', () => {
    expect(countVoices(makeFacts(40, WINDOW))).toMatchObject({
      ...{ negativeCount: 40, voiceCount: 40, newcomerCount: 40, authorCount: 40, storyCount: 40 },
      ...{ siteCount: 1, sourceKindCount: 1, crisisVoiceCount: 0, pressSiteCount: 0, nationalPressSiteCount: 0 },
    });
  });

  test('forty posts of one troll are one voice, and his words of crisis those of one', () => {
    expect(countVoices(makeFacts(40, { ...WINDOW, ...TROLL }))).toMatchObject({
      ...{ negativeCount: 40, voiceCount: 1, newcomerCount: 1, authorCount: 1, storyCount: 40, crisisVoiceCount: 1 },
    });
  });

  test('one dispatch on forty sites is one voice, of forty sites', () => {
    expect(countVoices(makeFacts(40, WINDOW, onItsOwnSite))).toMatchObject({
      ...{ voiceCount: 1, newcomerCount: 1, authorCount: 40, storyCount: 1, siteCount: 40, crisisVoiceCount: 1 },
      ...{ pressSiteCount: 40, nationalPressSiteCount: 40 },
    });
  });

  test('a troll and a dispatch together are two, and one where the troll passes the dispatch on', () => {
    const dispatch = makeFacts(40, WINDOW, onItsOwnSite);
    const troll = makeFacts(40, { ...WINDOW, ...TROLL });
    expect(countVoices([...dispatch, ...troll]).voiceCount).toBe(2);
    expect(countVoices([...troll, ...dispatch]).voiceCount).toBe(2);
    const passed = makeFacts(40, { ...WINDOW, ...TROLL, storyId: 'dispatch' });
    expect(countVoices([...dispatch, ...passed]).voiceCount).toBe(1);
  });

  test('a troll and a dispatch are heard twice, forty customers forty times, and four people with two posts each eight times', () => {
    const heard = (facts: readonly TalkFact[]): number => countVoices(facts).heardCount;
    expect(heard(makeFacts(40, { ...WINDOW, ...TROLL }))).toBe(2);
    expect(heard(makeFacts(40, WINDOW, onItsOwnSite))).toBe(2);
    expect(heard(makeFacts(40, WINDOW))).toBe(40);
    expect(heard(makeFacts(8, WINDOW, (index) => ({ author: `a${index % 4}` })))).toBe(8);
  });

  test('one name on two sites is two authors, as two people are', () => {
    const facts = makeFacts(2, WINDOW, (index) => ({
      author: `site${index}.example paul`,
      site: `site${index}.example`,
    }));
    expect(countVoices(facts)).toMatchObject({ authorCount: 2, voiceCount: 2 });
  });

  test('a word that only complains makes no voice of crisis; a regional outlet is press, and not national', () => {
    expect(countVoices(makeFacts(3, { ...WINDOW, crisisWeight: 1, outletWeight: 2 }))).toMatchObject({
      ...{ crisisVoiceCount: 0, pressSiteCount: 1, nationalPressSiteCount: 0 },
    });
  });

  test('there are never more voices than authors, stories or mentions, and never fewer newcomers than none', () => {
    const facts = fc.array(fc.tuple(fc.nat(6), fc.nat(6), fc.boolean(), fc.constantFrom(0, 1, 2, 3)), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(facts, (rolls) => {
        const told = makeFacts(rolls.length, WINDOW, (index) => {
          const [author = 0, story = 0, isNewcomer = false, weight = 0] = rolls[index] ?? [];
          return { author: `a${author}`, storyId: `s${story}`, isNewcomer, crisisWeight: weight as 0 | 1 | 2 | 3 };
        });
        const voices = countVoices(told);
        expect(voices.voiceCount).toBeLessThanOrEqual(Math.min(voices.authorCount, voices.storyCount));
        expect(voices.voiceCount > 0).toBe(told.length > 0);
        expect(Math.max(voices.newcomerCount, voices.crisisVoiceCount)).toBeLessThanOrEqual(voices.voiceCount);
      }),
    );
  });
});
