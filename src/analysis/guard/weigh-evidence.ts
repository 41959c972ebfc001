/** The evidence on a draft, weighed: what speaks for the account, and for each other brand that it may be meant for. */
import {
  type CompiledBrand,
  type CompiledPortfolio,
  compilePortfolio,
  type Profile,
  type Role,
} from './compile-portfolio.ts';
import { findHits, type Hit } from './find-hits.ts';
import { rateHit } from './hit-strength.ts';
import { isAgainst, isGenitive, tellVoice, type Voice } from './hit-voice.ts';
import { toNamedBrand } from './portfolio.ts';
import type { ReadDraft } from './read-draft.ts';
import { type DraftRegister, rateFit, rateMisfit } from './register.ts';
import { expectedRatio } from './trades.ts';
import { compareTrades, scoreOther, type TradeWord } from './vocabulary.ts';

/** What speaks for another brand, less what speaks for the account, from which a draft is stopped. */
const STOP_MIN = 2.4;
/** Where nobody is named, what the words or the manner have to tell by themselves besides. */
const UNNAMED_WORDS_MIN = 2.7;
const UNNAMED_MANNER_MIN = 1.2;
/** A hit that tells less is none. */
export const HIT_MIN = 1;

/** Beside the first, each further term of a brand counts so much. */
const FURTHER_RATIO = 0.6;
const VOICE_BONUS: Readonly<Record<Voice, number>> = { as: 3, to: 1, of: 0, aside: 0 };
const ASIDE_RATIO = 0.4;
const ASIDE_MAX = 1.6;
const COMPETITOR_RATIO = 0.45;
const COMPETITOR_MAX = 1.6;
/** Whoever compares himself with another's rival is that other, unless he is of that trade too. */
const RIVAL_RATIO = 0.8;
const RIVAL_MAX = 2.6;
/** « Le far de la Maison Kerouan »: somebody else's, more often than one's own. */
const GENITIVE_RATIO = 0.75;
/** The account's own names count a little more than others': she is right far more often than wrong. */
const OWN_RATIO = 4 / 3;
const OWN_ASIDE = 0.5;
const OWN_WRITTEN_MIN = 1.5;
/** Words of a partner's trade beside the partner's name are to be expected. */
const ASIDE_TRADE_MAX = 0.8;
const TRADE_MAX = 3.5;
/** Where the account's own trade is not known, words of another's tell less. */
const UNKNOWN_TRADE_RATIO = 0.6;
export const REGISTER_WEIGHTS: readonly number[] = [0, 1.2, 2.5];
const REGISTER_AGAINST_RATIO = 0.6;
/** Words of another's trade and none of one's own, nor any name of one's own. */
const UNOPPOSED = 0.9;
const UNOPPOSED_MIN = 1.5;
const UNOPPOSED_TRADE_MIN = 0.9;
/** One word alone may be a figure of speech, or of a trade that is not known here. */
const UNOPPOSED_WORDS_MIN = 2;
/** Words of neighbouring trades, however many, are nobody's. */
const UNOPPOSED_WORD_MIN = 0.8;
/** Of an account whose trade is not known no word can be its own. */
const UNKNOWN_UNOPPOSED_MIN = 1.8;
const UNOPPOSED_OWN_MAX = 0.75;
const NAMED_MANNER_MIN = -0.5;
/** Nor is it for words of the account's trade around the name. */
const NAMED_TRADE_MIN = -2;
export const LANGUAGE_WEIGHT = 2.6;
const LANGUAGE_AGAINST = 1.5;

export type Rated = Readonly<{ hit: Hit; role: Role; voice: Voice; strength: number; value: number }>;
export type Case = Readonly<{
  compiled: CompiledPortfolio;
  draft: ReadDraft;
  account: CompiledBrand;
  /** Null: not in the portfolio. */
  accountNumber: number | null;
  words: readonly TradeWord[];
  register: DraftRegister;
  language: string | null;
  /** Names a price, a discount, a place on the shelf. */
  isSale: boolean;
  /** What can be won in it may be of any trade. */
  isContest: boolean;
}>;
/** A brand that the draft may be meant for. */
export type Candidate = Readonly<{
  brand: number;
  lead: number;
  rated: readonly Rated[];
  speaksAs: boolean;
  trade: number;
  /** The words alone, without the bonus for nothing that is the account's. */
  words: number;
  manner: number;
}>;

/** A term of the account's is no evidence against it, whoever else has it; a competitor's name is not its own. */
export function isOwn(hit: Hit, account: number | null): boolean {
  if (account === null) return false;
  const owner = hit.term.owners.get(account);
  if (owner === undefined || owner.role === 'competitor') return false;
  return !owner.isPart || [...hit.term.owners.values()].every(({ role, isPart }) => isPart || role === 'competitor');
}

/** What speaks for the account. */
export type Own = Readonly<{ score: number; speaksAs: boolean }>;

export function rateOwn(facts: Case, hits: readonly Hit[], isOwnToken: (token: number) => boolean): Own {
  const byTerm = new Map<string, number>();
  let speaksAs = false;
  for (const hit of hits) {
    const owner = facts.accountNumber === null ? undefined : hit.term.owners.get(facts.accountNumber);
    if (owner === undefined) continue;
    const strength = rateOwnHit(facts, hit, owner);
    if (strength < HIT_MIN) continue;
    const voice = tellVoice({ draft: facts.draft, hit, isOwn: () => false, isAccounts: true });
    const value = voice === 'aside' ? OWN_ASIDE : strength * OWN_RATIO + VOICE_BONUS[voice];
    if (voice === 'as' && !isOwnToken(hit.from - 2)) speaksAs = true;
    byTerm.set(hit.term.key, Math.max(byTerm.get(hit.term.key) ?? 0, value));
  }
  return { score: addUp([...byTerm.values()]), speaksAs };
}

/** An account of which we know the name alone. */
export function rateUnknown(facts: Case, account: string): Own {
  const compiled = compilePortfolio([toNamedBrand(account)]);
  return rateOwn({ ...facts, compiled, accountNumber: 0 }, findHits(compiled, facts.draft), () => false);
}

function addUp(values: readonly number[]): number {
  const best = Math.max(0, ...values);
  const all = values.reduce((sum, value) => sum + value, 0);
  return best + FURTHER_RATIO * (all - best);
}

/** Where her own product is a word of every day, she means the product. */
function rateOwnHit(facts: Case, hit: Hit, owner: Readonly<{ role: Role; isPart: boolean }>): number {
  const strength = rateFor(facts, hit, facts.account, owner);
  const isWritten = /^\p{Lu}/u.test(facts.draft.text.slice(hit.start, hit.end));
  return isWritten && !owner.isPart && hit.form === 'plain' ? Math.max(strength, OWN_WRITTEN_MIN) : strength;
}

function rateFor(
  facts: Case,
  hit: Hit,
  brand: CompiledBrand,
  owner: Readonly<{ role: Role; isPart: boolean }>,
): number {
  // a word that is somebody's hashtag is not his where it stands without its sign
  const isBareTag = owner.role === 'hashtag' && (hit.form === 'plain' || hit.form === 'slip');
  const part = owner.isPart || isBareTag ? (owner.role === 'product' ? 'product' : 'name') : null;
  return rateHit({ draft: facts.draft, hit, part, tradeScore: () => scoreOther(facts.words, brand.trades) });
}

type Weighed = Readonly<{ foreign: readonly Hit[]; isOwnToken: (token: number) => boolean; own: Own }>;

export function toCandidates(facts: Case, { foreign, isOwnToken, own }: Weighed): readonly Candidate[] {
  const rated = rateForeign(facts, foreign, isOwnToken);
  return facts.compiled.profiles.flatMap((profile) => {
    const trade = leadByTrade(facts, profile);
    const mannerOf = leadByManner(facts, profile);
    const unopposed = rateUnopposed(facts, { trade, manner: mannerOf, own });
    const others = profile.members.filter((brand) => brand !== facts.accountNumber);
    const lone: Candidate = {
      brand: -1,
      rated: [],
      speaksAs: false,
      trade: Math.min(trade.lead + unopposed, TRADE_MAX),
      words: trade.lead,
      manner: mannerOf,
      lead: Math.max(-TRADE_MAX, Math.min(trade.lead + unopposed, TRADE_MAX)) + mannerOf - own.score,
    };
    // those that the draft does not name differ by their profile alone: two tell whether one is meant
    const unnamed = others.filter((brand) => !rated.has(brand)).slice(0, UNNAMED_PER_PROFILE_MAX);
    const named = others.filter((brand) => rated.has(brand));
    return [
      ...unnamed.map((brand) => ({ ...lone, brand })),
      ...named.map((brand) =>
        toNamed({ brand, hits: rated.get(brand) ?? [], trade: trade.lead, unopposed, manner: mannerOf, own }),
      ),
    ];
  });
}

type Standing = Readonly<{ trade: ReturnType<typeof leadByTrade>; manner: number; own: Own }>;

/** The bonus where nothing in the draft is the account's own; a register that fits the other helps its words to it. */
function rateUnopposed(facts: Case, { trade, manner, own }: Standing): number {
  if (trade.count < UNOPPOSED_WORDS_MIN || trade.most < UNOPPOSED_WORD_MIN) return 0;
  if (own.score > 0 || facts.isContest || trade.own >= UNOPPOSED_OWN_MAX || trade.lead < UNOPPOSED_TRADE_MIN) return 0;
  const most = facts.account.trades.length > 0 ? UNOPPOSED_MIN : UNKNOWN_UNOPPOSED_MIN;
  return trade.lead + Math.max(0, manner) >= most ? UNOPPOSED : 0;
}

const UNNAMED_PER_PROFILE_MAX = 2;

type Named = Readonly<{
  brand: number;
  hits: readonly Rated[];
  trade: number;
  unopposed: number;
  manner: number;
  own: Own;
}>;

function toNamed({ brand, hits, trade, unopposed, manner, own }: Named): Candidate {
  // a rival of another's in it makes its words no weaker
  const isRivals = hits.every(({ role }) => role === 'competitor');
  const most = isAllAside(hits) && !isRivals ? ASIDE_TRADE_MAX : TRADE_MAX;
  const shown = Math.max(NAMED_TRADE_MIN, Math.min(trade + (isRivals ? unopposed : 0), most));
  // a draft that names another is not his less because it is in the account's manner
  const bounded = Math.max(NAMED_MANNER_MIN, manner);
  const speaksAs = hits.some(({ voice, role }) => voice === 'as' && role !== 'competitor') && !own.speaksAs;
  return {
    brand,
    lead: scoreHits(hits) + shown + bounded - own.score,
    rated: hits,
    speaksAs,
    trade: shown,
    words: trade,
    manner: bounded,
  };
}

function isAllAside(hits: readonly Rated[]): boolean {
  return hits.every(({ voice, role }) => voice === 'aside' || role === 'competitor');
}

/** By brand; a term that several others have counts for each. */
function rateForeign(
  facts: Case,
  hits: readonly Hit[],
  isOwnToken: (token: number) => boolean,
): ReadonlyMap<number, readonly Rated[]> {
  const byBrand = new Map<number, Rated[]>();
  for (const hit of hits) {
    const ofAccount = facts.accountNumber === null ? undefined : hit.term.owners.get(facts.accountNumber);
    const voice = tellVoice({ draft: facts.draft, hit, isOwn: isOwnToken, isAccounts: false });
    const isName = [...hit.term.owners.values()].some(({ role, isPart }) => role !== 'competitor' && !isPart);
    for (const [number, owner] of hit.term.owners) {
      const brand = facts.compiled.brands[number];
      if (number === facts.accountNumber || brand === undefined) continue;
      // shared with the account, or itself another brand, which is told by itself
      if (owner.role === 'competitor' && (ofAccount !== undefined || isName)) continue;
      const strength = rateFor(facts, hit, brand, owner) * (ofAccount?.isPart === true ? FURTHER_RATIO : 1);
      if (strength < HIT_MIN) continue;
      const isRival = owner.role === 'competitor' && isAgainst(facts.draft, hit) && !sharesTrade(facts.account, brand);
      const value = isRival
        ? strength * RIVAL_RATIO
        : toValue(owner.role, voice, strength) *
          (owner.role === 'name' && voice === 'of' && !sharesTrade(facts.account, brand) && isGenitive(facts.draft, hit)
            ? GENITIVE_RATIO
            : 1) *
          (voice === 'of' ? expectedRatio(facts.account.trades, brand.trades, facts) : 1);
      byBrand.set(number, [...(byBrand.get(number) ?? []), { hit, role: owner.role, voice, strength, value }]);
    }
  }
  for (const [number, rated] of byBrand) if (isNamedAside(rated)) byBrand.set(number, rated.map(putWareAside));
  return byBrand;
}

/** What belongs to somebody who is but mentioned is but mentioned too. */
function putWareAside(rated: Rated): Rated {
  if (rated.role !== 'product' || rated.voice !== 'of') return rated;
  return { ...rated, voice: 'aside', value: toValue(rated.role, 'aside', rated.strength) };
}

function isNamedAside(rated: readonly Rated[]): boolean {
  const names = rated.filter(({ role }) => role === 'name' || role === 'handle');
  return names.length > 0 && names.every(({ voice }) => voice === 'aside');
}

function sharesTrade(one: CompiledBrand, other: CompiledBrand): boolean {
  return one.trades.some((trade) => other.trades.includes(trade));
}

function toValue(role: Role, voice: Voice, strength: number): number {
  if (role === 'competitor') return strength * (voice === 'aside' ? COMPETITOR_RATIO / 2 : COMPETITOR_RATIO);
  if (voice === 'aside') return strength * ASIDE_RATIO;
  return strength + VOICE_BONUS[voice];
}

function scoreHits(hits: readonly Rated[]): number {
  const best = (chosen: readonly Rated[]): number =>
    addUp(
      [...Map.groupBy(chosen, ({ hit }) => hit.term.key).values()].map((same) =>
        Math.max(...same.map(({ value }) => value)),
      ),
    );
  const competitors = hits.filter(({ role }) => role === 'competitor');
  const most = competitors.some(({ value, strength }) => value >= strength * RIVAL_RATIO) ? RIVAL_MAX : COMPETITOR_MAX;
  const asides = hits.filter(({ role, voice }) => role !== 'competitor' && voice === 'aside');
  const others = hits.filter(({ role, voice }) => role !== 'competitor' && voice !== 'aside');
  return best(others) + Math.min(ASIDE_MAX, best(asides)) + Math.min(most, best(competitors));
}

function leadByTrade(facts: Case, profile: Profile): ReturnType<typeof compareTrades> {
  const own = facts.account.trades;
  const compared = compareTrades(facts.words, { own, other: profile.trades });
  return own.length > 0 ? compared : { ...compared, lead: compared.lead * UNKNOWN_TRADE_RATIO };
}

/** By register and language: what fits the other and not the account, less what fits the account and not the other. */
function leadByManner(facts: Case, profile: Profile): number {
  const { account, register, language } = facts;
  let lead = 0;
  const wrong = rateMisfit(register, account.register);
  if (wrong > 0 && rateFit(register, profile.register) > 0) {
    lead += REGISTER_WEIGHTS[Math.min(wrong, rateFit(register, profile.register))] ?? 0;
  }
  if (wrong === 0 && rateFit(register, account.register) > 0) {
    lead -= REGISTER_AGAINST_RATIO * (REGISTER_WEIGHTS[rateMisfit(register, profile.register)] ?? 0);
  }
  if (language === null) return lead;
  const isOwn = account.languages.length === 0 ? null : account.languages.includes(language);
  if (isOwn === false && profile.languages.includes(language)) lead += LANGUAGE_WEIGHT;
  if (isOwn === true && profile.languages.length > 0 && !profile.languages.includes(language)) lead -= LANGUAGE_AGAINST;
  return lead;
}

export function isStopped({ lead, speaksAs, rated, words, manner }: Candidate): boolean {
  if (speaksAs) return true;
  return lead >= STOP_MIN && (rated.length > 0 || words >= UNNAMED_WORDS_MIN || manner >= UNNAMED_MANNER_MIN);
}
