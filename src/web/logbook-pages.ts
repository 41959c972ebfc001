/** A brand's day: what was done, what is left to do, and the evening's debrief; each of them written, ticked and put right. */
import type { FastifyPluginAsync, RouteHandlerMethod } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { addDays } from '../base/zoned-time.ts';
import type { Brand } from '../domain/brand.ts';
import { DEBRIEF_CHARS_MAX, isChangeable, NOTE_CHARS_MAX } from '../domain/logbook.ts';
import { LOGBOOK_MEDIA_TYPES } from '../domain/logbook-export.ts';
import { DAY_ENTRIES_MAX, type Debrief, readDebrief } from '../intents/debriefs.ts';
import { changeNote, removeNote } from '../intents/logbook.ts';
import { exportLogbook } from '../intents/logbook-export.ts';
import { changePriority, removePriority } from '../intents/priorities.ts';
import { getBrand } from '../store/brands.ts';
import { getEntry, listEntriesInOrder } from '../store/logbook.ts';
import { listPrioritiesOn } from '../store/priorities.ts';
import { renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { EMPTY_FORM, type FormState, makeFields } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { debriefFromForm, findTextProblem, noteFromForm, priorityFromForm, type WriteForm } from './logbook-forms.ts';
import {
  type DayShown,
  readDay,
  renderDays,
  renderEntries,
  renderPriorities,
  sayDay,
  toDayPath,
} from './logbook-parts.ts';
import type { Messages } from './messages-fr.ts';
import { readForm, readId, toLocalPath } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

const DEBRIEF_ROWS = 10;
const NOTE_ROWS = 4;
const DAY_PRIORITIES_MAX = 200;

export const logbookPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/logbook',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const day = readDay(visit, readForm(request.query), deps.clock.now());
      return await renderDay(deps, visit, { brand, day }, EMPTY_FORM);
    }),
  );

  app.post('/brands/:brandId/logbook', forDayForm(deps, { done: 'note-added', names: ['note'], write: noteFromForm }));

  app.post(
    '/brands/:brandId/priorities',
    forDayForm(deps, { done: 'priority-added', names: ['priority', 'forDay'], write: priorityFromForm }),
  );

  app.post(
    '/brands/:brandId/debrief',
    forDayForm(deps, { done: 'debrief-saved', names: ['debrief'], write: debriefFromForm }),
  );

  app.get(
    '/brands/:brandId/logbook/export',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const { language } = visit.words;
      const asked = { brandId: brand.id, format: 'csv', language } as const;
      const { name, text } = await exportLogbook(deps.db, visit.room.agency, asked, deps.clock.now());
      return { kind: 'file', name, mediaType: LOGBOOK_MEDIA_TYPES.csv, content: text };
    }),
  );

  app.get(
    '/logbook/entries/:entryId',
    forMembers(deps, async (visit, request) => {
      const entry = await getEntry(deps.db, toEntryKey(visit, request.params));
      return await renderEntryPage(deps, visit, entry.id, { values: { note: entry.text ?? '' }, problems: {} });
    }),
  );

  app.post(
    '/logbook/entries/:entryId',
    forMembers(deps, async (visit, request) => {
      const key = toEntryKey(visit, request.params);
      const note = readForm(request.body).text('note');
      const { kind } = await getEntry(deps.db, key);
      const charsMax = kind === 'debrief' ? DEBRIEF_CHARS_MAX : NOTE_CHARS_MAX;
      const problem = findTextProblem(visit.words.messages, note, charsMax);
      if (problem !== null) {
        return await renderEntryPage(deps, visit, key.entryId, { values: { note }, problems: { note: problem } });
      }
      const entry = await changeNote(deps, key, note, visit.room.member);
      return moveTo(toDayPath(toEntryPlace(entry.brandId), entry.onDate, 'note-changed'));
    }),
  );

  app.post(
    '/logbook/entries/:entryId/delete',
    forMembers(deps, async (visit, request) => {
      const entry = await removeNote(deps, toEntryKey(visit, request.params), visit.room.member);
      return moveTo(toDayPath(toEntryPlace(entry.brandId), entry.onDate, 'note-removed'));
    }),
  );

  for (const [word, isDone] of [
    ['done', true],
    ['open', false],
  ] as const) {
    app.post(
      `/priorities/:priorityId/${word}`,
      forMembers(deps, async (visit, request) => {
        const key = { agencyId: visit.room.agency.id, priorityId: readId(request.params, 'priorityId') };
        await changePriority(deps, key, { isDone }, visit.room.member);
        return moveTo(`${toBack(request.body)}done=priority-${word}`);
      }),
    );
  }

  app.post(
    '/priorities/:priorityId/delete',
    forMembers(deps, async (visit, request) => {
      const key = { agencyId: visit.room.agency.id, priorityId: readId(request.params, 'priorityId') };
      await removePriority(deps, key);
      return moveTo(`${toBack(request.body)}done=priority-removed`);
    }),
  );
};

/** A form of a brand's day: what it asks for is written, or it comes back as it was filled with what is wrong. */
function forDayForm(
  deps: WebDeps,
  { done, names, write }: Readonly<{ done: keyof Messages['done']; names: readonly string[]; write: WriteForm }>,
): RouteHandlerMethod {
  return forMembers(deps, async (visit, request) => {
    const brand = await findBrand(deps, visit, request.params);
    const form = readForm(request.body);
    const day = readDay(visit, form, deps.clock.now());
    const problems = await write(deps, visit, { brandId: brand.id, form, day });
    if (Object.keys(problems).length === 0) return moveTo(toDayPath(toPath(brand), day.date, done));
    const values = Object.fromEntries(names.map((name) => [name, form.text(name)]));
    return await renderDay(deps, visit, { brand, day }, { values, problems });
  });
}

function toPath(brand: Pick<Brand, 'id'>): string {
  return `/brands/${brand.id}/logbook`;
}

/** One that is for all brands stands on the page of all. */
function toEntryPlace(brandId: string | null): string {
  return brandId === null ? '/logbook' : toPath({ id: brandId });
}

function toEntryKey(visit: RoomVisit, params: unknown): Readonly<{ agencyId: string; entryId: string }> {
  return { agencyId: visit.room.agency.id, entryId: readId(params, 'entryId') };
}

/** The page that the form came from, ready for one more parameter. */
function toBack(body: unknown): string {
  const path = toLocalPath(readForm(body).text('back'));
  return `${path}${path.includes('?') ? '&' : '?'}`;
}

async function findBrand(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Brand> {
  return await getBrand(deps.db, { agencyId: visit.room.agency.id, brandId: readId(params, 'brandId') });
}

type Place = Readonly<{ brand: Brand; day: DayShown }>;

async function renderDay(deps: WebDeps, visit: RoomVisit, place: Place, state: FormState): Promise<Answer> {
  const { words } = visit;
  const { logbook } = words.messages;
  const { brand, day } = place;
  const { date, today } = day;
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const entries = await listEntriesInOrder(deps.db, { ...key, from: date, to: date }, DAY_ENTRIES_MAX);
  const done = entries.filter(({ kind }) => kind !== 'debrief');
  const priorities = await listPrioritiesOn(deps.db, { ...key, date }, { after: null, limit: DAY_PRIORITIES_MAX });
  const debrief = date > today ? null : await readDebrief(deps.db, { ...key, onDate: date }, words.language);
  const path = toPath(brand);
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a> · <a href="${toDayPath('/logbook', date)}">${logbook.allBrands}</a></p><h1>${logbook.over(brand.name)}</h1></div></div>
${renderDays(words, path, day)}
${makeFields(words, state).summary()}
${date > today ? null : renderNoteForm(visit, place, state)}
<div class="columns"><section class="card"><h2>${logbook.entries}</h2>
${done.length === 0 ? html`<p class="soft">${logbook.noEntries}</p>` : renderEntries(visit, done)}</section>
<section class="card"><h2>${logbook.priorities}</h2>
${renderPriorities(words, priorities, { date, path: toDayPath(path, date) })}
${renderPriorityForm(visit, place, state)}</section></div>
${debrief === null ? null : renderDebrief(visit, place, { debrief, state })}
<p><a href="${path}/export">${logbook.exportLink}</a></p>`;
  const title = `${logbook.title} · ${brand.name} · ${sayDay(words, date)}`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title, body, place: 'logbook', accent }), status);
}

function renderNoteForm({ words }: RoomVisit, { brand, day }: Place, state: FormState): Html {
  const { logbook } = words.messages;
  const fields = makeFields(words, state);
  return html`<section class="card" id="add"><form method="post" action="${toPath(brand)}" class="fields">
<input type="hidden" name="day" value="${day.date}">
${fields.input({ name: 'note', label: logbook.note, hint: logbook.noteHint, autocomplete: 'off', charsMax: 1_000 })}
<p><button>${logbook.submit}</button></p></form></section>`;
}

function renderPriorityForm({ words }: RoomVisit, { brand, day }: Place, state: FormState): Html {
  const { logbook } = words.messages;
  // of a day that is over nothing is planned any more: what is set there is for tomorrow
  const forDay = day.date > day.today ? day.date : addDays(day.today, 1);
  const fields = makeFields(words, { ...state, values: { forDay, ...state.values } });
  return html`<form method="post" action="/brands/${brand.id}/priorities" class="fields">
<input type="hidden" name="day" value="${day.date}">
${fields.input({ name: 'priority', label: logbook.priority, hint: logbook.priorityHint, autocomplete: 'off', charsMax: 300 })}
${fields.input({ name: 'forDay', label: logbook.forDay, type: 'date' })}
<p><button>${logbook.prioritySubmit}</button></p></form>`;
}

function renderDebrief(
  { words }: RoomVisit,
  { brand, day }: Place,
  { debrief, state }: Readonly<{ debrief: Debrief; state: FormState }>,
): Html {
  const { logbook } = words.messages;
  const fields = makeFields(words, { ...state, values: { debrief: debrief.text, ...state.values } });
  const { saved } = debrief;
  return html`<section class="card" id="debrief"><h2>${logbook.debrief}</h2>
<p class="soft">${saved === null ? logbook.debriefProposed : logbook.debriefSaved(saved.author.name)}</p>
<form method="post" action="/brands/${brand.id}/debrief" class="fields">
<input type="hidden" name="day" value="${day.date}">
${fields.area({ name: 'debrief', label: logbook.debriefText, rowCount: DEBRIEF_ROWS })}
<p><button>${logbook.debriefSubmit}</button></p></form></section>`;
}

/** Errors: NOT_ALLOWED for one that may not be changed. */
async function renderEntryPage(deps: WebDeps, visit: RoomVisit, entryId: string, state: FormState): Promise<Answer> {
  const { words, room } = visit;
  const { messages } = words;
  const entry = await getEntry(deps.db, { agencyId: room.agency.id, entryId });
  if (!isChangeable(entry, room.member)) throw new AppError('NOT_ALLOWED', 'This entry stays as it is.');
  const fields = makeFields(words, state);
  const back = toDayPath(toEntryPlace(entry.brandId), entry.onDate);
  const body = html`<div class="narrow">${renderTitle(messages.logbook.changeTitle)}
${fields.summary()}
<form method="post" class="fields">
${fields.area({ name: 'note', label: messages.logbook.note, rowCount: NOTE_ROWS })}
<p class="buttons"><button>${messages.save}</button> <a href="${back}">${messages.cancel}</a></p></form></div>`;
  const page = renderPage(visit, { title: messages.logbook.changeTitle, body, place: 'logbook' });
  return showPage(page, Object.keys(state.problems).length > 0 ? 422 : 200);
}
