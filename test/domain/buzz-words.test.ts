/** Why a buzz is one, read aloud in both languages. */
import { describe, expect, test } from 'vitest';
import { BUZZ_CONDITIONS, BUZZ_REASONS, type BuzzFigures, type BuzzLevel } from '../../src/domain/buzz.ts';
import { type JudgedBuzz, type ToldBuzz, toOneIn } from '../../src/domain/buzz-phrases.ts';
import { makeBuzzWords } from '../../src/domain/buzz-words.ts';
import { makeFormats } from '../../src/domain/formats.ts';
import { makeFigures } from '../support/buzz-figures.ts';

const makeWords = (language: 'fr' | 'en', timeZone = 'Europe/Paris') =>
  makeBuzzWords(language, makeFormats({ language, timeZone }));
const fr = makeWords('fr');
const en = makeWords('en');

/** Tuesday 2 June 2026, 14:35 in Paris. */
const AT = new Date('2026-06-02T12:35:00Z');

function showSpaces(text: string | null): string | null {
  return text === null ? null : text.replace(/[\u00a0\u202f]/g, ' ');
}

function tell(figures: Partial<BuzzFigures>, overrides: Partial<ToldBuzz> = {}): ToldBuzz {
  return { kind: 'negative', figures: makeFigures(figures), at: AT, since: null, terms: [], ...overrides };
}

function judge(level: BuzzLevel, figures: Partial<BuzzFigures> = {}, overrides: Partial<JudgedBuzz> = {}): JudgedBuzz {
  return {
    kind: 'negative',
    level,
    reasons: ['negative-volume', 'negative-share'],
    figures: makeFigures(figures),
    ...overrides,
  };
}

const RULE = { name: 'Procès', level: 3, count: 12, countMin: 10, windowMinutes: 60 } as const;

const SENTENCES: readonly (readonly [string, ToldBuzz, string, string])[] = [
  [
    'the whole',
    tell(
      { probability: 1 / 12_345, baselineWeekCount: 8 },
      { since: new Date('2026-06-02T12:05:00Z'), terms: ['panne box', 'boycott'] },
    ),
    '38 mentions négatives en 1 h ; d’habitude 3 un mardi à cette heure (le plus souvent de 0 à 9), jamais plus de 9 en 8 semaines ; un tel nombre ne se voit qu’une fois sur 10 000 ; 70 % de négatif parmi 54 mentions (au moins 51 %), d’habitude 12 % ; 24 auteurs sur 9 sites, dont 9 nouveaux ; on parle soudain de « panne box » et « boycott » ; depuis le mardi 2 juin à 14 h 05.',
    '38 negative mentions in 1 h; usually 3 on a Tuesday at this hour (mostly 0 to 9), never more than 9 in 8 weeks; so many are seen once in 10,000 such hours; 70% of 54 mentions negative (at least 51%), usually 12%; 24 authors on 9 sites, 9 of them new; suddenly talked about: “panne box” and “boycott”; since Tuesday 2 June at 14:05.',
  ],
  [
    'one of each, the usual none, one week, no interval to speak of',
    tell({
      negativeCount: 1,
      mentionCount: 1,
      authorCount: 1,
      newcomerCount: 1,
      siteCount: 1,
      expectedNegativeCount: 0.1,
      usualNegatives: { from: 0, until: 0 },
      highestNegativeCount: 0,
      baselineWeekCount: 1,
      negativeRatio: 1,
      negativeRatioMin: 0,
      probability: 0.3,
    }),
    '1 mention négative en 1 h ; d’habitude presque aucune un mardi à cette heure, jamais une seule en une semaine ; 100 % de négatif parmi 1 mention, d’habitude 12 % ; 1 auteur sur 1 site, dont 1 nouveau.',
    '1 negative mention in 1 h; usually hardly any on a Tuesday at this hour, never a single one in a week; 100% of 1 mention negative, usually 12%; 1 author on 1 site, 1 of them new.',
  ],
  [
    'a record that was higher, six hours, rarer than a million',
    tell({ windowMinutes: 360, highestNegativeCount: 45, probability: 0 }),
    '38 mentions négatives en 6 h ; d’habitude 3 un mardi à ces heures (le plus souvent de 0 à 9), jusqu’à 45 en 6 semaines ; un tel nombre se voit moins d’une fois sur un million ; 70 % de négatif parmi 54 mentions (au moins 51 %), d’habitude 12 % ; 24 auteurs sur 9 sites, dont 9 nouveaux.',
    '38 negative mentions in 6 h; usually 3 on a Tuesday at these hours (mostly 0 to 9), up to 45 in 6 weeks; so many are seen less than once in a million such spans of six hours; 70% of 54 mentions negative (at least 51%), usually 12%; 24 authors on 9 sites, 9 of them new.',
  ],
  [
    'a day has no hour, no record is known',
    tell({ windowMinutes: 1440, highestNegativeCount: null, probability: 0.0021 }),
    '38 mentions négatives en 24 h ; d’habitude 3 (le plus souvent de 0 à 9) ; un tel nombre ne se voit qu’une fois sur 500 ; 70 % de négatif parmi 54 mentions (au moins 51 %), d’habitude 12 % ; 24 auteurs sur 9 sites, dont 9 nouveaux.',
    '38 negative mentions in 24 h; usually 3 (mostly 0 to 9); so many are seen once in 500 such days; 70% of 54 mentions negative (at least 51%), usually 12%; 24 authors on 9 sites, 9 of them new.',
  ],
  [
    'a brand that is new: what is lent to it is expected, not usual, and names no weekday',
    tell({ basis: 'agency', baselineWeekCount: 0, expectedNegativeCount: 1.2, probability: 0.01 }),
    '38 mentions négatives en 1 h ; 1 attendue à cette heure (le plus souvent de 0 à 9), jamais plus de 9 depuis le début du suivi ; un tel nombre ne se voit qu’une fois sur 100 ; 70 % de négatif parmi 54 mentions (au moins 51 %), d’habitude 12 % ; 24 auteurs sur 9 sites, dont 9 nouveaux.',
    '38 negative mentions in 1 h; 1 expected at this hour (mostly 0 to 9), never more than 9 since it has been watched; so many are seen once in 100 such hours; 70% of 54 mentions negative (at least 51%), usually 12%; 24 authors on 9 sites, 9 of them new.',
  ],
  [
    'a campaign that is on',
    tell({ campaignName: 'Soldes', expectedNegativeCount: 20, highestNegativeCount: null, probability: 0.04 }),
    '38 mentions négatives en 1 h ; 20 attendues pendant la campagne « Soldes » (le plus souvent de 0 à 9) ; un tel nombre ne se voit qu’une fois sur 30 ; 70 % de négatif parmi 54 mentions (au moins 51 %), d’habitude 12 % ; 24 auteurs sur 9 sites, dont 9 nouveaux.',
    '38 negative mentions in 1 h; 20 expected during the campaign “Soldes” (mostly 0 to 9); so many are seen once in 30 such hours; 70% of 54 mentions negative (at least 51%), usually 12%; 24 authors on 9 sites, 9 of them new.',
  ],
  [
    'nothing negative: a rule of the agency’s own was met',
    tell({ negativeCount: 0, mentionCount: 12, authorCount: 0, siteCount: 0, negativeRatio: 0, metRules: [RULE] }),
    'Aucune mention négative en 1 h ; d’habitude 3 un mardi à cette heure (le plus souvent de 0 à 9), jusqu’à 9 en 6 semaines.',
    'No negative mention in 1 h; usually 3 on a Tuesday at this hour (mostly 0 to 9), up to 9 in 6 weeks.',
  ],
  [
    'figures from before intervals and rarities were kept',
    tell(
      {
        usualNegatives: { from: 0, until: 0 },
        probability: 0,
        mentionProbability: 0,
        highestNegativeCount: null,
        negativeRatioMin: 0,
        hourlyNegativeCounts: [],
      },
      { at: null },
    ),
    '38 mentions négatives en 1 h ; d’habitude 3 à cette heure ; 70 % de négatif parmi 54 mentions, d’habitude 12 % ; 24 auteurs sur 9 sites, dont 9 nouveaux.',
    '38 negative mentions in 1 h; usually 3 at this hour; 70% of 54 mentions negative, usually 12%; 24 authors on 9 sites, 9 of them new.',
  ],
  [
    'praise',
    tell({ windowMinutes: 1440, positiveCount: 23, mentionCount: 40, expectedMentionCount: 12 }, { kind: 'positive' }),
    '23 mentions positives en 24 h, parmi 40 mentions ; d’habitude 12 en tout ; un tel nombre de mentions ne se voit qu’une fois sur 500.',
    '23 positive mentions in 24 h, of 40 mentions; usually 12 in all; so many mentions are seen once in 500 such days.',
  ],
  [
    'silence',
    tell({ windowMinutes: 840, expectedMentionCount: 9.2, probability: 0.0001 }, { kind: 'silence' }),
    '14 h sans une seule mention ; d’habitude 9 dans ce temps ; un tel silence ne se voit qu’une fois sur 10 000.',
    '14 h without a single mention; usually 9 in that time; such a silence is seen once in 10,000.',
  ],
];

describe('the sentence', () => {
  test.each(SENTENCES)('%s', (_, told, french, english) => {
    expect(showSpaces(fr.sentence(told))).toBe(french);
    expect(showSpaces(en.sentence(told))).toBe(english);
  });

  test.each([
    [30, 'such half hours'],
    [60, 'such hours'],
    [180, 'such spans of three hours'],
    [360, 'such spans of six hours'],
    [1440, 'such days'],
  ])('counts a window of %i minutes in %s', (windowMinutes, spans) => {
    expect(en.sentence(tell({ windowMinutes, probability: 0.001 }))).toContain(
      `so many are seen once in 1,000 ${spans};`,
    );
  });

  test('names the weekday of the agency’s clock, and of most of the window', () => {
    const at = new Date('2026-06-02T22:30:00Z');
    expect(fr.sentence(tell({}, { at }))).toContain('un mercredi à cette heure');
    expect(makeWords('fr', 'America/New_York').sentence(tell({}, { at }))).toContain('un mardi à cette heure');
    expect(fr.sentence(tell({ windowMinutes: 360 }, { at }))).toContain('un mardi à ces heures');
  });
});

const LEVELS: readonly (readonly [JudgedBuzz, string, string])[] = [
  [
    judge(1),
    'Niveau 1 : il y a plus de mentions négatives que d’ordinaire, mais rien de plus n’est certain.',
    'Level 1: there are more negative mentions than usual, but nothing more is certain.',
  ],
  [
    judge(2, { voiceCount: 4 }),
    'Niveau 2 : le nombre de mécontents, la part de négatif et la gravité des mots sont rares pris ensemble, avec 4 voix distinctes.',
    'Level 2: the number of complainers, the negative share and the gravity of the words are rare taken together, with 4 distinct voices.',
  ],
  [
    judge(3, {}, { reasons: ['negative-volume', 'many-authors'] }),
    'Niveau 3 : le nombre de mécontents, la part de négatif et la gravité des mots sont très rares pris ensemble, et cela s’étend, avec 24 auteurs.',
    'Level 3: the number of complainers, the negative share and the gravity of the words are very rare taken together, and it is spreading, with 24 authors.',
  ],
  [
    judge(3, { crisisVoiceCount: 3 }, { reasons: ['negative-volume', 'many-source-kinds', 'crisis-words', 'press'] }),
    'Niveau 3 : le nombre de mécontents, la part de négatif et la gravité des mots sont très rares pris ensemble, et cela s’étend, avec 24 auteurs, 2 types de sources, la presse et des mots de crise.',
    'Level 3: the number of complainers, the negative share and the gravity of the words are very rare taken together, and it is spreading, with 24 authors, 2 kinds of source, the press and words of crisis.',
  ],
  [
    judge(4, { nationalPressSiteCount: 1, nextLevel: null }, { reasons: ['national-press'] }),
    'Niveau 4 : la presse nationale en parle (1 titre).',
    'Level 4: the national press has taken it up (1 title).',
  ],
  [
    judge(4, {}, { reasons: ['negative-volume', 'long-and-growing'] }),
    'Niveau 4 : plus de deux heures au niveau 3, et toujours en hausse.',
    'Level 4: more than two hours at level 3, and still rising.',
  ],
  [
    judge(3, { metRules: [RULE], nextLevel: { level: 2, missing: [{ condition: 'voices', have: 2, need: 3 }] } }),
    'Niveau 3 : votre règle « Procès » le demande.',
    'Level 3: your rule “Procès” asks for it.',
  ],
  [
    judge(
      1,
      {
        metRules: [
          { ...RULE, level: 1 },
          { ...RULE, level: 1, name: 'Grève' },
        ],
      },
      { reasons: ['own-rule'] },
    ),
    'Niveau 1 : vos règles « Procès » et « Grève » le demandent.',
    'Level 1: your rules “Procès” and “Grève” ask for it.',
  ],
  [
    judge(1, {}, { kind: 'silence', reasons: ['silence'] }),
    'Niveau 1 : Vigie le montre, mais n’en prévient personne.',
    'Level 1: Vigie shows it and tells nobody.',
  ],
];

describe('why this level', () => {
  test.each(LEVELS)('%#: %j', (buzz, french, english) => {
    expect(showSpaces(fr.whyLevel(buzz))).toBe(french);
    expect(showSpaces(en.whyLevel(buzz))).toBe(english);
  });
});

const NOT_NEXT: readonly (readonly [string, JudgedBuzz, string | null, string | null])[] = [
  [
    'the press alone',
    judge(3),
    'Pas encore le niveau 4 : la presse nationale n’en parle pas, et le niveau 3 n’a pas duré deux heures en hausse.',
    'Not level 4 yet: the national press has not taken it up, and level 3 has not lasted two hours while rising.',
  ],
  [
    'too few authors in one place',
    judge(2, { nextLevel: { level: 3, missing: [{ condition: 'spread', have: 6, need: 8 }] } }),
    'Pas encore le niveau 3 : 6 auteurs, il en faut 8, ou 5 dans deux types de sources, avec la presse ou avec des mots de crise.',
    'Not level 3 yet: 6 authors, 8 are needed, or 5 in two kinds of source, with the press or with words of crisis.',
  ],
  [
    'too few of everything, authors said once',
    judge(2, {
      nextLevel: {
        level: 3,
        missing: [
          { condition: 'negative-count', have: 7, need: 10 },
          { condition: 'voices', have: 1, need: 8 },
          { condition: 'authors', have: 4, need: 5 },
          { condition: 'stories', have: 1, need: 5 },
          { condition: 'spread', have: 4, need: 5 },
        ],
      },
    }),
    'Pas encore le niveau 3 : 7 mentions négatives, il en faut 10 ; 1 voix distincte, il en faut 8 ; 4 auteurs, il en faut 5 ; 1 sujet distinct, il en faut 5.',
    'Not level 3 yet: 7 negative mentions, 10 are needed; 1 distinct voice, 8 are needed; 4 authors, 5 are needed; 1 distinct story, 5 are needed.',
  ],
  [
    'not rare enough',
    judge(1, {
      nextLevel: {
        level: 2,
        missing: [
          { condition: 'joint-surprise', have: 3.3, need: 4 },
          { condition: 'crowd-surprise', have: 0.7, need: 1 },
          { condition: 'share-surprise', have: 0.1, need: 1.5 },
        ],
      },
    }),
    'Pas encore le niveau 2 : nombre de mécontents, part de négatif et mots de crise ne sont pas assez rares pris ensemble (une fois sur 2 000, il faut une fois sur 10 000) ; le nombre de mécontents, nouveaux surtout, n’est pas assez inhabituel (une fois sur 5, il faut une fois sur 10) ; la part de négatif n’est pas assez inhabituelle (c’est courant, il faut une fois sur 30).',
    'Not level 2 yet: number of complainers, negative share and words of crisis are not rare enough taken together (once in 2,000, once in 10,000 is needed); the number of people who complain, above all new ones, is not unusual enough (once in 5, once in 10 is needed); the negative share is not unusual enough (it is common, once in 30 is needed).',
  ],
  [
    'what the level would be without a rule',
    judge(3, { metRules: [RULE], nextLevel: { level: 2, missing: [{ condition: 'authors', have: 2, need: 3 }] } }),
    'Sans votre règle, pas encore le niveau 2 : 2 auteurs, il en faut 3.',
    'Without your rule, not level 2 yet: 2 authors, 3 are needed.',
  ],
  ['the highest has no next', judge(4), null, null],
  ['what was not kept is not invented', judge(2, { nextLevel: null }), null, null],
  ['praise has one level', judge(1, {}, { kind: 'positive' }), null, null],
];

describe('why not the next level', () => {
  test.each(NOT_NEXT)('%s', (_, buzz, french, english) => {
    expect(showSpaces(fr.whyNotNext(buzz))).toBe(french);
    expect(showSpaces(en.whyNotNext(buzz))).toBe(english);
  });
});

describe('the reasons', () => {
  test.each([
    [1, '1 auteur se plaint :', '1 author is complaining:'],
    [2, '2 auteurs se plaignent :', '2 different authors are complaining:'],
  ])('%i: one complains, two complain', (authorCount, french, english) => {
    const figures = makeFigures({ authorCount });
    expect(showSpaces(fr.reasons['many-authors'](figures))).toContain(french);
    expect(showSpaces(en.reasons['many-authors'](figures))).toContain(english);
  });

  test.each([
    [
      1,
      '1 personne accuse, appelle au boycott ou parle de danger',
      '1 person accuses, calls for a boycott or speaks of harm',
    ],
    [
      3,
      '3 personnes accusent, appellent au boycott ou parlent de danger',
      '3 people accuse, call for a boycott or speak of harm',
    ],
  ])('%i: who uses grave words, in the number of their verbs', (crisisVoiceCount, french, english) => {
    const figures = makeFigures({ crisisVoiceCount });
    expect(showSpaces(fr.reasons['crisis-words'](figures))).toContain(french);
    expect(showSpaces(en.reasons['crisis-words'](figures))).toContain(english);
  });

  test.each([
    [1, '1 personne qui n’avait jamais parlé de la marque s’en plaint, d’habitude presque aucune.'],
    [9, '9 personnes qui n’avaient jamais parlé de la marque s’en plaignent, d’habitude presque aucune.'],
  ])('%i newcomers', (newcomerCount, french) => {
    const figures = makeFigures({ newcomerCount, expectedNewcomerCount: 0.3 });
    expect(showSpaces(fr.reasons.newcomers(figures))).toBe(french);
  });

  test('a rule is named with what was counted, two rules in the plural', () => {
    const one = makeFigures({ metRules: [RULE] });
    const two = makeFigures({ metRules: [RULE, { ...RULE, name: 'Grève', windowMinutes: 1440 }] });
    expect(showSpaces(fr.reasons['own-rule'](one))).toBe('Votre règle « Procès » (12 en 1 h, seuil 10) est remplie.');
    expect(showSpaces(fr.reasons['own-rule'](two))).toBe(
      'Vos règles « Procès » (12 en 1 h, seuil 10) et « Grève » (12 en 24 h, seuil 10) sont remplies.',
    );
    expect(showSpaces(en.reasons['own-rule'](two))).toBe(
      'Your rules “Procès” (12 in 1 h, threshold 10) and “Grève” (12 in 24 h, threshold 10) are met.',
    );
  });
});

describe('what the usual rests on', () => {
  test.each([
    [
      {},
      'L’habitude est celle de la marque elle-même, à la même heure de la semaine, sur 6 semaines.',
      'The usual is the brand’s own, at the same hour of the week, over 6 weeks.',
    ],
    [
      { basis: 'agency', baselineWeekCount: 1 },
      'La marque est suivie depuis peu : ce qui est attendu vient de ses premiers jours et du rythme de vos autres marques.',
      'The brand has not been watched for long: what is expected comes from its first days and from the rhythm of your other brands.',
    ],
    [
      { basis: 'general', baselineWeekCount: 0 },
      'La marque est suivie depuis peu : ce qui est attendu vient de ses premiers jours et du rythme qu’ont les marques en général.',
      'The brand has not been watched for long: what is expected comes from its first days and from the rhythm of brands in general.',
    ],
    [
      { campaignName: 'Soldes' },
      'L’habitude est celle de la marque elle-même, à la même heure de la semaine, sur 6 semaines. La campagne « Soldes » est en cours : le nombre attendu en tient compte, jamais la part de négatif.',
      'The usual is the brand’s own, at the same hour of the week, over 6 weeks. The campaign “Soldes” is on: the expected number allows for it, the negative share never does.',
    ],
  ] as const)('%j', (figures, french, english) => {
    expect(showSpaces(fr.basis(makeFigures(figures)))).toBe(french);
    expect(showSpaces(en.basis(makeFigures(figures)))).toBe(english);
  });
});

/** Everything that can be said. */
function sayAll(words: ReturnType<typeof makeBuzzWords>): readonly string[] {
  const missing = BUZZ_CONDITIONS.flatMap((condition) =>
    ['authors', 'spread'].includes(condition)
      ? [[{ condition, have: 1, need: 8 }]]
      : [[{ condition, have: 0, need: 3 }]],
  );
  return [
    ...BUZZ_REASONS.map((reason) => words.reasons[reason](makeFigures({ metRules: [RULE] }))),
    ...SENTENCES.map(([, told]) => words.sentence(told)),
    ...LEVELS.map(([buzz]) => words.whyLevel(buzz)),
    ...missing.map((each) => words.whyNotNext(judge(2, { nextLevel: { level: 3, missing: each } })) ?? ''),
    words.basis(makeFigures({ basis: 'agency', campaignName: 'Soldes' })),
  ];
}

describe('every sentence', () => {
  test('ends once, and says no number that is none', () => {
    for (const text of [...sayAll(fr), ...sayAll(en)]) {
      expect([text, /^[\dA-ZÀ-Ö].*[^.]\.$/.test(text) && !/undefined|NaN|null|Infinity| {2}/.test(text)]).toEqual([
        text,
        true,
      ]);
    }
  });

  test('in French has French spaces, apostrophes and quotation marks', () => {
    expect(sayAll(fr).filter((text) => /['"]|[^\u00a0][!?;:»]|«[^\u00a0]/.test(text))).toEqual([]);
  });
});

test.each([
  [1, 1],
  [0.5, 2],
  [0.0081, 100],
  [1 / 949, 900],
  [1 / 951, 1_000],
  [1e-6, 1_000_000],
  [0, 1_000_000],
])('a probability of %d is one in %d', (probability, count) => {
  expect(toOneIn(probability)).toBe(count);
});
