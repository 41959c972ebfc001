/**
 * What brands deal in, finer than the sectors of crisis words: a museum and a football club speak differently, and a draft
 * that speaks of neither's matters is told by that.
 */
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
  'optics',
  'driving',
  'books',
  'fitness',
  'nautical',
  'bedding',
  'garden',
  'legal',
  'charity',
  'building',
  'services',
  'jewellery',
  'crafts',
  'wellness',
  'agriculture',
  'industry',
  'events',
  'consulting',
  'water',
] as const;

export type Trade = (typeof TRADES)[number];

const NEIGHBOURS: Readonly<Partial<Record<Trade, readonly Trade[]>>> = {
  telecom: ['electronics', 'media', 'software'],
  electronics: ['appliances', 'software', 'gaming', 'media', 'telecom'],
  appliances: ['electronics', 'home'],
  software: ['electronics', 'telecom', 'consulting', 'bank'],
  food: ['grocery', 'bakery', 'restaurant', 'drinks', 'agriculture'],
  bakery: ['food', 'restaurant'],
  restaurant: ['food', 'drinks', 'bakery', 'grocery'],
  drinks: ['food', 'restaurant', 'agriculture'],
  grocery: ['food', 'bakery', 'drinks', 'home', 'cosmetics', 'pets', 'kids', 'retail', 'garden'],
  fashion: ['cosmetics', 'retail', 'jewellery', 'crafts', 'bedding'],
  cosmetics: ['health', 'fashion', 'wellness'],
  health: ['cosmetics', 'insurance', 'optics', 'wellness', 'pets', 'services'],
  bank: ['insurance', 'real-estate'],
  insurance: ['bank', 'health', 'automotive'],
  energy: ['automotive', 'home', 'building', 'industry', 'water'],
  transport: ['travel', 'automotive', 'cycling', 'airline'],
  airline: ['travel', 'transport'],
  travel: ['transport', 'airline', 'restaurant', 'culture', 'leisure', 'wellness', 'nautical', 'food', 'drinks'],
  automotive: ['energy', 'driving', 'transport'],
  cycling: ['sport', 'transport'],
  delivery: ['retail', 'transport'],
  culture: ['media', 'education', 'leisure', 'books', 'events', 'public'],
  sport: ['media', 'leisure', 'fitness', 'nautical', 'cycling'],
  casino: ['leisure', 'restaurant'],
  'real-estate': ['bank', 'home', 'building', 'legal', 'public'],
  home: ['appliances', 'bedding', 'garden', 'building', 'crafts'],
  optics: ['health', 'fashion'],
  driving: ['automotive', 'education'],
  books: ['culture', 'media', 'education'],
  education: ['books', 'jobs'],
  fitness: ['sport', 'health', 'wellness'],
  nautical: ['sport', 'leisure', 'travel'],
  bedding: ['home'],
  garden: ['home', 'food', 'agriculture', 'pets'],
  legal: ['consulting', 'bank', 'real-estate', 'insurance', 'jobs'],
  consulting: ['legal', 'software', 'jobs', 'media'],
  water: ['public', 'energy', 'building', 'charity'],
  charity: ['health', 'public', 'food'],
  building: ['energy', 'home', 'services', 'water'],
  services: ['building', 'home', 'jobs', 'kids', 'health'],
  jewellery: ['fashion', 'crafts'],
  crafts: ['home', 'jewellery', 'fashion'],
  wellness: ['cosmetics', 'health', 'travel', 'fitness'],
  agriculture: ['food', 'garden', 'drinks', 'industry'],
  industry: ['energy', 'jobs', 'software'],
  events: ['culture', 'restaurant', 'travel'],
  public: ['education', 'culture', 'transport', 'sport', 'leisure', 'energy', 'charity', 'water'],
  kids: ['home', 'fashion'],
  pets: ['food', 'health'],
  media: ['culture', 'books', 'gaming'],
  gaming: ['electronics', 'media', 'software'],
  leisure: ['culture', 'sport', 'kids', 'travel'],
  retail: ['grocery', 'fashion', 'home'],
};

const NEIGHBOUR_SHARE_RATIO = 0.6;
const OTHER_NEIGHBOUR_SHARE_RATIO = 0.5;

/** In a draft without one word of one's own trades, the neighbours' words are theirs. */
const LONE_NEIGHBOUR_SHARE_RATIO = 0.3;

/** How much a word of the trade is one's own: 1 for one's own trades, 0 for those that one has no business with. */
export function ownShare(own: readonly Trade[], trade: Trade, draft: Readonly<{ hasOwnWords: boolean }>): number {
  if (own.includes(trade)) return 1;
  if (PLACES.has(trade) && own.some((each) => GUIDES.has(each))) return NEIGHBOUR_SHARE_RATIO;
  if (TABLE.has(trade) && own.includes('travel')) return TABLE_SHARE_RATIO;
  if (!own.some((each) => NEIGHBOURS[each]?.includes(trade) === true)) return 0;
  return draft.hasOwnWords ? NEIGHBOUR_SHARE_RATIO : LONE_NEIGHBOUR_SHARE_RATIO;
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
  'books',
  'bedding',
  'garden',
  'jewellery',
  'optics',
]);
const SHOPS: ReadonlySet<Trade> = new Set(['retail', 'grocery']);
/** Where one goes. */
const PLACES: ReadonlySet<Trade> = new Set(['culture', 'leisure', 'sport', 'public', 'travel', 'casino']);
/** Who tell where to go. */
const GUIDES: ReadonlySet<Trade> = new Set(['travel', 'airline']);
/** What one eats and drinks there. */
const TABLE_SHARE_RATIO = 0.45;
const TABLE: ReadonlySet<Trade> = new Set(['restaurant', 'food', 'drinks']);
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
