/** How many people really speak in some mentions. */
import type { WindowCounts } from '../../domain/buzz.ts';
import type { TalkFact } from '../../domain/talk-fact.ts';

/** Who speaks in some negative mentions. */
export type Voices = Omit<WindowCounts, 'mentionCount'> &
  Readonly<{
    voiceCount: number;
    /** Mentions, of one author no more than two and of one story no more than two: what a troll adds is no crowd. */
    heardCount: number;
    /** Those whom nobody had heard of the brand before. */
    newcomerCount: number;
    crisisVoiceCount: number;
    pressSiteCount: number;
    nationalPressSiteCount: number;
  }>;

/** Of an author, or of a story: somebody who comes back is heard twice, a troll not forty times. */
const HEARD_MAX = 2;
/** From this weight on a word accuses, calls to act or tells of harm; below it only complains. */
const CRISIS_WEIGHT_MIN = 2;

/**
 * Counts authors, sites, stories and voices among mentions that are all negative.
 *
 * A voice is a person with a story of his own: a mention counts where neither its author nor its story was heard before.
 * So a troll's forty posts are one voice, and so is one dispatch on forty sites; forty customers are forty.
 *
 * Shape:   facts: oldest first.
 */
export function countVoices(facts: readonly TalkFact[]): Voices {
  if (arePlaced(facts)) return countPlaced(facts);
  const authors = new Map<string, number>();
  const sites = new Set<string>();
  const kinds = new Set<string>();
  const stories = new Map<string, number>();
  const pressSites = new Set<string>();
  const nationalSites = new Set<string>();
  let voiceCount = 0;
  let heardCount = 0;
  let newcomerCount = 0;
  let crisisVoiceCount = 0;
  for (const fact of facts) {
    const ofAuthor = authors.get(fact.author) ?? 0;
    const ofStory = stories.get(fact.storyId) ?? 0;
    if (ofAuthor < HEARD_MAX && ofStory < HEARD_MAX) heardCount += 1;
    if (ofAuthor === 0 && ofStory === 0) {
      voiceCount += 1;
      if (fact.isNewcomer) newcomerCount += 1;
      if (fact.crisisWeight >= CRISIS_WEIGHT_MIN) crisisVoiceCount += 1;
    }
    authors.set(fact.author, ofAuthor + 1);
    stories.set(fact.storyId, ofStory + 1);
    sites.add(fact.site);
    kinds.add(fact.sourceKind);
    if (fact.outletWeight >= 2) pressSites.add(fact.site);
    if (fact.outletWeight === 3) nationalSites.add(fact.site);
  }
  return {
    negativeCount: facts.length,
    voiceCount,
    heardCount,
    authorCount: authors.size,
    siteCount: sites.size,
    sourceKindCount: kinds.size,
    storyCount: stories.size,
    newcomerCount,
    crisisVoiceCount,
    pressSiteCount: pressSites.size,
    nationalPressSiteCount: nationalSites.size,
  };
}

/**
 * A mention that knows where among others it stands, and where the one before it stands that shares its author, its story
 * and so on; -1: there is none.
 */
export type PlacedFact = TalkFact &
  Readonly<{
    place: number;
    authorAt: number;
    storyAt: number;
    /** Where the one before that stands. */
    authorBeforeAt: number;
    storyBeforeAt: number;
    siteAt: number;
    kindAt: number;
    pressAt: number;
    nationalAt: number;
  }>;

/**
 * Tells each mention who was heard before it. Whoever counts many runs of the same mentions counts placed ones: nobody has
 * to be looked up again, which is what counting costs.
 *
 * Shape:   the same mentions in the same order; every run of them is counted as its mentions alone would be.
 */
export function placeFacts(facts: readonly TalkFact[]): readonly PlacedFact[] {
  const [author, story, site, kind, press, national] = [
    makeLast(),
    makeLast(),
    makeLast(),
    makeLast(),
    makeLast(),
    makeLast(),
  ];
  const placed: PlacedFact[] = [];
  for (const [place, fact] of facts.entries()) {
    const authorAt = author(fact.author, place);
    const storyAt = story(fact.storyId, place);
    placed.push({
      ...fact,
      ...{ place, authorAt, storyAt },
      authorBeforeAt: placed[authorAt]?.authorAt ?? -1,
      storyBeforeAt: placed[storyAt]?.storyAt ?? -1,
      siteAt: site(fact.site, place),
      kindAt: kind(fact.sourceKind, place),
      pressAt: fact.outletWeight >= 2 ? press(fact.site, place) : place,
      nationalAt: fact.outletWeight === 3 ? national(fact.site, place) : place,
    });
  }
  return placed;
}

/** Where the key stood last, and from now on stands. */
function makeLast(): (key: string, place: number) => number {
  const places = new Map<string, number>();
  return (key, place) => {
    const before = places.get(key) ?? -1;
    places.set(key, place);
    return before;
  };
}

function arePlaced(facts: readonly TalkFact[]): facts is readonly PlacedFact[] {
  const [first] = facts;
  return first !== undefined && 'place' in first;
}

/** What stood before the run's first does not count in it. */
function countPlaced(facts: readonly PlacedFact[]): Voices {
  const since = facts[0]?.place ?? 0;
  const counts = {
    ...{ negativeCount: facts.length, voiceCount: 0, heardCount: 0, newcomerCount: 0, authorCount: 0, siteCount: 0 },
    ...{ sourceKindCount: 0, storyCount: 0, crisisVoiceCount: 0, pressSiteCount: 0, nationalPressSiteCount: 0 },
  };
  for (const fact of facts) {
    const isAuthorNew = fact.authorAt < since;
    const isStoryNew = fact.storyAt < since;
    if (isAuthorNew) counts.authorCount += 1;
    if (isStoryNew) counts.storyCount += 1;
    if (fact.authorBeforeAt < since && fact.storyBeforeAt < since) counts.heardCount += 1;
    if (fact.siteAt < since) counts.siteCount += 1;
    if (fact.kindAt < since) counts.sourceKindCount += 1;
    if (fact.pressAt < since) counts.pressSiteCount += 1;
    if (fact.nationalAt < since) counts.nationalPressSiteCount += 1;
    if (!isAuthorNew || !isStoryNew) continue;
    counts.voiceCount += 1;
    if (fact.isNewcomer) counts.newcomerCount += 1;
    if (fact.crisisWeight >= CRISIS_WEIGHT_MIN) counts.crisisVoiceCount += 1;
  }
  return counts;
}
