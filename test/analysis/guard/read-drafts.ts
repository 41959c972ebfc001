/** The sets of drafts: portfolios in one file, drafts by line (right or wrong, the account, the text) in others. */
import { readFileSync } from 'node:fs';
import { checkDraft } from '../../../src/analysis/guard/check-draft.ts';
import { type CompiledPortfolio, compilePortfolio } from '../../../src/analysis/guard/compile-portfolio.ts';
import { type PortfolioBrand, toNamedBrand } from '../../../src/analysis/guard/portfolio.ts';
import type { Verdict } from '../../../src/analysis/guard/verdict.ts';

export type DraftCase = Readonly<{ isRight: boolean; portfolio: string; account: string; draft: string }>;
export type JudgedCase = DraftCase & Readonly<{ verdict: Verdict }>;

type Entry = Readonly<Record<string, string | readonly string[] | null | undefined>> & Readonly<{ brand: string }>;

/** As the command reads them; what is missing is not known. */
export function toPortfolioBrand(entry: Entry): PortfolioBrand {
  const list = (value: Entry[string]): readonly string[] => (typeof value === 'string' ? [value] : (value ?? []));
  const text = (value: Entry[string]): string | null => (typeof value === 'string' ? value : null);
  const { brand, products, handles, hashtags, competitors, sector, register, language } = entry;
  return {
    ...toNamedBrand(brand),
    ...{ products: list(products), handles: list(handles), hashtags: list(hashtags), competitors: list(competitors) },
    ...{ sector: text(sector), register: text(register), language: text(language) },
  };
}

export function readPortfolios(): ReadonlyMap<string, CompiledPortfolio> {
  const read: Record<string, Entry[]> = JSON.parse(readFileSync(new URL('portfolios.json', import.meta.url), 'utf8'));
  return new Map(
    Object.entries(read).map(([name, entries]) => [name, compilePortfolio(entries.map(toPortfolioBrand))]),
  );
}

export const DRAFT_SETS = ['development', 'test', 'fresh', 'second', 'third', 'fourth', 'fifth'] as const;

export function readDrafts(name: (typeof DRAFT_SETS)[number]): readonly DraftCase[] {
  const lines = readFileSync(new URL(`drafts/${name}.txt`, import.meta.url), 'utf8').split('\n');
  let portfolio = '';
  return lines.flatMap((line) => {
    if (line.startsWith('# ')) portfolio = line.slice(2);
    const [want, account, ...rest] = line.split('|');
    if (account === undefined) return [];
    return [{ isRight: want === 'right', portfolio, account, draft: rest.join('|') }];
  });
}

export function judgeAll(cases: readonly DraftCase[]): readonly JudgedCase[] {
  const portfolios = readPortfolios();
  return cases.map((each) => {
    const compiled = portfolios.get(each.portfolio);
    if (compiled === undefined) throw new Error(`there is no portfolio "${each.portfolio}"`);
    const { account, draft } = each;
    return { ...each, verdict: checkDraft(compiled, { account, draft, language: 'fr', buzzLevel: null }) };
  });
}

/** How many of each kind there are, and how many of them are stopped. */
export function countStops(judged: readonly JudgedCase[]) {
  const count = (isRight: boolean) => {
    const ofKind = judged.filter((each) => each.isRight === isRight);
    const stopCount = ofKind.filter(({ verdict }) => verdict.verdict === 'stop').length;
    return { count: ofKind.length, stopCount, ratio: stopCount / ofKind.length };
  };
  return { wrong: count(false), right: count(true) };
}
