/** backtest: a past through a rule: what would have been told, and when, beside the rule as it is. */
import { backtestTalk, type RecordedBuzz } from '../analysis/buzz/backtest.ts';
import { type CountedTalk, type CountThreshold, type ReplayRule, runReplay } from '../analysis/buzz/replay-counts.ts';
import type { TalkRow } from '../analysis/buzz/talk-state.ts';
import { addMs, DAY_MS } from '../base/clock.ts';
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { ALERT_RULE_COUNT_MAX, ALERT_RULE_MINUTES_MAX, ALERT_RULE_MINUTES_MIN } from '../domain/alert-rule.ts';
import { type Brand, SENSITIVITIES, type Sensitivity } from '../domain/brand.ts';
import type { Buzz } from '../domain/buzz.ts';
import { BUCKET_MS } from '../domain/volume.ts';
import {
  type AskedRule,
  BACKTEST_DAYS,
  BACKTEST_DAYS_MAX,
  type BrandBacktest,
  backtestBrand,
} from '../intents/backtest.ts';
import { getAgency } from '../store/agencies.ts';
import { listBrandsNamed } from '../store/brands.ts';
import type { Db } from '../store/database.ts';
import { openWorld } from '../world.ts';
import { type Command, type CommandIo, readArguments, refusePositionals } from './command.ts';
import { COUNTS_HELP, readCountLines } from './read-counts.ts';
import { type ShownPast, showPast, toPastLines } from './show-past.ts';

/** Eleven years of five minutes. */
const ROWS_MAX = 1_200_000;

export const backtestCommand: Command = {
  name: 'backtest',
  summary: 'what a sensitivity or a rule would have told of a past, and when',
  help: `vigie backtest --brand NAME [--agency NAME] [--days N] [--sensitivity S] [--threshold RULE [--query EXPRESSION]] [--json]
vigie backtest [--sensitivity S] [--threshold RULE] [--json] < COUNTS

The first plays what was stored of a brand. The second plays a table, as CSV: ${COUNTS_HELP}.

  --brand NAME      the brand whose past is played, beside what was recorded, marked and reported as missed
  --agency NAME     whose brand it is, where several agencies watch one of that name
  --days N          how much of its past, 1 to ${BACKTEST_DAYS_MAX} (${BACKTEST_DAYS})
  --sensitivity S   fewer, balanced or more: the detector at this sensitivity
  --threshold RULE  so many within so long are at least this level: "negatives>=10/60m:3" are ten negative mentions within
                    60 minutes, "mentions>=500/6h:2" five hundred of any kind within six hours. Alone unless a
                    sensitivity is given too: then the graver of both holds, as with a brand's own rules
  --query EXPRESSION
                    which of the brand's mentions the threshold counts, such as "panne site:lemonde.fr"
  --json            NDJSON: each bad buzz on a line, with "rule" (tried or present), "openedAt", "resolvedAt", "steps",
                    "highestLevel", "toldAt", "peakAt", "minutesBeforePeak", "mentionCount", "negativeCount"

Out comes how often each rule would have told people, beside the present one (of a table: balanced), and each episode: its
level, and how long before its peak, the end of its worst hour, people were told. Level 1 is a weak signal that wakes
nobody.

A brand's past is played as if each mention had been heard when it was published; what lies before it is learned. A
sensitivity keeps the brand's own rules beside it.

Of a table one row stands for five minutes, or for an hour; rows of the same five minutes are added up. Time without a row
is not known to be silent: write a row of 0 where nothing was said. The first day is learned, and nothing but a threshold
tells of it. Rows do not say who spoke: each negative mention counts as a voice of its own that was never heard before, so
that a single troll looks like a crowd. Without a negative column abnormal volume alone is judged.

Exits 1 at a row that cannot be read, and says which.`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('backtest', args, {
      brand: { type: 'string' },
      agency: { type: 'string' },
      days: { type: 'string' },
      sensitivity: { type: 'string' },
      threshold: { type: 'string' },
      query: { type: 'string' },
      json: { type: 'boolean', default: false },
    });
    refusePositionals('backtest', positionals);
    const tried = readTried(values);
    try {
      const past =
        values.brand === undefined ? backtestTable(await readTable(io), tried) : await backtestStored(values, tried);
      const lines = values.json ? toPastLines(past) : showPast(past);
      for (const line of lines) await io.writeSlowly(line);
      return 0;
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') throw error;
      io.tell(`vigie backtest: ${error.message}`);
      return 1;
    }
  },
};

type Values = Readonly<
  Partial<Record<'brand' | 'agency' | 'days' | 'sensitivity' | 'threshold' | 'query', string | undefined>>
>;

const PRESENT_SENSITIVITY: Sensitivity = 'balanced';

type Tried = Readonly<{ sensitivity: Sensitivity | null; threshold: CountThreshold | null; query: string | null }>;

/** Null where only the present rule is played. Errors: USAGE_WRONG. */
function readTried({ brand, agency, days, sensitivity, threshold, query }: Values): Tried | null {
  if (brand === undefined && (agency ?? days ?? query) !== undefined) {
    throw new AppError(
      'USAGE_WRONG',
      '--agency, --days and --query go with --brand: name the brand whose past is played.',
    );
  }
  if (query !== undefined && threshold === undefined) {
    throw new AppError('USAGE_WRONG', 'A query says which mentions a threshold counts: give one by --threshold.');
  }
  if (sensitivity === undefined && threshold === undefined) return null;
  const known = SENSITIVITIES.find((each) => each === sensitivity) ?? null;
  if (sensitivity !== undefined && known === null) {
    throw new AppError('USAGE_WRONG', `"${sensitivity}" is no sensitivity: say fewer, balanced or more.`);
  }
  const read = threshold === undefined ? null : readThreshold(threshold);
  return { sensitivity: known, threshold: read, query: query ?? null };
}

const THRESHOLD = /^(mentions|negatives)>=(\d{1,6})\/(\d{1,4})(m|h):([1-4])$/;

/** Errors: USAGE_WRONG. */
function readThreshold(text: string): CountThreshold {
  const parts = THRESHOLD.exec(text.replaceAll(' ', ''));
  const windowMinutes = Number(parts?.[3]) * (parts?.[4] === 'h' ? 60 : 1);
  const countMin = Number(parts?.[2]);
  const isRight =
    parts !== null &&
    countMin >= 1 &&
    countMin <= ALERT_RULE_COUNT_MAX &&
    windowMinutes >= ALERT_RULE_MINUTES_MIN &&
    windowMinutes <= ALERT_RULE_MINUTES_MAX;
  if (!isRight) {
    throw new AppError(
      'USAGE_WRONG',
      `"${text}" is no threshold: write it as negatives>=10/60m:3 or mentions>=500/6h:2, with a count from 1 to ${ALERT_RULE_COUNT_MAX}, ${ALERT_RULE_MINUTES_MIN} minutes to ${ALERT_RULE_MINUTES_MAX / 60} hours and a level from 1 to 4.`,
    );
  }
  const counts = parts[1] === 'mentions' ? 'mentions' : 'negatives';
  return { counts, countMin, windowMinutes, level: Number(parts[5]) as CountThreshold['level'] };
}

/** Errors: USAGE_WRONG, NOT_FOUND, QUERY_INVALID, LIMIT_REACHED. */
async function backtestStored(values: Values, tried: Tried | null): Promise<ShownPast> {
  const days = readDays(values.days);
  await using world = await openWorld(readConfig(), { schedule: 'left' });
  const brand = await findBrandNamed(world.db, { brandName: values.brand ?? '', agencyName: values.agency ?? null });
  const { timeZone } = await getAgency(world.db, brand.agencyId);
  const asked = tried === null ? [] : [toAsked(tried)];
  const now = world.clock.now();
  const range = { from: addMs(now, -days * DAY_MS), until: now };
  const played = await backtestBrand(world, { agencyId: brand.agencyId, brandId: brand.id }, { range, asked });
  const { from, until, mentionCount, negativeCount, present, recorded, missed } = played;
  const rules = played.tried.map(({ sensitivity, rule, buzzes }) => ({
    ...{ role: 'tried' as const, name: toRuleName({ sensitivity, thresholds: rule === null ? [] : [rule] }), buzzes },
  }));
  return {
    ...{ from, until, timeZone, mentionCount, negativeCount },
    rules: [...rules, { role: 'present', name: present.sensitivity, buzzes: present.buzzes }],
    past: { recorded: recorded.map(toRecorded), missed: missed.map(({ id, startedAt }) => ({ id, startedAt })) },
    notes: toNotes(played),
  };
}

function toRecorded({ id, openedAt, resolvedAt, level, mark }: Buzz): RecordedBuzz {
  return { id, openedAt, resolvedAt, level, mark };
}

function toNotes({ heardAfterMinutes, leftOutRules }: BrandBacktest): readonly string[] {
  return [
    ...(heardAfterMinutes === null || heardAfterMinutes === 0
      ? []
      : [
          `Mentions of these days were heard ${heardAfterMinutes} min (median) after they were published: people would have been told later by so much.`,
        ]),
    ...(leftOutRules.length === 0
      ? []
      : [`Left out, because too many mentions would have to be read for their words: ${leftOutRules.join(', ')}.`]),
  ];
}

function readDays(text: string | undefined): number {
  if (text === undefined) return BACKTEST_DAYS;
  const days = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (days >= 1 && days <= BACKTEST_DAYS_MAX) return days;
  throw new AppError('USAGE_WRONG', `"${text}" is no number of days: give 1 to ${BACKTEST_DAYS_MAX}.`);
}

function toAsked({ sensitivity, threshold, query }: Tried): AskedRule {
  return { sensitivity, rule: threshold === null ? null : { ...threshold, query } };
}

/** Errors: NOT_FOUND, USAGE_WRONG where several agencies watch one of that name. */
async function findBrandNamed(
  db: Db,
  name: Readonly<{ brandName: string; agencyName: string | null }>,
): Promise<Brand> {
  const [brand, another] = await listBrandsNamed(db, name, 2);
  if (brand === undefined) {
    const whose = name.agencyName === null ? 'No agency' : `The agency "${name.agencyName}"`;
    const watches = name.agencyName === null ? 'watches' : 'is not there or does not watch';
    throw new AppError('NOT_FOUND', `${whose} ${watches} a brand "${name.brandName}": name one that is watched.`);
  }
  if (another === undefined) return brand;
  throw new AppError('USAGE_WRONG', `Several agencies watch a brand "${name.brandName}": say whose by --agency NAME.`);
}

/** Errors: INPUT_INVALID with the line's number. */
async function readTable(io: CommandIo): Promise<CountedTalk> {
  const rows: TalkRow[] = [];
  let hasNegatives = true;
  for await (const line of readCountLines(io.streamStdin())) {
    if (line.kind === 'header') continue;
    const { at, value, negative } = line.row;
    const row = {
      bucket: Math.floor(at / BUCKET_MS),
      mentionCount: value,
      negativeCount: negative ?? 0,
      positiveCount: 0,
      // nobody knows who speaks: everybody for the first time
      newcomerCount: value,
    };
    const last = rows.at(-1);
    if (last?.bucket === row.bucket) rows[rows.length - 1] = addRows(last, row);
    else rows.push(row);
    hasNegatives = negative !== null;
    if (rows.length > ROWS_MAX) {
      throw new AppError(
        'INPUT_INVALID',
        `There are more than ${ROWS_MAX} rows: give a shorter past, or rows of hours.`,
      );
    }
  }
  const from = (rows[0]?.bucket ?? 0) * BUCKET_MS;
  const until = ((rows.at(-1)?.bucket ?? -1) + 1) * BUCKET_MS;
  return { kind: hasNegatives ? 'table' : 'volumes', rows, learnFrom: from, from, until, campaigns: [] };
}

function addRows(one: TalkRow, other: TalkRow): TalkRow {
  return {
    ...one,
    mentionCount: one.mentionCount + other.mentionCount,
    negativeCount: one.negativeCount + other.negativeCount,
    newcomerCount: one.newcomerCount + other.newcomerCount,
  };
}

/** Errors: INPUT_INVALID where the rule counts what the table does not tell. */
function backtestTable(talk: CountedTalk, tried: Tried | null): ShownPast {
  if (talk.kind === 'volumes' && tried?.threshold?.counts === 'negatives') {
    throw new AppError(
      'INPUT_INVALID',
      'The threshold counts negative mentions, and the rows have no negative column: add it, or count mentions.',
    );
  }
  const rules: ReplayRule[] = [{ sensitivity: PRESENT_SENSITIVITY, thresholds: [] }];
  if (tried !== null) {
    const { sensitivity, threshold } = tried;
    rules.unshift({ sensitivity, thresholds: threshold === null ? [] : [threshold] });
  }
  const played = runReplay(backtestTalk(talk, rules), () => []);
  return {
    ...{ from: new Date(talk.from), until: new Date(talk.until), timeZone: 'UTC' },
    mentionCount: talk.rows.reduce((sum, row) => sum + row.mentionCount, 0),
    negativeCount: talk.kind === 'volumes' ? null : talk.rows.reduce((sum, row) => sum + row.negativeCount, 0),
    rules: rules.map((rule, index) => ({
      role: tried !== null && index === 0 ? 'tried' : 'present',
      name: toRuleName(rule),
      buzzes: played[index] ?? [],
    })),
    past: null,
    notes: [],
  };
}

function toRuleName({ sensitivity, thresholds }: ReplayRule): string {
  const told = thresholds.map(
    ({ counts, countMin, windowMinutes, level }) => `${counts}>=${countMin}/${windowMinutes}m:${level}`,
  );
  return [...(sensitivity === null ? [] : [sensitivity]), ...told].join(' + ');
}
