/** sentiment: one text a line in, one judgement a line out. */
import { detectLanguage } from '../analysis/language.ts';
import { scoreSentiment } from '../analysis/sentiment/score-sentiment.ts';
import { type Command, readArguments, refusePositionals, toLines } from './command.ts';

export const sentimentCommand: Command = {
  name: 'sentiment',
  summary: 'how negative or positive each line of standard input is',
  help: `vigie sentiment [--lang fr] < TEXTS

One text a line in; one line of JSON out for each, in order: {"label","score","confidence","lang"}. score is -1 (worst)
to 1 (best), confidence 0 (a guess) to 1, lang null where no language could be told.

  --lang fr  takes every line for this language instead of finding it out`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('sentiment', args, { lang: { type: 'string' } });
    refusePositionals('sentiment', positionals);
    for (const text of toLines(await io.readStdin())) {
      const lang = values.lang ?? detectLanguage(text).language;
      io.write(JSON.stringify({ ...scoreSentiment({ text, language: lang }), lang }));
    }
    return 0;
  },
};
