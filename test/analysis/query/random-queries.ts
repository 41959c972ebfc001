/**
 * Random queries as text and random documents for them, over so few words that they meet often: accents, elisions,
 * hyphens, hashtags, handles, emoji, Chinese and its like, plurals, patterns, words as written.
 */
import fc from 'fast-check';
import { DOCUMENT_TYPES, type DocumentFacts, SOURCE_LABELS } from '../../../src/domain/document-facts.ts';
import type { KnownDocument } from './slow-evaluator.ts';

/** A query before it is written; a leaf is written as it is. */
export type Draft =
  | Readonly<{ kind: 'leaf'; text: string }>
  /** joints: one between each two operands, as NEAR/3. */
  | Readonly<{ kind: 'near'; operands: readonly Draft[]; joints: readonly string[] }>
  | Readonly<{ kind: 'field'; name: string; part: Draft }>
  | Readonly<{ kind: 'all' | 'any'; parts: readonly Draft[]; joint: string }>
  | Readonly<{ kind: 'not'; part: Draft; sign: string }>
  /** Parentheses that nothing asks for. */
  | Readonly<{ kind: 'group'; part: Draft }>;

/** Said and asked for so often that NEAR and phrases are found as well as missed. */
const CORE = ['orange', 'Orange', 'panne', 'bank', 'la', 'oranges'] as const;

const WORDS = [
  'orange',
  'Orange',
  'ORANGES',
  'oranges',
  'réseau',
  'reseaux',
  'panne',
  'Pannes',
  'box',
  'boxes',
  'cœur',
  'coeur',
  'été',
  'e\u0301te\u0301',
  'bank',
  'Paris',
  'la',
  'h',
  'LG',
  'orangebank',
  'email',
  'constructor',
  'ﬁbre',
  'fibre',
  'москва',
  'straße',
  '4G',
] as const;

const PHRASES = [
  '"orange bank"',
  '« Orange Bank »',
  '“la panne”',
  '„la box“',
  '"h&m"',
  '"la la"',
  '"panne d’orange"',
  '"réseau orange bank"',
  '"orang* bank"',
  '"panne 😡"',
  '"orange"',
  '"東京 orange"',
  '"e-mail la"',
  'h&m',
  "l'orange",
  'l’été',
  '"coca cola"',
] as const;

const WILDCARDS = [
  'orang*',
  'ora*e',
  'ora*ange',
  'rés*x',
  'pann?',
  '?range',
  'bo?',
  'box??',
  'org?nge',
  'c?eur',
  'e?e',
  'orangeb*',
  'coca*',
  'fib*e',
  'мос*',
  'e-mai*',
  '4?',
] as const;

const RAWS = [
  'raw:LG',
  'raw:Orange',
  'raw:orange',
  'raw:"Orange Bank"',
  '`C++`',
  '`C`',
  'raw:C#',
  'raw:"l\'orange"',
  'raw:l’orange',
  'raw:été',
  'raw:"panne !"',
  'raw:"orange, la"',
  'raw:(LG OR HP)',
  'raw:(Orange OR "la panne")',
  'raw:"#OrangeBank"',
  'raw:Coca-Cola',
  'raw:😡',
  'raw:👍🏽',
  'raw:東京',
] as const;

const SIGNS = [
  '#OrangeBank',
  '#orangebank',
  '#orange',
  '#Été',
  '@orange_fr',
  '@Orange_FR',
  '@orange_fr@mastodon.social',
  '@orange',
  '@orange.bsky.social',
  '#東京',
] as const;

const OTHERS = ['😡', '👍', '👍🏽', '👩‍💻', '🇫🇷', '❤️', '東京', '東', 'に', '서울', 'กรุง', 'ガス', '😡😡'] as const;

const HYPHENATED = ['Coca-Cola', 'e-mail', 'E-Mails', 'orange-bank', 'la-panne'] as const;

/** What stands on a side of NEAR, within a field, and everywhere else. */
const plainLeafText = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...CORE) },
  { weight: 5, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 3, arbitrary: fc.constantFrom(...PHRASES) },
  { weight: 2, arbitrary: fc.constantFrom(...WILDCARDS) },
  { weight: 2, arbitrary: fc.constantFrom(...RAWS) },
  { weight: 2, arbitrary: fc.constantFrom(...SIGNS) },
  { weight: 2, arbitrary: fc.constantFrom(...OTHERS) },
  { weight: 2, arbitrary: fc.constantFrom(...HYPHENATED) },
);

const factText = fc.constantFrom(
  'lang:fr',
  'lang:EN',
  'lang:(fr OR de)',
  'country:fr',
  'country:(be OR ch)',
  'source:forum',
  'source:(news OR review)',
  'source:social',
  'type:comment',
  'type:(post OR article)',
  'engine:discourse',
  'engine:"forum-page"',
  'tag:presse',
  'tag:"Presse Été"',
);
const siteText = fc.constantFrom(
  'site:lemonde.fr',
  'site:fr',
  'site:(lemonde.fr OR lefigaro.fr)',
  'site:www.orange.fr',
  'site:blog.lemonde.fr',
);
const urlText = fc.constantFrom(
  'url:promo',
  'url:orange.fr/pro',
  'url:"forum panne"',
  'url:orang*',
  'url:été',
  'url:(promo OR forum)',
  'url:https://www.orange.fr/pro',
  'url:raw:Promo',
  'url:@orange',
);
const authorText = fc.constantFrom(
  'author:dupont',
  'author:"Jean Dupont"',
  'author:(dupont OR martin)',
  'author:(jean -martin)',
  'author:raw:Dupont',
  'author:dup*t',
  'author:@orange_fr',
  'author:orange',
);

const toLeaf = (text: string): Draft => ({ kind: 'leaf', text });
const plainLeaf = plainLeafText.map(toLeaf);
const savedLeaf = fc.constantFrom('@crise', '@CRISE', '@pannes-box').map(toLeaf);
const nearJoint = fc
  .tuple(fc.constantFrom('NEAR/', 'NEAR/', 'ONEAR/'), fc.constantFrom(0, 1, 2, 3, 5, 100))
  .map(([name, wordCount]) => `${name}${wordCount}`);

/** What NEAR joins, of words alone: words and phrases, OR and NEAR of them. */
const nearDraft = fc.letrec<{ near: Draft; side: Draft; either: Draft }>((tie) => ({
  side: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 6, arbitrary: plainLeaf },
    { weight: 2, arbitrary: tie('either') },
    { weight: 1, arbitrary: tie('near') },
  ),
  either: fc
    .array(tie('side'), { minLength: 2, maxLength: 3 })
    .map((parts): Draft => ({ kind: 'any', parts, joint: 'OR' })),
  near: fc
    .integer({ min: 2, max: 4 })
    .chain((count) =>
      fc
        .tuple(
          fc.array(tie('side'), { minLength: count, maxLength: count }),
          fc.array(nearJoint, { minLength: count - 1, maxLength: count - 1 }),
        )
        .map(([operands, joints]): Draft => ({ kind: 'near', operands, joints })),
    ),
})).near;

/** One thing that a document can say or be. */
const leafDraft = fc.oneof(
  { weight: 12, arbitrary: plainLeaf },
  { weight: 4, arbitrary: nearDraft },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('title', 'text', 'Title'), plainLeaf)
      .map(([name, part]): Draft => ({ kind: 'field', name, part })),
  },
  { weight: 1, arbitrary: fc.oneof(urlText, authorText, siteText).map(toLeaf) },
  { weight: 4, arbitrary: factText.map(toLeaf) },
);

/** Any tree; `isInField`: of what may stand within `title:` and `text:`. */
function treeOf(leaf: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> {
  return fc.letrec<{ tree: Draft }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      { weight: 4, arbitrary: leaf },
      {
        weight: 2,
        arbitrary: fc
          .tuple(fc.array(tie('tree'), { minLength: 2, maxLength: 4 }), fc.constantFrom('AND', '', ''))
          .map(([parts, joint]): Draft => ({ kind: 'all', parts, joint })),
      },
      {
        weight: 2,
        arbitrary: fc
          .array(tie('tree'), { minLength: 2, maxLength: 4 })
          .map((parts): Draft => ({ kind: 'any', parts, joint: 'OR' })),
      },
      {
        weight: 1,
        arbitrary: fc
          .tuple(tie('tree'), fc.constantFrom('-', '−', 'NOT ', 'NOT NOT '))
          .map(([part, sign]): Draft => ({ kind: 'not', part, sign })),
      },
      { weight: 1, arbitrary: tie('tree').map((part): Draft => ({ kind: 'group', part })) },
    ),
  })).tree;
}

const fieldDraft = fc
  .tuple(fc.constantFrom('title', 'text'), treeOf(fc.oneof(plainLeaf, plainLeaf, nearDraft)))
  .map(([name, part]): Draft => ({ kind: 'field', name, part }));

/** Most random trees could match a document that says nothing, which is refused: two of three are given a word. */
function withPresence(tree: fc.Arbitrary<Draft>): fc.Arbitrary<Draft> {
  const present = fc.oneof(plainLeaf, plainLeaf, nearDraft);
  const guarded = fc
    .tuple(present, tree)
    .map(([word, part]): Draft => ({ kind: 'all', parts: [word, part], joint: '' }));
  const choice = fc
    .array(fc.oneof(present, guarded), { minLength: 2, maxLength: 4 })
    .map((parts): Draft => ({ kind: 'any', parts, joint: 'OR' }));
  return fc.oneof({ weight: 3, arbitrary: guarded }, { weight: 2, arbitrary: choice }, { weight: 1, arbitrary: tree });
}

export const draftArbitrary: fc.Arbitrary<Draft> = withPresence(
  treeOf(
    fc.oneof(
      { weight: 12, arbitrary: leafDraft },
      { weight: 1, arbitrary: fieldDraft },
      { weight: 1, arbitrary: savedLeaf },
    ),
  ),
);

/** Saved queries by name; one of them inserts the other. */
export const savedArbitrary: fc.Arbitrary<Readonly<Record<string, string>>> = fc
  .tuple(treeOf(leafDraft), treeOf(fc.oneof(plainLeaf, plainLeaf, fc.constant(toLeaf('@crise')))))
  .map(([crise, pannes]) => ({ crise: writeDraft(crise), 'pannes-box': writeDraft(pannes) }));

/** The query as its author would write it, with the parentheses that it needs. */
export function writeDraft(draft: Draft): string {
  switch (draft.kind) {
    case 'leaf':
      return draft.text;
    case 'near':
      return draft.operands
        .map((operand, index) =>
          index === 0 ? writeOperand(operand) : `${draft.joints[index - 1]} ${writeOperand(operand)}`,
        )
        .join(' ');
    case 'field':
      return `${draft.name}:${writeOperand(draft.part)}`;
    case 'all':
    case 'any':
      return draft.parts.map(writePart).join(draft.joint === '' ? ' ' : ` ${draft.joint} `);
    case 'not':
      return `${draft.sign}${writePart(draft.part)}`;
    case 'group':
      return `( ${writeDraft(draft.part)} )`;
  }
}

function writePart(draft: Draft): string {
  // NEAR beside OR is refused, and a minus sign before another one is a dash
  const isOpen = draft.kind === 'all' || draft.kind === 'any' || draft.kind === 'near' || draft.kind === 'not';
  return isOpen ? `(${writeDraft(draft)})` : writeDraft(draft);
}

function writeOperand(draft: Draft): string {
  return draft.kind === 'leaf' || draft.kind === 'group' ? writeDraft(draft) : `(${writeDraft(draft)})`;
}

const SAID = [
  ...WORDS,
  ...HYPHENATED,
  ...SIGNS,
  ...OTHERS,
  'l’orange',
  "l'Orange",
  'd’Été',
  'CocaCola',
  'coca cola',
  'Orange Bank',
  'orange bank',
  'la panne',
  'H&M',
  'C++',
  'C#',
  'LG',
  'HP',
  'panne !',
  'Oran\u00adge',
  'Ｏｒａｎｇｅ',
  '私は東京に',
  '#Orange_Bank',
  'jean@orange.fr',
  '@orange_fr:',
  '\ud83d',
  '👍🏿',
  'x',
  'le',
  '16:9',
] as const;

const SEPARATORS = [' ', ' ', ' ', ' ', ', ', '. ', '\n', '  ', '-', '’', '/', '_', '', '\u00a0', ' 😡 '] as const;

function sayingArbitrary(countMax: number): fc.Arbitrary<string> {
  const said = fc.oneof(fc.constantFrom(...CORE), fc.constantFrom(...SAID));
  return fc
    .array(fc.tuple(said, fc.constantFrom(...SEPARATORS)), { maxLength: countMax, size: 'max' })
    .map((pieces) => pieces.flat().join(''));
}

const someOf = <Value>(...values: readonly Value[]): fc.Arbitrary<Value[]> => fc.subarray([...values]);

export const factsArbitrary: fc.Arbitrary<DocumentFacts> = fc.record({
  sources: someOf(...SOURCE_LABELS),
  types: someOf(...DOCUMENT_TYPES),
  engines: someOf('discourse' as const, 'forum-page' as const, 'feed' as const),
  countries: someOf('fr', 'be', 'ch'),
  tags: someOf('presse', 'presse ete'),
});

export const documentArbitrary: fc.Arbitrary<KnownDocument> = fc.record({
  title: fc.option(sayingArbitrary(6), { nil: null }),
  text: sayingArbitrary(24),
  url: fc.constantFrom(
    null,
    'https://www.orange.fr/pro',
    'http://orange.fr/promo-%C3%A9t%C3%A9/la-panne',
    'https://forum.lemonde.fr/panne/Promo',
    'https://mastodon.social/@orange/12',
    'https://x.fr/100%/promo',
  ),
  author: fc.constantFrom(null, '', 'Jean Dupont', 'DUPONT', 'Martin, Jean', '@orange_fr'),
  site: fc.constantFrom('lemonde.fr', 'blog.lemonde.fr', 'lefigaro.fr', 'orange.fr', 'pasorange.fr', 'x.com', ''),
  language: fc.constantFrom(null, 'fr', 'en', 'de'),
  facts: factsArbitrary,
});
