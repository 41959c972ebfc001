/** Where a simulated brand is spoken of, by whom, and how long it takes until a mention is heard. */

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../src/base/clock.ts';
import type { Random } from '../src/base/random.ts';
import type { SourceKind } from '../src/domain/source.ts';
import type { TalkFact } from '../src/domain/talk-fact.ts';
import { drawBetween, drawIndex, drawOne, drawRank, drawWhole, type Range } from './draw.ts';

/** A site as one source tells of it: it is visited every `pollMs`, and all that is new there is heard at once. */
export type Place = Readonly<{
  site: string;
  sourceKind: SourceKind;
  outletWeight: TalkFact['outletWeight'];
  pollMs: number;
  phaseMs: number;
  /** How many have spoken of the brand here before. */
  regularCount: number;
  /** How large a part of the mentions comes from somebody who never spoke of the brand. */
  newcomerRatio: number;
}>;

export type Places = Readonly<{
  /** By how much of the brand's talk is there: in the order of `all`. */
  weights: readonly number[];
  all: readonly Place[];
  /** Forums and social networks: where people speak. */
  people: readonly Place[];
  /** Newspapers, magazines and blogs. */
  outlets: readonly Place[];
}>;

type Family = Readonly<{
  name: string;
  sourceKind: SourceKind;
  isOutlet: boolean;
  /** What of ordinary talk is here. */
  talkRatio: number;
  /** At 0.2 mentions a day and at 5,000. */
  placeCount: Range;
}>;

/** Forums are read page by page; social networks and the far press are heard through search alerts. */
const FAMILIES: readonly Family[] = [
  { name: 'forum', sourceKind: 'forum', isOutlet: false, talkRatio: 0.45, placeCount: { min: 2, max: 6 } },
  { name: 'network', sourceKind: 'search', isOutlet: false, talkRatio: 0.3, placeCount: { min: 1, max: 3 } },
  { name: 'outlet', sourceKind: 'feed', isOutlet: true, talkRatio: 0.18, placeCount: { min: 4, max: 12 } },
  { name: 'far-outlet', sourceKind: 'search', isOutlet: true, talkRatio: 0.07, placeCount: { min: 2, max: 6 } },
];
const RATE_MAX = 5_000;
/** Of outlets: blogs and the like, regional and trade press, national press. */
const OUTLET_WEIGHT_RATIOS = [0.55, 0.35, 0.1] as const;
/** What of ordinary talk comes from people who are new to it. */
const PEOPLE_NEWCOMER_RATIO = 0.35;
const OUTLET_NEWCOMER_RATIO = 0.05;
/** As many days of talk make the crowd of those who speak of the brand again and again. */
const REGULARS_PER_MENTION_A_DAY = 8;
const REGULAR_COUNT: Range = { min: 12, max: 20_000 };
const NEWSROOM_COUNT: Range = { min: 1, max: 4 };

/** Minutes between two visits: a busy forum is read often, a search service allows few questions. */
const POLL_MINUTES: Readonly<Record<SourceKind, Range>> = {
  forum: { min: 5, max: 30 },
  search: { min: 15, max: 60 },
  feed: { min: 10, max: 60 },
};
/** How many mentions come hours late all the same: indexed late, behind a page that failed. The press rarely. */
const LATE_RATIO: Readonly<Record<SourceKind, number>> = { forum: 0.03, search: 0.05, feed: 0.01 };
const LATE_HOURS: Range = { min: 1, max: 6 };
const FETCH_SECONDS: Range = { min: 5, max: 60 };

export function makePlaces(random: Random, mentionsPerDay: number): Places {
  const scale = Math.min(1, Math.max(0, Math.log(mentionsPerDay / 0.2) / Math.log(RATE_MAX / 0.2)));
  const found = FAMILIES.flatMap((family) => {
    const { min, max } = family.placeCount;
    const placeCount = Math.round(min + (max - min) * scale);
    const shares = Array.from({ length: placeCount }, (_, index) => 1 / (index + 1));
    const sum = shares.reduce((total, share) => total + share, 0);
    return shares.map((share, index) => {
      const weight = (family.talkRatio * share) / sum;
      const site = `${family.name}-${index + 1}`;
      const place = family.isOutlet
        ? makeOutlet(random, { site, sourceKind: family.sourceKind })
        : makePeoplePlace(random, { site, sourceKind: family.sourceKind, mentionsPerDay: mentionsPerDay * weight });
      return { place, weight };
    });
  });
  const all = found.map(({ place }) => place);
  return {
    weights: found.map(({ weight }) => weight),
    all,
    people: all.filter(({ outletWeight }) => outletWeight === 0),
    outlets: all.filter(({ outletWeight }) => outletWeight > 0),
  };
}

export function makeOutlet(random: Random, { site, sourceKind }: Pick<Place, 'site' | 'sourceKind'>): Place {
  const outletWeight = ([1, 2, 3] as const)[drawIndex(random, OUTLET_WEIGHT_RATIOS)] ?? 1;
  const regularCount = drawWhole(random, NEWSROOM_COUNT);
  return {
    site,
    sourceKind,
    outletWeight,
    ...drawPolling(random, sourceKind),
    regularCount,
    newcomerRatio: OUTLET_NEWCOMER_RATIO,
  };
}

function makePeoplePlace(
  random: Random,
  { site, sourceKind, mentionsPerDay }: Pick<Place, 'site' | 'sourceKind'> & Readonly<{ mentionsPerDay: number }>,
): Place {
  const regularCount = Math.round(mentionsPerDay * REGULARS_PER_MENTION_A_DAY);
  return {
    site,
    sourceKind,
    outletWeight: 0,
    ...drawPolling(random, sourceKind),
    regularCount: Math.min(REGULAR_COUNT.max, Math.max(REGULAR_COUNT.min, regularCount)),
    newcomerRatio: PEOPLE_NEWCOMER_RATIO,
  };
}

function drawPolling(random: Random, sourceKind: SourceKind): Pick<Place, 'pollMs' | 'phaseMs'> {
  const pollMs = drawWhole(random, POLL_MINUTES[sourceKind]) * MINUTE_MS;
  return { pollMs, phaseMs: Math.floor(random.next() * pollMs) };
}

export function drawPlace(random: Random, { all, weights }: Places): Place {
  return all[drawIndex(random, weights)] ?? drawOne(random, all);
}

/** What is said, before anybody heard it. */
export type Saying = Readonly<{
  publishedAt: number;
  label: TalkFact['label'];
  place: Place;
  author: string;
  storyId: string;
  crisisWeight: TalkFact['crisisWeight'];
}>;

/** Who is new is known when all is said, by what was heard before. */
export type SaidFact = TalkFact & { isNewcomer: boolean };

/** A brand's talk while it is being made up. */
export type Talk = Readonly<{
  random: Random;
  places: Places;
  /** In the order in which they were said here, not in that of time. */
  facts: SaidFact[];
  say: (saying: Saying) => SaidFact;
  /** A text that nobody told before. */
  newStory: () => string;
  /** Somebody who never spoke of the brand. */
  newcomerAt: (place: Place) => string;
  /** Somebody who often spoke of it, the loudest the most often. */
  regularAt: (place: Place) => string;
}>;

/** After an outage all sources are due, and their turns take a while. */
const CATCH_UP_MS = 20 * MINUTE_MS;

/** An empty talk. Nothing is heard during an outage; after it everything is. */
export function openTalk(
  random: Random,
  { places, outages }: Readonly<{ places: Places; outages: readonly Readonly<{ from: number; until: number }>[] }>,
): Talk {
  const facts: SaidFact[] = [];
  const namesBySite = new Map<string, string[]>(); // one string for all that one person says
  let storyCount = 0;
  let newcomerCount = 0;
  const hearAt = (place: Place, publishedAt: number): number => {
    const visitsBefore = Math.ceil((publishedAt - place.phaseMs) / place.pollMs);
    const lateHours = random.next() < LATE_RATIO[place.sourceKind] ? drawBetween(random, LATE_HOURS) : 0;
    const fetchMs = drawBetween(random, FETCH_SECONDS) * SECOND_MS;
    const heardAt = place.phaseMs + visitsBefore * place.pollMs + lateHours * HOUR_MS + fetchMs;
    const outage = outages.find(({ from, until }) => from <= heardAt && heardAt < until);
    return Math.round(outage === undefined ? heardAt : outage.until + random.next() * CATCH_UP_MS);
  };
  return {
    random,
    places,
    facts,
    say: ({ publishedAt, label, place, author, storyId, crisisWeight }) => {
      const at = Math.floor(publishedAt);
      const { site, sourceKind, outletWeight } = place;
      const fact: SaidFact = {
        publishedAt: at,
        heardAt: hearAt(place, at),
        label,
        author,
        isNewcomer: false,
        site,
        sourceKind,
        storyId,
        crisisWeight,
        outletWeight,
      };
      facts.push(fact);
      return fact;
    },
    newStory: () => {
      storyCount += 1;
      return `s${storyCount}`;
    },
    newcomerAt: ({ site }) => {
      newcomerCount += 1;
      return `${site}+${newcomerCount}`;
    },
    regularAt: ({ site, regularCount }) => {
      const rank = drawRank(random, regularCount);
      const names = namesBySite.get(site) ?? [];
      namesBySite.set(site, names);
      const name = names[rank] ?? `${site}/${rank}`;
      names[rank] = name;
      return name;
    },
  };
}

export function drawAuthor(talk: Talk, place: Place, newcomerRatio = place.newcomerRatio): string {
  return talk.random.next() < newcomerRatio ? talk.newcomerAt(place) : talk.regularAt(place);
}

/** Of 0 none to 3 harm or the law: how many mentions hold such a word as their gravest. */
export type CrisisRatios = readonly [none: number, anger: number, accusation: number, harm: number];

/** The general vocabulary also finds « scandale » where nobody is angry. */
export const CRISIS_IN_OTHERS: CrisisRatios = [0.985, 0.01, 0.004, 0.001];
export const CRISIS_IN_NEGATIVES: CrisisRatios = [0.93, 0.045, 0.02, 0.005];
/** A third of a bad buzz's. */
export const CRISIS_IN_BUZZES: CrisisRatios = [0.67, 0.14, 0.13, 0.06];

export function drawCrisis(random: Random, ratios: CrisisRatios): TalkFact['crisisWeight'] {
  return ([0, 1, 2, 3] as const)[drawIndex(random, ratios)] ?? 0;
}
