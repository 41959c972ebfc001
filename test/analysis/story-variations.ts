/** What happens to a dispatch on its way through forty sites: each a function from the text as it was sent. */
import type { Event, StoryText } from '../fixtures/analysis/story-texts.ts';

export type Variation = Readonly<{ name: string; vary: (event: Event) => StoryText }>;

export const VARIATIONS: readonly Variation[] = [
  { name: 'as it was sent', vary: (event) => event },
  { name: 'with the site’s name', vary: (event) => ({ ...event, title: `${event.title} | InfoVille` }) },
  { name: 'under another title', vary: (event) => ({ ...event, title: event.otherTitle }) },
  {
    name: 'with the agency’s line in front',
    vary: (event) => ({ title: event.otherTitle, text: `PARIS (Agence Centrale) — ${event.text}` }),
  },
  {
    name: 'with an introduction',
    vary: (event) => ({
      title: event.title,
      text: `C’est l’information du jour, que notre rédaction vous résume ici.\n${event.text}`,
    }),
  },
  {
    name: 'with a signature and a call to subscribe',
    vary: (event) => ({
      ...event,
      text: `${event.text}\nLa rédaction avec agence. Abonnez-vous à notre lettre du matin.`,
    }),
  },
  { name: 'cut to its first half', vary: (event) => ({ ...event, text: cutTo(event.text, 0.5) }) },
  {
    name: 'cut to a third under another title',
    vary: (event) => ({ title: event.otherTitle, text: `${cutTo(event.text, 0.34)} Lire la suite…` }),
  },
  { name: 'without its last two sentences', vary: (event) => ({ ...event, text: withoutLast(event.text, 2) }) },
  { name: 'without its third sentence', vary: (event) => ({ ...event, text: withoutSentence(event.text, 2) }) },
  {
    name: 'in straight quotes, spaces and dashes of another system',
    vary: (event) => ({
      ...event,
      text: event.text
        .replaceAll('’', "'")
        .replaceAll(/[«»]\s?/g, '"')
        .replaceAll(/\s([:;?!])/g, '\u00a0$1')
        .normalize('NFD'),
    }),
  },
  {
    name: 'with a box in the middle',
    vary: (event) => ({
      ...event,
      text: insertAfter(event.text, 3, 'À lire aussi : notre dossier complet sur le sujet.'),
    }),
  },
  {
    name: 'with every twelfth word left out by a bad scraper',
    vary: (event) => ({
      ...event,
      text: event.text
        .split(' ')
        .filter((_, index) => index % 12 !== 11 || index > 60)
        .join(' '),
    }),
  },
  { name: 'cut to a quarter', vary: (event) => ({ ...event, text: cutTo(event.text, 0.25) }) },
  { name: 'in the words of another desk', vary: (event) => ({ ...event, text: withOtherWords(event.text) }) },
  {
    name: 'with its first sentence written anew',
    vary: (event) => ({
      title: event.otherTitle,
      text: `L’affaire fait grand bruit dans la région : ${sentencesOf(event.text).slice(1).join(' ')}`,
    }),
  },
  {
    name: 'with one figure corrected',
    vary: (event) => ({ ...event, text: event.text.replace(/(\d)(?=\D*$)/u, '9') }),
  },
];

/** What a desk changes out of habit. */
const OTHER_WORDS: readonly (readonly [string, string])[] = [
  ['Selon', 'D’après'],
  ['près de', 'environ'],
  ['environ', 'quelque'],
  ['promet', 'annonce'],
  ['mercredi', 'hier'],
  ['a déclaré', 'a dit'],
  ['assure', 'affirme'],
  ['said that', 'told reporters that'],
  ['declined', 'refused'],
  ['mainly', 'mostly'],
  ['after', 'following'],
  ['more than', 'over'],
];

function withOtherWords(text: string): string {
  return OTHER_WORDS.reduce((changed, [from, to]) => changed.replace(from, to), text);
}

function sentencesOf(text: string): readonly string[] {
  return text.split(/(?<=[.!?»])\s(?=[A-ZÀ-Ý«L])/u);
}

function cutTo(text: string, share: number): string {
  return text.slice(0, text.indexOf(' ', Math.floor(text.length * share)));
}

function withoutLast(text: string, count: number): string {
  return sentencesOf(text).slice(0, -count).join(' ');
}

function withoutSentence(text: string, at: number): string {
  return sentencesOf(text)
    .filter((_, index) => index !== at)
    .join(' ');
}

function insertAfter(text: string, count: number, inserted: string): string {
  const sentences = sentencesOf(text);
  return [...sentences.slice(0, count), inserted, ...sentences.slice(count)].join('\n');
}
