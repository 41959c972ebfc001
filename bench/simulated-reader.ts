/** A reader who corrects a brand's mentions one after the other, and how much better the rest is judged for it. */

import { findNamePlaces } from '../src/analysis/sentiment/find-names.ts';
import {
  type Correction,
  type Layer,
  learnCorrections,
  moveSentiment,
} from '../src/analysis/sentiment/learn-corrections.ts';
import { LABELS } from '../src/analysis/sentiment/model-file.ts';
import { scoreTowards } from '../src/analysis/sentiment/score-towards.ts';
import { passagesTextOf } from '../src/domain/mention.ts';
import { readJargon } from './sentiment-folder.ts';
import { macroF1 } from './sentiment-measure.ts';

/** Brands whose talk is full of jargon, each written by another hand; the first two chose the layer's settings. */
export const JARGON_BRANDS = [
  { set: 'game-fr', name: 'Aldorande', language: 'fr' },
  { set: 'telecom-fr', name: 'Fibralys', language: 'fr' },
  { set: 'trading-en', name: 'Tradewell', language: 'en' },
] as const;

export type JargonBrand = (typeof JARGON_BRANDS)[number];

/** The brand's mentions, each with what the model alone says and what is right. */
export function readMentions({ set, name, language }: JargonBrand): readonly Correction[] {
  return readJargon(set).map(({ text, label }) => {
    const spans = findNamePlaces(text, name).map((place) => ({ field: 'text' as const, ...place }));
    const { sentiment, passages } = scoreTowards({ title: null, text, language, spans });
    return { text: passagesTextOf({ passages, title: null, excerpt: text }), language, sentiment, label };
  });
}

/**
 * What a reader does with a mention that was judged right: nothing; or she handles it as it stands, which confirms it.
 */
export type Habit = 'only-corrects' | 'handles-the-rest';

/** restCount: mentions that she did not come to; before and after: their macro-F1, in per cent. */
export type Simulated = Readonly<{ restCount: number; before: number; after: number }>;

/** She reads the mentions in their order until she has corrected so many. */
export function simulateReader(
  mentions: readonly Correction[],
  input: Readonly<{ habit: Habit; correctionCount: number }>,
): Simulated {
  const said: Correction[] = [];
  let correctedCount = 0;
  let readCount = 0;
  for (const mention of mentions) {
    if (correctedCount >= input.correctionCount) break;
    readCount += 1;
    const isWrong = mention.sentiment.label !== mention.label;
    if (isWrong) correctedCount += 1;
    if (isWrong || input.habit === 'handles-the-rest') said.push(mention);
  }
  const rest = mentions.slice(readCount);
  const layer = learnCorrections(said);
  return {
    restCount: rest.length,
    before: rateMoved(rest, undefined),
    after: rateMoved(rest, layer),
  };
}

/** The macro-F1 of the mentions as the layer moves them, in per cent. */
function rateMoved(mentions: readonly Correction[], layer: Layer | undefined): number {
  return macroF1(
    mentions.map(({ label }) => LABELS.indexOf(label)),
    mentions.map((mention) => LABELS.indexOf(moveSentiment(layer, mention).label)),
  );
}
