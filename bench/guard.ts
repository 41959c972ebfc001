/**
 * The guard of drafts: how long one takes against a thousand brands, beside one plain regular expression of all their names,
 * and its two rates on the drafts of the tests: `npm run bench:guard`.
 */
import { performance } from 'node:perf_hooks';
import { checkDraft, DRAFT_CHARS_MAX } from '../src/analysis/guard/check-draft.ts';
import { BRANDS_MAX, compilePortfolio } from '../src/analysis/guard/compile-portfolio.ts';
import { type PortfolioBrand, toNamedBrand } from '../src/analysis/guard/portfolio.ts';
import { makeSeededRandom } from '../src/base/random.ts';
import { SECTORS } from '../src/domain/sector.ts';
import { countStops, DRAFT_SETS, type DraftCase, judgeAll, readDrafts } from '../test/analysis/guard/read-drafts.ts';

const SYLLABLES = 'ba ko ri mel tan sou ver lio dra nex phi gro zan ple vur tik mor sha qui bel'.split(' ');
const PRODUCTS_PER_BRAND = 8;
const ROUNDS = 2_000;
const LONG_ROUNDS = 50;

const random = makeSeededRandom(7);
const pick = <T>(items: readonly T[]): T => items[Math.floor(random.next() * items.length)] as T;

function makeName(): string {
  const word = Array.from({ length: 3 }, () => pick(SYLLABLES)).join('');
  return word.charAt(0).toUpperCase() + word.slice(1);
}

const portfolio: readonly PortfolioBrand[] = Array.from({ length: BRANDS_MAX }, (_, index) => ({
  ...toNamedBrand(`${makeName()} ${index}`),
  products: Array.from({ length: PRODUCTS_PER_BRAND }, (_each, number) => `${makeName()} ${number + 1}`),
  handles: [`${makeName()}${index}`],
  hashtags: [`#${makeName()}${index}`],
  competitors: [makeName(), makeName()],
  sector: pick(SECTORS),
  register: pick(['tu', 'vous']),
  language: 'fr',
}));

const drafts = readDrafts('test').map(({ draft }) => draft);
const long = `${drafts.join(' ')} `.repeat(3).slice(0, DRAFT_CHARS_MAX);
const account = portfolio[0]?.brand ?? '';

function timeMs(rounds: number, work: (round: number) => unknown): number {
  for (let round = 0; round < rounds / 10; round += 1) work(round);
  const from = performance.now();
  for (let round = 0; round < rounds; round += 1) work(round);
  return (performance.now() - from) / rounds;
}

const compileFrom = performance.now();
const compiled = compilePortfolio(portfolio);
const compileMs = performance.now() - compileFrom;
const names = portfolio.flatMap(({ brand, products, handles, hashtags }) => [
  brand,
  ...products,
  ...handles,
  ...hashtags,
]);
const peer = new RegExp(
  `(?<![A-Za-z])(?:${names.map((name) => name.replaceAll(/[^\p{L}\p{N}]/gu, '\\$&')).join('|')})(?![A-Za-z])`,
  'gi',
);

const judge = (draft: string): unknown => checkDraft(compiled, { account, draft, language: 'fr', buzzLevel: null });
const ownMs = timeMs(ROUNDS, (round) => judge(drafts[round % drafts.length] ?? ''));
const peerMs = timeMs(ROUNDS, (round) => (drafts[round % drafts.length] ?? '').match(peer));
const ownLongMs = timeMs(LONG_ROUNDS, () => judge(long));
const peerLongMs = timeMs(LONG_ROUNDS, () => long.match(peer));

const say = (line: string): boolean => process.stdout.write(`${line}\n`);
say(`${BRANDS_MAX} brands of ${PRODUCTS_PER_BRAND} products compiled in ${compileMs.toFixed(0)} ms`);
say(
  `a post: ${ownMs.toFixed(2)} ms; one regular expression of all names: ${peerMs.toFixed(4)} ms (the guard takes ${(ownMs / peerMs).toFixed(0)} times that)`,
);
say(
  `${DRAFT_CHARS_MAX} characters: ${ownLongMs.toFixed(1)} ms; the regular expression: ${peerLongMs.toFixed(2)} ms (the guard takes ${(ownLongMs / peerLongMs).toFixed(0)} times that)`,
);
for (const name of DRAFT_SETS) {
  const cases: readonly DraftCase[] = readDrafts(name);
  const { wrong, right } = countStops(judgeAll(cases));
  const show = (kind: typeof wrong): string =>
    `${kind.stopCount} of ${kind.count} (${(100 * kind.ratio).toFixed(1)} %)`;
  say(`${name}: wrong drafts stopped ${show(wrong)}, right drafts stopped ${show(right)}`);
}
