/** The figures of a bad buzz of our own invention, for every test that needs some. */
import type { BuzzFigures } from '../../src/domain/buzz.ts';

export function makeFigures(overrides: Partial<BuzzFigures> = {}): BuzzFigures {
  return {
    windowMinutes: 60,
    mentionCount: 54,
    negativeCount: 38,
    positiveCount: 2,
    expectedMentionCount: 25.4,
    expectedNegativeCount: 3.2,
    usualNegatives: { from: 0, until: 9 },
    probability: 1e-9,
    mentionProbability: 0.002,
    highestNegativeCount: 9,
    negativeRatio: 38 / 54,
    negativeRatioMin: 0.51,
    usualNegativeRatio: 0.12,
    authorCount: 24,
    siteCount: 9,
    sourceKindCount: 2,
    storyCount: 11,
    voiceCount: 11,
    newcomerCount: 9,
    expectedNewcomerCount: 1.1,
    crisisVoiceCount: 0,
    pressSiteCount: 0,
    nationalPressSiteCount: 0,
    hourlyNegativeCounts: [2, 6, 38],
    score: 8.4,
    basis: 'own',
    baselineWeekCount: 6,
    campaignName: null,
    metRules: [],
    nextLevel: { level: 4, missing: [{ condition: 'national-press', have: 0, need: 1 }] },
    ...overrides,
  };
}
