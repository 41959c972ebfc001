/** Documents and queries to match: made up, the same each time, with the frequencies of real ones. */
import type { Random } from '../src/base/random.ts';
import type { BenchDocument } from './match-peers.ts';

const COMMON =
  'de la le et les des en un une du que est pour qui dans a par plus pas au sur ne se ce il sont avec son aux été cette on mais ont ou comme je vous nous tout bien fait très sans peut même après être avoir chez encore depuis entre deux dont ces elle leur aussi autre temps jour an France ville client service prix réseau forfait internet téléphone magasin livraison commande euros problème'.split(
    ' ',
  );
const SYLLABLES =
  'ba bé ca co cha dé di do fa fé ga gro la lé lo ma mi mo na no pa pé pli ra ré ri ro sa sé ta ti to va vi vou zé eau ment ion eur té ble que sse ar in on el'.split(
    ' ',
  );
/** Names that are words as well: a document says them now and then, whatever is meant. */
const AMBIGUOUS = 'orange free total carrefour apple casino canal lotus mars visa poste géant'.split(' ');
const CONTEXT =
  'panne forfait box fibre facture magasin livraison remboursement client abonnement prix réseau qualité boutique commande service retard scandale'.split(
    ' ',
  );
const UNWANTED = 'jus fruit recette tarte concours emploi couleur virage'.split(' ');
const WORD_COUNT = 30_000;

export type Material = Readonly<{
  /** The query of brand number i. */
  makeQuery: (index: number) => string;
  makeDocument: (wordCount: number, brandCount: number) => BenchDocument;
}>;

export function makeMaterial(random: Random): Material {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.next() * list.length)] as T;
  const makeWord = (): string =>
    Array.from({ length: 2 + Math.floor(random.next() * 3) }, () => pick(SYLLABLES)).join('');
  const words = [...COMMON, ...Array.from({ length: WORD_COUNT }, makeWord)];
  // Zipf: the rank is the exponential of a uniform number
  const say = (): string => words[Math.floor(words.length ** random.next()) - 1] ?? 'de';
  // two made words: long enough to be nobody else's
  const nameOf = (index: number): string =>
    `${SYLLABLES[index % 40]}${SYLLABLES[Math.floor(index / 40) % 40]}x${index.toString(36)}`;
  const contexts = (): string => `(${pick(CONTEXT)} OR ${pick(CONTEXT)} OR ${pick(CONTEXT)})`;

  const makeQuery = (index: number): string => {
    const name = nameOf(index);
    const share = random.next();
    if (share < 0.2) return name;
    if (share < 0.35) return `${name} OR "${name} ${pick(COMMON)}" OR #${name}`;
    if (share < 0.55) return `(${name} OR "${name} bank") AND ${contexts()} AND NOT ${pick(UNWANTED)}`;
    if (share < 0.63) return `${name} NEAR/5 ${contexts()}`;
    if (share < 0.67) return `${name} ONEAR/3 ${pick(CONTEXT)}`;
    if (share < 0.72) return `${name.slice(0, 4)}${index.toString(36)}* OR ${name}`;
    if (share < 0.75) return `${name.slice(0, 3)}*${index.toString(36)} AND ${pick(CONTEXT)}`;
    if (share < 0.77) return `${name.slice(0, -1)}?`;
    if (share < 0.82) return `raw:${name.toUpperCase()} OR @${name}`;
    if (share < 0.86) return `${name}-${pick(SYLLABLES)} OR ${name}`;
    if (share < 0.9) return `title:${name} OR (text:${name} ${pick(CONTEXT)})`;
    if (share < 0.95) return `"${makeWord()} ${name}" OR "groupe ${name}"`;
    if (share < 0.99) return `"${makeWord()} ${makeWord()}" AND ${contexts()}`;
    return `${pick(AMBIGUOUS)} AND "${name}" NOT (${pick(UNWANTED)} OR ${pick(UNWANTED)})`;
  };

  const decorate = (word: string): string => {
    const share = random.next();
    if (share < 0.06) return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
    if (share < 0.1) return `${pick(['l’', 'd’', "qu'"])}${word}`;
    if (share < 0.11) return `#${word}`;
    if (share < 0.12) return `${word}-${pick(SYLLABLES)}`;
    return share < 0.22 ? `${word},` : share < 0.27 ? `${word}.` : word;
  };
  const mention = (brandCount: number): string => {
    const name = nameOf(Math.floor(random.next() * brandCount));
    return pick([name, `${name}s`, `l’${name}`, name.toUpperCase(), `#${name}`, `@${name}`, `${name} bank`]);
  };
  const makeDocument = (wordCount: number, brandCount: number): BenchDocument => {
    const said = Array.from({ length: wordCount }, () => (random.next() < 0.002 ? pick(AMBIGUOUS) : decorate(say())));
    const mentionCount = Math.floor(random.next() * 3);
    for (let count = 0; count < mentionCount; count += 1) {
      said[Math.floor(random.next() * said.length)] = mention(brandCount);
      said[Math.floor(random.next() * said.length)] = pick(CONTEXT);
    }
    if (random.next() < 0.1) said.push(pick(['😡', '🙂', '👍🏽']));
    const titleWords = random.next() < 0.5 ? 6 : 0;
    const title = titleWords === 0 ? null : said.slice(0, titleWords).join(' ');
    return { title, text: said.slice(titleWords).join(' ') };
  };
  return { makeQuery, makeDocument };
}
