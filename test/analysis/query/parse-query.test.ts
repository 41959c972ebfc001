/** What a brand's query means, and what is refused rather than guessed; docs/query-language.md is what is promised. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseQuery, QUERY_CHARACTER_COUNT_MAX, SAVED_DEPTH_MAX } from '../../../src/analysis/query/parse-query.ts';
import { handlesIn, partsOf, type Query, savedNamesIn } from '../../../src/analysis/query/query.ts';
import { AppError } from '../../../src/base/errors.ts';
import { withoutPlaces } from './without-places.ts';

type Meaning = Readonly<Record<string, unknown>>;

const term = (kind: string, text: string): Meaning => ({ kind: 'term', term: { kind, text } });
const word = (text: string): Meaning => term('word', text);
const wildcard = (text: string): Meaning => term('wildcard', text);
const sign = (text: string): Meaning => term('sign', text);
const emoji = (text: string): Meaning => term('emoji', text);
const words = (...texts: string[]): readonly Meaning[] => texts.map((text) => ({ kind: 'word', text }));
const phrase = (...texts: string[]): Meaning => ({ kind: 'phrase', terms: words(...texts) });
const hyphenated = (joined: string, ...texts: string[]): Meaning => ({
  kind: 'hyphenated',
  terms: words(...texts),
  joined,
});
const raw = (texts: string[], gaps: string[]): Meaning => ({ kind: 'raw', words: texts, gaps });
const rawWord = (text: string): Meaning => raw([text], ['', '']);
const all = (...parts: Meaning[]): Meaning => ({ kind: 'all', parts });
const any = (...parts: Meaning[]): Meaning => ({ kind: 'any', parts });
const not = (part: Meaning): Meaning => ({ kind: 'not', part });
const within = (field: string, part: Meaning): Meaning => ({ kind: 'within', field, part });
const site = (host: string): Meaning => ({ kind: 'site', host });
const fact = (field: string, value: string): Meaning => ({ kind: 'fact', field, value });
const near = (wordCountMax: number, left: Meaning, right: Meaning): Meaning => ({
  kind: 'near',
  isOrdered: false,
  wordCountMax,
  left,
  right,
});
const orderedNear = (wordCountMax: number, left: Meaning, right: Meaning): Meaning => ({
  ...near(wordCountMax, left, right),
  isOrdered: true,
});

type Saved = Readonly<Record<string, string>>;
const savedBy = (saved: Saved) => (name: string) => (Object.hasOwn(saved, name) ? (saved[name] ?? null) : null);

function refusalOf(text: string, saved: Saved = {}): AppError {
  try {
    parseQuery(text, savedBy(saved));
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`not refused: ${text}`);
}

function meaningOf(text: string, saved: Saved = {}): unknown {
  return withoutPlaces(parseQuery(text, savedBy(saved)));
}

describe('words and operators', () => {
  test.each<[string, Meaning]>([
    ['Orange', word('orange')],
    ['orange panne', all(word('orange'), word('panne'))],
    ['orange AND panne', all(word('orange'), word('panne'))],
    ['orange AND panne réseau', all(word('orange'), word('panne'), word('reseau'))],
    ['sosh OR orange OR "Orange Bank"', any(word('sosh'), word('orange'), phrase('orange', 'bank'))],
    ['orange NOT fruit', all(word('orange'), not(word('fruit')))],
    ['orange AND NOT fruit', all(word('orange'), not(word('fruit')))],
    ['"Orange Bank" -fruit', all(phrase('orange', 'bank'), not(word('fruit')))],
    ['orange −fruit', all(word('orange'), not(word('fruit')))],
    ['orange -(fruit OR jus)', all(word('orange'), not(any(word('fruit'), word('jus'))))],
    ['-fruit orange', all(not(word('fruit')), word('orange'))],
    ['NOT NOT orange', word('orange')],
    ['NOT -orange panne', all(word('orange'), word('panne'))],
    ['(((orange)))', word('orange')],
    ['(orange OR sosh) panne', all(any(word('orange'), word('sosh')), word('panne'))],
    ['(orange)(panne)"box"', all(word('orange'), word('panne'), word('box'))],
    ['orange\tAND\n panne', all(word('orange'), word('panne'))],
    ['orange and or not near', all(word('orange'), word('and'), word('or'), word('not'), word('near'))],
    ['"AND" constructor __proto__', all(word('and'), word('constructor'), word('proto'))],
    [
      'et ou sauf "ET" (“OU” "SAUF")',
      all(word('et'), word('ou'), word('sauf'), word('et'), all(word('ou'), word('sauf'))),
    ],
  ])('%s', (text, meaning) => {
    expect(meaningOf(text)).toEqual(meaning);
  });
});

describe('one word or quotation', () => {
  test.each<[string, Meaning]>([
    ['« L’Œuvre » “à vif”', all(phrase('l', 'oeuvre'), phrase('a', 'vif'))],
    ['„à vif“ „à vif”', all(phrase('a', 'vif'), phrase('a', 'vif'))],
    ['‹ à vif › ‘l’orange’', all(phrase('a', 'vif'), phrase('l', 'orange'))],
    ['H&M l’Oréal d’Orange', all(phrase('h', 'm'), phrase('l', 'oreal'), phrase('d', 'orange'))],
    ["l'Oréal", phrase('l', 'oreal')],
    ['16:9', phrase('16', '9')],
    ['Coca-Cola e-mail', all(hyphenated('cocacola', 'coca', 'cola'), hyphenated('email', 'e', 'mail'))],
    ['Porte-à-porte', hyphenated('porteaporte', 'porte', 'a', 'porte')],
    ['orang*', wildcard('orang*')],
    ['Déconn*ion', wildcard('deconn*ion')],
    ['organi?ation', wildcard('organi?ation')],
    ['?range b??', all(wildcard('?range'), wildcard('b??'))],
    ['abc?*', wildcard('abc?*')],
    [
      '"orang* bank"',
      {
        kind: 'phrase',
        terms: [
          { kind: 'wildcard', text: 'orang*' },
          { kind: 'word', text: 'bank' },
        ],
      },
    ],
    ['"tu viens ?"', phrase('tu', 'viens')],
    ['#OrangeBank', sign('#orangebank')],
    ['#Été!', sign('#ete')],
    ['＃Orange', sign('#orange')],
    ['@Orange_FR', sign('@orange_fr')],
    ['@orange_fr@mastodon.social', sign('@orange_fr@mastodon.social')],
    ['@orange-pro.bsky.social', sign('@orange-pro.bsky.social')],
    ['jean@orange.fr C#', all(phrase('jean', 'orange', 'fr'), word('c'))],
    ['😡', emoji('😡')],
    ['👍🏽 ❤️ 🇫🇷', all(emoji('👍'), emoji('❤'), emoji('🇫🇷'))],
    ['東京', phrase('東', '京')],
    ['東京*', phrase('東', '京')],
  ])('%s', (text, meaning) => {
    expect(meaningOf(text)).toEqual(meaning);
  });

  test.each<[string, Meaning]>([
    ['raw:LG', rawWord('LG')],
    ['raw:été', rawWord('été')],
    ['raw:e\u0301te\u0301', rawWord('été')],
    ['`C++`', raw(['C'], ['', '++'])],
    ['raw:C++', raw(['C'], ['', '++'])],
    ['raw:"Orange  \n Bank"', raw(['Orange', 'Bank'], ['', ' ', ''])],
    ['raw:« l’Orange »', raw(['l', 'Orange'], ['', "'", ''])],
    ['raw:#OrangeBank', raw(['Orange', 'Bank'], ['#', '', ''])],
    ['raw:(LG OR HP)', any(rawWord('LG'), rawWord('HP'))],
    ['raw:(LG -"Hp x")', all(rawWord('LG'), not(raw(['Hp', 'x'], ['', ' ', ''])))],
    ['raw:(LG NEAR/2 HP)', near(2, rawWord('LG'), rawWord('HP'))],
    ['raw:AND', rawWord('AND')],
    ['raw:title:x', raw(['title', 'x'], ['', ':', ''])],
    ['raw:orang*', raw(['orang'], ['', '*'])],
    ['raw:😡', rawWord('😡')],
  ])('%s is as it is written', (text, meaning) => {
    expect(meaningOf(text)).toEqual(meaning);
  });
});

describe('NEAR', () => {
  const [a, b, c, d] = [word('a'), word('b'), word('c'), word('d')];

  test.each<[string, Meaning]>([
    ['a NEAR/5 b', near(5, a, b)],
    ['a ONEAR/0 b', orderedNear(0, a, b)],
    ['a NEAR/100 b', near(100, a, b)],
    ['a NEAR/3 b ONEAR/5 c NEAR/1 d', near(1, orderedNear(5, near(3, a, b), c), d)],
    ['a NEAR/3 (b NEAR/5 c)', near(3, a, near(5, b, c))],
    ['a NEAR/3 (b OR "c d")', near(3, a, any(b, phrase('c', 'd')))],
    ['(a OR b) ONEAR/3 (c OR d)', orderedNear(3, any(a, b), any(c, d))],
    ['a NEAR/3 (b OR (c NEAR/1 d))', near(3, a, any(b, near(1, c, d)))],
    ['a b NEAR/3 c d', all(a, near(3, b, c), d)],
    ['a AND b NEAR/3 c AND d', all(a, near(3, b, c), d)],
    ['a -b NEAR/3 c', all(a, not(near(3, b, c)))],
    ['a OR (b NEAR/3 c)', any(a, near(3, b, c))],
    ['#a NEAR/3 😡', near(3, sign('#a'), emoji('😡'))],
    ['title:(a NEAR/3 b)', within('title', near(3, a, b))],
  ])('%s', (text, meaning) => {
    expect(meaningOf(text)).toEqual(meaning);
  });

  test.each<[string, Meaning]>([
    ['a OR (-(b NEAR/3 c) AND d)', any(a, all(not(near(3, b, c)), d))],
    ['d AND (a OR -(b NEAR/3 c))', all(d, any(a, not(near(3, b, c))))],
    ['d AND (a OR NOT (b NEAR/3 c))', all(d, any(a, not(near(3, b, c))))],
  ])('%s says by its parentheses what belongs together', (text, meaning) => {
    expect(meaningOf(text)).toEqual(meaning);
  });
});

describe('fields', () => {
  test.each<[string, Meaning]>([
    ['title:panne', within('title', word('panne'))],
    ['Title:panne', within('title', word('panne'))],
    ['text:(panne OR coupure)', within('text', any(word('panne'), word('coupure')))],
    ['title:"Orange Bank"', within('title', phrase('orange', 'bank'))],
    ['title:(orange -jus)', within('title', all(word('orange'), not(word('jus'))))],
    ['title:orang* text:#Orange', all(within('title', wildcard('orang*')), within('text', sign('#orange')))],
    ['title:raw:LG', within('title', rawWord('LG'))],
    ['title:`LG`', within('title', rawWord('LG'))],
    ['title:raw:"L G"', within('title', raw(['L', 'G'], ['', ' ', '']))],
    ['text:raw:(LG OR HP)', within('text', any(rawWord('LG'), rawWord('HP')))],
    [
      'title:(orange OR raw:LG OR raw:"H P")',
      within('title', any(word('orange'), rawWord('LG'), raw(['H', 'P'], ['', ' ', '']))),
    ],
    ['author:dupont', within('author', word('dupont'))],
    ['author:raw:Dupont', within('author', rawWord('Dupont'))],
    ['url:promo', within('url', word('promo'))],
    ['url:orange.fr/pro', within('url', phrase('orange', 'fr', 'pro'))],
    ['url:https://orange.fr/pro', within('url', phrase('orange', 'fr', 'pro'))],
    ['url:raw:Promo', within('url', rawWord('Promo'))],
    ['url:orange.fr?id=1', within('url', phrase('orange', 'fr', 'id', '1'))],
    [
      'url:https://orange.fr/promo*',
      within('url', { kind: 'phrase', terms: [...words('orange', 'fr'), { kind: 'wildcard', text: 'promo*' }] }),
    ],
    ['site:lemonde.fr', site('lemonde.fr')],
    ['site:WWW.LeMonde.fr', site('lemonde.fr')],
    ['site:https://www.lemonde.fr/', site('lemonde.fr')],
    ['site:*.lemonde.fr', site('lemonde.fr')],
    ['site:société.fr', site('xn--socit-esab.fr')],
    ['site:fr orange', all(site('fr'), word('orange'))],
    ['site:(lemonde.fr OR lefigaro.fr)', any(site('lemonde.fr'), site('lefigaro.fr'))],
    ['orange -site:lemonde.fr', all(word('orange'), not(site('lemonde.fr')))],
    ['orange lang:FR', all(word('orange'), fact('lang', 'fr'))],
    ['orange lang:(fr OR de)', all(word('orange'), any(fact('lang', 'fr'), fact('lang', 'de')))],
    ['orange country:fr', all(word('orange'), fact('country', 'fr'))],
    ['orange source:forum', all(word('orange'), fact('source', 'forum'))],
    ['orange -type:comment', all(word('orange'), not(fact('type', 'comment')))],
    ['orange engine:discourse', all(word('orange'), fact('engine', 'discourse'))],
    ['orange tag:Presse', all(word('orange'), fact('tag', 'presse'))],
    ['orange tag:"Été 2026"', all(word('orange'), fact('tag', 'ete 2026'))],
  ])('%s', (text, meaning) => {
    expect(meaningOf(text)).toEqual(meaning);
  });

  test('what a field holds ends where its parentheses do', () => {
    expect(meaningOf('title:(orange OR sosh) panne')).toEqual(
      all(within('title', any(word('orange'), word('sosh'))), word('panne')),
    );
    expect(meaningOf('raw:(LG OR HP) Panne')).toEqual(all(any(rawWord('LG'), rawWord('HP')), word('panne')));
  });

  test.each(['feed', 'forum', 'search', 'review', 'social', 'news'])('source:%s is known', (value) => {
    expect(meaningOf(`orange source:${value}`)).toEqual(all(word('orange'), fact('source', value)));
  });

  test.each(['article', 'post', 'comment', 'review'])('type:%s is known', (value) => {
    expect(meaningOf(`orange type:${value}`)).toEqual(all(word('orange'), fact('type', value)));
  });
});

describe('saved queries', () => {
  const saved = {
    crise: '(panne OR coupure) -jus',
    'pannes_box-2': '@crise box',
    absent: '-jus',
    circle: 'a @round',
    round: '@circle',
  };

  test('@name stands for the saved query of that name, in any case, and for a handle where there is none', () => {
    const crise = {
      kind: 'saved',
      name: 'crise',
      text: saved.crise,
      part: all(any(word('panne'), word('coupure')), not(word('jus'))),
    };
    expect(meaningOf('orange @Crise', saved)).toEqual(all(word('orange'), crise));
    expect(meaningOf('@pannes_box-2', saved)).toEqual({
      kind: 'saved',
      name: 'pannes_box-2',
      text: saved['pannes_box-2'],
      part: all(crise, word('box')),
    });
    expect(meaningOf('orange @crises', saved)).toEqual(all(word('orange'), sign('@crises')));
  });

  test('in quotation marks and as written it is a handle', () => {
    expect(meaningOf('"@crise"', saved)).toEqual(sign('@crise'));
    expect(meaningOf('raw:@crise', saved)).toEqual(raw(['crise'], ['@', '']));
  });

  test('its parts tell their places in its own text', () => {
    const query = parseQuery('orange @crise', savedBy(saved));
    const [, inserted] = partsOf(query);
    if (inserted?.kind !== 'saved') throw new Error('no saved query was inserted');
    expect(textOf('orange @crise', inserted)).toBe('@crise');
    expect(partsOf(inserted.part).map((part) => textOf(inserted.text, part))).toEqual(['(panne OR coupure)', '-jus']);
  });

  test('it may stand on a side of NEAR where its words may', () => {
    expect(meaningOf('orange NEAR/3 @x', { x: 'panne OR box' })).toMatchObject({
      kind: 'near',
      right: { kind: 'saved', name: 'x' },
    });
    expect(refusalOf('orange NEAR/3 @crise', saved).code).toBe('QUERY_INVALID');
  });

  test('one that only says what must be absent is fine beside a word, and refused alone', () => {
    expect(meaningOf('orange @absent', saved)).toMatchObject({ kind: 'all' });
    expect(refusalOf('@absent', saved).message).toMatch(/only says what must be absent/);
  });

  test('one that would insert itself is refused, and the message shows how', () => {
    expect(refusalOf('@circle', saved).message).toMatch(/@circle would insert itself \(@circle → @round → @circle\)/);
    expect(refusalOf('@self', { self: 'orange @SELF' }).message).toMatch(/@self would insert itself/);
  });

  test('five may stand within each other, and six may not', () => {
    const chain = (length: number): Saved =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [`s${index}`, index + 1 < length ? `@s${index + 1}` : 'orange']),
      );
    expect(SAVED_DEPTH_MAX).toBe(5);
    expect(() => parseQuery('@s0', savedBy(chain(5)))).not.toThrow();
    expect(refusalOf('@s0', chain(6)).message).toMatch(/deeper than 5/);
  });

  test('words and phrases are counted with those that it brings', () => {
    const half = Array.from({ length: 256 }, (_, index) => `w${index}`).join(' ');
    expect(() => parseQuery('@half @half', savedBy({ half }))).not.toThrow();
    expect(refusalOf('@half @half orange', { half }).message).toMatch(/512/);
  });

  test.each<[string, number, Saved]>([
    ['orange @bad', 8, { bad: 'a AND b OR c' }],
    ['orange @bad', 8, { bad: 'a OR' }],
    ['orange panne @circle', 14, { circle: 'a b c d e f @circle' }],
    ['orange @outer', 8, { outer: 'x y @inner', inner: '"' }],
    ['orange @s0', 8, { s0: '@s1', s1: '@s2', s2: '@s3', s3: '@s4', s4: '@s5', s5: 'x' }],
  ])('%s is refused at character %i, where the saved query stands that is wrong', (text, position, wrong) => {
    expect(refusalOf(text, wrong).details).toEqual({ position });
  });

  test('the names of those that are inserted, and the handles that one could take the place of, can be told', () => {
    const query = parseQuery('@pannes_box-2 @orange_fr title:@sosh "@bouygues"', savedBy(saved));
    expect(savedNamesIn(query)).toEqual(['pannes_box-2', 'crise']);
    expect(handlesIn(query)).toContain('@orange_fr');
    expect(handlesIn(query)).not.toContain('@sosh');
  });
});

function textOf(text: string, part: Query): string {
  return text.slice(part.start, part.end);
}

describe('places', () => {
  /** Every part with what stands at its place, outermost first. */
  function listParts(text: string): readonly string[] {
    const list: string[] = [];
    const visit = (part: Query): void => {
      list.push(`${part.kind} ${textOf(text, part)}`);
      for (const each of partsOf(part)) visit(each);
    };
    visit(parseQuery(text));
    return list;
  }

  test.each<[string, string[]]>([
    [
      ' orange  -"jus de fruit" ',
      ['all orange  -"jus de fruit"', 'term orange', 'not -"jus de fruit"', 'phrase "jus de fruit"'],
    ],
    [
      '(orange OR sosh) AND NOT (jus)',
      [
        'all (orange OR sosh) AND NOT (jus)',
        'any (orange OR sosh)',
        'term orange',
        'term sosh',
        'not NOT (jus)',
        'term (jus)',
      ],
    ],
    [
      'title:(a NEAR/3 « b c ») raw:"X"',
      [
        'all title:(a NEAR/3 « b c ») raw:"X"',
        'within title:(a NEAR/3 « b c »)',
        'near (a NEAR/3 « b c »)',
        'term a',
        'phrase « b c »',
        'raw raw:"X"',
      ],
    ],
    ['a NEAR/1 b NEAR/2 c', ['near a NEAR/1 b NEAR/2 c', 'near a NEAR/1 b', 'term a', 'term b', 'term c']],
    [
      'x site:lemonde.fr -lang:(fr OR de)',
      [
        'all x site:lemonde.fr -lang:(fr OR de)',
        'term x',
        'site site:lemonde.fr',
        'not -lang:(fr OR de)',
        'any lang:(fr OR de)',
        'fact fr',
        'fact de',
      ],
    ],
    ['😡 `C++` #été', ['all 😡 `C++` #été', 'term 😡', 'raw `C++`', 'term #été']],
  ])('the parts of %s are where they were written', (text, parts) => {
    expect(listParts(text)).toEqual(parts);
  });
});

describe('refusals', () => {
  test.each<[string, number, RegExp]>([
    ['garance ET panne', 9, /ET is not an operator here: write AND, or quote it \("ET"\)/],
    ['garance OU panne', 9, /OU .* write OR, or quote/],
    ['garance SAUF jus', 9, /SAUF .* write NOT, or quote/],
    ['garance NON jus', 9, /NON .* write NOT, or quote/],
    ['', 1, /empty: write at least one word/],
    ['   ', 1, /empty/],
    ['orange (panne', 8, /never closed: add "\)"/],
    ['orange (', 8, /never closed/],
    ['orange)', 7, /no opening one: remove it/],
    ['orange ()', 8, /hold nothing: remove them or write a word/],
    ['orange "panne', 8, /never closed: close it/],
    ['orange « panne', 8, /never closed/],
    ['orange “panne', 8, /never closed/],
    ['orange „panne', 8, /never closed/],
    ['orange ‘panne', 8, /never closed/],
    ['orange panne›', 13, /no opening one/],
    ['orange `panne', 8, /backtick ` is never closed/],
    ['orange » panne', 8, /no opening one: remove it or add one/],
    ['orange ” panne', 8, /no opening one/],
    ['orange ""', 8, /no letter and no digit: remove it or add a word/],
    ['orange &', 8, /no letter and no digit/],
    ['orange ?', 8, /no letter and no digit/],
    ['orange "??"', 8, /no letter and no digit/],
    ['orange # jus', 8, /no letter and no digit/],
    ['orange @ jus', 8, /no letter and no digit/],
    ['orange raw:"!"', 12, /no letter, no digit and no emoji/],
    ['orange AND', 8, /nothing follows AND: add a word after it or remove it/],
    ['(orange OR) sosh', 9, /nothing follows OR/],
    ['orange NOT', 8, /nothing follows NOT/],
    ['orange NEAR/5', 8, /nothing follows NEAR\/5/],
    ['AND orange', 1, /AND has no word before it that it could join: add one, or quote "AND"/],
    ['NEAR/5 orange', 1, /no word before it/],
    ['orange OR OR sosh', 11, /no word before it/],
    ['(OR orange)', 2, /no word before it/],
    ['orange -', 8, /minus sign must stand right before/],
    ['orange - fruit', 8, /minus sign/],
    ['orange -- fruit', 8, /minus sign/],
    ['orange --fruit', 8, /minus sign/],
    ['orange – fruit', 8, /minus sign/],
    ['(orange -)', 9, /minus sign/],
    ['-fruit', 1, /only says what must be absent .*: add a word that must be present, as in orange -fruit/],
    ['orange OR -fruit', 1, /only says what must be absent/],
    ['orange OR NOT fruit', 1, /only says what must be absent/],
    ['NOT (orange -fruit)', 1, /only says what must be absent/],
    ['-title:fruit', 1, /only says what must be absent/],
    ['lang:fr', 1, /says no word .*: add a word that must be present, as in orange lang:fr/],
    ['lang:fr country:fr', 1, /says no word/],
    ['tag:presse OR source:forum', 1, /says no word/],
    ['site:fr', 1, /says no word/],
    ['lang:fr OR orange', 1, / one side of OR says no word .*: add a word that must be present, as in orange lang:fr/],
    ['-fruit OR orange', 1, / one side of OR only says what must be absent .* as in orange -fruit/],
    ['-(orange fruit) OR -fruit', 1, / the query only says what must be absent/],
    ['site:fr OR orange', 1, /nearly every document/],
    ['lang:fr OR orange', 1, /nearly every document/],
    ['lang:fr -orange', 1, /nearly every document/],
    ['-site:lemonde.fr', 1, /nearly every document/],
  ])('%j is refused at character %i', (text, position, reason) => {
    expectRefusal(text, position, reason);
  });

  test.each<[string, number, RegExp]>([
    [
      'or*',
      3,
      /star stands behind fewer than 3 letters .*: write more of the word before it, or each form of it, joined by OR/,
    ],
    ['o*', 2, /fewer than 3 letters/],
    ['orange d?j*', 11, /fewer than 3 letters/],
    ['"orange or*"', 11, /fewer than 3 letters/],
    ['title:or*', 9, /fewer than 3 letters/],
    ['url:https://a*b', 14, /fewer than 3 letters/],
    ['*tion orange', 1, /fewer than 3 letters/],
    ['ora*g*', 6, /more than one star: keep one, or write two words/],
    ['orange**', 8, /more than one star/],
    ['orange *', 8, /no letter and no digit/],
    ['東*京', 1, /characters that are words of their own: remove it/],
    ['東?京', 1, /characters that are words of their own: remove it/],
  ])('the star of %j is refused at character %i', (text, position, reason) => {
    expectRefusal(text, position, reason);
  });

  test.each<[string, number, RegExp]>([
    ['a NEAR b', 3, /NEAR does not say how many words may stand between: write NEAR\/5, with a number from 0 to 100/],
    ['a NEAR/ b', 3, /how many words/],
    ['a NEAR/x b', 3, /how many words/],
    ['a ONEAR b', 3, /write ONEAR\/5/],
    ['a NEAR/101 b', 3, /from 0 to 100/],
    ['a NEAR/-1 b', 3, /from 0 to 100/],
    ['a NEAR/1000 b', 3, /from 0 to 100/],
    ['a near/5 b', 3, /operators are written in capitals: write NEAR\/5, or quote/],
    ['a Onear/5 b', 3, /write ONEAR\/5/],
    ['a NEAR/3 -b', 10, /needs a word on its right that is to be there/],
    ['a NEAR/3 NOT b', 10, /needs a word on its right/],
    ['a NEAR/3 (NOT b)', 10, /must be absent cannot stand on a side of NEAR\/3/],
    ['(a OR -b) NEAR/3 c', 7, /must be absent cannot stand on a side of NEAR\/3/],
    ['a NEAR/3 lang:fr', 10, /joins words of the title and the text alone: join this by AND/],
    ['a NEAR/3 site:lemonde.fr', 10, /join this by AND/],
    ['author:dupont NEAR/3 a', 1, /join this by AND/],
    ['a NEAR/3 url:promo', 10, /join this by AND/],
    ['a NEAR/3 NEAR/3 b', 10, /no word before it/],
  ])('NEAR in %j is refused at character %i', (text, position, reason) => {
    expectRefusal(text, position, reason);
  });

  test.each(['title:orange NEAR/3 panne', 'orange NEAR/3 text:panne'])(
    '%s is refused: a side of NEAR is made of words, phrases, OR and NEAR alone',
    (text) => {
      expect(refusalOf(text).message).toMatch(/NEAR\/3/);
    },
  );

  test.each<[string, number, RegExp]>([
    ['titre:x', 1, /no field "titre": write title:, or quote the whole/],
    ['orange auteur:x', 8, /write author:/],
    ['orange langue:fr', 8, /write lang:/],
    ['foo:bar', 1, /no field "foo": the fields are title, text, .*, or quote the whole/],
    ['constructor:x', 1, /no field "constructor"/],
    ['title:', 1, /nothing stands right behind title: write .* without a space, as in title:panne/],
    ['orange title: panne', 8, /without a space/],
    ['(title:)', 2, /nothing stands right behind title/],
    ['raw: LG', 1, /as in raw:LG/],
    ['title:-x', 1, /write a word, a phrase or parentheses/],
    ['title:AND', 1, /write a word, a phrase or parentheses/],
    ['title:()', 7, /hold nothing/],
    ['title:(a text:b)', 10, /text: stands within title: .* close the parentheses before it/],
    ['title:title:a', 1, /write a word, a phrase or parentheses/],
    ['author:(a lang:fr)', 11, /stands within author:/],
    ['lang:(fr OR title:x)', 13, /stands within lang:/],
    ['raw:(title:x)', 6, /stands within raw:/],
    ['raw:(a raw:"b")', 8, /stands within raw:/],
    ['raw:(a raw:b)', 8, /raw/],
    ['orange lang:raw:fr', 13, /raw/],
    ['orange source:`forum`', 15, /raw/],
    ['orange site:raw:lemonde.fr', 13, /raw/],
    ['orange site:`lemonde.fr`', 13, /raw|host/],
    ['orange lang:french', 13, /two letters of a language \(ISO 639-1\), as in lang:fr, and not "french"/],
    ['orange country:fra', 16, /two letters of a country \(ISO 3166-1\), as in country:fr/],
    ['orange source:blog', 15, /source: knows no "blog": write one of feed, forum, search, review, social, news/],
    ['orange type:blog', 13, /write one of article, post, comment, review/],
    ['orange engine:blog', 15, /write one of .*discourse/],
    ['orange lang:(fr OR french)', 20, /lang:/],
    ['orange tag:""', 12, /holds nothing: write a value, as in tag:presse/],
    ['site:lemonde.fr/x', 6, /site: takes a host, and lemonde.fr\/x is an address: write site:lemonde.fr, or url:/],
    ['orange site:*', 13, /no host: write one as in site:lemonde.fr/],
    ['orange site:le_monde.fr', 13, /no host/],
    ['orange site:""', 13, /no host/],
    ['https://orange.fr/pro', 1, /is an address: write url: before it .*, site: and its host .*, or quote it/],
    ['orange title:http://x.fr', 14, /is an address/],
  ])('%j is refused at character %i', (text, position, reason) => {
    expectRefusal(text, position, reason);
  });

  function expectRefusal(text: string, position: number, reason: RegExp): void {
    const refusal = refusalOf(text);
    expect(refusal.code).toBe('QUERY_INVALID');
    expect(refusal.message).toMatch(reason);
    expect(refusal.message).toContain(`character ${position} `);
    expect(refusal.details).toEqual({ position });
  }
});

describe('what can be read in two ways is refused with both readings, each of which parses', () => {
  test.each([
    ['orange AND panne OR coupure', 18, '(orange AND panne) OR coupure', 'orange AND (panne OR coupure)'],
    ['orange panne OR coupure', 14, '(orange panne) OR coupure', 'orange AND (panne OR coupure)'],
    ['sosh OR orange -fruit', 16, '(sosh OR orange) AND -fruit', 'sosh OR (orange AND -fruit)'],
    ['x (a OR b "c d")', 11, '(a OR b) AND "c d"', 'a OR (b AND "c d")'],
    ['a AND b AND c OR (d e)', 15, '(a AND b AND c) OR (d e)', 'a AND b AND (c OR (d e))'],
    ['a OR b title:(c d)', 8, '(a OR b) AND title:(c d)', 'a OR (b AND title:(c d))'],
    ['a OR b NEAR/3 c', 6, 'a OR (b NEAR/3 c)', '(a OR b) NEAR/3 c'],
    ['a NEAR/3 b OR c', 1, '(a NEAR/3 b) OR c', 'a NEAR/3 (b OR c)'],
    ['"a b" ONEAR/3 b OR #c', 1, '("a b" ONEAR/3 b) OR #c', '"a b" ONEAR/3 (b OR #c)'],
  ])('%s', (text, position, one, other) => {
    const refusal = refusalOf(text);
    expect(refusal.message).toContain(one);
    expect(refusal.message).toContain(other);
    expect(refusal.details).toEqual({ position });
    expect(() => [parseQuery(one), parseQuery(other)]).not.toThrow();
  });

  test.each(['sosh OR (orange OR bank) NEAR/3 panne', 'sosh OR (orange) NEAR/3 panne', '(a) NEAR/3 (b) OR c'])(
    '%s, whose NEAR begins with a parenthesis',
    (text) => {
      expect(refusalOf(text).message).toMatch(/OR and NEAR\/3 stand side by side, which can be read in two ways/);
    },
  );

  test.each([
    ['(a b) NEAR/3 c', 1],
    ['c NEAR/3 (a AND b)', 10],
    ['c NEAR/3 (x OR (a b))', 16],
    ['(a b) NEAR/3 c NEAR/3 d', 1],
  ] as const)('%s, whose words must all be there on one side of NEAR', (text, position) => {
    const refusal = refusalOf(text);
    expect(refusal.details).toEqual({ position });
    expect(refusal.message).toMatch(
      /read in two ways: write either \(a NEAR\/3 …\) AND \(b NEAR\/3 …\), or else \(a NEAR\/3 …\) AND b/,
    );
  });
});

describe('limits', () => {
  test('the largest allowed queries parse, and the next are refused', () => {
    expect(() => parseQuery(`${'('.repeat(50)}a${')'.repeat(50)}`)).not.toThrow();
    expect(refusalOf(`${'('.repeat(51)}a${')'.repeat(51)}`).details).toEqual({ position: 51 });
    expect(refusalOf(`title:${'('.repeat(51)}a${')'.repeat(51)}`).details).toEqual({ position: 57 });
    expect(refusalOf(`b ${'-('.repeat(51)}a${')'.repeat(51)}`).details).toEqual({ position: 104 });
    expect(() => parseQuery('ab '.repeat(512))).not.toThrow();
    expect(refusalOf('ab '.repeat(513)).message).toContain('512');
    expect(refusalOf('ab '.repeat(513)).details).toEqual({ position: 1537 });
    expect(() => parseQuery('a'.repeat(4096))).not.toThrow();
    expect(refusalOf('a'.repeat(4097)).message).toContain('4096');
    expect(refusalOf('a'.repeat(4097)).details).toEqual({ position: 4097 });
    expect(() => parseQuery(`"${'ab '.repeat(64)}"`)).not.toThrow();
    expect(refusalOf(`"${'ab '.repeat(65)}"`).message).toContain('64');
    expect(refusalOf(`raw:"${'ab '.repeat(65)}"`).message).toContain('64');
    expect(refusalOf(`x ${'a-'.repeat(64)}a`).details).toEqual({ position: 3 });
    expect(refusalOf('('.repeat(4096)).message).toContain('50');
    expect(() => parseQuery(`${'NOT '.repeat(1000)}a`)).not.toThrow();
    expect(() => parseQuery('a NEAR/100 b NEAR/0 c')).not.toThrow();
  });

  test('a long query is quoted in part by the message that refuses it', () => {
    for (const text of [
      `${'word '.repeat(400)}OR other`,
      `other OR ${'word '.repeat(400)}`,
      `(${'word '.repeat(400)}) NEAR/3 a`,
      `a OR b NEAR/3 ${'c'.repeat(3000)}`,
      `${'b'.repeat(3000)}:x`,
      `https://${'b'.repeat(3000)}`,
      `orange site:${'/'.repeat(3000)}`,
      `orange source:${'b'.repeat(3000)}`,
      `orange ${'&'.repeat(3000)}`,
      `orange "${' '.repeat(3000)}"`,
      `orange ${'*'.repeat(3000)}`,
      `orange NEAR/${'9'.repeat(3000)} b`,
      `orange near/${'9'.repeat(3000)} b`,
    ]) {
      expect(refusalOf(text).message.slice(0, 700)).toBe(refusalOf(text).message);
    }
  });
});

describe('whatever is typed', () => {
  test('what cannot be read is refused, never thrown otherwise', () => {
    for (const text of [
      '\ud800',
      '\0',
      '\u200b',
      '"',
      '-"',
      '-(',
      ')(',
      '«»',
      'a"b"c(',
      'title:"',
      'raw:',
      '@',
      '#️⃣',
      'a NEAR/',
    ]) {
      expect(() => parseQuery(text)).toThrow(AppError);
    }
  });

  test('pieces of the language in any order parse or are refused at a character of the query, in a short sentence', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'orange',
        'é',
        '(',
        ')',
        '"',
        '«',
        '»',
        '“',
        '`',
        '-',
        ' ',
        ' ',
        ' ',
        'AND',
        'OR',
        'NOT',
        'NEAR/3',
        'ONEAR/',
      ),
      fc.constantFrom(
        'title:',
        'raw:',
        'lang:',
        'site:',
        'tag:',
        'url:',
        'fr',
        '*',
        '?',
        '#',
        '@',
        'crise',
        '😡',
        '東',
        '\ud83d',
        '.',
        '/',
      ),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    let readCount = 0;
    const text = fc.array(piece, { maxLength: 14, size: 'max' }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (typed) => {
        try {
          const query = parseQuery(typed, savedBy({ crise: 'panne OR box' }));
          readCount += 1;
          expect(query.end).toBeLessThanOrEqual(typed.length);
        } catch (error) {
          if (!(error instanceof AppError)) throw error;
          expect(error.code).toBe('QUERY_INVALID');
          const position = Number(error.details?.position);
          expect(position).toBeGreaterThanOrEqual(1);
          expect(position).toBeLessThanOrEqual(Math.max(1, typed.length));
          expect(error.message).toMatch(/^At character \d+ of the query, .+\.$/su);
          expect(error.message.length).toBeLessThan(1_000);
        }
      }),
      { seed: 3, numRuns: 20_000 },
    );
    expect(readCount).toBeGreaterThan(500);
  });

  test('the longest query is 4,096 characters', () => {
    expect(QUERY_CHARACTER_COUNT_MAX).toBe(4_096);
  });
});
