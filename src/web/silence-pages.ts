/** The times in which nobody is told of a brand: begun, listed, ended early. */
import type { FastifyPluginAsync } from 'fastify';
import { addMs, HOUR_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { html } from '../base/html.ts';
import { readWallTime } from '../base/zoned-time.ts';
import { findBoundedTimeProblem } from '../domain/bounded-time.ts';
import type { Brand } from '../domain/brand.ts';
import { SILENCE_DAYS_MAX, SILENCES_PER_AGENCY_MAX } from '../domain/escalation.ts';
import { addSilence, liftSilence } from '../intents/silences.ts';
import { getBrand } from '../store/brands.ts';
import { listSilences } from '../store/silences.ts';
import { renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import type { FormState } from './fields.ts';
import { findTextProblems, type Problems } from './form-problems.ts';
import { renderPage } from './layout.ts';
import { type Form, readForm, readId, toLocalPath } from './read-form.ts';
import { isManager, requireManager } from './roles.ts';
import {
  NEW_SILENCE,
  readBrandSilences,
  renderLift,
  renderSilenceForm,
  renderSilenceNotices,
  SILENCE_SPANS,
  toMorning,
} from './silence-notice.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

const PAST_SHOWN = 20;

export const silencePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/silences',
    forMembers(deps, async (visit, request) =>
      renderSilences(deps, visit, await findBrand(deps, visit, request.params), NEW_SILENCE),
    ),
  );

  app.post(
    '/brands/:brandId/silences',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const brand = await findBrand(deps, visit, request.params);
      const now = deps.clock.now();
      const { silence, values, problems } = readSilence(visit, readForm(request.body), { brand, now });
      const refuse = async (found: Problems): Promise<Answer> =>
        await renderSilences(deps, visit, brand, { values, problems: found });
      if (silence === null) return await refuse(problems);
      try {
        await addSilence(deps, brand.agencyId, silence);
        return moveTo(`/brands/${brand.id}?done=silence-made`);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'LIMIT_REACHED')) throw error;
        return await refuse({ reason: visit.words.messages.silences.tooMany(SILENCES_PER_AGENCY_MAX) });
      }
    }),
  );

  app.post(
    '/silences/:silenceId/lift',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const { agency, member } = visit.room;
      const key = { agencyId: agency.id, silenceId: readId(request.params, 'silenceId') };
      await liftSilence(deps, key, member.name);
      const [path = '/'] = toLocalPath(readForm(request.body).text('back')).split('?');
      return moveTo(`${path}?done=silence-lifted`);
    }),
  );
};

async function findBrand(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Brand> {
  return await getBrand(deps.db, { agencyId: visit.room.agency.id, brandId: readId(params, 'brandId') });
}

/** silence: null where something is wrong. */
function readSilence(visit: RoomVisit, form: Form, { brand, now }: Readonly<{ brand: Brand; now: Date }>) {
  const { messages } = visit.words;
  const { agency, member } = visit.room;
  const span = form.oneOf('span', SILENCE_SPANS) ?? 'picked';
  const scope = form.oneOf('scope', ['brand', 'all']) ?? 'brand';
  const values = { span, scope, reason: form.text('reason'), endsAt: form.text('endsAt') };
  const endsAt = {
    '1': () => addMs(now, HOUR_MS),
    '4': () => addMs(now, 4 * HOUR_MS),
    morning: () => toMorning(now, agency.timeZone),
    picked: () => readWallTime(values.endsAt, agency.timeZone),
  }[span]();
  const rule = { now, daysMax: SILENCE_DAYS_MAX, timeZone: agency.timeZone };
  const timeProblem = endsAt === null ? null : findBoundedTimeProblem({ from: now, until: endsAt }, rule);
  const problems: Problems = {
    ...findTextProblems(messages, form, ['reason']),
    ...(endsAt === null ? { endsAt: messages.problems.wallTime } : {}),
    ...(timeProblem === null ? {} : { endsAt: messages.silences.timeProblems[timeProblem] }),
  };
  if (endsAt === null || Object.keys(problems).length > 0) return { silence: null, values, problems };
  const brandId = scope === 'all' ? null : brand.id;
  const silence = { brandId, reason: values.reason, startsAt: null, endsAt, createdBy: member.name };
  return { silence, values, problems };
}

async function renderSilences(deps: WebDeps, visit: RoomVisit, brand: Brand, state: FormState): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.silences;
  const now = deps.clock.now();
  const back = `/brands/${brand.id}/silences`;
  const silences = await readBrandSilences(deps, brand);
  const coming = silences.filter(({ startsAt }) => startsAt > now).toReversed();
  const pick = { agencyId: brand.agencyId, brandId: brand.id, are: 'over', now } as const;
  const past = await listSilences(deps.db, pick, { after: null, limit: PAST_SHOWN });
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const title = messages.pageTitle(brand.name);
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a></p><h1>${title}</h1></div></div>
${silences.length === 0 ? html`<p class="card">${messages.none}</p>` : renderSilenceNotices(visit, silences, { now, back })}
${coming.map(
  (silence) =>
    html`<div class="card"><p><strong>${(silence.brandId === null ? messages.comingForAll : messages.coming)(silence.startsAt, silence.endsAt)}</strong></p><p>${messages.askedBy(silence.createdBy, silence.reason)}</p>${renderLift(visit, silence, back)}</div>`,
)}
<section class="card narrow"><h2>${messages.title}</h2>
${isManager(visit) ? renderSilenceForm(visit, { brand, state, now }) : html`<p class="soft">${words.messages.managersOnly}</p>`}</section>
${
  past.length === 0
    ? null
    : html`<section class="card"><h2>${messages.past}</h2><ul class="lines">${past.map((silence) => html`<li>${messages.was(silence.startsAt, silence.endsAt)} <span class="soft">${messages.askedBy(silence.createdBy, silence.reason)}</span></li>`)}</ul></section>`
}`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title, body, place: 'brands', accent }), status);
}
