/** Others that tell how positive or negative a text is: a number above nothing, below it, or near it. */
import { createRequire } from 'node:module';
import sentiment from 'natural/lib/natural/sentiment/index.js';
import stemmers from 'natural/lib/natural/stemmers/index.js';
import { tokenize } from '../src/analysis/query/tokens.ts';
import type { Language } from './sentiment-folder.ts';

/** The number of the label that a text has, in the order of LABELS. */
export type Judge = (text: string) => number;

export type Peer = Readonly<{ name: string; open: (language: Language) => Judge | null }>;

const require = createRequire(import.meta.url);
/** VADER's own bounds: within them a text is neutral. */
const VADER_BOUND = 0.05;

type Vader = Readonly<{
  SentimentIntensityAnalyzer: Readonly<{ polarity_scores: (text: string) => Readonly<{ compound: number }> }>;
}>;
type SentimentPackage = new () => Readonly<{ analyze: (text: string) => Readonly<{ score: number }> }>;

const NATURAL = {
  de: ['German', stemmers.PorterStemmerDe, 'pattern'],
  en: ['English', undefined, 'afinn'],
  es: ['Spanish', stemmers.PorterStemmerEs, 'afinn'],
  fr: ['French', stemmers.PorterStemmerFr, 'pattern'],
  it: ['Italian', stemmers.PorterStemmerIt, 'pattern'],
  pt: ['Portuguese', stemmers.PorterStemmerPt, 'afinn'],
} as const;

export const PEERS: readonly Peer[] = [
  {
    name: 'natural',
    open: (language) => {
      const [name, stemmer, kind] = NATURAL[language];
      const analyser = new sentiment.SentimentAnalyzer(name, stemmer, kind);
      return (text) => {
        const words = tokenize(text).map(({ start, end }) => text.slice(start, end).toLowerCase());
        return words.length === 0 ? 1 : toLabel(analyser.getSentiment(words), 0);
      };
    },
  },
  {
    name: 'sentiment',
    open: (language) => {
      if (language !== 'en') return null;
      const Sentiment: SentimentPackage = require('sentiment');
      const analyser = new Sentiment();
      return (text) => toLabel(analyser.analyze(text).score, 0);
    },
  },
  {
    name: 'vader',
    open: (language) => {
      if (language !== 'en') return null;
      const vader: Vader = require('vader-sentiment');
      return (text) => toLabel(vader.SentimentIntensityAnalyzer.polarity_scores(text).compound, VADER_BOUND);
    },
  },
];

function toLabel(score: number, bound: number): number {
  if (score > bound) return 2;
  return score < -bound ? 0 : 1;
}
