/**
 * Which documents match which queries, and where, row by row of docs/query-language.md. match-fuzz.test.ts holds the
 * whole against a slow evaluator.
 */
import { describe, expect, test } from 'vitest';
import { compileMatcher, type QueryMatch } from '../../../src/analysis/query/compile-matcher.ts';
import { isMet } from '../../../src/analysis/query/conditions.ts';
import { SPAN_COUNT_MAX } from '../../../src/analysis/query/evaluate-node.ts';
import { parseQuery } from '../../../src/analysis/query/parse-query.ts';
import type { MatchableDocument } from '../../../src/analysis/query/read-document.ts';
import type { DocumentFacts } from '../../../src/domain/document-facts.ts';
import type { Span } from '../../../src/domain/mention.ts';

const NO_FACTS: DocumentFacts = { sources: [], types: [], engines: [], countries: [], tags: [] };

/** A document is told by its text, or by what it has besides. */
type Told = string | (Partial<MatchableDocument> & Readonly<{ facts?: DocumentFacts }>);

type Saved = Readonly<Record<string, string>>;

function toDocument(told: Told): MatchableDocument {
  return { title: null, text: '', ...(typeof told === 'string' ? { text: told } : told) };
}

function matchOf(query: string, told: Told, saved: Saved = {}): QueryMatch<string> | undefined {
  const parsed = parseQuery(query, (name) => (Object.hasOwn(saved, name) ? (saved[name] ?? null) : null));
  return compileMatcher([{ id: 'only', key: query, query: parsed }]).match(toDocument(told))[0];
}

function spansOf(query: string, told: Told): readonly Span[] | null {
  return matchOf(query, told)?.spans ?? null;
}

/** What is marked, as it is written. */
function markedIn(query: string, told: Told): readonly string[] | null {
  const document = toDocument(told);
  const spans = spansOf(query, told);
  return spans?.map(({ field, start, end }) => (document[field] ?? '').slice(start, end)) ?? null;
}

/** One row: a query, what it finds, what it does not find. */
type Row = readonly [query: string, found: readonly Told[], missed: readonly Told[]];

function testRows(rows: readonly Row[]): void {
  test.each(rows.flatMap(([query, found]) => found.map((told) => [query, told] as const)))(
    '%s finds %j',
    (query, told) => {
      expect(matchOf(query, told)).toMatchObject({ key: query, condition: null });
    },
  );
  test.each(rows.flatMap(([query, , missed]) => missed.map((told) => [query, told] as const)))(
    '%s does not find %j',
    (query, told) => {
      expect(matchOf(query, told)).toBeUndefined();
    },
  );
}

describe('a word', () => {
  testRows([
    [
      'orange',
      [
        'Orange',
        'ORANGE',
        'l’ORANGE',
        "l'orange",
        'd’Orange',
        'oranges',
        '#Orange',
        '@orange',
        'Orànge',
        'orange.fr',
        'une-orange',
        { title: 'Orange' },
      ],
      [
        '',
        'orangerie',
        'orang',
        'orangeade',
        'oranger',
        { url: 'https://orange.fr', author: 'Orange', site: 'orange.fr' },
      ],
    ],
    ['Orànge', ['orange', 'ORANGES', 'Orange'], ['orang']],
    ['été', ['ete', 'Été', 'e\u0301te\u0301', 'étés'], ['etat']],
    ['cœur', ['coeur', 'CŒUR', 'cœurs'], ['cur']],
    ['orange', ['Ｏｒａｎｇｅ', '𝐎𝐫𝐚𝐧𝐠𝐞', 'Oran\u00adge', 'Oran\u200bge'], []],
    ['москва', ['МОСКВА'], ['москве']],
  ]);
});

describe('plurals', () => {
  testRows([
    ['forfait', ['forfait', 'forfaits'], ['forfaitx', 'forfaites']],
    ['forfaits', ['forfait', 'forfaits'], []],
    ['réseau', ['réseaux', 'reseaus'], []],
    ['réseaux', ['réseau'], []],
    ['bijou', ['bijoux'], []],
    ['bijoux', ['bijou'], []],
    ['box', ['boxes'], ['boxs']],
    ['boxes', ['boxes', 'box'], []],
    ['coaches', ['coach'], []],
    ['oranges', ['orange'], []],
    ['Paris', ['Paris'], ['pari']],
    ['bus', ['bus'], ['bu']],
    ['nos', [], ['no']],
    ['jeux', [], ['jeu']],
    ['cheval', ['cheval'], ['chevaux']],
    ['"orange bank"', ['oranges banks'], []],
    ['raw:orange', [], ['oranges']],
    ['raw:oranges', [], ['orange']],
  ]);
});

describe('AND, OR, NOT and parentheses', () => {
  testRows([
    ['orange panne', ['panne chez Orange', { title: 'Orange', text: 'en panne' }], ['orange', 'panne']],
    ['orange AND panne', ['panne chez Orange', { title: 'panne', text: 'Orange' }], ['orange', 'panne']],
    ['sosh OR orange', ['sosh', 'orange', 'sosh orange'], ['', 'bouygues']],
    ['orange NOT jus', ['orange'], ['jus', 'jus d’orange', { title: 'Orange', text: 'jus' }]],
    ['orange -jus', ['orange'], ['jus d’orange', { title: 'jus', text: 'orange' }]],
    [
      '(orange OR sosh) AND (box OR fibre) -jus',
      ['orange box', 'sosh fibre', { title: 'Sosh', text: 'la box' }],
      ['orange', 'box fibre', 'orange sosh', 'orange box jus'],
    ],
    ['orange -(jus OR fruit)', ['orange'], ['orange jus', 'orange fruit']],
    ['orange -(jus fruit)', ['orange', 'orange jus', 'orange fruit'], ['orange jus fruit']],
    ['orange -(jus -frais)', ['orange', 'orange jus frais'], ['orange jus']],
    ['NOT NOT orange', ['orange'], ['']],
    ['orange (sosh OR -jus)', ['orange', 'orange jus sosh'], ['orange jus', 'sosh']],
  ]);
});

describe('a phrase', () => {
  testRows([
    [
      '"Orange Bank"',
      [
        'orange bank',
        'ORANGE BANK',
        'Orange, Bank',
        'Orange-Bank',
        'Orange\nBank',
        '#OrangeBank',
        'oranges banks',
        { title: 'Orange Bank' },
      ],
      [
        'bank orange',
        'orange une bank',
        'orange',
        'orange 😡 bank',
        'orangebank',
        { title: 'Avec Orange', text: 'Bank holiday' },
      ],
    ],
    ['« Orange Bank »', ['orange bank'], ['bank orange']],
    ['“Orange Bank”', ['orange bank'], ['bank orange']],
    ['„Orange Bank“', ['orange bank'], ['bank orange']],
    ['"H&M"', ['H&M', 'H M', 'h/m', 'chez H&M,'], ['hm', 'H et M', 'm h']],
    ['H&M', ['H&M', 'H M'], ['HM']],
    ['"l\'Orange"', ['l’Orange', "l'orange", 'l orange'], ['orange']],
    ['"la la land"', ['la la la land'], ['la land', 'la la']],
    ['"je suis 😡"', ['Je suis 😡😡'], ['je suis', '😡 je suis']],
  ]);
});

describe('NEAR', () => {
  testRows([
    [
      'orange NEAR/5 panne',
      [
        'orange panne',
        'panne orange',
        'orange a b c d e panne',
        'panne a b c d e orange',
        { title: 'orange', text: 'x orange en panne' },
      ],
      ['orange a b c d e f panne', 'orange', 'panne', { title: 'orange', text: 'panne' }],
    ],
    ['orange NEAR/0 panne', ['orange panne', 'panne, orange'], ['orange a panne']],
    ['orange NEAR/1 panne', ['orange 😡 panne', 'orange !!! a ... panne'], ['orange 😡 😡 panne']],
    ['orange ONEAR/0 panne', ['orange panne'], ['panne orange']],
    [
      'panne ONEAR/3 (orange OR sosh)',
      ['panne orange', 'panne a b c sosh', 'sosh panne a orange'],
      ['orange panne', 'sosh a panne', 'panne a b c d sosh'],
    ],
    ['orange NEAR/5 orange', ['orange, orange', 'orange a b oranges'], ['orange']],
    ['"a b" NEAR/5 "b c"', ['a b x b c', 'b c a b'], ['a b c']],
    ['orange NEAR/5 #OrangeBank', ['orange et #orangebank', '#OrangeBank orange'], ['#OrangeBank']],
    [
      '"orange bank" NEAR/1 panne',
      ['orange bank en panne', 'panne chez Orange Bank'],
      ['panne chez une Orange Bank', 'orange panne bank'],
    ],
    ['orange NEAR/100 panne', [`orange ${'x '.repeat(100)}panne`], [`orange ${'x '.repeat(101)}panne`]],
    [
      'orange NEAR/100 panne',
      [],
      [
        { title: 'orange', text: 'panne' },
        { title: 'panne', text: 'orange' },
      ],
    ],
    ['orange -(orange NEAR/2 jus)', ['orange', 'orange a b c jus'], ['orange a b jus', 'jus orange']],
    [
      'title:(orange NEAR/1 panne)',
      [{ title: 'orange panne' }],
      [{ text: 'orange panne' }, { title: 'orange', text: 'panne' }],
    ],
  ]);

  describe('one after another goes from left to right', () => {
    testRows([
      [
        'a NEAR/3 b NEAR/5 c',
        ['a x x x b y y y y y c', 'c y y y y y a b', 'b a c'],
        ['a x x x x b c', 'a b y y y y y y c', 'a c', 'c y y y y y y a x x x b'],
      ],
      ['a ONEAR/1 b ONEAR/1 c', ['a b c', 'a x b x c'], ['c a b', 'b a c', 'a c b']],
      ['a NEAR/1 (b NEAR/5 c)', ['a x b y y y y y c', 'b y y y y y c x a'], ['a x x b c', 'b a c']],
      // every b is joined to the nearest a, and no b to an a behind which another one stands
      ['a NEAR/9 b NEAR/0 c', ['a b c', 'b x a b c', 'c b x a b', 'a b x b c'], ['a x b x c']],
      ['z NEAR/0 (a NEAR/9 b) NEAR/0 c', ['z a x b c', 'c b x a z'], ['z a b a b c']],
      ['a NEAR/1 (b OR "b c") NEAR/0 d', ['a b c d', 'a x b d'], ['a b x d']],
    ]);
  });
});

describe('stars and question marks', () => {
  testRows([
    ['orang*', ['orange', 'Orangerie', 'orang', 'l’orangeade', '#OrangeBank', 'ORÀNG'], ['oran', 'une dorange']],
    ['déconn*ion', ['déconnexion', 'deconnection', 'déconnion'], ['déconnexions', 'déconnecté']],
    [
      'organi?ation',
      ['organisation', 'organization', 'ORGANISATION'],
      ['organiation', 'organissation', 'organisations'],
    ],
    ['ora*ange', ['oraange', 'oraxange'], ['orange']],
    ['bo?', ['box', 'bot'], ['bo', 'boxe']],
    ['?range', ['orange', 'grange'], ['range']],
    ['b??k', ['bank', 'book'], ['bk', 'blank']],
    ['a?b', ['axb', 'aéb', 'a\u{10400}b'], ['ab', 'axxb']],
    ['abc⑴*', ['abc⑴', 'abc⑴x', 'abc⑴\u{10400}'], ['abc1']],
    ['"orang* bank"', ['orangerie bank'], ['bank orange', 'orange x bank']],
    ['bank NEAR/1 orang*', ['orangerie bank'], ['orangerie x x bank']],
    ['title:orang*', [{ title: 'orangerie' }], [{ text: 'orangerie' }]],
  ]);
});

describe('as written', () => {
  const blanks = ' '.repeat(50);

  testRows([
    ['raw:LG', ['LG', 'chez LG.', { title: 'LG' }, '#LG'], ['lg', 'Lg', 'LGs', 'LGV']],
    [
      'raw:"Orange Bank"',
      ['Orange Bank', 'Orange  Bank', 'Orange\n\tBank', 'Orange\u00a0Bank', `Orange${blanks}Bank`],
      [
        'orange bank',
        'ORANGE BANK',
        'Orange, Bank',
        'Orange-Bank',
        'Oranges Bank',
        `Orange${blanks}, Bank`,
        `Orange${blanks}; Bank`,
      ],
    ],
    ['`C++`', ['C++', 'le C++, bien', 'du C++.'], ['C', 'c++', 'C+', 'C +', 'C ++']],
    ['raw:(LG OR HP)', ['LG', 'HP'], ['lg', 'hp']],
    ['raw:été', ['été', 'e\u0301te\u0301'], ['ete', 'Été', 'étés']],
    ['raw:e\u0301te\u0301', ['été'], ['ete']],
    ['raw:"l\'Orange"', ['l’Orange', "l'Orange", 'l‘Orange'], ['l Orange', 'L’Orange']],
    ['raw:H&M', ['H&M', 'chez H&M.'], ['H M', 'H & M', 'h&m']],
    ['raw:"Yahoo!"', ['Yahoo!', 'Yahoo!?'], ['Yahoo', 'Yahoo ?', 'Yahoo?!']],
    ['raw:.NET', ['.NET', 'le .NET', 'ASP.NET'], ['NET', '. NET']],
    ['raw:"a / b"', ['a / b', `a${blanks}/ b`, `a /${blanks}b`], ['a/b', 'a b']],
    ['raw:👍🏽', ['👍🏽'], ['👍', '👍🏿']],
    ['raw:Coca-Cola', ['Coca-Cola'], ['Coca Cola', 'coca-cola', 'CocaCola']],
    ['raw:東京', ['私は東京に'], ['東 京']],
    ['title:raw:LG', [{ title: 'LG' }], [{ title: 'lg' }, { text: 'LG' }]],
  ]);
});

describe('hashtags, handles and emoji', () => {
  testRows([
    [
      '#OrangeBank',
      ['#OrangeBank', '#orangebank', '#ORANGEBANK', '＃OrangeBank', '(#orangebank)', { title: '#OrangeBank' }],
      ['OrangeBank', 'Orange Bank', '#OrangeBanks', '#Orange', '#Orange Bank', 'x#OrangeBank'],
    ],
    ['orange bank', ['#OrangeBank'], ['#orangebank']],
    ['orangebank', ['#OrangeBank', '#orangebank', 'orangebank', 'OrangeBank'], ['Orange Bank', '#Orange #Bank']],
    ['orangeb*', ['#OrangeBank', '#orangebank'], ['Orange B']],
    ['"la 4G"', ['la #4G'], ['la 4 G']],
    ['sfr box', ['#SFRBox', '#SfrBox', '#sfr_box'], ['#sfrbox']],
    ['#été', ['#ÉTÉ', '#ete'], ['été']],
    ['#東京', ['#東京'], ['東京']],
    [
      '@orange_fr',
      ['@orange_fr', '@Orange_FR:', 'Merci @orange_fr.', '@orange_fr@mastodon.social', '@orange_fr.bsky.social'],
      ['orange_fr', 'orange fr', '@orange', '@orange_france', 'jean@orange_fr', '@x@orange_fr'],
    ],
    ['@orange_fr@mastodon.social', ['@orange_fr@mastodon.social'], ['@orange_fr', '@orange_fr@piaille.fr']],
    ['😡', ['😡', 'Quelle panne😡!', '😡😡', { title: '😡' }], ['😠', ':-(', '']],
    ['👍', ['👍', '👍🏽', '👍🏿'], ['👎']],
    ['👍🏽', ['👍', '👍🏿'], ['👎']],
    ['❤️', ['❤', '❤️'], ['💔']],
    ['👩🏽‍💻', ['👩‍💻', '👩🏿‍💻'], ['👩', '💻', '👨‍💻']],
    ['🇫🇷', ['🇫🇷', 'Vive la 🇫🇷🇧🇪'], ['🇧🇪', '🇫 🇷']],
  ]);
});

describe('hyphens', () => {
  testRows([
    [
      'Coca-Cola',
      ['Coca-Cola', 'coca cola', 'CocaCola', 'coca‑cola', 'du Coca, Cola', '#CocaCola', '#cocacola'],
      ['coca', 'cola coca', 'coca et cola'],
    ],
    ['e-mail', ['e-mail', 'e mail', 'email', 'E-Mails', 'emails'], ['mail', 'e', 'courriel']],
    ['title:e-mail', [{ title: 'un email' }], [{ text: 'un email' }]],
  ]);
});

describe('scripts without spaces are read character by character', () => {
  testRows([
    ['東京', ['私は東京に', '東京'], ['京東', '東の京']],
    ['トヨタ', ['株式会社トヨタの車'], ['トヨ', 'ヨタ']],
    ['서울', ['서울에서'], ['서 에']],
    ['กรุง', ['ในกรุงเทพ'], ['กร']],
    ['ลาว', ['ประเทศลาว'], []],
    ['ភ្នំ', ['រាជធានីភ្នំពេញ'], []],
    ['ရန်', ['မြို့ရန်ကုန်'], []],
    ['東京*', ['東京都', '東京'], ['東']],
  ]);
});

describe('fields', () => {
  testRows([
    [
      'title:panne',
      [{ title: 'Panne' }, { title: 'En pannes', text: 'panne' }],
      [{ text: 'panne' }, { title: null, text: 'panne' }],
    ],
    ['text:(panne OR coupure)', [{ text: 'panne' }, { title: 'x', text: 'coupure' }], [{ title: 'panne', text: 'x' }]],
    ['title:(orange panne)', [{ title: 'panne orange' }], [{ title: 'orange', text: 'panne' }]],
    ['title:"orange bank"', [{ title: 'Orange Bank' }], [{ title: 'Orange', text: 'Bank' }]],
    ['orange -title:jus', [{ title: 'Orange', text: 'jus' }], [{ title: 'jus', text: 'orange' }]],
    [
      'orange title:(-jus)',
      [{ title: 'x', text: 'orange jus' }, { text: 'orange' }],
      [{ title: 'jus', text: 'orange' }],
    ],
    ['title:#OrangeBank', [{ title: '#orangebank' }], [{ text: '#orangebank' }]],
    [
      'author:dupont',
      [{ author: 'Jean Dupont' }, { author: 'DUPONT' }],
      [{ author: 'Jean Martin' }, { text: 'Dupont' }, { author: null }, {}],
    ],
    ['author:"jean dupont"', [{ author: 'Jean Dupont' }], [{ author: 'Dupont, Jean' }]],
    ['author:(jean -martin)', [{ author: 'Jean Dupont' }], [{ author: 'Jean Martin' }]],
    ['author:raw:Dupont', [{ author: 'Jean Dupont' }], [{ author: 'jean dupont' }]],
    [
      'orange -author:orange',
      [{ text: 'orange', author: 'Jean' }, 'orange'],
      [{ text: 'orange', author: 'Orange France' }],
    ],
    [
      'url:promo',
      [{ url: 'https://orange.fr/promo' }, { url: 'https://x.fr/?id=promo#a' }, { url: 'https://x.fr/promo-box' }],
      [{ url: 'https://orange.fr/promotion' }, { text: 'promo' }, { url: null }, {}],
    ],
    [
      'url:orange.fr/pro',
      [{ url: 'https://orange.fr/pro' }, { url: 'https://www.orange.fr/pro/x' }, { url: 'https://blog.orange.fr/pro' }],
      [{ url: 'https://orange.fr/x/pro' }, { url: 'https://orange.com/fr/pro' }],
    ],
    ['url:https://www.orange.fr/pro', [{ url: 'https://www.orange.fr/pro' }], [{ url: 'https://www.sosh.fr/pro' }]],
    ['url:www.orange.fr/pro', [{ url: 'https://www.orange.fr/pro' }], [{ url: 'https://www.sosh.fr/pro' }]],
    ['url:été', [{ url: 'https://x.fr/%C3%A9t%C3%A9' }, { url: 'https://x.fr/été' }], [{ url: 'https://x.fr/100%/x' }]],
    ['url:100', [{ url: 'https://x.fr/100%/x' }], []],
    [
      'site:lemonde.fr',
      [{ site: 'lemonde.fr' }, { site: 'blog.lemonde.fr' }, { site: 'a.b.lemonde.fr' }],
      [{ site: 'pasdelemonde.fr' }, { site: 'lemonde.fr.example' }, { site: 'fr' }, { text: 'lemonde.fr' }, {}],
    ],
    ['site:(lemonde.fr OR lefigaro.fr)', [{ site: 'lemonde.fr' }, { site: 'lefigaro.fr' }], [{ site: 'orange.fr' }]],
    [
      'orange site:fr',
      [{ text: 'orange', site: 'lemonde.fr' }],
      [
        { text: 'orange', site: 'lemonde.com' },
        { text: 'orange', site: 'xfr' },
      ],
    ],
    [
      'orange -site:lemonde.fr',
      ['orange', { text: 'orange', site: 'x.fr' }],
      [{ text: 'orange', site: 'www2.lemonde.fr' }],
    ],
    [
      'orange lang:fr',
      [{ text: 'orange', language: 'fr' }],
      [{ text: 'orange', language: 'en' }, { text: 'orange', language: null }, 'orange'],
    ],
    ['orange -lang:fr', [{ text: 'orange', language: 'en' }, 'orange'], [{ text: 'orange', language: 'fr' }]],
  ]);

  const withFacts = (facts: Partial<DocumentFacts>): Told => ({ text: 'orange', facts: { ...NO_FACTS, ...facts } });

  testRows([
    ['orange country:fr', [withFacts({ countries: ['be', 'fr'] })], [withFacts({ countries: ['be'] }), withFacts({})]],
    ['orange source:forum', [withFacts({ sources: ['forum'] })], [withFacts({ sources: ['feed', 'news'] })]],
    [
      'orange source:(news OR review)',
      [withFacts({ sources: ['search', 'news'] })],
      [withFacts({ sources: ['search'] })],
    ],
    ['orange type:comment', [withFacts({ types: ['comment'] })], [withFacts({ types: ['post'] })]],
    ['orange engine:discourse', [withFacts({ engines: ['discourse'] })], [withFacts({ engines: ['flarum'] })]],
    ['orange tag:Presse', [withFacts({ tags: ['presse'] })], [withFacts({ tags: ['presse nationale'] })]],
    ['orange tag:"Presse Été"', [withFacts({ tags: ['presse ete'] })], [withFacts({ tags: ['presse'] })]],
    ['orange -source:forum', [withFacts({ sources: ['feed'] })], [withFacts({ sources: ['forum', 'feed'] })]],
  ]);
});

describe('saved queries', () => {
  test('a saved query finds what it would find, written out in its place', () => {
    const saved = { crise: 'panne OR "orange bank"' };
    expect(matchOf('sosh @crise', 'Sosh en panne', saved)).toBeDefined();
    expect(matchOf('sosh @CRISE', 'Sosh et Orange Bank', saved)).toBeDefined();
    expect(matchOf('sosh @crise', 'Sosh @crise', saved)).toBeUndefined();
    expect(matchOf('sosh -@crise', 'Sosh', saved)).toBeDefined();
    expect(matchOf('sosh -@crise', 'Sosh en panne', saved)).toBeUndefined();
  });

  test('where there is none of that name, the handle is found', () => {
    expect(matchOf('sosh @crise', 'Sosh @crise')).toBeDefined();
    expect(matchOf('sosh @crise', 'Sosh crise')).toBeUndefined();
  });
});

describe('spans', () => {
  test('a name is marked behind an elision, whatever its case and accents', () => {
    expect(markedIn('orange', 'Les clients de l’ORÀNGE attendent')).toEqual(['ORÀNGE']);
  });

  test('title and text are told apart, the title first', () => {
    expect(spansOf('orange panne', { title: 'Orange', text: 'Une panne' })).toEqual([
      { field: 'title', start: 0, end: 6 },
      { field: 'text', start: 4, end: 9 },
    ]);
    expect(spansOf('"Orange Bank"', { title: 'Orange-Bank ferme', text: '' })).toEqual([
      { field: 'title', start: 0, end: 11 },
    ]);
  });

  test('words under NOT are not marked and overlapping ones are joined', () => {
    expect(
      spansOf('("le grand soir" OR "grand soir rouge") -matin', { title: null, text: 'le grand soir rouge' }),
    ).toEqual([{ field: 'text', start: 0, end: 19 }]);
    expect(markedIn('orange -(jus -frais)', 'orange jus frais')).toEqual(['orange']);
  });

  test('a phrase that repeats a word is marked where it stands', () => {
    expect(spansOf('"la la land"', 'la la la land')).toEqual([{ field: 'text', start: 3, end: 13 }]);
  });

  test.each<[string, Told, string[]]>([
    ['orange', '#OrangeBank, @orange_fr', ['Orange', 'orange']],
    ['#OrangeBank', 'Avec #OrangeBank !', ['OrangeBank']],
    ['orangebank', 'Avec #OrangeBank !', ['OrangeBank']],
    ['e-mail', 'un e-mail, un email', ['e-mail', 'email']],
    ['`C++`', 'du C++ !', ['C']],
    ['東京', '私は東京に', ['東京']],
    ['😡', 'panne 😡😡', ['😡', '😡']],
    ['👍', 'bien 👍🏽', ['👍🏽']],
    ['orang* OR orange', 'oranges', ['oranges']],
    ['title:orange', { title: 'orange', text: 'orange' }, ['orange']],
    [
      'orange author:jean url:orange site:x.fr',
      { text: 'orange', author: 'Jean Orange', url: 'https://orange.fr', site: 'x.fr' },
      ['orange'],
    ],
    ['author:jean', { text: 'jean', author: 'Jean' }, []],
  ])('%s marks in %j %j', (query, told, marked) => {
    expect(markedIn(query, told)).toEqual(marked);
  });

  test('of NEAR, the words are marked that stand close together, and not what stands between them', () => {
    expect(markedIn('orange NEAR/2 panne', 'orange x x x x orange x panne x x x panne')).toEqual(['orange', 'panne']);
    expect(markedIn('orange ONEAR/2 panne', 'panne orange x panne')).toEqual(['orange', 'panne']);
  });

  test.each([
    ['a NEAR/3 b NEAR/3 c', 'a x y b x c', ['a', 'b', 'c']],
    ['a NEAR/3 (b NEAR/3 c)', 'a x b y y c', ['a', 'b', 'c']],
    ['a ONEAR/1 b ONEAR/1 c ONEAR/1 d', 'a x b x c x d', ['a', 'b', 'c', 'd']],
    ['a NEAR/3 (b OR (c NEAR/2 d))', 'a c x d', ['a', 'c', 'd']],
  ])('of %s in "%s", the words alone are marked too', (query, text, marked) => {
    expect(markedIn(query, text)).toEqual(marked);
  });

  test('a name said a thousand times gives a bounded number of places', () => {
    expect(spansOf('orange', 'orange '.repeat(1000))).toHaveLength(SPAN_COUNT_MAX);
    expect(spansOf('orange NEAR/1 panne', 'orange panne '.repeat(1000))).toHaveLength(SPAN_COUNT_MAX);
    expect(spansOf('orange panne', { title: 'orange '.repeat(40), text: 'orange panne '.repeat(40) })).toHaveLength(50);
    expect(SPAN_COUNT_MAX).toBe(50);
  });

  test('a document whose text is shown from the middle of a pair is marked all the same', () => {
    expect(markedIn('orange', '\ud83d orange \udc00')).toEqual(['orange']);
  });
});

describe('a matcher of many queries', () => {
  const toEntries = (...queries: string[]) =>
    queries.map((text, index) => ({ id: `q${index}`, key: text, query: parseQuery(text) }));
  const keysOf = (matches: readonly QueryMatch<string>[]) => matches.map(({ key }) => key);

  test('matches come in the order of the queries', () => {
    const matcher = compileMatcher(toEntries('panne', 'orange', 'sosh', 'orange OR panne'));
    expect(keysOf(matcher.match(toDocument('Orange en panne')))).toEqual(['panne', 'orange', 'orange OR panne']);
  });

  test('no query and an empty document match nothing', () => {
    expect(compileMatcher([]).match({ title: 'Orange', text: 'x' })).toEqual([]);
    expect(spansOf('orange', '')).toBeNull();
    expect(spansOf('orange', { title: '', text: '' })).toBeNull();
  });

  test('one document leaves nothing behind for the next', () => {
    const matcher = compileMatcher(
      toEntries('orange', '"orange bank"', '#orange', 'author:orange', 'orang*', 'raw:Orange'),
    );
    const first = matcher.match(toDocument({ text: 'Orange Bank #orange', author: 'Orange' }));
    expect(matcher.match(toDocument('bank'))).toEqual([]);
    expect(matcher.match(toDocument({ text: 'Orange Bank #orange', author: 'Orange' }))).toEqual(first);
    expect(first).toHaveLength(6);
  });

  test('a query that is set is found from then on, at the end, and one that is replaced keeps its place', () => {
    const matcher = compileMatcher(toEntries('panne', 'orange'));
    matcher.set({ id: 'new', key: 'box', query: parseQuery('box') });
    expect(keysOf(matcher.match(toDocument('box orange panne')))).toEqual(['panne', 'orange', 'box']);
    matcher.set({ id: 'q0', key: 'fibre', query: parseQuery('fibre') });
    expect(keysOf(matcher.match(toDocument('box orange panne fibre')))).toEqual(['fibre', 'orange', 'box']);
    expect(matcher.queryCount()).toBe(3);
  });

  test('a query that is deleted is not found, whatever it shared with others, and deleting it again changes nothing', () => {
    const matcher = compileMatcher(toEntries('orange panne', 'orange', 'orang*', 'raw:Orange', '#orange'));
    for (const id of ['q0', 'q2', 'q0', 'never']) matcher.delete(id);
    expect(keysOf(matcher.match(toDocument('Orange panne #orange')))).toEqual(['orange', 'raw:Orange', '#orange']);
    for (const id of ['q1', 'q3', 'q4']) matcher.delete(id);
    expect(matcher.match(toDocument('Orange panne #orange'))).toEqual([]);
    expect(matcher.queryCount()).toBe(0);
    matcher.set({ id: 'q1', key: 'again', query: parseQuery('orange') });
    expect(keysOf(matcher.match(toDocument('oranges')))).toEqual(['again']);
  });

  test('words that were read before a query was set are found by it', () => {
    const matcher = compileMatcher(toEntries('sosh'));
    // the Kelvin sign is a K, and one Chinese character has two codes
    const document = toDocument('Orange, l’ÉTÉ, e-mail #OrangeBank 4\u212a \u212a \uf900');
    const later = 'orange;raw:Orange;raw:ÉTÉ;orang*;été;orangebank;email;#orangebank;raw:K;raw:\u8c48'.split(';');
    matcher.match(document);
    for (const text of later) {
      matcher.set({ id: text, key: text, query: parseQuery(text) });
      expect(keysOf(matcher.match(document))).toEqual([text]);
      matcher.delete(text);
      expect(matcher.match(document)).toEqual([]);
    }
  });

  test('a query that no word needs to be there for is a fault of whoever made it', () => {
    const query = { kind: 'fact', field: 'lang', value: 'fr', start: 0, end: 7 } as const;
    expect(() => compileMatcher([{ id: 'a', key: 'a', query }])).toThrow(/needs no word/);
  });
});

describe('conditions', () => {
  const facts: DocumentFacts = {
    sources: ['search', 'news'],
    types: ['article'],
    engines: ['google-news'],
    countries: ['fr', 'be'],
    tags: ['presse ete'],
  };

  test.each<[string, boolean]>([
    ['orange source:news', true],
    ['orange source:forum', false],
    ['orange -source:forum', true],
    ['orange source:(forum OR search)', true],
    ['orange country:fr -country:be', false],
    ['orange (country:ch OR tag:"Presse Été")', true],
    ['orange (type:article engine:google-news)', true],
    ['orange -(type:article engine:discourse)', true],
    ['orange (panne OR type:article)', true],
  ])('%s without the facts waits for them, and then it is %s', (query, isTrue) => {
    const condition = matchOf(query, 'orange')?.condition;
    expect(condition).not.toBeNull();
    expect(condition && isMet(condition, facts)).toBe(isTrue);
    expect(matchOf(query, { text: 'orange', facts }) !== undefined).toBe(isTrue);
  });

  test('what the words decide alone waits for nothing', () => {
    expect(matchOf('orange (panne OR type:article)', 'orange panne')?.condition).toBeNull();
    expect(matchOf('panne type:article', 'orange')).toBeUndefined();
    expect(matchOf('orange -(panne type:article)', 'orange')?.condition).toBeNull();
    expect(matchOf('orange lang:fr', { text: 'orange', language: 'fr' })?.condition).toBeNull();
  });

  test('a condition says no more than what is open', () => {
    const condition = matchOf('orange (panne OR source:forum) -lang:en', { text: 'orange', language: 'fr' })?.condition;
    expect(condition).toMatchObject({ kind: 'fact', field: 'source', value: 'forum' });
  });
});
