/** Four weeks of ordinary talk and the evening of the bad buzz, the same whenever they are made from the same seed. */
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import { makeSeededRandom, type Random } from '../base/random.ts';
import { startOfDay } from '../base/zoned-time.ts';
import { AGENCY, BRANDS, CALENDAR, CRISIS_BRAND, type DemoBrand } from './cast.ts';
import { CRISIS_POSTS, type CrisisPost } from './crisis-posts.ts';
import type { Post, SiteId } from './post.ts';
import { LETTER_AUTHORS, LETTER_ELECTRONICS, LETTER_OTHER, LETTER_TELECOM } from './texts-en.ts';
import {
  BLOG_AUTHORS,
  BLOG_ELECTRONICS,
  BLOG_OTHER,
  BLOG_TELECOM,
  FORUM_AUTHORS,
  FORUM_CLOSERS,
  FORUM_ELECTRONICS,
  FORUM_OTHER,
  FORUM_TELECOM,
  PLACES,
  PRESS_ELECTRONICS,
  PRESS_OTHER,
  PRESS_TELECOM,
  REVIEW_HOSTS,
  REVIEWS,
  type Sample,
} from './texts-fr.ts';

/** One stream of talk: where, about what, how much on a weekday. */
type Stream = Readonly<{ site: SiteId; brand: DemoBrand | null; perDay: number; samples: readonly Sample[] }>;

const OTHER_FORUM: readonly Sample[] = FORUM_OTHER.map((text) => ({ mood: 'neutral', title: null, text }));

const STREAMS: readonly Stream[] = [
  { site: 'forum', brand: 'morvanel', perDay: 7, samples: FORUM_TELECOM },
  { site: 'forum', brand: 'hautefil', perDay: 4.2, samples: FORUM_TELECOM },
  { site: 'forum', brand: 'tesselian', perDay: 3, samples: FORUM_ELECTRONICS },
  { site: 'forum', brand: null, perDay: 3, samples: OTHER_FORUM },
  { site: 'press', brand: 'morvanel', perDay: 0.9, samples: PRESS_TELECOM },
  { site: 'press', brand: 'hautefil', perDay: 0.7, samples: PRESS_TELECOM },
  { site: 'press', brand: 'tesselian', perDay: 0.6, samples: PRESS_ELECTRONICS },
  { site: 'press', brand: null, perDay: 4, samples: PRESS_OTHER },
  { site: 'blog', brand: 'tesselian', perDay: 1.3, samples: BLOG_ELECTRONICS },
  { site: 'blog', brand: 'morvanel', perDay: 0.5, samples: BLOG_TELECOM },
  { site: 'blog', brand: 'hautefil', perDay: 0.5, samples: BLOG_TELECOM },
  { site: 'blog', brand: null, perDay: 0.8, samples: BLOG_OTHER },
  { site: 'letter', brand: 'tesselian', perDay: 1.6, samples: LETTER_ELECTRONICS },
  { site: 'letter', brand: 'morvanel', perDay: 1, samples: LETTER_TELECOM },
  { site: 'letter', brand: 'hautefil', perDay: 0.8, samples: LETTER_TELECOM },
  { site: 'letter', brand: null, perDay: 1.2, samples: LETTER_OTHER },
  { site: 'search', brand: 'morvanel', perDay: 1.6, samples: REVIEWS },
];

const PRODUCTS: Readonly<Record<DemoBrand, readonly string[]>> = {
  morvanel: ['box M4', 'box M3', 'box mobile'],
  tesselian: ['téléviseur Aurora 55', 'casque Halo 2', 'haut-parleur Onda'],
  hautefil: ['box Duo', 'box Prima'],
};
const PRODUCTS_EN: Readonly<Record<DemoBrand, readonly string[]>> = {
  ...PRODUCTS,
  tesselian: ['Aurora 55 television', 'Halo 2 headset', 'Onda speaker'],
};

/** How talk is spread over the hours of a day, from midnight on, and over the days of a week, from Monday on. */
const HOUR_WEIGHTS: readonly number[] = [
  0.3, 0.1, 0.05, 0.05, 0.05, 0.2, 0.6, 1.2, 1.6, 1.8, 1.8, 1.6, 1.8, 1.6, 1.4, 1.4, 1.5, 1.8, 2.2, 2.4, 2.6, 2.4, 1.8,
  0.9,
];
const DAY_WEIGHTS: readonly number[] = [1.05, 1, 1.05, 1, 1, 0.75, 0.7];
const HOUR_WEIGHT_SUM = HOUR_WEIGHTS.reduce((sum, weight) => sum + weight, 0);
/** How much one day differs from the same day of another week. */
const DAY_SPREAD_RATIO = 0.35;

const HOSTS: Readonly<Record<Exclude<SiteId, 'search'>, string>> = {
  press: 'courrier-des-deux-rives',
  blog: 'la-prise-murale',
  letter: 'garonne-letter',
  forum: 'entraide-connectee',
};

/**
 * Everything that is published in the demo, oldest first.
 *
 * Nights are quiet, evenings and Mondays are not, and no two weeks are equal: a detector that rings in such weeks
 * would ring for nobody's sake.
 *
 * Shape:   seed: any whole number; the same seed gives the same posts to the letter.
 * Errors:  none: total.
 */
export function makeTalk(seed: number): readonly Post[] {
  const random = makeSeededRandom(seed);
  const ordinary = STREAMS.flatMap((stream) => makeStream(stream, random));
  const crisis = CRISIS_POSTS.map((post) => toCrisisPost(post, random));
  return [...ordinary, ...crisis]
    .sort((one, other) => one.publishedAt.getTime() - other.publishedAt.getTime())
    .map((post, index) => ({ ...post, id: index + 1 }));
}

type Draft = Omit<Post, 'id'>;

function makeStream(stream: Stream, random: Random): readonly Draft[] {
  const drawSample = makeDeck(stream.samples, random);
  const drafts: Draft[] = [];
  const dayCount = Math.round((CALENDAR.talkUntil.getTime() - CALENDAR.talkFrom.getTime()) / DAY_MS);
  for (let day = 0; day < dayCount; day += 1) {
    const noon = addMs(CALENDAR.talkFrom, day * DAY_MS + DAY_MS / 2);
    const midnight = startOfDay(noon, AGENCY.timeZone);
    const weight = DAY_WEIGHTS[(noon.getUTCDay() + 6) % 7] ?? 1;
    const mean = stream.perDay * weight * (1 + DAY_SPREAD_RATIO * (2 * random.next() - 1));
    const count = Math.floor(mean) + (random.next() < mean % 1 ? 1 : 0);
    for (let index = 0; index < count; index += 1) {
      const publishedAt = addMs(midnight, drawMinuteOfDay(random) * MINUTE_MS);
      drafts.push(fillSample(stream, { sample: drawSample(), publishedAt, random }));
    }
  }
  return drafts.filter((draft) => draft.publishedAt < CALENDAR.talkUntil);
}

/** Draws without putting back until all are out, so that the same sentence does not come twice in a day. */
function makeDeck<T>(cards: readonly T[], random: Random): () => T {
  let deck: T[] = [];
  return () => {
    if (deck.length === 0) deck = shuffle(cards, random);
    const card = deck.pop();
    if (card === undefined) throw new Error('a stream of the demo has no texts');
    return card;
  };
}

function shuffle<T>(cards: readonly T[], random: Random): T[] {
  return cards
    .map((card) => ({ card, rank: random.next() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ card }) => card);
}

function drawMinuteOfDay(random: Random): number {
  let left = random.next() * HOUR_WEIGHT_SUM;
  const hour = HOUR_WEIGHTS.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return Math.max(hour, 0) * 60 + Math.floor(random.next() * 60);
}

function fillSample(stream: Stream, input: Readonly<{ sample: Sample; publishedAt: Date; random: Random }>): Draft {
  const { sample, publishedAt, random } = input;
  const { site, brand } = stream;
  const products = site === 'letter' ? PRODUCTS_EN : PRODUCTS;
  const words: Readonly<Record<string, string>> = {
    b: brand === null ? '' : BRANDS[brand].name,
    p: brand === null ? '' : pick(products[brand], random),
    l: pick(PLACES, random),
  };
  const fill = (text: string): string =>
    text.replace(/\{([bpl])\}/g, (_, name: string) => words[name] ?? '').replace(/\bde (?=A[lu])/g, 'd’'); // d’Albi, d’Auch
  const closer = site === 'forum' ? pick(FORUM_CLOSERS, random) : '';
  return {
    site,
    host: toHost(site, random),
    publishedAt,
    author: pickAuthor(site, random),
    title: sample.title === null ? null : fill(sample.title),
    text: `${fill(sample.text)}${closer}`,
    brand,
    mood: sample.mood,
    isCrisis: false,
  };
}

function toHost(site: SiteId, random: Random): string {
  return site === 'search' ? pick(REVIEW_HOSTS, random) : HOSTS[site];
}

function pickAuthor(site: SiteId, random: Random): string | null {
  switch (site) {
    case 'forum':
      return pick(FORUM_AUTHORS, random);
    case 'blog':
      return pick(BLOG_AUTHORS, random);
    case 'letter':
      return pick(LETTER_AUTHORS, random);
    case 'press':
      return 'La rédaction';
    case 'search':
      return null;
  }
}

function pick<T>(choices: readonly T[], random: Random): T {
  const choice = choices[Math.floor(random.next() * choices.length)];
  if (choice === undefined) throw new Error('there is nothing to pick from');
  return choice;
}

/** When the operator has apologised the talk turns; what is written before is meant badly. */
const CRISIS_TURNS_AT = '20:38';

function toCrisisPost(post: CrisisPost, random: Random): Draft {
  const [hours = 0, minutes = 0] = post.at.split(':').map(Number);
  const midnight = startOfDay(CALENDAR.crisisFrom, AGENCY.timeZone);
  return {
    site: post.site,
    host: toHost(post.site, random),
    publishedAt: addMs(midnight, hours * HOUR_MS + minutes * MINUTE_MS),
    author: post.author,
    title: post.title,
    text: post.text,
    brand: CRISIS_BRAND,
    mood: post.at < CRISIS_TURNS_AT ? 'negative' : 'neutral',
    isCrisis: true,
  };
}
