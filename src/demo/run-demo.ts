/**
 * The demo: four weeks of ordinary talk, then a bad buzz, through the real pipeline on this machine. It succeeds only
 * if what had to arrive arrived.
 */
import { SECOND_MS, systemClock } from '../base/clock.ts';
import type { Language } from '../domain/agency.ts';
import { countDocuments } from '../store/documents.ts';
import { sumVolumesByBrand } from '../store/volumes.ts';
import { BRANDS, CALENDAR, CONTACTS, CRISIS_BRAND, OWNER } from './cast.ts';
import { chooseDemoWords, type DemoWords } from './demo-words.ts';
import { openStage, type Stage, type StageOptions } from './stage.ts';
import { type CrisisFacts, findAcknowledgeLink, tellCrisis } from './tell-crisis.ts';
import { tellOrdinaryWeeks } from './tell-ordinary-weeks.ts';
import { COLUMN_COUNT, toColumns } from './terminal.ts';

export type DemoOptions = StageOptions &
  Readonly<{
    /** Leaves the dashboard open until the signal aborts. */
    isKept: boolean;
    language: Language;
    write: (line: string) => void;
    signal: AbortSignal;
  }>;

/** missing: what did not arrive, in the language of the run. */
export type DemoOutcome = Readonly<{ kind: 'arrived' }> | Readonly<{ kind: 'missing'; what: string }>;

/** While the dashboard is kept open the clock goes on at its ordinary pace from where the story ended. */
const KEPT_STEP_MS = 2 * SECOND_MS;

/**
 * Plays the whole story and says whether it came out.
 *
 * Nothing of Vigie is replaced: what is local are the sites that are read, the mailbox and the SMS gateway. The clock is
 * moved by hand, by three hours on ordinary days and by five minutes in the evening that matters.
 *
 * Errors:  PORT_TAKEN; faults of the pipeline. What did not arrive is an outcome.
 */
export async function runDemo(options: DemoOptions): Promise<DemoOutcome> {
  const { write, signal } = options;
  const startedAt = systemClock.now();
  const words = chooseDemoWords(options.language);
  for (const line of words.opening) write(line);
  await using stage = await openStage(options);
  write('');
  for (const line of toColumns(listPlaces(stage, words))) write(line);
  // whose mails are in the language of the run
  const reader = CONTACTS.find((contact) => contact.language === options.language) ?? OWNER;
  const falseAlarmCount = await tellOrdinaryWeeks(stage, { words, reader, write, signal });
  const facts = await tellCrisis(stage, { words, shownEmail: reader.email, write, signal });
  const seconds = (systemClock.now().getTime() - startedAt.getTime()) / SECOND_MS;
  write('');
  write(words.summaryHeading);
  write('');
  for (const line of toColumns(await listSummary(stage, { words, facts, falseAlarmCount, seconds }))) write(line);
  const outcome = judgeOutcome(stage, { words, facts, isInterrupted: signal.aborted });
  write('');
  write(outcome.kind === 'arrived' ? words.arrived : words.missing(outcome.what));
  if (options.isKept && !signal.aborted) await keepOpen(stage, options, words);
  return outcome;
}

function listPlaces(stage: Stage, words: DemoWords): readonly (readonly [string, string])[] {
  const { places } = words;
  const [first] = stage.sites.sources;
  return [
    [places.sites, first === undefined ? '' : new URL(first.url).origin],
    [places.mailbox, stage.mailbox.url],
    [places.sms, stage.gateway.url],
    [places.dashboard, stage.dashboardUrl],
  ];
}

type Results = Readonly<{ words: DemoWords; facts: CrisisFacts; falseAlarmCount: number; seconds: number }>;

async function listSummary(stage: Stage, results: Results): Promise<readonly (readonly [string, string])[]> {
  const { words, facts } = results;
  const { summary } = words;
  const tellInstant = (instant: Date | null): string => {
    if (instant === null) return summary.never;
    const { firstComplaintAt } = facts;
    if (firstComplaintAt === null || instant <= firstComplaintAt) return words.time(instant);
    return `${words.time(instant)}, ${summary.after(instant.getTime() - firstComplaintAt.getTime())}`;
  };
  const range = { from: CALENDAR.listenFrom, until: stage.clock.now() };
  const counts = await sumVolumesByBrand(stage.world.db, stage.agencyId, { ...range, from: CALENDAR.talkFrom });
  const mentionCount = [...counts.values()].reduce((sum, each) => sum + each.mentionCount, 0);
  return [
    [summary.firstComplaint, tellInstant(facts.firstComplaintAt)],
    [summary.opened, tellInstant(facts.openedAt)],
    ...CONTACTS.map(
      ({ name, email }) => [summary.alertMail(name), tellInstant(findAlertMailAt(stage, facts, email))] as const,
    ),
    ...listPhones().map(({ name, phone }) => [summary.alertSms(name), tellInstant(findSmsAt(facts, phone))] as const),
    [summary.acknowledged, tellInstant(facts.acknowledgedAt)],
    [summary.resolved, tellInstant(facts.resolvedAt)],
    [summary.falseAlarms, String(results.falseAlarmCount)],
    [summary.read, summary.readValue(await countDocuments(stage.world.db, range), mentionCount)],
    [summary.sent, summary.sentValue(stage.mailbox.mails.length, stage.gateway.messages.length)],
    [summary.duration, summary.durationValue(results.seconds)],
  ];
}

function listPhones(): readonly Readonly<{ name: string; phone: string }>[] {
  return CONTACTS.flatMap(({ name, phone }) => (phone === null ? [] : [{ name, phone }]));
}

/** An alert names the brand first and has a link to acknowledge. */
function findAlertMailAt(stage: Stage, facts: CrisisFacts, email: string): Date | null {
  const brandName = BRANDS[CRISIS_BRAND].name;
  const mail = facts.mails.find(
    ({ to, subject, text }) =>
      to === email && subject.startsWith(brandName) && findAcknowledgeLink({ text }, stage.dashboardUrl) !== null,
  );
  return mail?.receivedAt ?? null;
}

function findSmsAt(facts: CrisisFacts, phone: string): Date | null {
  return facts.messages.find((message) => message.to === phone)?.receivedAt ?? null;
}

/** The first thing that is missing, in the order in which it had to come. */
function judgeOutcome(
  stage: Stage,
  input: Readonly<{ words: DemoWords; facts: CrisisFacts; isInterrupted: boolean }>,
): DemoOutcome {
  const { facts } = input;
  const { missed } = input.words;
  const clients = Object.values(BRANDS).filter((brand) => brand.kind === 'client');
  const digestMails = stage.mailbox.mails.filter((mail) => mail.receivedAt < CALENDAR.crisisFrom);
  const resolvedAt = facts.resolvedAt;
  const wanted: readonly (readonly [boolean, string])[] = [
    [!input.isInterrupted, missed.interrupted],
    ...clients.map(
      ({ name }) => [digestMails.some((mail) => mail.subject.includes(name)), missed.digest(name)] as const,
    ),
    ...CONTACTS.map(
      ({ name, email }) => [findAlertMailAt(stage, facts, email) !== null, missed.alertMail(name)] as const,
    ),
    ...listPhones().map(({ name, phone }) => [findSmsAt(facts, phone) !== null, missed.alertSms(name)] as const),
    [facts.acknowledgedAt !== null, missed.acknowledged],
    ...CONTACTS.map(
      ({ name, email }) =>
        [
          resolvedAt !== null && facts.mails.some((mail) => mail.to === email && mail.receivedAt >= resolvedAt),
          missed.resolved(name),
        ] as const,
    ),
  ];
  const what = wanted.find(([isThere]) => !isThere)?.[1];
  return what === undefined ? { kind: 'arrived' } : { kind: 'missing', what };
}

/** The service goes on working as it would: sources are read, a buzz that somebody acknowledges is acknowledged. */
async function keepOpen(stage: Stage, options: DemoOptions, words: DemoWords): Promise<void> {
  const { email, password } = OWNER;
  options.write('─'.repeat(COLUMN_COUNT));
  for (const line of words.keep({ url: stage.dashboardUrl, email, password })) options.write(line);
  while (!options.signal.aborted) {
    await systemClock.sleepMs(KEPT_STEP_MS, options.signal);
    await stage.playUntil(new Date(stage.clock.now().getTime() + KEPT_STEP_MS));
  }
}
