/** The four weeks in which nothing happens: a line a week, and the digests as they come. */
import { addMs, DAY_MS, HOUR_MS } from '../base/clock.ts';
import { startOfDay, type TimeRange } from '../base/zoned-time.ts';
import { listBuzzes } from '../store/buzzes.ts';
import { countDocuments } from '../store/documents.ts';
import { sumVolumesByBrand } from '../store/volumes.ts';
import { AGENCY, BRANDS, CALENDAR, type DemoBrand } from './cast.ts';
import type { DemoWords } from './demo-words.ts';
import type { Stage } from './stage.ts';
import { COLUMN_COUNT, cutLine } from './terminal.ts';

/** When the demo looks in an ordinary day, in hours after midnight; sources that are due more often wait. */
const VISIT_HOURS = [8, 12, 16, 19, 22] as const;
const BRAND_KEYS: readonly DemoBrand[] = ['morvanel', 'tesselian', 'hautefil'];
const BRAND_WIDTH = 18;
/** A signal that told nobody is no alarm. */
const TOLD_LEVEL_MIN = 2;

type Telling = Readonly<{
  words: DemoWords;
  /** Whose digests are shown. */
  reader: Readonly<{ name: string; email: string }>;
  write: (line: string) => void;
  signal: AbortSignal;
}>;

/** Days that are told in one line, and the visits that read them: the last one comes with the Monday's digests. */
type Period = Readonly<{ days: TimeRange; visits: readonly Date[] }>;

/** Returns how many alerts there were, which should be none. */
export async function tellOrdinaryWeeks(stage: Stage, telling: Telling): Promise<number> {
  const { words, write } = telling;
  write('');
  write(words.ordinaryHeading);
  write('');
  write(toHeading(words));
  const periods = listPeriods();
  for (const period of periods) {
    const mailCount = stage.mailbox.mails.length;
    await play(stage, telling, period.visits);
    if (telling.signal.aborted) return 0;
    write(await toPeriodLine(stage, words, period));
    tellDigests(stage, telling, mailCount);
  }
  const told = periods.at(-1)?.visits.at(-1) ?? CALENDAR.listenFrom;
  await play(stage, telling, listVisits({ from: told, until: CALENDAR.crisisFrom }));
  const falseAlarmCount = await countAlarms(stage);
  write('');
  write(`  ${words.ordinaryEnd(falseAlarmCount)}`);
  return falseAlarmCount;
}

/** What the sites hold when somebody begins to listen, then week by week. */
function listPeriods(): readonly Period[] {
  const mondays = Array.from({ length: CALENDAR.weekCount + 1 }, (_, index) =>
    startOfDay(addMs(CALENDAR.listenFrom, index * 7 * DAY_MS + DAY_MS / 2), AGENCY.timeZone),
  );
  const starts = [CALENDAR.talkFrom, ...mondays];
  return mondays.map((until, index) => {
    const from = starts[index] ?? until;
    return { days: { from, until }, visits: listVisits({ from: toFirstVisit(from), until: toFirstVisit(until) }) };
  });
}

function toFirstVisit(midnight: Date): Date {
  return midnight < CALENDAR.listenFrom ? CALENDAR.listenFrom : addMs(midnight, VISIT_HOURS[0] * HOUR_MS);
}

/** After the beginning, the end included. */
function listVisits(range: TimeRange): readonly Date[] {
  const visits: Date[] = [];
  for (let noon = toNoon(range.from); noon <= toNoon(range.until); noon = addMs(noon, DAY_MS)) {
    const midnight = startOfDay(noon, AGENCY.timeZone);
    visits.push(...VISIT_HOURS.map((hour) => addMs(midnight, hour * HOUR_MS)));
  }
  return visits.filter((visit) => visit > range.from && visit <= range.until);
}

function toNoon(instant: Date): Date {
  return addMs(startOfDay(instant, AGENCY.timeZone), DAY_MS / 2);
}

async function play(stage: Stage, telling: Telling, visits: readonly Date[]): Promise<void> {
  for (const visit of visits) {
    if (telling.signal.aborted) return;
    await stage.playUntil(visit);
  }
}

function tellDigests(stage: Stage, telling: Telling, seenCount: number): void {
  const mails = stage.mailbox.mails.slice(seenCount).filter((mail) => mail.to === telling.reader.email);
  const [first] = mails;
  if (first === undefined) return;
  telling.write(`    ${telling.words.digest(first.receivedAt, telling.reader.name)}`);
  for (const { subject } of mails) telling.write(`      ${cutLine(subject, COLUMN_COUNT - 6)}`);
}

function toHeading(words: DemoWords): string {
  const { table } = words;
  const brands = BRAND_KEYS.map((key) => BRANDS[key].name.padStart(BRAND_WIDTH));
  return `  ${table.week.padEnd(26)}${table.documents.padStart(6)}${table.mentions.padStart(10)}${brands.join('')}`;
}

async function toPeriodLine(stage: Stage, words: DemoWords, { days, visits }: Period): Promise<string> {
  const { db } = stage.world;
  const arrived = { from: visits[0] ?? days.from, until: addMs(visits.at(-1) ?? days.until, 1) };
  const documentCount = await countDocuments(db, arrived);
  const counts = await sumVolumesByBrand(db, stage.agencyId, days);
  const mentionCount = [...counts.values()].reduce((sum, each) => sum + each.mentionCount, 0);
  const brands = BRAND_KEYS.map((key) => {
    const count = counts.get(stage.brandIds[key]);
    return `${count?.mentionCount ?? 0} (${count?.negativeCount ?? 0} ${words.table.negative})`.padStart(BRAND_WIDTH);
  });
  const name = words.week(days.from, addMs(days.until, -DAY_MS / 2));
  return `  ${name.padEnd(26)}${String(documentCount).padStart(6)}${String(mentionCount).padStart(10)}${brands.join('')}`;
}

async function countAlarms(stage: Stage): Promise<number> {
  const buzzes = await listBuzzes(stage.world.db, { agencyId: stage.agencyId }, { after: null, limit: 100 });
  return buzzes.filter((buzz) => buzz.level >= TOLD_LEVEL_MIN).length;
}
