/** Mentions as the store is told of them, with what a test does not care about filled in. */
import { makeSeededRandom } from '../../src/base/random.ts';
import type { SentimentLabel } from '../../src/domain/mention.ts';
import type { Theme } from '../../src/domain/theme.ts';
import type { NewMention } from '../../src/store/mentions.ts';

type Basics = Pick<NewMention, 'agencyId' | 'brandId' | 'documentId' | 'arrivedAt' | 'publishedAt'>;

export function makeNewMention(given: Basics & Partial<NewMention>): NewMention {
  return {
    language: 'fr',
    sentiment: toSentiment('neutral'),
    passages: [],
    themes: [],
    spans: [],
    title: null,
    excerpt: 'Ondelia',
    url: null,
    author: null,
    site: 'site.example',
    storyId: given.documentId,
    sourceKind: 'feed',
    outletWeight: 1,
    isBacklog: false,
    ...given,
  };
}

export function toSentiment(label: SentimentLabel): NewMention['sentiment'] {
  return { label, score: { negative: -0.6, neutral: 0, positive: 0.6 }[label], confidence: 0.9, judgedBy: 'model' };
}

export type Dice = Readonly<{
  /** A whole number from 0 up to, not including, the count. */
  roll: (count: number) => number;
  pick: <Value>(values: readonly Value[]) => Value;
  /** Each with the chance, 0 to 1. */
  some: <Value>(values: readonly Value[], chance: number) => readonly Value[];
}>;

export function makeDice(seed: number): Dice {
  const random = makeSeededRandom(seed);
  const roll = (count: number): number => Math.floor(random.next() * count);
  return {
    roll,
    pick: (values) => {
      const value = values[roll(values.length)];
      if (value === undefined) throw new Error('there is nothing to pick from');
      return value;
    },
    some: (values, chance) => values.filter(() => random.next() < chance),
  };
}

const LABELS: readonly SentimentLabel[] = ['negative', 'neutral', 'positive'];
const TALKED_OF: readonly Theme[] = ['price', 'outage', 'quality'];

/** What a document says, as the dice fall: few stories, authors and sites, so that many mentions share them. */
export function rollTold(dice: Dice, number: string) {
  return {
    sentiment: toSentiment(dice.pick(LABELS)),
    themes: dice.some(TALKED_OF, 0.4),
    storyId: `story-${dice.roll(6)}`,
    excerpt: `Ondelia, message ${number}`,
  };
}
