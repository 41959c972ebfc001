/** The guard: its two rates on drafts of our own, each rule by itself, and what nobody should write. */
import { describe, expect, test } from 'vitest';
import { checkDraft, DRAFT_CHARS_MAX } from '../../../src/analysis/guard/check-draft.ts';
import { compilePortfolio } from '../../../src/analysis/guard/compile-portfolio.ts';
import { readDraft } from '../../../src/analysis/guard/read-draft.ts';
import { toTrades } from '../../../src/analysis/guard/sector-trades.ts';
import { hideOthers, type Verdict } from '../../../src/analysis/guard/verdict.ts';
import { findTradeWords } from '../../../src/analysis/guard/vocabulary.ts';
import { countStops, judgeAll, readDrafts, toPortfolioBrand } from './read-drafts.ts';

const ORANGE = {
  brand: 'Orange',
  products: ['Livebox 7'],
  handles: ['Orange_France'],
  sector: 'télécom',
  register: 'vous',
  language: 'fr',
};
const SFR = {
  brand: 'SFR',
  products: ['Box 8'],
  handles: ['@SFR'],
  sector: 'télécom',
  register: 'vous',
  language: 'fr',
};
const FREE = { brand: 'Free', products: ['Freebox Ultra'], sector: 'telecom', register: 'vous', language: 'fr' };
const SAMSUNG = {
  brand: 'Samsung',
  products: ['Galaxy S24 Ultra'],
  handles: ['@SamsungFrance'],
  hashtags: ['#GalaxyAI', '#jeuconcours'],
  competitors: ['Xiaomi'],
  sector: 'électronique',
  register: 'vous',
  language: 'fr',
};
const LG = { brand: 'LG', products: ['OLED evo'], sector: 'électroménager', register: 'vous', language: 'fr' };
const GARNIER = { brand: 'Garnier', products: ['Fructis'], sector: 'beauté', register: 'tu', language: 'fr' };
const MUSEUM = { brand: 'Musée Arnoul', sector: 'musée', register: 'vous', language: 'fr' };
const SHORT = { brand: 'U', sector: 'supermarché', register: 'vous', language: 'fr' };
const PUB = { brand: 'Finch & Sons', sector: 'brewery', register: 'casual', language: 'en' };
const LAW = { brand: 'Cabinet Morvan', sector: 'avocats', register: 'formel', language: 'fr' };
const BEDS = { brand: 'Dodoli', sector: 'literie', register: 'vous', language: 'fr' };
const GARDEN = { brand: 'Verdoux', sector: 'jardinerie', register: 'vous', language: 'fr' };
const GYM = { brand: 'Fortia', sector: 'salle de sport', competitors: ['Basic-Fit'], register: 'tu', language: 'fr' };
const SPA = { brand: 'Lunea', handles: ['@institut.lunea'], sector: 'thermes', register: 'vous', language: 'fr' };
const CLEANER = { brand: 'Camille', sector: 'services à domicile', register: 'vous', language: 'fr' };
const SECOND = [ORANGE, LAW, BEDS, GARDEN, GYM, SPA, CLEANER];
const ALL = [ORANGE, SFR, FREE, SAMSUNG, LG, GARNIER, MUSEUM, SHORT, PUB];

function check(
  account: string,
  draft: string,
  options: Readonly<{ portfolio?: typeof ALL; buzzLevel?: number }> = {},
): Verdict {
  const compiled = compilePortfolio((options.portfolio ?? ALL).map(toPortfolioBrand));
  return checkDraft(compiled, { account, draft, language: 'fr', buzzLevel: options.buzzLevel ?? null });
}

describe('on the drafts that were written before the rules', () => {
  test('at least 95 % of the wrong ones are stopped, and at most 2 % of the right ones', () => {
    const { wrong, right } = countStops(judgeAll(readDrafts('test')));
    process.stdout.write(
      `guard: ${wrong.stopCount} of ${wrong.count} wrong drafts stopped (${(100 * wrong.ratio).toFixed(1)} %), ${right.stopCount} of ${right.count} right ones (${(100 * right.ratio).toFixed(1)} %)\n`,
    );
    expect(wrong.count).toBeGreaterThanOrEqual(110);
    expect(right.count).toBeGreaterThanOrEqual(110);
    expect(wrong.ratio).toBeGreaterThanOrEqual(0.95);
    expect(right.ratio).toBeLessThanOrEqual(0.02);
  });
});

test.each([
  ['second', 0.9, 0.02],
  ['third', 0.93, 0.02],
  ['fourth', 0.88, 0.04],
  ['fifth', 0.9, 0.04],
] as const)(
  'those of another author (%s) that were counted when they were new do not fall back',
  (name, wrongMin, rightMax) => {
    const { wrong, right } = countStops(judgeAll(readDrafts(name)));
    expect(wrong.count).toBeGreaterThanOrEqual(120);
    expect(right.count).toBeGreaterThanOrEqual(120);
    expect(wrong.ratio).toBeGreaterThanOrEqual(wrongMin);
    expect(right.ratio).toBeLessThanOrEqual(rightMax);
  },
);

describe('stops', () => {
  test.each([
    ['who speaks as another', 'Orange', 'Chez LG, nous pensons à votre cuisine.'],
    ['a team of another', 'Orange', 'L’équipe SFR vous souhaite une belle année.'],
    [
      'a signature of another, whatever else is named',
      'Orange',
      'Votre Livebox 7 Orange arrive demain.\n– L’équipe SFR',
    ],
    ['a product alone', 'Garnier', 'Le Galaxy S24 Ultra filme en 8K.'],
    ['a product in one word', 'Garnier', 'Le galaxys24 filme en 8K.'],
    ['a product as a hashtag', 'Garnier', 'Filmez tout #GalaxyS24Ultra'],
    ['a product in capitals, with a hyphen', 'Garnier', 'LE GALAXY-S24 ULTRA EST ARRIVÉ'],
    ['a plural', 'Garnier', 'Les Freebox Ultras arrivent.'],
    ['a slip in a long name', 'Garnier', 'Le Galxay S24 Ultra filme en 8K.'],
    ['a hashtag', 'Garnier', 'Traduisez vos appels #GalaxyAI'],
    ['a handle', 'Garnier', 'Suivez-nous sur @SamsungFrance'],
    [
      'a name that is a word, where a brand is meant',
      'Garnier',
      'Il y a du nouveau chez Free : la fibre à petit prix.',
    ],
    ['nothing but another trade', 'Garnier', 'La fibre arrive dans votre commune, testez votre éligibilité.'],
    ['another language that another brand has', 'Orange', 'Who is coming to the taproom with us tonight?'],
    ['another register that another brand has', 'LG', 'Tu vas adorer, on a pensé à toi et à tes envies !'],
    ['a competitor and the trade of another', 'Garnier', 'Mieux noté que Xiaomi : notre smartphone et son zoom.'],
  ])('%s', (_, account, draft) => {
    expect([draft, check(account, draft).verdict]).toEqual([draft, 'stop']);
  });
});

describe('does not stop', () => {
  test.each([
    ['a colour', 'Samsung', 'La coque orange est arrivée, et la batterie tient deux jours.'],
    ['free of charge', 'Finch & Sons', 'Free shipping on all orders tonight, folks!'],
    ['a partner', 'Orange', 'Le Galaxy S24 Ultra est arrivé dans vos boutiques Orange.'],
    ['a customer who is quoted', 'Orange', '@julie : passée de SFR à Orange, je ne regrette pas'],
    ['a comparison with one’s own name', 'Orange', 'Plutôt que SFR ou Free, choisissez la fibre Orange.'],
    ['a hashtag that anybody uses', 'Garnier', 'Tague tes amies pour gagner ta routine #jeuconcours'],
    ['the community, of a brand that says tu', 'Garnier', 'On vous attend toutes ce soir en live !'],
    ['somebody thanked', 'Musée Arnoul', 'Merci à Samsung, mécène de l’exposition.'],
    ['one’s own handle in another’s name', 'Orange', 'Écrivez-nous sur @orange_france, nos conseillers répondent.'],
  ])('%s', (_, account, draft) => {
    expect([draft, check(account, draft).verdict === 'stop']).toEqual([draft, false]);
  });
});

describe('of a portfolio of small trades', () => {
  const verdictOf = (account: string, draft: string): string =>
    check(account, draft, { portfolio: SECOND as never }).verdict;

  test.each([
    ['a lawyer’s matter', 'Dodoli', 'Rupture conventionnelle : ce qui change devant les prud’hommes.'],
    ['a bed in a garden shop', 'Verdoux', 'Latex ou ressorts ensachés : comment choisir votre matelas ?'],
    ['a garden in a bed shop', 'Dodoli', 'Semis de tomates : gardez vos godets au chaud et arrosez peu.'],
    ['another’s rival, set oneself against', 'Orange', 'Marre de payer Basic-Fit pour rien ?'],
    ['a handle with a dot', 'Orange', 'Plus d’infos sur @institut.lunea.'],
    ['the same handle written in one', 'Orange', 'Plus d’infos sur @InstitutLunea'],
    ['a closing behind a comma', 'Orange', 'Tout devrait rentrer dans l’ordre. Bonne journée, l’équipe Lunea'],
    [
      'words of another trade in capitals, without accents',
      'Orange',
      'SQUATS, GAINAGE, TRACTIONS : TON COACH T ATTEND',
    ],
  ])('stops %s', (_, account, draft) => {
    expect([draft, verdictOf(account, draft)]).toEqual([draft, 'stop']);
  });

  test.each([
    ['a figure of speech', 'Orange', 'Fini les courses contre la montre : tout se règle en ligne.'],
    ['an ear, which is no pillow', 'Orange', 'Gardez l’oreille ouverte : une annonce arrive jeudi.'],
    ['a person of the name of a brand', 'Orange', 'Merci Camille, bonne journée à vous !'],
    ['a first name with a surname', 'Dodoli', 'Ce matin, Camille Roussel nous parle de ses rêves.'],
    ['a trade that is compared', 'Dodoli', 'Plus calme qu’un musée, plus doux qu’un massage : la sieste.'],
    ['customers of another trade', 'Cabinet Morvan', 'Nous intervenons auprès des jardineries de la région.'],
    ['a client of the house', 'Cabinet Morvan', 'Notre client Dodoli obtient gain de cause devant la cour d’appel.'],
    [
      'moving house, of whoever sells a contract',
      'Orange',
      'Vous emménagez ? Signalez votre déménagement un mois avant.',
    ],
  ])('does not stop %s', (_, account, draft) => {
    expect([draft, verdictOf(account, draft) === 'stop']).toEqual([draft, false]);
  });
});

test('a town with a capital is no car, and a small word no abbreviation', () => {
  const trades = (draft: string): readonly string[] =>
    findTradeWords(readDraft(draft), () => false).flatMap(({ weights }) => [...weights.keys()]);
  expect(trades('Nous partons pour Berlin demain.')).not.toContain('automotive');
  expect(trades('La berline arrive demain.')).toContain('automotive');
  expect(trades('Il n’en reste plus.')).toEqual([]);
  expect(trades('Cartes cadeaux en caisse.')).toContain('retail');
  expect(trades('Cartes, cadeaux, rires.')).not.toContain('retail');
});

test('a reason names the term as it is written, its place and its brand, in the reader’s language', () => {
  const draft = 'Bonjour ! Chez LG, nous pensons à tout.';
  const { verdict, reasons } = check('orange', draft);
  expect(verdict).toBe('stop');
  expect(reasons[0]).toMatchObject({ kind: 'other-brand-name', severity: 'stop', term: 'LG', brand: 'LG' });
  expect(draft.slice(reasons[0]?.start ?? 0, reasons[0]?.end ?? 0)).toBe('LG');
  expect(reasons[0]?.message).toBe('Le texte parle au nom de LG\u00a0: «\u00a0LG\u00a0».');
  const compiled = compilePortfolio(ALL.map(toPortfolioBrand));
  const english = checkDraft(compiled, { account: 'Orange', draft, language: 'en', buzzLevel: null });
  expect(english.reasons[0]?.message).toBe('The text speaks as LG: “LG”.');
});

test('an account is known by its handle, in any case; one that is not there has all against it', () => {
  const draft = 'Votre Livebox 7 arrive demain.';
  expect(check('@ORANGE_france', draft)).toEqual({ verdict: 'pass', reasons: [] });
  const unknown = check('Inconnue', draft);
  expect(unknown.verdict).toBe('stop');
  expect(unknown.reasons.map(({ kind }) => kind)).toContain('account-unknown');
});

test('a claim is told while a bad buzz is open, and stops in a crisis; an apology is none', () => {
  const claim = 'Orange, n° 1 de la fibre : zéro panne garantie.';
  expect(check('Orange', claim).verdict).toBe('pass');
  expect(check('Orange', claim, { buzzLevel: 3 })).toMatchObject({
    verdict: 'warn',
    reasons: expect.arrayContaining([expect.objectContaining({ kind: 'claim-during-buzz', term: 'n° 1' })]),
  });
  expect(check('Orange', claim, { buzzLevel: 4 }).verdict).toBe('stop');
  const apology = 'Nous sommes désolés de cette panne : 20 % de remise vous seront versés.';
  expect(check('Orange', apology, { buzzLevel: 4 }).verdict).toBe('pass');
});

test('a client learns that something is another’s, and neither whose nor what', () => {
  const hidden = hideOthers(check('Orange', 'Chez LG, nous pensons à votre Galaxy S24 Ultra.', { buzzLevel: 2 }), 'fr');
  expect(hidden.verdict).toBe('stop');
  expect(hidden.reasons).toEqual([
    expect.objectContaining({ kind: 'other-account-vocabulary', term: null, start: null, brand: null, brandId: null }),
  ]);
  expect(JSON.stringify(hidden)).not.toMatch(/LG|Galaxy|Samsung/);
});

describe('broken and hostile input', () => {
  test('an empty draft is told', () => {
    expect(check('Orange', ' \n').reasons.map(({ kind }) => kind)).toEqual(['draft-empty']);
  });

  test('a draft of a megabyte is refused in one sentence, the longest one is judged', () => {
    expect(() => check('Orange', 'x'.repeat(1_000_000))).toThrow(`give at most ${DRAFT_CHARS_MAX}`);
    expect(check('Orange', 'chez nous '.repeat(DRAFT_CHARS_MAX / 10)).verdict).toBe('pass');
  });

  test('an empty portfolio, and one of the same name twice', () => {
    expect(check('Orange', 'Chez LG, nous aimons.', { portfolio: [] }).reasons.map(({ kind }) => kind)).toEqual([
      'account-unknown',
    ]);
    expect(check('Orange', 'Votre Livebox 7 arrive.', { portfolio: [ORANGE, ORANGE] as never }).verdict).toBe('pass');
  });

  test('a name of one letter stops nobody who uses the letter', () => {
    expect(check('Garnier', 'Un look en U, un T-shirt, et toi : qui dit mieux ?').verdict).not.toBe('stop');
  });

  test('names in Arabic, with signs of regular expressions, with <script>', () => {
    const portfolio = [
      GARNIER,
      { brand: 'مطعم النخيل' },
      { brand: 'C++ (Pro) [x]*' },
      { brand: '<script>alert(1)</script>' },
    ];
    const stopped = (draft: string) => check('Garnier', draft, { portfolio: portfolio as never }).verdict;
    expect(stopped('مرحبا بكم في مطعم النخيل الليلة')).toBe('stop');
    expect(stopped('Notre C++ (Pro) [x]* est sorti.')).toBe('stop');
    expect(stopped('Lis <script>alert(1)</script> avant tout.')).toBe('stop');
    expect(stopped('(((((([[[[[***+++')).toBe('pass');
  });

  test('unpaired surrogates, emoji, empty and endless names', () => {
    const portfolio = [GARNIER, { brand: '\ud83d' }, { brand: '😀' }, { brand: ' ' }, { brand: 'a'.repeat(100_000) }];
    const draft = `\ud83d 😀 ${'a'.repeat(10_000)} \udc00`;
    expect(check('Garnier', draft, { portfolio: portfolio as never }).verdict).toBe('pass');
  });
});

describe('somebody of whom the account tells', () => {
  const PORTFOLIO = [ORANGE, SAMSUNG, MUSEUM, GYM, { ...GARDEN, products: ['permis B'] }];
  const tell = (account: string, draft: string): string => check(account, draft, { portfolio: PORTFOLIO }).verdict;

  test.each([
    ['congratulated', 'Bravo aux petits artistes du Musée Arnoul : trois prix, et notre fibre pour la retransmission.'],
    ['visited', 'Vous sortez de l’expo au Musée Arnoul ? Votre conseiller Orange vous attend juste à côté.'],
    ['a neighbour', 'En cas de souci, le Musée Arnoul est à 5 minutes.'],
    ['a customer', 'Le Musée Arnoul nous a confié tout son réseau.'],
    ['a host', 'Samedi nous serons au Musée Arnoul avec nos conseillers.'],
    ['a guest', 'Ce soir Soizic reçoit Jean-Marc du Musée Arnoul.'],
    ['what is asked for', 'On recrute deux techniciens, permis B exigé.'],
  ])('(%s) stops nothing', (_, draft) => {
    expect(tell('Orange', draft)).not.toBe('stop');
  });

  test.each([
    ['Orange', 'Tirage au sort : gagnez votre Galaxy S24 Ultra !'],
    ['Orange', 'Il sort demain : le Galaxy S24 Ultra et ses photos de nuit.'],
    ['Orange', 'Félicitations, votre commande Samsung est expédiée.'],
    ['Samsung', 'Sortez vos agendas : Orange vous invite à découvrir la fibre.'],
    ['Samsung', 'Votre boutique Orange est à une rue de la gare, venez changer de Livebox 7.'],
    ['Orange', 'Au Musée Arnoul, nous rouvrons demain.'],
  ])('is not taken for one where %s is asked of « %s »', (account, draft) => {
    expect(tell(account, draft)).toBe('stop');
  });

  test('is never the account itself', () => {
    expect(
      tell('Orange', 'La boutique Orange est à 2 minutes de la gare : venez essayer le Samsung Galaxy S24.'),
    ).not.toBe('stop');
  });
});

describe('a draft that names nobody', () => {
  const PORTFOLIO = [ORANGE, LG, GYM, BEDS, GARDEN];
  const tell = (account: string, draft: string): string => check(account, draft, { portfolio: PORTFOLIO }).verdict;

  test.each([
    ['one word', 'Votre micro-ondes vous remercie.'],
    ['one word of another trade', 'Dans l’équipe, on a un marathon de réunions cette semaine.'],
    [
      'what every customer service says',
      'Trois appels sans réponse : écrivez-nous en privé avec votre numéro de client.',
    ],
  ])('is not stopped for %s', (_, draft) => {
    expect(tell('Dodoli', draft)).not.toBe('stop');
  });

  test('is stopped for several', () => {
    expect(tell('Dodoli', 'La fibre arrive : box wifi 6, débit doublé et forfait 5G sans engagement.')).toBe('stop');
  });

  test('is told by what a brand calls its products, where those are words of its trade', () => {
    const portfolio = [
      {
        brand: 'Garage Vial',
        products: ['pneus', 'vidange'],
        sector: 'garage automobile',
        register: 'vous',
        language: 'fr',
      },
      { brand: 'Gel & Co', products: [], sector: 'produits surgelés', register: 'vous', language: 'fr' },
    ];
    const draft = 'On vous monte et équilibre vos quatre pneus hiver pour 60 €, et on garde les pneus été au sec.';
    expect(check('Gel & Co', draft, { portfolio }).verdict).not.toBe('pass');
  });
});

test.each([
  ['fermetures et volets', ['building']],
  ['ferme laitière', ['agriculture', 'food']],
  ['légumes prêts à l’emploi', ['food']],
  ['fournisseur d’accès internet', ['telecom', 'software']],
  ['dentelle', []],
  ['centre commercial', ['retail', 'grocery']],
])('a sector in anybody’s words (%s) is read by its words, not by their beginnings', (sector, trades) => {
  expect([...toTrades(sector)].sort()).toEqual([...trades].sort());
});
