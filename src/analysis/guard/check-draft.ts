/** Whether a draft is about to speak of one brand on another's account: the evidence on both sides, weighed. */
import { AppError } from '../../base/errors.ts';
import type { Language } from '../../domain/agency.ts';
import { type CompiledBrand, type CompiledPortfolio, compilePortfolio, toAccountKey } from './compile-portfolio.ts';
import { findDraftLanguage } from './draft-language.ts';
import { findHits, type Hit } from './find-hits.ts';
import { type Saying, toMessage } from './messages.ts';
import { toNamedBrand } from './portfolio.ts';
import { type ReadDraft, readDraft } from './read-draft.ts';
import { readRegister } from './register.ts';
import { toClaimReasons, toPlainReason, toReasons } from './to-reasons.ts';
import { tokensOfAll } from './tokens-of.ts';
import type { Reason, Verdict } from './verdict.ts';
import { findTradeWords } from './vocabulary.ts';
import { type Case, isOwn, rateOwn, rateUnknown, toCandidates } from './weigh-evidence.ts';

export const DRAFT_CHARS_MAX = 20_000;

export type DraftToCheck = Readonly<{
  /** A brand of the portfolio by its name or one of its handles. */
  account: string;
  /** Its id, where it has one: two accounts may be called alike. */
  accountId?: string | null;
  draft: string;
  /** The reader's. */
  language: Language;
  /** Of the account's open bad buzz, 1 to 4; null: there is none. */
  buzzLevel: number | null;
}>;

const SALE_PATTERN =
  /\d\s?[€$£%]|[€$£]\s?\d|(?<!\p{L})(?:prix|promos?|soldes|offerts?|achet[ée]s?|rayons?|stock|magasins?|livr[ée]e?s?|lots?|reconditionn\w+|remise|panier|caisse|price|sale|off|store|stock|deal|deals|points|shelves)(?!\p{L})/iu;
const CONTEST_PATTERN =
  /(?<!\p{L})(?:[àa] gagner|gagne[rz]?|remporte[rz]?|tirage au sort|jeu[- ]?concours|concours|giveaway|win)(?!\p{L})/iu;

/**
 * The verdict on a draft.
 *
 * For each other brand what points to it is added up (names, products, handles, hashtags, competitors, words of its trade,
 * its register and language), and what points to the account is taken off. A clear lead stops the draft (isStopped), one that names
 * nobody by several words alone; and so does one that speaks as the other brand, whatever else it names. All else that names
 * another is told.
 *
 * Shape:   reasons by falling weight, at most 20; none where it passes.
 * Errors:  INPUT_INVALID for a draft of more than DRAFT_CHARS_MAX characters.
 * Source:  ADR 23.
 */
export function checkDraft(compiled: CompiledPortfolio, input: DraftToCheck): Verdict {
  if (input.draft.length > DRAFT_CHARS_MAX) {
    throw new AppError(
      'INPUT_INVALID',
      `The draft has ${input.draft.length} characters: give at most ${DRAFT_CHARS_MAX}, which is more than any post.`,
    );
  }
  const accountNumber = findAccount(compiled, input);
  const account = accountNumber === null ? toUnknownAccount(input.account) : compiled.brands[accountNumber];
  if (account === undefined) throw new Error('an account of the index is no brand of the portfolio');
  const say = (saying: Saying): string => toMessage(input.language, saying);
  const unknown =
    accountNumber === null ? [toPlainReason('account-unknown', say({ kind: 'unknown', account: input.account }))] : [];
  if (input.draft.trim() === '') {
    return { verdict: 'warn', reasons: [...unknown, toPlainReason('draft-empty', say({ kind: 'empty' }))] };
  }
  const draft = readDraft(input.draft);
  const foreign = judgeForeign({ compiled, draft, account, accountNumber, input, say });
  const claims = toClaimReasons(input, account, say);
  const reasons = [...foreign, ...claims, ...unknown];
  const verdict = reasons.some(({ severity }) => severity === 'stop') ? 'stop' : reasons.length > 0 ? 'warn' : 'pass';
  return { verdict, reasons };
}

function findAccount(compiled: CompiledPortfolio, { account, accountId = null }: DraftToCheck): number | null {
  const byId = accountId === null ? -1 : compiled.brands.findIndex(({ id }) => id === accountId);
  return byId >= 0 ? byId : (compiled.accounts.get(toAccountKey(account)) ?? null);
}

function toUnknownAccount(account: string): CompiledBrand {
  const [brand] = compilePortfolio([toNamedBrand(account)]).brands;
  if (brand === undefined) throw new Error('a portfolio of one brand has none');
  return brand;
}

type Judged = Readonly<{
  compiled: CompiledPortfolio;
  draft: ReadDraft;
  account: CompiledBrand;
  accountNumber: number | null;
  input: DraftToCheck;
  say: (saying: Saying) => string;
}>;

function judgeForeign(judged: Judged): readonly Reason[] {
  const { compiled, draft, account, accountNumber, say } = judged;
  const hits = findHits(compiled, draft);
  const taken = tokensOfAll(hits.filter((hit) => !isWare(hit)));
  // a name that is a word of every day is one where it is no name
  const isTaken = (token: number): boolean => taken.has(token);
  const facts: Case = {
    ...{ compiled, draft, account, accountNumber },
    words: findTradeWords(draft, isTaken),
    register: readRegister(draft),
    language: findDraftLanguage(draft, isTaken),
    isSale: SALE_PATTERN.test(draft.text),
    isContest: CONTEST_PATTERN.test(draft.text),
  };
  const ownHits = hits.filter((hit) => isOwn(hit, accountNumber));
  const ownTokens = tokensOfAll(ownHits);
  const isOwnToken = (token: number): boolean => ownTokens.has(token);
  const own = accountNumber === null ? rateUnknown(facts, judged.input.account) : rateOwn(facts, ownHits, isOwnToken);
  const foreign = hits.filter((hit) => !ownHits.includes(hit));
  const candidates = toCandidates(facts, { foreign, isOwnToken, own });
  return toReasons(facts, { candidates, say });
}

/** « Pneus », « menu du jour »: what a brand calls a product is a word of its trade. */
function isWare({ term, form }: Hit): boolean {
  return form === 'plain' && term.isCommon && [...term.owners.values()].every(({ role }) => role === 'product');
}
