/** The pieces that the logbook's pages share: a day and its neighbours, what was done, what is left to do. */
import { type Html, html } from '../base/html.ts';
import { addDays, isDay, localDayOf, wallMinuteOf } from '../base/zoned-time.ts';
import { makeFormats } from '../domain/formats.ts';
import { isChangeable, type LogbookEntry, type Priority } from '../domain/logbook.ts';
import { makeLogbookWords, sayEntry } from '../domain/logbook-words.ts';
import { renderAction } from './fields.ts';
import type { Form } from './read-form.ts';
import type { RoomVisit } from './visits.ts';
import type { Words } from './words.ts';

/** today: the agency's. Both are ISO dates. */
export type DayShown = Readonly<{ date: string; today: string }>;

const LABEL_CHARS_MAX = 60;

/** The day that the address names; today where it names none. */
export function readDay(visit: RoomVisit, form: Form, now: Date): DayShown {
  const today = localDayOf(now, visit.room.agency.timeZone).date;
  const asked = form.text('day');
  return { date: isDay(asked) ? asked : today, today };
}

/** `/logbook?day=2026-06-01`, with what was just done. */
export function toDayPath(path: string, date: string, done?: string): string {
  return `${path}?day=${date}${done === undefined ? '' : `&done=${done}`}`;
}

/** The day before, the day, the day after. */
export function renderDays(words: Words, path: string, { date, today }: DayShown): Html {
  const { logbook } = words.messages;
  return html`<nav class="days" aria-label="${logbook.title}"><a href="${toDayPath(path, addDays(date, -1))}" rel="prev">← ${logbook.previousDay}</a>
<h2>${sayDay(words, date)}</h2>
<a href="${toDayPath(path, addDays(date, 1))}" rel="next">${logbook.nextDay} →</a>
${date === today ? null : html`<a href="${path}">${logbook.today}</a>`}</nav>`;
}

/** `mardi 2 juin 2026`: a day of the calendar has no time zone. */
export function sayDay(words: Words, date: string): string {
  return makeFormats({ language: words.language, timeZone: 'UTC' }).longDay(new Date(`${date}T00:00:00Z`));
}

/** In the order in which it was done. The debrief stands for itself. */
export function renderEntries(visit: RoomVisit, entries: readonly LogbookEntry[]): Html {
  const { words, room } = visit;
  const logbookWords = makeLogbookWords({ language: words.language, timeZone: room.agency.timeZone });
  return html`<ol class="timeline day">${entries.map((entry) => renderEntry(visit, entry, sayEntry(logbookWords, entry)))}</ol>`;
}

function renderEntry(visit: RoomVisit, entry: LogbookEntry, said: string): Html {
  const { words, room } = visit;
  const { logbook, remove } = words.messages;
  const { author, via, madeAt, onDate, editedAt } = entry;
  const { timeZone } = room.agency;
  const isSameDay = localDayOf(madeAt, timeZone).date === onDate;
  const time = isSameDay ? words.formats.wallMinute(wallMinuteOf(madeAt, timeZone)) : words.formats.instant(madeAt);
  const by = via === 'automatic' ? logbook.byVigie(author.name) : logbook.by(author.name, via);
  const place = `/logbook/entries/${entry.id}`;
  return html`<li><time datetime="${madeAt.toISOString()}">${time}</time><div><p class="said" dir="auto">${entry.buzzId !== null && entry.text === null ? html`<a href="/buzzes/${entry.buzzId}">${said}</a>` : said}</p><small>${by}${editedAt === null ? null : ` · ${logbook.edited}`}${
    isChangeable(entry, room.member)
      ? html` <a href="${place}">${logbook.change}</a> ${renderAction({ path: `${place}/delete`, label: remove, title: logbook.removeLabel(cutLabel(said)), className: 'quiet small' })}`
      : null
  }</small></div></li>`;
}

/** path: where the page is, to come back to. */
export function renderPriorities(
  words: Words,
  priorities: readonly Priority[],
  { date, path }: Readonly<{ date: string; path: string }>,
): Html {
  const { logbook } = words.messages;
  if (priorities.length === 0) return html`<p class="soft">${logbook.noPriorities}</p>`;
  return html`<ul class="lines priorities">${priorities.map((priority) => renderPriority(words, priority, { date, path }))}</ul>`;
}

function renderPriority(
  words: Words,
  priority: Priority,
  { date, path }: Readonly<{ date: string; path: string }>,
): Html {
  const { logbook, remove } = words.messages;
  const { id, text, done, forDate } = priority;
  const label = cutLabel(text);
  const fields = { back: path };
  const tick =
    done === null
      ? renderAction({
          path: `/priorities/${id}/done`,
          label: logbook.tick,
          title: logbook.tickLabel(label),
          className: 'small',
          fields,
        })
      : renderAction({
          path: `/priorities/${id}/open`,
          label: logbook.untick,
          title: logbook.untickLabel(label),
          className: 'quiet small',
          fields,
        });
  const since = forDate < date ? logbook.since(sayDay(words, forDate)) : null;
  return html`<li>${tick}<span class="said" dir="auto">${done === null ? text : html`<s>${text}</s>`}</span>${since === null ? null : html`<span class="soft">${since}</span>`}${done === null ? null : html`<span class="soft">${logbook.doneBy(done.by)}</span>`}${renderAction({ path: `/priorities/${id}/delete`, label: remove, title: logbook.removeLabel(label), className: 'quiet small', fields })}</li>`;
}

function cutLabel(text: string): string {
  const chars = [...text.replace(/\s+/gu, ' ')];
  return chars.length <= LABEL_CHARS_MAX ? chars.join('') : `${chars.slice(0, LABEL_CHARS_MAX - 1).join('')}…`;
}
