/** The evening of the bad buzz, as it is seen from outside: who writes what, what Vigie makes of it, what is received. */

import { addMs, HOUR_MS, MINUTE_MS } from '../base/clock.ts';
import type { BuzzEvent } from '../domain/buzz.ts';
import type { Mention } from '../domain/mention.ts';
import { listBuzzEvents, listBuzzes } from '../store/buzzes.ts';
import { countWindow, listMentions } from '../store/mentions.ts';
import { sumVolumes } from '../store/volumes.ts';
import { baselineWindows } from './baseline-windows.ts';
import { AGENCY, BRANDS, CALENDAR, CRISIS_BRAND, OWNER } from './cast.ts';
import type { DemoWords } from './demo-words.ts';
import type { ReceivedMail } from './mailbox.ts';
import { pressButton } from './press-button.ts';
import type { ReceivedSms } from './sms-gateway.ts';
import type { Stage } from './stage.ts';
import { COLUMN_COUNT, cutLine, toFrame } from './terminal.ts';

export type CrisisOptions = Readonly<{
  words: DemoWords;
  /** Whose e-mail is shown whole. */
  shownEmail: string;
  write: (line: string) => void;
  signal: AbortSignal;
}>;

/** What came of the evening; null for what never came. */
export type CrisisFacts = Readonly<{
  firstComplaintAt: Date | null;
  openedAt: Date | null;
  acknowledgedAt: Date | null;
  resolvedAt: Date | null;
  /** Since the evening began. */
  mails: readonly ReceivedMail[];
  messages: readonly ReceivedSms[];
}>;

const BRAND = BRANDS[CRISIS_BRAND];
const MENTIONS_PER_STEP_MAX = 3;
/** Of the night only what is received is told. */
const MENTIONS_TOLD_MS = 4.25 * HOUR_MS;
const MENTIONS_READ_MAX = 200;
const BASELINE_WEEK_COUNT = CALENDAR.weekCount;
const INDENT = '         ';

/** As long as the talk is dense the demo looks as often as a busy source is visited. */
const STEPS: readonly Readonly<{ untilMs: number; stepMs: number }>[] = [
  { untilMs: 3 * HOUR_MS, stepMs: 5 * MINUTE_MS },
  { untilMs: 5 * HOUR_MS, stepMs: 15 * MINUTE_MS },
  { untilMs: 18 * HOUR_MS, stepMs: 30 * MINUTE_MS },
];
/** The story ends in the morning, when somebody opens the dashboard. */
const ENDS_AFTER_MS = 15 * HOUR_MS;

/** From the SMS to the button. */
const REACTION_MS = 3 * MINUTE_MS;

type Seen = {
  until: Date;
  events: Set<string>;
  mailCount: number;
  messageCount: number;
  /** Weekly tests of the telephone came before it. */
  isSmsTold: boolean;
};

/** Plays from 18:00 to the next morning, pressing the e-mail's button a few minutes after the SMS came. */
export async function tellCrisis(stage: Stage, options: CrisisOptions): Promise<CrisisFacts> {
  const { words, write } = options;
  const seen: Seen = {
    until: CALENDAR.crisisFrom,
    events: new Set(),
    mailCount: stage.mailbox.mails.length,
    messageCount: stage.gateway.messages.length,
    isSmsTold: false,
  };
  const before = { mailCount: seen.mailCount, messageCount: seen.messageCount };
  let hasPressed = false;
  write('');
  write(words.crisisHeading(CALENDAR.crisisFrom));
  write('');
  for (const instant of listSteps()) {
    if (options.signal.aborted) break;
    if (!hasPressed && seen.messageCount > before.messageCount) {
      hasPressed = true;
      stage.clock.advanceMs(REACTION_MS);
      await acknowledge(stage, options, before.mailCount);
      await tellEvents(stage, options, seen);
    }
    await stage.playUntil(instant);
    await tellMentions(stage, options, seen);
    await tellEvents(stage, options, seen);
    tellMessages(stage, options, seen);
  }
  return {
    ...(await readInstants(stage)),
    mails: stage.mailbox.mails.slice(before.mailCount),
    messages: stage.gateway.messages.slice(before.messageCount),
  };
}

function listSteps(): readonly Date[] {
  const steps: Date[] = [];
  let afterMs = 0;
  for (const { untilMs, stepMs } of STEPS) {
    for (; afterMs < Math.min(untilMs, ENDS_AFTER_MS); afterMs += stepMs) {
      steps.push(addMs(CALENDAR.crisisFrom, afterMs));
    }
  }
  return [...steps, addMs(CALENDAR.crisisFrom, ENDS_AFTER_MS)];
}

async function tellMentions(stage: Stage, options: CrisisOptions, seen: Seen): Promise<void> {
  const { words, write } = options;
  const now = stage.clock.now();
  if (now > addMs(CALENDAR.crisisFrom, MENTIONS_TOLD_MS)) return;
  const mentions = await readNewMentions(stage, seen, now);
  seen.until = now;
  if (mentions.length === 0) return;
  const shown = [...mentions].sort((one, other) => one.sentiment.score - other.sentiment.score);
  const told = new Set(shown.slice(0, MENTIONS_PER_STEP_MAX));
  for (const mention of mentions.filter((each) => told.has(each))) write(toMentionLine(words, mention));
  if (mentions.length > told.size) write(`${INDENT}${words.moreMentions(mentions.length - told.size)}`);
  write(`${INDENT}→ ${await describeWindow(stage, words, now)}`);
}

/** Those that arrived since the last look, oldest first. */
async function readNewMentions(stage: Stage, seen: Seen, now: Date): Promise<readonly Mention[]> {
  const mentions = await listMentions(
    stage.world.db,
    { agencyId: stage.agencyId, brandId: stage.brandIds[CRISIS_BRAND], since: addMs(now, -3 * HOUR_MS) },
    { after: null, limit: MENTIONS_READ_MAX },
  );
  return mentions.filter((mention) => mention.arrivedAt > seen.until && mention.arrivedAt <= now).reverse();
}

function toMentionLine(words: DemoWords, mention: Mention): string {
  const start = `  ${words.time(mention.publishedAt)}  ${BRAND.name}  ${words.score(mention.sentiment.score)}  `;
  const end = `  ${cutLine(mention.author ?? mention.site.replace(/\.localhost$/, ''), 24)}`;
  const isPost = mention.url?.includes('viewtopic') === true;
  const text = mention.title === null || isPost ? mention.excerpt : mention.title;
  return `${start}${words.quote(cutLine(text, COLUMN_COUNT - start.length - end.length - 4))}${end}`;
}

async function describeWindow(stage: Stage, words: DemoWords, now: Date): Promise<string> {
  const { db } = stage.world;
  const key = { agencyId: stage.agencyId, brandId: stage.brandIds[CRISIS_BRAND] };
  const counts = await countWindow(db, { ...key, from: addMs(now, -HOUR_MS), until: addMs(now, 1) });
  const weeks = await sumVolumes(
    db,
    key,
    baselineWindows({ now, timeZone: AGENCY.timeZone, weekCount: BASELINE_WEEK_COUNT }),
  );
  const usual = weeks.map((week) => week.negativeCount).sort((one, other) => one - other);
  return words.window({
    brandName: BRAND.name,
    ...counts,
    usualNegativeCount: usual[Math.floor((usual.length - 1) / 2)] ?? 0,
  });
}

async function tellEvents(stage: Stage, options: CrisisOptions, seen: Seen): Promise<void> {
  const { words, write } = options;
  for (const event of await readEvents(stage)) {
    const key = `${event.buzzId} ${event.kind} ${event.level}`;
    const text = describeEvent(words, event);
    if (seen.events.has(key) || text === null) continue;
    seen.events.add(key);
    write(`  ${words.time(event.at)}  ■ ${text}`);
  }
}

function describeEvent(words: DemoWords, event: BuzzEvent): string | null {
  switch (event.kind) {
    case 'opened':
      return words.opened(BRAND.name, event.level);
    case 'escalated':
      return words.escalated(BRAND.name, event.level);
    case 'acknowledged':
      return words.acknowledged(BRAND.name, event.by ?? '');
    case 'resolved':
      return words.resolved(BRAND.name);
    case 'fell':
      return null; // the end is told
    case 'reopened':
      return words.reopened(BRAND.name, event.level);
    case 'told':
    case 'withheld':
      return null; // what was received says it
    case 'snoozed':
      return null; // nobody snoozes a demo
    case 'marked':
      return null; // nobody marks a demo
  }
}

/** Of all buzzes of the evening, oldest first. */
async function readEvents(stage: Stage): Promise<readonly BuzzEvent[]> {
  const { db } = stage.world;
  const filter = { agencyId: stage.agencyId, brandId: stage.brandIds[CRISIS_BRAND], since: CALENDAR.crisisFrom };
  const buzzes = await listBuzzes(db, filter, { after: null, limit: 10 });
  const timelines = await Promise.all(
    buzzes.toReversed().map((buzz) => listBuzzEvents(db, { agencyId: stage.agencyId, buzzId: buzz.id })),
  );
  return timelines.flat();
}

/** What was received; when an SMS is among it, the e-mail and the SMS are shown as they are. */
function tellMessages(stage: Stage, options: CrisisOptions, seen: Seen): void {
  const { words, write } = options;
  const mails = stage.mailbox.mails.slice(seen.mailCount);
  const messages = stage.gateway.messages.slice(seen.messageCount);
  const isFirstSms = !seen.isSmsTold && messages.length > 0;
  seen.isSmsTold ||= isFirstSms;
  seen.mailCount += mails.length;
  seen.messageCount += messages.length;
  for (const mail of mails) {
    const start = `  ${words.time(mail.receivedAt)}  ✉ `;
    write(`${start}${cutLine(words.mail(mail.to, mail.subject), COLUMN_COUNT - start.length)}`);
  }
  for (const message of messages) write(`  ${words.time(message.receivedAt)}  ✉ ${words.sms(message.to)}`);
  if (!isFirstSms) return;
  for (const mail of mails.filter((each) => each.to === options.shownEmail)) {
    write('');
    const text = `${words.subject} ${mail.subject}\n\n${mail.text}`;
    for (const line of toFrame(words.mailTitle(mail.receivedAt, mail.to), text)) write(line);
  }
  for (const message of messages) {
    write('');
    for (const line of toFrame(words.smsTitle(message.receivedAt, message.to), message.body)) write(line);
  }
  write('');
}

/** The owner opens the newest link that she was mailed, as on her telephone. */
async function acknowledge(stage: Stage, options: CrisisOptions, mailCountBefore: number): Promise<void> {
  const { words, write } = options;
  const mail = stage.mailbox.mails.slice(mailCountBefore).findLast((each) => each.to === OWNER.email);
  const link = mail === undefined ? null : findAcknowledgeLink(mail, stage.dashboardUrl);
  if (link === null) return;
  write(`  ${words.time(stage.clock.now())}  ${words.opensLink(OWNER.name)}`);
  await pressButton(stage.world, link);
}

/** The link that works once without login; null where the mail has none. */
export function findAcknowledgeLink(mail: Readonly<{ text: string }>, dashboardUrl: string): string | null {
  const links = mail.text.match(/https?:\/\/\S+/g) ?? [];
  return links.find((link) => link.startsWith(`${dashboardUrl}/a/`)) ?? null;
}

async function readInstants(stage: Stage): Promise<Omit<CrisisFacts, 'mails' | 'messages'>> {
  const events = await readEvents(stage);
  const findAt = (kind: BuzzEvent['kind']): Date | null => events.find((event) => event.kind === kind)?.at ?? null;
  return {
    firstComplaintAt: stage.talk.find((post) => post.isCrisis)?.publishedAt ?? null,
    openedAt: findAt('opened'),
    acknowledgedAt: findAt('acknowledged'),
    resolvedAt: findAt('resolved'),
  };
}
