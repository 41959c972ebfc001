/** How many people really speak in some mentions. */
import type { WindowCounts } from '../../domain/buzz.ts';
import type { TalkFact } from '../../domain/talk-fact.ts';

/** Who speaks in some negative mentions. */
export type Voices = Omit<WindowCounts, 'mentionCount'> &
  Readonly<{
    voiceCount: number;
    /** Those whom nobody had heard of the brand before. */
    newcomerCount: number;
    crisisVoiceCount: number;
    pressSiteCount: number;
    nationalPressSiteCount: number;
  }>;

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
  const authors = new Set<string>();
  const sites = new Set<string>();
  const kinds = new Set<string>();
  const stories = new Set<string>();
  const pressSites = new Set<string>();
  const nationalSites = new Set<string>();
  let voiceCount = 0;
  let newcomerCount = 0;
  let crisisVoiceCount = 0;
  for (const fact of facts) {
    if (!authors.has(fact.author) && !stories.has(fact.storyId)) {
      voiceCount += 1;
      if (fact.isNewcomer) newcomerCount += 1;
      if (fact.crisisWeight >= CRISIS_WEIGHT_MIN) crisisVoiceCount += 1;
    }
    authors.add(fact.author);
    stories.add(fact.storyId);
    sites.add(fact.site);
    kinds.add(fact.sourceKind);
    if (fact.outletWeight >= 2) pressSites.add(fact.site);
    if (fact.outletWeight === 3) nationalSites.add(fact.site);
  }
  return {
    negativeCount: facts.length,
    voiceCount,
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
