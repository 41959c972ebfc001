/** What corrections of one brand's mentions teach. */
import { describe, expect, test } from 'vitest';
import { JARGON_BRANDS, readMentions, simulateReader } from '../../../bench/simulated-reader.ts';
import { toProbabilities, toSentiment } from '../../../src/analysis/sentiment/judgement.ts';
import { type Correction, learnCorrections, moveSentiment } from '../../../src/analysis/sentiment/learn-corrections.ts';
import { SENTIMENT_LABELS, type Sentiment, type SentimentLabel } from '../../../src/domain/mention.ts';

const NEUTRAL: Sentiment = { label: 'neutral', score: 0.05, confidence: 0.55, judgedBy: 'model' };

function say(text: string, label: SentimentLabel, sentiment: Sentiment = NEUTRAL): Correction {
  return { text, language: 'fr', sentiment, label };
}

const LAPINS = Array.from({ length: 12 }, (_, index) => [
  say(`encore un lapin du technicien, dossier ${index}`, 'negative'),
  say(`synchro à ${index} Gb, ligne carrée`, 'positive'),
]).flat();

describe('learnCorrections', () => {
  // a reader of jargon: the issue asks for 8 points after 200 corrections
  test.each(JARGON_BRANDS)('200 corrections of $name raise the F1 of its other mentions by 8 points', (brand) => {
    const mentions = readMentions(brand);
    for (const habit of ['only-corrects', 'handles-the-rest'] as const) {
      const { before, after, restCount } = simulateReader(mentions, { habit, correctionCount: 200 });
      expect(restCount).toBeGreaterThan(300);
      expect(after - before).toBeGreaterThanOrEqual(8);
    }
  });

  test('what was taught holds for such mentions, and says that it was learned', () => {
    const layer = learnCorrections(LAPINS);
    const lapin = moveSentiment(layer, say('toujours un lapin', 'negative'));
    expect(lapin).toMatchObject({ label: 'negative', judgedBy: 'learned' });
    expect(lapin.score).toBeLessThan(0);
    expect(moveSentiment(layer, say('une ligne carrée', 'positive')).label).toBe('positive');
  });

  test('what a reader only ever corrects is not believed to be wrong everywhere', () => {
    const layer = learnCorrections(LAPINS.filter(({ label }) => label === 'negative'));
    expect(moveSentiment(layer, say('bonjour, quand ouvre la boutique de Lyon ?', 'neutral')).label).toBe('neutral');
  });

  test('without corrections, or where nobody judged, the judgement stays the very same', () => {
    const judged = say('toujours un lapin', 'negative');
    expect(moveSentiment(undefined, judged)).toBe(NEUTRAL);
    expect(moveSentiment(learnCorrections([]), judged)).toBe(NEUTRAL);
    const unread: Sentiment = { label: 'neutral', score: 0, confidence: 0, judgedBy: 'nobody' };
    const layer = learnCorrections([...LAPINS, say('nic nie działa', 'negative', unread)]);
    expect(moveSentiment(layer, { text: 'nic nie działa', language: 'pl', sentiment: unread })).toBe(unread);
  });

  test('one taken back leaves no trace, and the same corrections teach the same', () => {
    const text = say('le lapin du siècle', 'negative');
    const move = (corrections: readonly Correction[]) => moveSentiment(learnCorrections(corrections), text);
    const before = move(LAPINS);
    expect(move([...LAPINS, say('le lapin du siècle', 'positive')])).not.toEqual(before);
    expect(move(LAPINS)).toEqual(before);
  });

  test('however often something is said, the model’s certainty is outvoted only so far', () => {
    const praise: Sentiment = { label: 'positive', score: 0.97, confidence: 0.98, judgedBy: 'model' };
    const layer = learnCorrections(Array.from({ length: 500 }, () => say('nul', 'negative', NEUTRAL)));
    const moved = moveSentiment(layer, say('nul', 'negative', praise));
    expect(toProbabilities(moved)[2]).toBeGreaterThan(0.02);
  });

  test('any text is learned from without harm: empty, emoji, a megabyte, unpaired surrogates', () => {
    for (const text of ['', '😡', 'a'.repeat(1_000_000), '\ud800 \udfff', '<b>nul</b>']) {
      const { confidence } = moveSentiment(learnCorrections([say(text, 'negative')]), say(text, 'negative'));
      expect(confidence).toBeGreaterThan(0);
      expect(confidence).toBeLessThanOrEqual(1);
    }
  });
});

test('a sentiment gives back the probabilities that it was told by', () => {
  const shares = [
    [0.7, 0.2, 0.1],
    [0.2, 0.5, 0.3],
    [0.05, 0.15, 0.8],
    [0, 1, 0],
  ];
  for (const probabilities of shares) {
    const found = toProbabilities(toSentiment(probabilities));
    for (const index of SENTIMENT_LABELS.keys()) expect(found[index]).toBeCloseTo(probabilities[index] ?? -1, 3);
  }
});
