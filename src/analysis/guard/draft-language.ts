/** In which language a draft is surely written; short ones, and those full of names, are in none. */
import { detectLanguage } from '../language.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import type { ReadDraft } from './read-draft.ts';

const CONFIDENCE_MIN = 0.8;
const WORDS_MIN = 4;
/** The language of a text shows in its first page. */
const TOKENS_MAX = 400;
/** Of the language's own small words. */
const FUNCTION_WORDS_MIN = 2;
const KNOWN_WORDS_LANGUAGES: readonly string[] = ['fr', 'en'];
/** Where we have no list of small words, longer texts and more certainty are asked for. */
const OTHER_CONFIDENCE_MIN = 0.9;
const OTHER_WORDS_MIN = 7;

/** ISO 639-1; null where it is not sure. The words at the places of names are not read. */
export function findDraftLanguage(draft: ReadDraft, isTaken: (token: number) => boolean): string | null {
  const hashtags = draft.compounds.filter(({ kind, from }) => kind !== 'hyphenated' && from < TOKENS_MAX);
  const tokens = draft.words.slice(0, TOKENS_MAX).flatMap((_, token) => {
    const isTag = hashtags.some(({ from, until }) => token >= from && token < until);
    return isTag || isTaken(token) || draft.isEmoji.has(token) || draft.isQuoted[token] === true ? [] : [token];
  });
  if (tokens.length < WORDS_MIN) return null;
  const text = tokens.map((token) => draft.text.slice(draft.starts[token], draft.ends[token])).join(' ');
  const { language, confidence } = detectLanguage(text);
  const counts = new Map(
    KNOWN_WORDS_LANGUAGES.map((each) => [
      each,
      tokens.filter((token) => isFunctionWord(draft.words[token] ?? '', each)).length,
    ]),
  );
  const fr = counts.get('fr') ?? 0;
  const en = counts.get('en') ?? 0;
  const [most, count, other] = en > fr ? (['en', en, fr] as const) : (['fr', fr, en] as const);
  if (count >= FUNCTION_WORDS_MIN && count > 2 * other) return most;
  if (language === null) return null;
  if (KNOWN_WORDS_LANGUAGES.includes(language)) {
    return language === most && count >= FUNCTION_WORDS_MIN && confidence >= CONFIDENCE_MIN ? language : null;
  }
  return confidence >= OTHER_CONFIDENCE_MIN && tokens.length >= OTHER_WORDS_MIN && count <= other + 1 ? language : null;
}

const NAMES: Readonly<Record<string, string>> = {
  francais: 'fr',
  french: 'fr',
  anglais: 'en',
  english: 'en',
  espagnol: 'es',
  spanish: 'es',
  allemand: 'de',
  german: 'de',
  italien: 'it',
  italian: 'it',
};

/** « fr », "fr-FR", « fr, en », « français »; empty where it says nothing. */
export function parseLanguages(written: string | null): readonly string[] {
  if (written === null) return [];
  return written
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .split(/[^a-z-]+/)
    .flatMap((word) => {
      if (Object.hasOwn(NAMES, word)) return [NAMES[word] ?? ''];
      return /^[a-z]{2}(?:-[a-z0-9]+)*$/.test(word) && word !== 'et' ? [word.slice(0, 2)] : [];
    });
}
