/**
 * A draft held against all brands of the agency. Nothing is stored: what is typed here may be confidential until it is
 * published.
 */
import { checkDraft } from '../analysis/guard/check-draft.ts';
import {
  BRANDS_MAX,
  type CompiledPortfolio,
  compilePortfolio,
  toAccountKey,
} from '../analysis/guard/compile-portfolio.ts';
import type { PortfolioBrand } from '../analysis/guard/portfolio.ts';
import { hideOthers, type Verdict } from '../analysis/guard/verdict.ts';
import { type FindSavedQuery, parseQuery } from '../analysis/query/parse-query.ts';
import { positiveTerms } from '../analysis/query/positive-terms.ts';
import { AppError, toErrorMessage } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Language } from '../domain/agency.ts';
import type { Brand } from '../domain/brand.ts';
import { listBrands, readQuerySetVersion } from '../store/brands.ts';
import { listUnresolvedBuzzes } from '../store/buzzes.ts';
import type { Db } from '../store/database.ts';
import { makeFindSaved } from './saved-texts.ts';

export type DraftQuestion = Readonly<{
  agencyId: string;
  /** By id, or by name or handle. */
  account: Readonly<{ brandId: string }> | Readonly<{ name: string }>;
  draft: string;
  /** The reader's. */
  language: Language;
  /** A client asks of his own brands alone, and learns of no other. */
  reader: 'agency' | Readonly<{ clientOf: readonly string[] }>;
}>;

export type Guard = Readonly<{
  /** Errors: NOT_FOUND for an account that the reader may not see, INPUT_INVALID for a draft that is too long. */
  judge: (db: Db, question: DraftQuestion) => Promise<Verdict>;
}>;

type Compiled = Readonly<{ version: number; brands: readonly Brand[]; portfolio: CompiledPortfolio }>;

/** Of agencies whose members write drafts in the same hours. */
const AGENCIES_KEPT_MAX = 50;

/** Keeps the compiled brands of the agencies that asked last, while no brand changed; built once, in the World. */
export function makeGuard(deps: Readonly<{ log: Pick<Log, 'error'> }>): Guard {
  const kept = new Map<string, Compiled>();
  const read = async (db: Db, agencyId: string): Promise<Compiled> => {
    // the version first: brands read after it are at least that new
    const version = await readQuerySetVersion(db);
    const known = kept.get(agencyId);
    kept.delete(agencyId);
    const compiled = known?.version === version ? known : { version, ...(await compileAgency(deps, db, agencyId)) };
    kept.set(agencyId, compiled);
    const [oldest] = kept.keys();
    if (kept.size > AGENCIES_KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    return compiled;
  };
  return {
    judge: async (db, question) => {
      const { agencyId, language, reader, draft } = question;
      const { brands, portfolio } = await read(db, agencyId);
      const account = findAccount(brands, portfolio, question);
      const buzz = (await listUnresolvedBuzzes(db, agencyId)).find(({ brandId }) => brandId === account.id);
      const verdict = checkDraft(portfolio, {
        ...{ account: account.name, accountId: account.id },
        ...{ draft, language, buzzLevel: buzz?.level ?? null },
      });
      return reader === 'agency' ? verdict : hideOthers(verdict, language);
    },
  };
}

/** What a client may not see is not there. */
function findAccount(
  brands: readonly Brand[],
  portfolio: CompiledPortfolio,
  { account, reader }: DraftQuestion,
): Brand {
  const id =
    'brandId' in account
      ? account.brandId.toLowerCase()
      : portfolio.brands[portfolio.accounts.get(toAccountKey(account.name)) ?? -1]?.id;
  const brand = brands.find((each) => each.id === id);
  if (brand !== undefined && (reader === 'agency' || reader.clientOf.includes(brand.id))) return brand;
  throw new AppError('NOT_FOUND', 'There is no such brand in this agency: list them at /v1/brands.');
}

async function compileAgency(
  deps: Readonly<{ log: Pick<Log, 'error'> }>,
  db: Db,
  agencyId: string,
): Promise<Omit<Compiled, 'version'>> {
  const brands = await listBrands(db, agencyId, { after: null, limit: BRANDS_MAX });
  const findSaved = await makeFindSaved(db, agencyId);
  return { brands, portfolio: compilePortfolio(brands.map((brand) => toPortfolioBrand(deps, brand, findSaved))) };
}

function toPortfolioBrand(
  deps: Readonly<{ log: Pick<Log, 'error'> }>,
  brand: Brand,
  findSaved: FindSavedQuery,
): PortfolioBrand {
  const { name, id, sector, products, handles, hashtags, competitors, register, language } = brand;
  const terms = readTerms(deps, brand, findSaved);
  return {
    ...{ brand: name, id, sector, products, competitors, register, language },
    names: terms.filter((term) => !/^[#@]/.test(term)),
    handles: [...handles, ...terms.filter((term) => term.startsWith('@'))],
    hashtags: [...hashtags, ...terms.filter((term) => term.startsWith('#'))],
  };
}

/** A stored query that this version cannot read costs the brand its terms and the log a line. */
function readTerms(
  deps: Readonly<{ log: Pick<Log, 'error'> }>,
  brand: Brand,
  findSaved: FindSavedQuery,
): readonly string[] {
  try {
    return positiveTerms({ query: parseQuery(brand.query, findSaved), text: brand.query, name: brand.name });
  } catch (error) {
    const { agencyId, id: brandId } = brand;
    deps.log.error('query.refused', { agencyId, brandId, message: toErrorMessage(error) });
    return [];
  }
}
