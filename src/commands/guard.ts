/** guard: drafts in, each with its account and the portfolio; whether each speaks of another brand out. */
import { checkDraft, DRAFT_CHARS_MAX } from '../analysis/guard/check-draft.ts';
import { BRANDS_MAX, type CompiledPortfolio, compilePortfolio } from '../analysis/guard/compile-portfolio.ts';
import type { PortfolioBrand } from '../analysis/guard/portfolio.ts';
import type { Reason } from '../analysis/guard/verdict.ts';
import { AppError } from '../base/errors.ts';
import { LANGUAGES, type Language } from '../domain/agency.ts';
import { type Command, type CommandIo, readArguments, refusePositionals, streamLinesWithin } from './command.ts';

/** A portfolio of a thousand brands and a draft that is too long fit well. */
const LINE_CHARACTERS_MAX = 8_000_000;
const LIST_ITEMS_MAX = 500;

export const guardCommand: Command = {
  name: 'guard',
  summary: 'whether drafts speak of another brand than the account they are meant for',
  help: `vigie guard [--lang fr|en] < DRAFTS

NDJSON in, one draft a line:
  {"account","portfolio":[{"brand","products","handles","hashtags","competitors","sector","register","language"}],"draft"}
and one line out for each, in order:
  {"verdict":"pass"|"warn"|"stop","reasons":[{"kind","severity","weight","term","start","end","brand","message"}]}
  {"error":{"code","message"}}

The account is a "brand" of the portfolio or one of its handles, in any case. Of a brand all but "brand" may be missing,
null, empty, or one text where there is a list; handles and hashtags with or without @ and #. Sector ("télécom"), register
("tutoiement", "formal") and language ("fr") are anybody's words; what says nothing is told on stderr, once, and left out.
"start" and "end" count UTF-16 units of the draft. A draft has at most ${DRAFT_CHARS_MAX} characters, a portfolio ${BRANDS_MAX} brands. The
same portfolio on lines that follow each other is read once. Exits 1 if a line failed, after all were tried.

  --lang fr|en  in which language the reasons are told (fr)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('guard', args, { lang: { type: 'string', default: 'fr' } });
    refusePositionals('guard', positionals);
    const language = LANGUAGES.find((each) => each === values.lang);
    if (language === undefined) throw new AppError('USAGE_WRONG', `--lang is "${values.lang}": give fr or en.`);
    const judge = makeLineJudge(io, language);
    let lineNumber = 0;
    let failedCount = 0;
    for await (const line of streamLinesWithin(io.streamStdin(), LINE_CHARACTERS_MAX)) {
      lineNumber += 1;
      const answer = answerLine(judge, line, lineNumber);
      if ('error' in answer) failedCount += 1;
      await io.writeSlowly(JSON.stringify(answer));
    }
    return failedCount === 0 ? 0 : 1;
  },
};

type Answer =
  | Readonly<{ verdict: string; reasons: readonly Omit<Reason, 'brandId'>[] }>
  | Readonly<{ error: Readonly<{ code: string; message: string }> }>;

/** Every line of the input is one line of the output, whatever stands in it. */
function answerLine(judge: (line: string) => Answer, line: string | null, lineNumber: number): Answer {
  try {
    if (line === null) throw invalid(`has more than ${LINE_CHARACTERS_MAX} characters: give shorter ones`);
    return judge(line);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { error: { code: error.code, message: `Line ${lineNumber}: ${error.message}` } };
  }
}

function invalid(message: string): AppError {
  return new AppError('INPUT_INVALID', `it ${message}.`);
}

/** Keeps the portfolio of the line before. */
function makeLineJudge(io: CommandIo, language: Language): (line: string) => Answer {
  let lastKey: string | undefined;
  let last: CompiledPortfolio | undefined;
  const told = new Set<string>();
  return (line) => {
    const { account, portfolio, draft } = readLine(line);
    const key = JSON.stringify(portfolio);
    if (last === undefined || key !== lastKey) {
      last = compilePortfolio(readPortfolio(portfolio));
      lastKey = key;
      tellUnread(io, last, told);
    }
    const { verdict, reasons } = checkDraft(last, { account, draft, language, buzzLevel: null });
    return { verdict, reasons: reasons.map(({ brandId: _, ...reason }) => reason) };
  };
}

const TOLD_MAX = 1_000;

/** Said once each, so that a typing error is seen; no reason to refuse the draft. */
function tellUnread(io: CommandIo, compiled: CompiledPortfolio, told: Set<string>): void {
  for (const { brand, unread } of compiled.brands) {
    for (const { field, value } of unread) {
      const sentence = `vigie guard: the ${field} "${value.slice(0, 100)}" of ${brand.slice(0, 100)} says nothing to us and is left out.`;
      if (told.has(sentence) || told.size >= TOLD_MAX) continue;
      told.add(sentence);
      io.tell(sentence);
    }
  }
}

type Line = Readonly<{ account: string; portfolio: readonly unknown[]; draft: string }>;

/** Errors: INPUT_INVALID. */
function readLine(line: string): Line {
  const value = parseObject(line);
  const { account, draft } = value;
  const portfolio = value.portfolio ?? [];
  if (typeof account !== 'string' || account.trim() === '') {
    throw invalid('has no "account": name the brand that the draft is meant for');
  }
  if (typeof draft !== 'string') throw invalid('has no "draft": give the text, empty where there is none yet');
  if (!Array.isArray(portfolio)) throw invalid('has a "portfolio" that is no list: give [{"brand": "…"}, …]');
  if (portfolio.length > BRANDS_MAX) {
    throw invalid(`has a portfolio of ${portfolio.length} brands: give at most ${BRANDS_MAX}`);
  }
  return { account, portfolio, draft };
}

function parseObject(line: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\uFEFF/u, ''));
  } catch {
    throw invalid('is no JSON: give one object a line');
  }
  if (!isObject(value)) throw invalid('is no JSON object: give {"account", "portfolio", "draft"}');
  return value;
}

function readPortfolio(portfolio: readonly unknown[]): readonly PortfolioBrand[] {
  return portfolio.map((entry, index) => {
    const place = `has a portfolio whose entry ${index + 1}`;
    if (!isObject(entry)) throw invalid(`${place} is no object: give {"brand": "…"}`);
    if (typeof entry.brand !== 'string' || entry.brand.trim() === '') {
      throw invalid(`${place} has no "brand": give its name`);
    }
    const list = (field: string): readonly string[] => readList(entry[field], `${place} has "${field}"`);
    return {
      brand: entry.brand,
      id: null,
      names: [],
      products: list('products'),
      handles: list('handles'),
      hashtags: list('hashtags'),
      competitors: list('competitors'),
      sector: readText(entry.sector),
      register: readText(entry.register),
      language: readText(entry.language),
    };
  });
}

/** One text is a list of one; what is no text in a list is left out. */
function readList(value: unknown, place: string): readonly string[] {
  if (value === undefined || value === null) return [];
  if (typeof value === 'string') return value.trim() === '' ? [] : [value];
  if (!Array.isArray(value)) throw invalid(`${place} that is neither a list nor a text: give ["…", "…"]`);
  if (value.length > LIST_ITEMS_MAX) {
    throw invalid(`${place} with ${value.length} items: give at most ${LIST_ITEMS_MAX}`);
  }
  return value.filter((item): item is string => typeof item === 'string' && item.trim() !== '');
}

/** Several are one text: ["fr", "en"] is « fr, en ». */
function readText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string').join(', ') : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
