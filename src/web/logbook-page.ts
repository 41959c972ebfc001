/** The day of all brands: she switches between ten, and notes what she did where she is. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import type { Brand } from '../domain/brand.ts';
import { DAY_ENTRIES_MAX } from '../intents/debriefs.ts';
import { listBrands } from '../store/brands.ts';
import { listEntriesInOrder } from '../store/logbook.ts';
import { listPrioritiesOn } from '../store/priorities.ts';
import { renderMonogram } from './badges.ts';
import { assignAccents } from './brand-accent.ts';
import { EMPTY_FORM, type FormState, makeFields } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { noteFromForm } from './logbook-forms.ts';
import {
  type DayShown,
  readDay,
  renderDays,
  renderEntries,
  renderPriorities,
  sayDay,
  toDayPath,
} from './logbook-parts.ts';
import { readForm } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

const PATH = '/logbook';
/** The largest agency that is planned for. */
const BRANDS_MAX = 1_000;
const PRIORITIES_MAX = 2_000;

export const logbookPage: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    PATH,
    forMembers(deps, async (visit, request) => {
      const day = readDay(visit, readForm(request.query), deps.clock.now());
      return await renderDay(deps, visit, day, EMPTY_FORM);
    }),
  );

  app.post(
    PATH,
    forMembers(deps, async (visit, request) => {
      const form = readForm(request.body);
      const day = readDay(visit, form, deps.clock.now());
      const brandId = form.text('brand').toLowerCase();
      const problems = await noteFromForm(deps, visit, { brandId, form, day });
      if (Object.keys(problems).length === 0) return moveTo(toDayPath(PATH, day.date, 'note-added'));
      return await renderDay(deps, visit, day, { values: { note: form.text('note'), brand: brandId }, problems });
    }),
  );
};

async function renderDay(deps: WebDeps, visit: RoomVisit, day: DayShown, state: FormState): Promise<Answer> {
  const { words, room } = visit;
  const { logbook } = words.messages;
  const agencyId = room.agency.id;
  const { date } = day;
  const brands = await listBrands(deps.db, agencyId, { after: null, limit: BRANDS_MAX });
  const entries = await listEntriesInOrder(deps.db, { agencyId, from: date, to: date }, DAY_ENTRIES_MAX);
  const priorities = await listPrioritiesOn(deps.db, { agencyId, date }, { after: null, limit: PRIORITIES_MAX });
  const accents = assignAccents(brands.map(({ id }) => id));
  const ofAll = entries.filter(({ brandId }) => brandId === null);
  const sections = brands.flatMap((brand): readonly Html[] => {
    const own = entries.filter(({ brandId }) => brandId === brand.id);
    const open = priorities.filter(({ brandId }) => brandId === brand.id);
    if (own.length === 0 && open.length === 0) return [];
    const path = `/brands/${brand.id}/logbook`;
    return [
      html`<section class="card ${accents(brand.id)}"><h2>${renderMonogram(brand.name, accents(brand.id))} <a href="${toDayPath(path, date)}" aria-label="${logbook.openBrand(brand.name)}">${brand.name}</a></h2>
${open.length === 0 ? null : renderPriorities(words, open, { date, path: toDayPath(PATH, date) })}
${own.length === 0 ? null : renderEntries(visit, own)}</section>`,
    ];
  });
  const body = html`${renderTitle(logbook.title)}
<p class="lead">${logbook.intro}</p>
${renderDays(words, PATH, day)}
${brands.length === 0 ? null : renderNoteForm(visit, { brands, day, state })}
${ofAll.length === 0 ? null : html`<section class="card"><h2>${logbook.forAllBrands}</h2>${renderEntries(visit, ofAll)}</section>`}
${sections.length === 0 && ofAll.length === 0 ? html`<p class="card">${logbook.nothingToday}</p>` : sections}`;
  const title = `${logbook.title} · ${sayDay(words, date)}`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title, body, place: 'logbook' }), status);
}

function renderNoteForm(
  visit: RoomVisit,
  { brands, day, state }: Readonly<{ brands: readonly Brand[]; day: DayShown; state: FormState }>,
): Html | null {
  const { logbook } = visit.words.messages;
  if (day.date > day.today) return null;
  const fields = makeFields(visit.words, state);
  // none is chosen beforehand: what is noted for the wrong brand is told to its client
  const nothing = { value: '', label: logbook.chooseBrand };
  const options = [nothing, ...brands.map(({ id, name }) => ({ value: id, label: name }))];
  return html`<section class="card" id="add">${fields.summary()}<form method="post" action="${PATH}" class="fields">
<input type="hidden" name="day" value="${day.date}">
<div class="pair">
${fields.select({ name: 'brand', label: logbook.brand, options })}
${fields.input({ name: 'note', label: logbook.note, autocomplete: 'off', charsMax: 1_000 })}
</div>
<p><button>${logbook.submit}</button></p></form></section>`;
}
