/**
 * How soon and how rightly a bad buzz is told: `npm run bench:buzz-sim`, on brands of 0.2 to 5,000 mentions a day whose
 * half year is simulated (bench/simulate-talk.ts), with bad buzzes of known size and shape and with what must wake nobody.
 *
 * The detector is the service's own, replayed mention by mention in the order in which they were heard; `--detector FILE`
 * measures another module that exports `replayTalk`. The seeds are kept: `--set tune` is what settings are chosen on,
 * and `test`, the default, what the figures are told of. It ends with 0 whether or not the goals are met.
 */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { ReplayTalk } from '../src/analysis/buzz/replay-talk.ts';
import type { Sensitivity } from '../src/domain/brand.ts';
import { LEGEND, type Measured, toDetails, toGoals, toHead, toLine, toMistakes } from './buzz-sim-report.ts';
import { scoreBrand } from './score-buzzes.ts';
import { simulateBrand } from './simulate-talk.ts';
import { BRAND_COUNT_MAX, listBrands, RATES, SETS } from './simulated-brands.ts';

const USAGE = `npm run bench:buzz-sim -- [--brands N] [--set tune|test] [--sensitivity fewer|balanced|more] [--rate N]... [--list] [--detector FILE]
  --brands N       brands of each rate, 1 to ${BRAND_COUNT_MAX} (12)
  --set            the seeds: tune for choosing settings, test for telling how good they are (test)
  --sensitivity    the detector's (balanced)
  --rate N         mentions a day, one of ${RATES.join(', ')}; several times for several (all)
  --list           also each missed bad buzz and each false alarm, with its seed
  --detector FILE  a module that exports replayTalk (src/analysis/buzz/replay-talk.ts)
`;
const SENSITIVITIES = ['fewer', 'balanced', 'more'] as const satisfies readonly Sensitivity[];
const OWN_DETECTOR = path.join(import.meta.dirname, '../src/analysis/buzz/replay-talk.ts');

const options = readOptions();
const replayTalk = await loadDetector(options.detector);
const { set, sensitivity, brandCount } = options;
print(`half years of ${brandCount} brands a rate, seeds ${set}, sensitivity ${sensitivity}`);
print(`${LEGEND}\n`);
const halfYears = printTable('half-year');
for (const line of ['', ...toDetails(halfYears), '', ...toGoals(halfYears)]) print(line);
print('\na bad buzz in the first three days of a brand, before there is any history; per brand of ten days');
const firstDays = printTable('first-days');
if (options.list) for (const line of ['', 'mistakes:', ...toMistakes([...halfYears, ...firstDays])]) print(line);

function printTable(story: 'half-year' | 'first-days') {
  print(toHead());
  const measured = options.rates.map((rate) => {
    const line = measureRate({ rate, story });
    print(toLine(String(rate), line));
    return line;
  });
  const scores = measured.flatMap((each) => each.scores);
  const microseconds = measured.reduce((sum, each) => sum + each.microsecondsPerMention, 0) / measured.length;
  if (measured.length > 1) print(toLine('all', { scores, microsecondsPerMention: microseconds }));
  return scores;
}

function measureRate({
  rate,
  story,
}: Readonly<{ rate: (typeof RATES)[number]; story: 'half-year' | 'first-days' }>): Measured {
  let replayMs = 0;
  let mentionCount = 0;
  const scores = listBrands({ set, rate, brandCount, story }).map((spec) => {
    const brand = simulateBrand(spec);
    const { facts, from, until, campaigns } = brand;
    const startedAt = performance.now();
    const replayed = replayTalk({ facts, from, until, sensitivity, campaigns });
    replayMs += performance.now() - startedAt;
    mentionCount += facts.length;
    return scoreBrand(brand, replayed);
  });
  return { rate, scores, microsecondsPerMention: (replayMs * 1_000) / mentionCount };
}

async function loadDetector(file: string): Promise<ReplayTalk> {
  const found: Readonly<{ replayTalk?: ReplayTalk }> = await import(pathToFileURL(path.resolve(file)).href).catch(
    (error: unknown) => refuse(`${file} cannot be loaded: ${error instanceof Error ? error.message : String(error)}`),
  );
  return found.replayTalk ?? refuse(`${file} exports no replayTalk: give another module with --detector FILE`);
}

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        brands: { type: 'string', default: '12' },
        set: { type: 'string', default: 'test' },
        sensitivity: { type: 'string', default: 'balanced' },
        rate: { type: 'string', multiple: true, default: RATES.map(String) },
        list: { type: 'boolean', default: false },
        detector: { type: 'string', default: OWN_DETECTOR },
      },
    });
    const brandCount = Number(values.brands);
    if (!(Number.isInteger(brandCount) && brandCount >= 1 && brandCount <= BRAND_COUNT_MAX)) {
      return refuse(`--brands ${values.brands} is no whole number from 1 to ${BRAND_COUNT_MAX}`);
    }
    return {
      brandCount,
      set: oneOf(SETS, { name: '--set', given: values.set }),
      sensitivity: oneOf(SENSITIVITIES, { name: '--sensitivity', given: values.sensitivity }),
      rates: values.rate.map((given) => oneOf(RATES, { name: '--rate', given })),
      list: values.list,
      detector: values.detector,
    };
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
}

function oneOf<Value extends string | number>(
  values: readonly Value[],
  { name, given }: Readonly<{ name: string; given: string }>,
): Value {
  return values.find((value) => String(value) === given) ?? refuse(`${name} ${given} is none of ${values.join(', ')}`);
}

function refuse(problem: string): never {
  process.stderr.write(`${problem}\n${USAGE}`);
  process.exit(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
