/**
 * The words of bench/match.ts: 30,000 that look French, in the order of how often they are written. The first hundreds
 * are real, what brands are talked about with and what some of them are named after among them; the others are made
 * up, with French syllables and accents.
 */
import type { Random } from '../src/base/random.ts';

export const VOCABULARY_WORD_COUNT = 30_000;

/** What people talk about when they talk of a brand, and what a brand's query leaves out. */
export type Sector = Readonly<{ contexts: readonly string[]; exclusions: readonly string[] }>;

/** Most frequent first. */
const FUNCTION_WORDS = words(`
  de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec son elle aux mais
  on d’après nous comme ou si leur y dont ses tout cette était fait être sa même ont ces je vous deux sans très bien où
  peut lui encore aussi leurs depuis entre temps faire ans ainsi tous après contre sous moins toujours mon avait autre
  avant jour quand alors peu rien trop cela là jamais chez jusqu déjà notre vers donc car lors non oui ici tant moi toi
  mes tes ta ton votre vos nos quel quelle quels puis parce pendant plusieurs chaque certains ceux celle celui doit
  vont vais va fois bon bonne beaucoup assez presque enfin souvent parfois hier demain maintenant aujourd hui merci
  bonjour suis sommes êtes avez avons étaient sera seront serait avoir dit dire dis voir vu prendre pris mettre mis
  aller venir venu savoir sais peux veux veut faut pouvoir vouloir devoir`);

/** Words of every day, and those that brands are talked about with. */
const COMMON_WORDS = words(`
  monde vie année jours pays homme femme enfants part point place chose cas question moment prix service client
  clients produit marque entreprise société magasin groupe marché projet travail équipe personnes problème solution
  réponse demande message compte carte agence virement crédit banque prêt épargne frais panne réseau box fibre
  forfait mobile abonnement débit coupure livraison colis commande retard remboursement retour facture contrat
  assurance sinistre mutuelle devis voiture moteur garage essence autoroute péage train billet gare vol avion
  bagages hôtel chambre séjour réservation restaurant menu repas cuisine recette fromage pain lait viande légumes
  supermarché caisse promotion rayon drive usine salariés grève patron syndicat emploi stage recrutement bourse action
  actionnaires bénéfice ville maire région école université santé médecin hôpital vaccin médicament laboratoire
  téléphone ordinateur écran logiciel application mise jour site internet données pirate sécurité fuite énergie
  électricité gaz pétrole raffinerie station nucléaire climat pollution vêtement robe chaussures taille collection
  mode parfum crème beauté match équipe joueur foot championnat film série chaîne émission radio journal article
  photo vidéo livre musique concert jeu jeux console arnaque scandale boycott plainte avocat tribunal procès amende
  enquête police incendie accident rappel lot salmonelle bactérie allergie amiante jus fruit fruits pomme marchandises
  bureau terre fromages gratuit liberté cinéma rond ordre grande petite grand petit nouveau nouvelle dernière premier
  première long beau belle facile difficile rapide lent cher possible vrai faux qualité accueil attente conseiller
  numéro adresse rue avis étoile étoiles note déçu ravi content furieux honte bravo attention urgent promesse offre`);

/** Names of brands that are words besides, at about the places where a French text has the words. */
const AMBIGUOUS_WORDS: readonly (readonly [word: string, rank: number])[] = [
  ['but', 520],
  ['total', 640],
  ['poste', 660],
  ['casino', 2_400],
  ['orange', 2_600],
  ['carrefour', 3_100],
  ['free', 3_300],
  ['apple', 3_600],
  ['boulanger', 4_200],
  ['avenir', 1_500],
  ['relay', 9_000],
  ['mango', 9_500],
  ['nickel', 7_200],
  ['oscar', 6_800],
  ['signal', 1_900],
  ['shell', 8_200],
  ['amazon', 2_900],
  ['opéra', 2_200],
  ['leclerc', 3_900],
  ['comptoir', 5_200],
];

const ONSETS = words('b b br c c ch cr d d f f fr g gr j l l l m m m n n n p p pl pr qu r r r s s s t t t tr v v');
const VOWELS = words('a a a e e e e e i i i o o u é é é è ê â ai an en eu in oi on ou');
const CODAS = words('c l l r r s t x n nt');

/** The folded form, by the plainest means: for telling words apart, not for matching. */
export function foldPlainly(word: string): string {
  return word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('œ', 'oe');
}

/** All words, most frequent first, no two alike once they are folded. */
export function makeVocabulary(random: Random): readonly string[] {
  const known = new Set<string>();
  const isNew = (word: string): boolean => {
    const folded = foldPlainly(word);
    if (known.has(folded)) return false;
    known.add(folded);
    return true;
  };
  for (const [word] of AMBIGUOUS_WORDS) known.add(foldPlainly(word));
  const vocabulary = [...FUNCTION_WORDS, ...COMMON_WORDS].filter(isNew);
  while (vocabulary.length < VOCABULARY_WORD_COUNT - AMBIGUOUS_WORDS.length) {
    const rank = vocabulary.length;
    const word = makeWord(random, { syllableCountMax: rank < 2_000 ? 3 : 4 });
    if (word.length > 2 && isNew(word)) vocabulary.push(word);
  }
  for (const [word, rank] of AMBIGUOUS_WORDS.toSorted((one, other) => one[1] - other[1])) {
    vocabulary.splice(rank, 0, word);
  }
  return vocabulary;
}

/** A made-up word in lower case. */
export function makeWord(
  random: Random,
  shape: Readonly<{ syllableCountMax: number; syllableCountMin?: number }>,
): string {
  const { syllableCountMin = 1, syllableCountMax } = shape;
  const count = syllableCountMin + Math.floor(random.next() * (syllableCountMax - syllableCountMin + 1));
  let word = '';
  for (let index = 0; index < count; index += 1) {
    if (index > 0 || random.next() < 0.75) word += pick(random, ONSETS);
    word += pick(random, VOWELS);
  }
  return random.next() < 0.4 ? word + pick(random, CODAS) : word;
}

/** Words that every speaker of a language uses; what is rarer belongs to a trade or a time. */
const KERNEL_WORD_COUNT = 6_000;

/**
 * Draws words as often as a language has them.
 *
 * The plain law would give the rarest words too large a part. By this one the 1,000 most frequent words are 69 % of a
 * text and the 5,000 most frequent 88 %.
 *
 * Source: Zipf's law with Mandelbrot's constant, 1 / (r + 2.7) for the word of rank r; beyond a kernel of some 6,000
 * words it falls with the square of the rank: R. Ferrer i Cancho and R. V. Solé (2001), Journal of Quantitative
 * Linguistics 8: 165-173.
 */
export function makeWordSource(vocabulary: readonly string[]): (random: Random) => number {
  const sums = new Float64Array(vocabulary.length);
  let sum = 0;
  for (let rank = 1; rank <= sums.length; rank += 1) {
    sum += Math.min(1, KERNEL_WORD_COUNT / rank) / (rank + 2.7);
    sums[rank - 1] = sum;
  }
  return (random) => {
    const drawn = random.next() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] ?? sum) > drawn) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}

export const SECTORS: readonly Sector[] = [
  {
    contexts: words('banque compte carte agence virement crédit épargne frais'),
    exclusions: words('emploi stage bourse'),
  },
  {
    contexts: words('réseau box fibre forfait mobile abonnement débit coupure'),
    exclusions: words('recrutement foot'),
  },
  { contexts: words('livraison colis commande retard remboursement retour'), exclusions: words('stage emploi') },
  { contexts: words('assurance sinistre mutuelle devis contrat conseiller'), exclusions: words('bourse actionnaires') },
  { contexts: words('voiture moteur garage essence rappel accident'), exclusions: words('championnat joueur') },
  { contexts: words('hôtel chambre séjour réservation vol avion bagages'), exclusions: words('recrutement') },
  { contexts: words('restaurant menu repas salmonelle bactérie allergie'), exclusions: words('recette cuisine') },
  { contexts: words('supermarché caisse promotion rayon drive magasin'), exclusions: words('emploi bourse') },
  { contexts: words('logiciel application écran sécurité fuite données pirate'), exclusions: words('stage jeu') },
  {
    contexts: words('électricité gaz énergie facture compteur raffinerie'),
    exclusions: words('actionnaires bénéfice'),
  },
  { contexts: words('robe chaussures taille collection parfum crème'), exclusions: words('concert film') },
  { contexts: words('médicament laboratoire vaccin santé plainte procès'), exclusions: words('foot match') },
];

export function words(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

export function pick<Item>(random: Random, items: readonly Item[]): Item {
  const item = items[Math.floor(random.next() * items.length)];
  if (item === undefined) throw new Error('nothing can be picked from an empty list');
  return item;
}

/** So many of the items, no two alike, in the order in which they were drawn. */
export function pickSome<Item>(random: Random, items: readonly Item[], count: number): readonly Item[] {
  const left = [...items];
  const picked: Item[] = [];
  while (picked.length < count && left.length > 0) {
    picked.push(...left.splice(Math.floor(random.next() * left.length), 1));
  }
  return picked;
}
