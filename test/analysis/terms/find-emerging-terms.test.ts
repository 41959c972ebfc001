/** What people suddenly speak of. */
import { describe, expect, test } from 'vitest';
import { detectLanguage } from '../../../src/analysis/language.ts';
import { storyIdOf } from '../../../src/analysis/stories.ts';
import { findEmergingTerms } from '../../../src/analysis/terms/find-emerging-terms.ts';
import { makeSeededRandom } from '../../../src/base/random.ts';
import { makeTalk } from '../../../src/demo/make-talk.ts';
import type { EmergingTerm, TalkText } from '../../../src/domain/emerging-term.ts';

const BRAND = { name: 'Morvanel', query: 'Morvanel OR (morvanel AND fibre)' };
const CRISIS_LINES = [
  'Encore une panne box ce soir chez Morvanel, et personne au bout du fil',
  'Panne box Morvanel générale, la mairie a coupé le standard',
  'Ma box est en panne depuis 18 h, merci Morvanel pour l’ambiance',
  'Quelqu’un a la panne de la box aussi ? Morvanel ne dit rien',
  'Deuxième panne de box du mois, Morvanel exagère',
  'Notre box en panne, la téléassistance de ma mère aussi. Honte à Morvanel',
  'Panne box à Rodez, écran noir, Morvanel aux abonnés absents',
  'Les pannes de box, ça suffit Morvanel !',
  'Morvanel : la panne box touche tout le quartier nord',
  'Bonsoir, panne box ici aussi, voyant éteint, Morvanel injoignable',
];

let nextId = 0;

function say(text: string, about: Partial<TalkText> = {}): TalkText {
  nextId += 1;
  const { language } = detectLanguage(text);
  const story = storyIdOf({ title: null, text });
  return { id: `m${nextId}`, storyId: story, language, title: null, excerpt: text, passages: [], ...about };
}

/** Four weeks of the demo's talk of Morvanel, in which boxes are spoken of every day and nothing happens. */
function listOrdinaryTalk(): readonly TalkText[] {
  return makeTalk(7)
    .filter((post) => post.brand === 'morvanel' && !post.isCrisis)
    .map((post) => say(post.text, { title: post.title, storyId: `ordinary ${post.id}` }));
}

function tell(terms: readonly EmergingTerm[]): readonly string[] {
  return terms.map(({ term }) => term);
}

/** The same word for each of so many stories. */
function repeat(count: number, text: (index: number) => string): readonly TalkText[] {
  return Array.from({ length: count }, (_, index) => say(text(index), { storyId: `story ${nextId} ${index}` }));
}

describe('a month of talk and an evening', () => {
  const before = listOrdinaryTalk();
  const crisis = CRISIS_LINES.map((line) => say(line));
  const evening = [...crisis, ...before.slice(0, 12).map((text) => ({ ...text, storyId: `evening ${text.storyId}` }))];

  test('boxes are spoken of on ordinary days, so that the word alone is no news', () => {
    expect(before.filter(({ excerpt }) => /\bbox\b/.test(excerpt)).length / before.length).toBeGreaterThan(0.1);
  });

  test('« panne box » is told first and « box » not at all', () => {
    const { terms } = findEmergingTerms({ now: evening, before, brand: BRAND });
    expect(terms[0]).toMatchObject({ term: 'panne box', storyCount: 10, expectedCount: 0 });
    expect(tell(terms)).not.toContain('box');
    expect(tell(terms)).not.toContain('panne');
    expect(terms[0]?.mentionIds).toEqual(crisis.slice(0, 5).map(({ id }) => id));
  });

  test('the test above can fail: of an evening without the incident nothing is told', () => {
    const quiet = evening.filter((text) => !crisis.includes(text));
    expect(tell(findEmergingTerms({ now: quiet, before, brand: BRAND }).terms)).toEqual([]);
    // and counted alone, « box » is in more of the evening's stories than the weeks before let expect
    const boxesNow = evening.filter(({ excerpt }) => /\bbox\b/i.test(excerpt)).length / evening.length;
    const boxesBefore = before.filter(({ excerpt }) => /\bbox\b/i.test(excerpt)).length / before.length;
    expect(boxesNow).toBeGreaterThan(2 * boxesBefore);
  });

  test('forty copies of a dispatch count once, however loud they are', () => {
    const copies = Array.from({ length: 40 }, () => say('Morvanel lance son offre Mirabelle', { storyId: 'dispatch' }));
    const { terms, storyCount } = findEmergingTerms({ now: [...copies, ...evening], before, brand: BRAND });
    expect(storyCount).toBe(evening.length + 1);
    expect(tell(terms).join(' ')).not.toMatch(/mirabelle/i);
    expect(terms[0]?.term).toBe('panne box');
  });

  test('ordinary days against each other are quiet: at most one list in ten tells anything', () => {
    const random = makeSeededRandom(3);
    const lists = Array.from({ length: 40 }, () => {
      const shuffled = before
        .map((text) => ({ text, rank: random.next() }))
        .sort((one, other) => one.rank - other.rank);
      const texts = shuffled.map(({ text }) => text);
      return findEmergingTerms({ now: texts.slice(0, 40), before: texts.slice(40), brand: BRAND }).terms.length;
    });
    expect(lists.filter((count) => count > 0).length).toBeLessThanOrEqual(4);
  });
});

describe('a term', () => {
  const quiet = repeat(200, (index) => `La boutique numéro ${index} de Morvanel ouvre lundi, accueil agréable`);
  const found = (now: readonly TalkText[], brand = BRAND): readonly string[] =>
    tell(findEmergingTerms({ now, before: quiet, brand }).terms);

  test.each<[string, string, string]>([
    ['may hold function words, not begin or end with one', 'une coupure de courant dans la rue', 'coupure de courant'],
    ['has its elided article cut', 'c’est l’application qui plante', 'application'],
    ['keeps the capitals of a name', 'les ateliers de Saint-Gaudens se taisent', 'Gaudens'],
  ])('%s', (_, line, term) => {
    const noise = ['hier', 'mardi', 'encore', 'toujours', 'vraiment', 'maintenant', 'pourtant', 'enfin'];
    const terms = found(noise.map((word, index) => say(`${word} ${line}`, { storyId: `noise ${index}` })));
    expect(terms.some((each) => each.includes(term))).toBe(true);
    for (const each of terms)
      expect(each).not.toMatch(/^(?:une|dans|les|la|l|de|c|hier|mardi)\b|\b(?:une|dans|les|la|de)$/);
  });

  test('is told in the singular or plural that people write', () => {
    const lines = ['des pannes', 'grosses pannes', 'vos pannes', 'ces pannes', 'la panne', 'pannes !'];
    expect(found(lines.map((line, index) => say(line, { language: 'fr', storyId: `p${index}` })))).toEqual(['pannes']);
  });

  test('is neither the brand nor what its query looks for, alone; beside other words the query’s words stay', () => {
    const lines = repeat(8, () => 'Morvanel fibre');
    expect(found(lines)).toEqual([]);
    expect(found(repeat(8, () => 'Morvanel fibre sectionnée'))).toEqual(['fibre sectionnée']);
  });

  test('holds no numbers, addresses or handles', () => {
    const lines = repeat(
      8,
      () => '18 h, 39 €, https://exemple.fr/scandale @morvanel_officiel contact@exemple.fr exemple.fr',
    );
    expect(found(lines)).toEqual([]);
  });

  test('of a sentence that many copy is told once, not in pieces', () => {
    const line = 'signez la pétition contre les coupures sauvages annoncées hier matin';
    const copies = ['ami', 'voisin', 'collègue', 'cousin', 'oncle', 'facteur', 'maçon', 'boulanger'];
    const terms = found(copies.map((who, index) => say(`${who} : ${line}`, { language: 'fr', storyId: `c${index}` })));
    expect(terms.filter((term) => /coupures/.test(term))).toHaveLength(1);
  });

  test('needs three stories', () => {
    expect(found(repeat(2, () => 'sabotage'))).toEqual([]);
    expect(found([...repeat(3, () => 'sabotage'), ...quiet.slice(0, 2)])).toEqual(['sabotage']);
  });

  test('is compared with what was said before: without any of that nothing is told', () => {
    const now = repeat(30, () => 'panne générale');
    expect(findEmergingTerms({ now, before: [], brand: BRAND })).toEqual({
      terms: [],
      storyCount: 30,
      referenceStoryCount: 0,
    });
    expect(findEmergingTerms({ now: [], before: now, brand: BRAND }).terms).toEqual([]);
  });

  test('of which less is said than before is none', () => {
    expect(found([...repeat(30, () => 'accueil')].slice(0, 3))).toEqual([]);
  });

  test.each([
    ['English', 'the router outage again', 'en', 'router outage'],
    ['German, where words are stemmed', 'wieder eine Störung im Netz', 'de', 'Störung im Netz'],
    ['Polish, which has no stemmer', 'znowu awaria sieci', 'pl', 'awaria sieci'],
    ['Arabic', 'انقطاع الخدمة', 'ar', 'انقطاع الخدمة'],
  ])('may be in %s', (_, line, language, term) => {
    const now = Array.from({ length: 8 }, (__, index) => say(line, { language, storyId: `l${index}` }));
    expect(found(now).some((each) => each.includes(term))).toBe(true);
  });

  test('of a script without spaces does no harm', () => {
    const now = Array.from({ length: 8 }, (_, index) => say('网络故障了', { language: 'zh', storyId: `z${index}` }));
    const terms = found(now);
    expect(terms.length).toBeGreaterThan(0);
    for (const each of terms) expect([2, 3]).toContain(each.length);
  });
});

describe('hostile texts', () => {
  test.each([
    ['without a space', 'a'.repeat(100_000)],
    ['of signs', '@'.repeat(50_000)],
    ['of dots', 'a.'.repeat(50_000)],
    ['of one word', 'panne '.repeat(20_000)],
    ['with half a character', '\ud800 \udc00'.repeat(10_000)],
    ['of markup', '<script>alert(1)</script>'.repeat(1_000)],
    ['of hyphens', 'a-'.repeat(50_000)],
  ])('%s cost no more than others, and are at most words', (_, text) => {
    const texts = Array.from({ length: 50 }, (__, index) => say('', { excerpt: text, storyId: `h${index}` }));
    const { terms } = findEmergingTerms({ now: texts, before: texts.slice(0, 10), brand: BRAND });
    for (const { term } of terms) expect(term).toMatch(/^[\p{L}\p{N}\p{M} '’-]+$/u);
  });

  test('a brand without letters and a query that does not parse leave everything as it is', () => {
    const now = repeat(8, () => 'panne');
    const before = repeat(100, () => 'accueil');
    expect(tell(findEmergingTerms({ now, before, brand: { name: '+', query: '(((' } }).terms)).toEqual(['panne']);
  });
});
