/**
 * What brands deal in, finer than the sectors of crisis words: a museum and a football club speak differently, and a draft
 * that speaks of neither's matters is told by that. Free-text sectors of portfolios are read here.
 */
import type { Sector } from '../../domain/sector.ts';
import { foldWord } from '../query/fold-word.ts';
import { tokenize } from '../query/tokens.ts';

export const TRADES = [
  'telecom',
  'electronics',
  'appliances',
  'software',
  'gaming',
  'food',
  'bakery',
  'restaurant',
  'drinks',
  'grocery',
  'retail',
  'fashion',
  'cosmetics',
  'health',
  'bank',
  'insurance',
  'energy',
  'transport',
  'airline',
  'travel',
  'automotive',
  'cycling',
  'delivery',
  'media',
  'culture',
  'sport',
  'leisure',
  'casino',
  'public',
  'education',
  'real-estate',
  'home',
  'pets',
  'kids',
  'jobs',
] as const;

export type Trade = (typeof TRADES)[number];

/** The trades of a sector that was chosen from the closed list. */
const SECTOR_TRADES: Readonly<Record<Sector, readonly Trade[]>> = {
  telecom: ['telecom'],
  food: ['food', 'drinks', 'bakery', 'restaurant'],
  bank: ['bank'],
  insurance: ['insurance'],
  energy: ['energy'],
  transport: ['transport', 'airline', 'travel'],
  retail: ['retail', 'grocery'],
  cosmetics: ['cosmetics'],
  health: ['health'],
  technology: ['electronics', 'appliances', 'software'],
  media: ['media'],
  public: ['public'],
  other: [],
};

/** Beginnings of folded words in what people call their sector; a phrase counts before the words in it. */
const PHRASES: readonly (readonly [string, readonly Trade[]])[] = [
  ['grande distribution', ['grocery', 'retail']],
  ['consumer electronics', ['electronics']],
  ['electronique', ['electronics']],
  ['hight tech', ['electronics', 'appliances']],
  ['high tech', ['electronics', 'appliances']],
  ['home appliance', ['appliances']],
  ['health and beauty', ['health', 'cosmetics']],
  ['institut de beaute', ['cosmetics']],
  ['salon de coiffure', ['cosmetics']],
  ['jeu video', ['gaming']],
  ['jeux video', ['gaming']],
  ['video game', ['gaming']],
  ['transport aerien', ['airline']],
  ['compagnie aerienne', ['airline', 'travel']],
  ['real estate', ['real-estate']],
  ['estate agen', ['real-estate']],
  ['grand public', []],
  ['public transport', ['transport']],
  ['transport public', ['transport']],
  ['transport en commun', ['transport']],
  ['transports en commun', ['transport']],
  ['station de ski', ['travel', 'leisure', 'sport']],
  ['service public', ['public']],
  ['secteur public', ['public']],
  ['public sector', ['public']],
  ['local government', ['public']],
  ['town hall', ['public']],
  ['city council', ['public']],
  ['pret a porter', ['fashion']],
  ['fast food', ['restaurant']],
  ['restauration rapide', ['restaurant']],
  ['parc d attraction', ['leisure']],
  ['parc a theme', ['leisure']],
  ['theme park', ['leisure']],
  ['bien etre', ['health', 'cosmetics']],
  ['complementaire sante', ['insurance', 'health']],
  ['maison et jardin', ['home']],
  ['travail temporaire', ['jobs']],
  ['ressources humaines', ['jobs']],
  ['spectacle vivant', ['culture']],
  ['magasin de velo', ['cycling']],
  ['video on demand', ['media']],
];

const WORDS: readonly (readonly [string, readonly Trade[]])[] = [
  ['telecom', ['telecom']],
  ['telco', ['telecom']],
  ['telephonie', ['telecom']],
  ['operateur', ['telecom']],
  ['operator', ['telecom']],
  ['mobile', ['telecom']],
  ['internet', ['telecom', 'software']],
  ['fai', ['telecom']],
  ['broadband', ['telecom']],
  ['electronic', ['electronics']],
  ['tech', ['electronics', 'software']],
  ['hifi', ['electronics']],
  ['tv', ['electronics']],
  ['fromage', ['food']],
  ['handball', ['sport']],
  ['athlet', ['sport']],
  ['nautis', ['sport', 'leisure']],
  ['ski', ['sport', 'leisure']],
  ['piscine', ['leisure']],
  ['luxury', ['fashion', 'cosmetics']],
  ['jewel', ['fashion']],
  ['cloth', ['fashion']],
  ['apparel', ['fashion']],
  ['sportswear', ['fashion']],
  ['taxi', ['transport']],
  ['vtc', ['transport']],
  ['leasing', ['automotive', 'bank']],
  ['tourist', ['travel', 'leisure']],
  ['croisiere', ['travel']],
  ['gastro', ['restaurant', 'food']],
  ['pizz', ['restaurant']],
  ['glacier', ['food', 'bakery']],
  ['fleurist', ['home']],
  ['librair', ['culture']],
  ['smartphone', ['electronics']],
  ['televis', ['media', 'electronics']],
  ['electromenager', ['appliances']],
  ['appliance', ['appliances']],
  ['logiciel', ['software']],
  ['software', ['software']],
  ['saas', ['software']],
  ['informatique', ['software', 'electronics']],
  ['gaming', ['gaming']],
  ['esport', ['gaming']],
  ['agroalimentaire', ['food', 'drinks']],
  ['aliment', ['food']],
  ['food', ['food', 'restaurant']],
  ['surgele', ['food', 'grocery']],
  ['confiserie', ['food', 'bakery']],
  ['chocola', ['food', 'bakery']],
  ['epicerie', ['food', 'grocery']],
  ['traiteur', ['food', 'restaurant']],
  ['boulang', ['bakery', 'food']],
  ['patiss', ['bakery', 'food']],
  ['baker', ['bakery', 'food']],
  ['restau', ['restaurant', 'food']],
  ['gastronom', ['restaurant', 'food']],
  ['cafe', ['restaurant', 'drinks']],
  ['coffee', ['restaurant', 'drinks']],
  ['boisson', ['drinks']],
  ['drink', ['drinks']],
  ['beverage', ['drinks']],
  ['biere', ['drinks']],
  ['brass', ['drinks']],
  ['brew', ['drinks']],
  ['spirit', ['drinks']],
  ['vin', ['drinks']],
  ['wine', ['drinks']],
  ['viticol', ['drinks']],
  ['distiller', ['drinks']],
  ['supermarch', ['grocery', 'retail']],
  ['hypermarch', ['grocery', 'retail']],
  ['supermarket', ['grocery', 'retail']],
  ['grocer', ['grocery', 'retail']],
  ['distribution', ['retail']],
  ['distributeur', ['retail']],
  ['retail', ['retail']],
  ['commerce', ['retail']],
  ['mode ', ['fashion']],
  ['fashion', ['fashion']],
  ['vetement', ['fashion']],
  ['textile', ['fashion']],
  ['chaussure', ['fashion']],
  ['maroquin', ['fashion']],
  ['joaill', ['fashion']],
  ['bijou', ['fashion']],
  ['luxe', ['fashion', 'cosmetics']],
  ['cosmeti', ['cosmetics']],
  ['beaut', ['cosmetics']],
  ['parfum', ['cosmetics']],
  ['maquillage', ['cosmetics']],
  ['skincare', ['cosmetics']],
  ['hygiene', ['cosmetics', 'health']],
  ['coiffure', ['cosmetics']],
  ['spa', ['cosmetics', 'health']],
  ['sante', ['health']],
  ['health', ['health']],
  ['pharma', ['health']],
  ['opti', ['health']],
  ['hopital', ['health']],
  ['clinique', ['health']],
  ['medic', ['health']],
  ['banque', ['bank']],
  ['bank', ['bank']],
  ['bancaire', ['bank']],
  ['financ', ['bank', 'insurance']],
  ['credit', ['bank']],
  ['fintech', ['bank']],
  ['assur', ['insurance']],
  ['insur', ['insurance']],
  ['mutuelle', ['insurance', 'health']],
  ['energ', ['energy']],
  ['electricit', ['energy']],
  ['gaz', ['energy']],
  ['petrol', ['energy', 'automotive']],
  ['eau', ['energy']],
  ['utilit', ['energy']],
  ['transport', ['transport']],
  ['ferroviaire', ['transport', 'travel']],
  ['rail', ['transport', 'travel']],
  ['train ', ['transport', 'travel']],
  ['bus', ['transport']],
  ['mobilite', ['transport']],
  ['aeri', ['airline', 'travel']],
  ['airline', ['airline', 'travel']],
  ['aviation', ['airline']],
  ['aeroport', ['airline', 'travel']],
  ['voyage', ['travel', 'airline']],
  ['tourism', ['travel', 'leisure']],
  ['travel', ['travel', 'airline']],
  ['hotel', ['travel']],
  ['camping', ['travel', 'leisure']],
  ['hospitality', ['travel', 'restaurant']],
  ['auto', ['automotive']],
  ['car', ['automotive']],
  ['voiture', ['automotive']],
  ['moto ', ['automotive']],
  ['garage', ['automotive']],
  ['velo', ['cycling']],
  ['cycl', ['cycling']],
  ['bike', ['cycling']],
  ['livraison', ['delivery']],
  ['logisti', ['delivery']],
  ['delivery', ['delivery']],
  ['postal', ['delivery']],
  ['courrier', ['delivery']],
  ['colis', ['delivery']],
  ['media', ['media']],
  ['presse', ['media']],
  ['streaming', ['media']],
  ['radio', ['media']],
  ['edition', ['media', 'culture']],
  ['librairie', ['culture', 'retail']],
  ['cinema', ['culture', 'media']],
  ['musee', ['culture']],
  ['museum', ['culture']],
  ['cultur', ['culture']],
  ['theatre', ['culture']],
  ['opera ', ['culture']],
  ['festival', ['culture']],
  ['musique', ['culture', 'media']],
  ['patrimoine', ['culture']],
  ['gallery', ['culture']],
  ['sport', ['sport']],
  ['foot', ['sport']],
  ['rugby', ['sport']],
  ['basket', ['sport']],
  ['hand ', ['sport']],
  ['tennis', ['sport']],
  ['volley', ['sport']],
  ['club ', ['sport']],
  ['fitness', ['sport', 'health']],
  ['loisir', ['leisure']],
  ['leisure', ['leisure']],
  ['aquarium', ['leisure', 'culture']],
  ['zoo', ['leisure']],
  ['casino', ['casino']],
  ['pari ', ['casino']],
  ['betting', ['casino']],
  ['mairie', ['public']],
  ['ville', ['public']],
  ['commune', ['public']],
  ['municip', ['public']],
  ['collectivit', ['public']],
  ['metropole', ['public']],
  ['departement', ['public']],
  ['region', ['public']],
  ['administration', ['public']],
  ['council', ['public']],
  ['government', ['public']],
  ['ministere', ['public']],
  ['public', ['public']],
  ['educat', ['education']],
  ['ecole', ['education']],
  ['universit', ['education']],
  ['formation', ['education']],
  ['school', ['education']],
  ['immobil', ['real-estate']],
  ['logement', ['real-estate']],
  ['bricolage', ['home']],
  ['jardin', ['home']],
  ['meuble', ['home']],
  ['ameublement', ['home']],
  ['decoration', ['home']],
  ['furniture', ['home']],
  ['diy', ['home']],
  ['animal', ['pets']],
  ['animaux', ['pets']],
  ['pet', ['pets']],
  ['jouet', ['kids']],
  ['toy', ['kids']],
  ['puericulture', ['kids']],
  ['bebe', ['kids']],
  ['interim', ['jobs']],
  ['recrutement', ['jobs']],
  ['emploi', ['jobs']],
  ['recruit', ['jobs']],
];

/** Shorter beginnings must be the whole word, as those with a space behind them: « car » is none of « carrelage ». */
const BEGINNING_CHARS_MIN = 4;

/**
 * The trades that a sector names, by the closed list or in anybody's words; empty where it is not known.
 *
 * @example toTrades('opérateur mobile')  // ['telecom']
 */
export function toTrades(sector: string | null): readonly Trade[] {
  if (sector === null) return [];
  const folded = foldWord(sector.trim());
  if (Object.hasOwn(SECTOR_TRADES, folded)) return SECTOR_TRADES[folded as Sector];
  const words = tokenize(sector).map(({ text }) => text);
  const text = ` ${words.join(' ')}`;
  const found = new Set<Trade>();
  let rest = text;
  for (const [phrase, trades] of PHRASES) {
    if (!rest.includes(` ${phrase}`)) continue;
    for (const trade of trades) found.add(trade);
    rest = rest.replace(` ${phrase}`, ' ');
  }
  for (const word of rest.split(' ')) {
    for (const [beginning, trades] of WORDS) {
      const whole = beginning.trim();
      const isOne =
        whole.length < BEGINNING_CHARS_MIN || whole !== beginning
          ? word === whole || word === `${whole}s`
          : word.startsWith(whole);
      if (isOne) for (const trade of trades) found.add(trade);
    }
  }
  return [...found];
}

const NEIGHBOURS: Readonly<Partial<Record<Trade, readonly Trade[]>>> = {
  telecom: ['electronics', 'media', 'software'],
  electronics: ['appliances', 'software', 'gaming', 'media', 'telecom'],
  appliances: ['electronics', 'home'],
  software: ['electronics', 'telecom'],
  food: ['grocery', 'bakery', 'restaurant', 'drinks'],
  bakery: ['food', 'restaurant'],
  restaurant: ['food', 'drinks', 'bakery'],
  drinks: ['food', 'restaurant'],
  grocery: ['food', 'bakery', 'drinks', 'home', 'cosmetics'],
  fashion: ['cosmetics', 'retail'],
  cosmetics: ['health', 'fashion'],
  health: ['cosmetics', 'insurance'],
  bank: ['insurance', 'real-estate'],
  insurance: ['bank', 'health', 'automotive'],
  energy: ['automotive', 'home'],
  transport: ['travel'],
  airline: ['travel', 'transport'],
  travel: ['transport', 'airline', 'restaurant', 'culture', 'leisure'],
  automotive: ['energy'],
  cycling: ['sport', 'transport'],
  delivery: ['retail'],
  culture: ['media', 'education', 'leisure'],
  sport: ['media', 'leisure'],
  casino: ['leisure', 'restaurant'],
  'real-estate': ['bank', 'home'],
  home: ['appliances'],
};

const NEIGHBOUR_SHARE_RATIO = 0.7;
const OTHER_NEIGHBOUR_SHARE_RATIO = 0.5;

/** How much a word of the trade is one's own: 1 for one's own trades, 0 for those that one has no business with. */
export function ownShare(own: readonly Trade[], trade: Trade): number {
  if (own.includes(trade)) return 1;
  return own.some((each) => NEIGHBOURS[each]?.includes(trade) === true) ? NEIGHBOUR_SHARE_RATIO : 0;
}

/** What shops sell of others. */
const SOLD_BY_SHOPS: ReadonlySet<Trade> = new Set([
  'electronics',
  'appliances',
  'software',
  'gaming',
  'food',
  'bakery',
  'drinks',
  'fashion',
  'cosmetics',
  'health',
  'home',
  'kids',
  'pets',
  'cycling',
]);
const SHOPS: ReadonlySet<Trade> = new Set(['retail', 'grocery']);
/** Where one goes. */
const PLACES: ReadonlySet<Trade> = new Set(['culture', 'leisure', 'sport', 'public', 'travel', 'casino']);
const SPEAKS_OF_PLACES: ReadonlySet<Trade> = new Set(['travel', 'airline', 'transport', 'public', 'media']);
const SHOP_SALE_RATIO = 0.45;
const SHOP_RATIO = 0.9;
const PLACE_RATIO = 0.5;
const TELECOM_SHOP_RATIO = 0.8;
/** Whoever sells sends. */
const CARRIER_RATIO = 0.7;

/** Whose own drafts speak of everything, where they are nothing else besides. */
const SPEAKS_OF_ALL: ReadonlySet<Trade> = new Set(['retail', 'grocery', 'media', 'public', 'education']);
/** Town halls run museums, stadiums and pools. */
const PUBLIC_PLACE_SHARE_RATIO = 0.9;
/** What comes into a town, and what goes through it. */
const PUBLIC_MATTERS: ReadonlySet<Trade> = new Set([
  'telecom',
  'energy',
  'transport',
  'cycling',
  'education',
  'jobs',
  'media',
]);
const PUBLIC_MATTER_SHARE_RATIO = 0.7;
const SOLD_SHARE_RATIO = 0.6;
const ANYTHING_SHARE_RATIO = 0.35;

/** How much of what a word tells of another is taken back because the account speaks of such things too. */
export function looseShare(own: readonly Trade[], trade: Trade): number {
  if (own.length === 0 || !own.every((each) => SPEAKS_OF_ALL.has(each))) return 0;
  if (own.includes('media')) return SOLD_SHARE_RATIO;
  if (own.includes('public')) {
    if (PLACES.has(trade)) return PUBLIC_PLACE_SHARE_RATIO;
    return PUBLIC_MATTERS.has(trade) ? PUBLIC_MATTER_SHARE_RATIO : ANYTHING_SHARE_RATIO;
  }
  return SOLD_BY_SHOPS.has(trade) && own.some((each) => SHOPS.has(each)) ? SOLD_SHARE_RATIO : ANYTHING_SHARE_RATIO;
}

/** How much less it tells that the account names the other: shops name what they sell, travel agents where one goes. */
export function expectedRatio(
  account: readonly Trade[],
  other: readonly Trade[],
  draft: Readonly<{ isSale: boolean }>,
): number {
  const isOne = (trades: readonly Trade[], among: ReadonlySet<Trade>): boolean =>
    trades.some((trade) => among.has(trade));
  if (isOne(account, SHOPS) && isOne(other, SOLD_BY_SHOPS) && !isOne(other, SHOPS)) {
    return draft.isSale ? SHOP_SALE_RATIO : SHOP_RATIO;
  }
  if (isOne(account, SPEAKS_OF_PLACES) && isOne(other, PLACES)) return PLACE_RATIO;
  if (account.includes('telecom') && other.includes('electronics')) return TELECOM_SHOP_RATIO;
  if (other.includes('delivery') && !account.includes('delivery')) return CARRIER_RATIO;
  return 1;
}

/** How much a word of the trade points to somebody else of these trades. */
export function otherShare(trades: readonly Trade[], trade: Trade): number {
  if (trades.includes(trade)) return 1;
  return trades.some((each) => NEIGHBOURS[each]?.includes(trade) === true) ? OTHER_NEIGHBOUR_SHARE_RATIO : 0;
}
