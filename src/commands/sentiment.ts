/** sentiment: one text a line in, one judgement a line out. */
import { detectLanguage } from '../analysis/language.ts';
import { findNamePlaces } from '../analysis/sentiment/find-names.ts';
import { scoreSentiment } from '../analysis/sentiment/score-sentiment.ts';
import { scoreTowards } from '../analysis/sentiment/score-towards.ts';
import type { Sentiment } from '../domain/mention.ts';
import { type Command, readArguments, refusePositionals, toLines } from './command.ts';

export const sentimentCommand: Command = {
  name: 'sentiment',
  summary: 'how negative or positive each line of standard input is',
  help: `vigie sentiment [--lang fr] [--brand NAME] < TEXTS

One text a line in; one line of JSON out for each, in order: {"label","score","confidence","judgedBy","lang"}. score is -1
(worst) to 1 (best), confidence 0 to 1, how likely the label is right, lang null where no language could be told.
Languages that are read: de, en, es, fr, it, pt. Any other is neutral with confidence 0, and judgedBy says "nobody".

  --lang fr     takes every line for this language instead of finding it out
  --brand NAME  towards this brand: by what is said of it, not of others beside it. A line that does not name it is
                judged as a whole`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('sentiment', args, {
      lang: { type: 'string' },
      brand: { type: 'string' },
    });
    refusePositionals('sentiment', positionals);
    for (const text of toLines(await io.readStdin())) {
      const lang = values.lang ?? detectLanguage(text).language;
      io.write(JSON.stringify({ ...judge(text, lang, values.brand ?? ''), lang }));
    }
    return 0;
  },
};

function judge(text: string, language: string | null, brand: string): Sentiment {
  const places = findNamePlaces(text, brand);
  if (places.length === 0) return scoreSentiment({ text, language });
  const spans = places.map((place) => ({ field: 'text' as const, ...place }));
  return scoreTowards({ title: null, text, language, spans }).sentiment;
}
