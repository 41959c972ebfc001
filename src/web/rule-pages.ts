/** What an agency adds to the detector for a brand: rules of its own, and the bad buzzes that were missed. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { readWallTime } from '../base/zoned-time.ts';
import {
  ALERT_RULE_COUNT_MAX,
  ALERT_RULE_COUNTS,
  ALERT_RULES_PER_AGENCY_MAX,
  type AlertRule,
} from '../domain/alert-rule.ts';
import type { Brand } from '../domain/brand.ts';
import { BUZZ_LEVELS } from '../domain/buzz.ts';
import type { MissedBuzz } from '../domain/missed-buzz.ts';
import { addAlertRule, removeAlertRule } from '../intents/alert-rules.ts';
import { removeMissedBuzz, reportMissedBuzz } from '../intents/missed-buzzes.ts';
import { listAlertRules } from '../store/alert-rules.ts';
import { getBrand } from '../store/brands.ts';
import { readDetectionQuality } from '../store/detection-quality.ts';
import { listMissedBuzzes } from '../store/missed-buzzes.ts';
import { renderLevel, renderMonogram } from './badges.ts';
import { readAccents } from './brand-accent.ts';
import { type FormState, makeFields, renderAction } from './fields.ts';
import { findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { renderPage } from './layout.ts';
import type { Messages } from './messages-fr.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const NAME_CHARS_MAX = 100;
const NOTE_CHARS_MAX = 2_000;
/** A year of them at the worst; older ones are read by API. */
const MISSED_SHOWN = 50;
const QUERY_EXAMPLE = 'panne site:lemonde.fr';
const WINDOWS_MINUTES = [15, 30, 60, 180, 360, 720, 1_440] as const;
const NEW_RULE: FormState = {
  values: { scope: 'brand', counts: 'negatives', countMin: '20', windowMinutes: '60', level: '2' },
  problems: {},
};
const NEW_MISSED: FormState = { values: {}, problems: {} };

export const rulePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/brands/:brandId/rules',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      return await renderRules(deps, visit, brand, { rule: NEW_RULE, missed: NEW_MISSED });
    }),
  );

  app.post(
    '/brands/:brandId/rules',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const { messages } = visit.words;
      const { rule, values, problems } = readRule(messages, readForm(request.body), brand);
      const refuse = async (found: Problems): Promise<Answer> =>
        await renderRules(deps, visit, brand, { rule: { values, problems: found }, missed: NEW_MISSED });
      if (Object.keys(problems).length > 0) return await refuse(problems);
      try {
        await addAlertRule(deps, brand.agencyId, rule);
        return moveTo(`/brands/${brand.id}/rules?done=rule-added`);
      } catch (error) {
        if (isRefusal(error, 'LIMIT_REACHED')) {
          return await refuse({ name: messages.alertRules.tooMany(ALERT_RULES_PER_AGENCY_MAX) });
        }
        return await refuse(toProblems(messages, error, { QUERY_INVALID: 'query' }));
      }
    }),
  );

  app.post(
    '/brands/:brandId/rules/:ruleId/delete',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      await removeAlertRule(deps, { agencyId: brand.agencyId, alertRuleId: readId(request.params, 'ruleId') });
      return moveTo(`/brands/${brand.id}/rules?done=rule-removed`);
    }),
  );

  app.post(
    '/brands/:brandId/missed',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const { messages } = visit.words;
      const form = readForm(request.body);
      const values = { startedAt: form.text('startedAt'), note: form.text('note') };
      const refuse = async (problems: Problems): Promise<Answer> =>
        await renderRules(deps, visit, brand, { rule: NEW_RULE, missed: { values, problems } });
      const startedAt = readWallTime(values.startedAt, visit.room.agency.timeZone);
      if (startedAt === null) return await refuse({ startedAt: messages.problems.localTime });
      if (values.note.length > NOTE_CHARS_MAX) return await refuse({ note: messages.problems.tooLong(NOTE_CHARS_MAX) });
      const missed = { brandId: brand.id, startedAt, note: values.note || null, reportedBy: visit.room.member.name };
      try {
        await reportMissedBuzz(deps, brand.agencyId, missed);
        return moveTo(`/brands/${brand.id}/rules?done=missed-added#missed`);
      } catch (error) {
        return await refuse({ startedAt: sayMissedRefusal(messages, error) });
      }
    }),
  );

  app.post(
    '/brands/:brandId/missed/:missedBuzzId/delete',
    forMembers(deps, async (visit, request) => {
      const brand = await findBrand(deps, visit, request.params);
      const missedBuzzId = readId(request.params, 'missedBuzzId');
      await removeMissedBuzz(deps, { agencyId: brand.agencyId, missedBuzzId });
      return moveTo(`/brands/${brand.id}/rules?done=missed-removed#missed`);
    }),
  );
};

async function findBrand(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Brand> {
  return await getBrand(deps.db, { agencyId: visit.room.agency.id, brandId: readId(params, 'brandId') });
}

/** What was typed: as it can be written, as it can be shown again, and what is wrong with it. */
function readRule(messages: Messages, form: Form, brand: Brand) {
  const scope = form.oneOf('scope', ['brand', 'all']) ?? 'brand';
  const counts = form.oneOf('counts', ALERT_RULE_COUNTS) ?? 'negatives';
  const windowMinutes = WINDOWS_MINUTES.find((minutes) => String(minutes) === form.text('windowMinutes')) ?? 60;
  const level = BUZZ_LEVELS.find((each) => String(each) === form.text('level')) ?? 2;
  const [name, query, countText] = [form.text('name'), form.text('query'), form.text('countMin')];
  const countMin = /^\d{1,6}$/.test(countText) ? Number(countText) : 0;
  const isCount = countMin >= 1 && countMin <= ALERT_RULE_COUNT_MAX;
  const problems: Problems = {
    ...findTextProblems(messages, form, ['name']),
    ...(name.length > NAME_CHARS_MAX ? { name: messages.problems.tooLong(NAME_CHARS_MAX) } : {}),
    ...(isCount ? {} : { countMin: messages.problems.wholeNumber(1, ALERT_RULE_COUNT_MAX) }),
  };
  const values = { scope, counts, name, query, countMin: countText };
  return {
    rule: {
      ...{ name, counts, countMin, windowMinutes, level },
      brandId: scope === 'all' ? null : brand.id,
      query: query || null,
    },
    values: { ...values, windowMinutes: String(windowMinutes), level: String(level) },
    problems,
  };
}

/** Whatever is no refusal of a report is thrown on. */
function sayMissedRefusal({ alertRules }: Messages, error: unknown): string {
  if (isRefusal(error, 'INPUT_INVALID')) return alertRules.missedInFuture;
  if (isRefusal(error, 'BUZZ_WAS_TOLD')) return alertRules.missedWasTold(new Date(String(error.details.openedAt)));
  if (isRefusal(error, 'MISSED_BUZZ_KNOWN')) return alertRules.missedKnown(new Date(String(error.details.startedAt)));
  throw error;
}

function isRefusal(error: unknown, code: AppError['code']): error is AppError {
  return error instanceof AppError && error.code === code;
}

type Forms = Readonly<{ rule: FormState; missed: FormState }>;

async function renderRules(deps: WebDeps, visit: RoomVisit, brand: Brand, forms: Forms): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.alertRules;
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const accent = (await readAccents(deps.db, brand.agencyId))(brand.id);
  const rules = await listAlertRules(deps.db, key, { after: null, limit: ALERT_RULES_PER_AGENCY_MAX });
  const missed = await listMissedBuzzes(deps.db, key, { after: null, limit: MISSED_SHOWN });
  const quality = await readDetectionQuality(deps.db, key, deps.clock.now());
  const title = messages.title(brand.name);
  const body = html`<div class="title">${renderMonogram(brand.name, accent)}<div><p class="over"><a href="/brands/${brand.id}">${words.messages.buzz.backToBrand(brand.name)}</a></p><h1>${title}</h1></div></div>
<p class="lead">${messages.intro}</p>
${rules.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, brand, rules)}
${renderRuleForm(words, brand, forms.rule)}
<section class="card" id="missed"><h2>${messages.missedTitle}</h2>
<p>${messages.missedIntro}</p>
<p class="soft">${words.sayDetection(quality)}</p>
${renderMissedForm(words, brand, forms.missed)}
${missed.length === 0 ? null : renderMissed(words, brand, missed)}</section>`;
  const isRefused = [forms.rule, forms.missed].some(({ problems }) => Object.keys(problems).length > 0);
  return showPage(renderPage(visit, { title, body, place: 'brands', accent }), isRefused ? 422 : 200);
}

function renderTable(words: Words, brand: Brand, rules: readonly AlertRule[]): Html {
  const { messages } = words;
  const said = messages.alertRules;
  return html`<table class="rows"><thead><tr><th scope="col">${said.name}</th><th scope="col">${said.condition}</th><th scope="col">${said.level}</th><th scope="col">${said.scope}</th><td></td></tr></thead>
<tbody>${rules.map(
    (rule) => html`<tr><th scope="row">${rule.name}</th>
<td data-label="${said.condition}">${said.atLeast[rule.counts](rule.countMin, rule.windowMinutes)}${rule.query === null ? null : html` <code>${rule.query}</code>`}</td>
<td data-label="${said.level}">${renderLevel(words, rule.level)}</td>
<td data-label="${said.scope}">${rule.brandId === null ? messages.sources.allBrands : brand.name}</td>
<td>${renderAction({ path: `/brands/${brand.id}/rules/${rule.id}/delete`, label: messages.remove, title: said.removeLabel(rule.name), className: 'quiet small' })}</td></tr>`,
  )}</tbody></table>`;
}

function renderRuleForm(words: Words, brand: Brand, state: FormState): Html {
  const { messages, formats } = words;
  const said = messages.alertRules;
  const fields = makeFields(words, state);
  const toOption = (value: number, label: string) => ({ value: String(value), label });
  const levels = BUZZ_LEVELS.map((level) => toOption(level, messages.levelOutOfFour(level)));
  const windows = WINDOWS_MINUTES.map((minutes) => toOption(minutes, formats.duration(minutes * 60_000)));
  return html`<section class="card narrow" id="add"><h2>${said.addTitle}</h2>
${fields.summary()}
<form method="post" action="/brands/${brand.id}/rules" class="fields">
${fields.input({ name: 'name', label: said.name, hint: said.nameHint, charsMax: NAME_CHARS_MAX })}
<div class="pair">
${fields.input({ name: 'countMin', label: said.countMin, type: 'number', charsMax: 6 })}
${fields.select({ name: 'counts', label: said.counts, options: ALERT_RULE_COUNTS.map((value) => ({ value, label: said.countsOf[value] })) })}
${fields.select({ name: 'windowMinutes', label: said.window, options: windows })}
${fields.select({ name: 'level', label: said.levelAtLeast, options: levels })}
</div>
${fields.area({ name: 'query', label: said.query, hint: `${said.queryHint} ${QUERY_EXAMPLE}`, rowCount: 2, isOptional: true })}
${fields.select({
  name: 'scope',
  label: said.scope,
  options: [
    { value: 'brand', label: brand.name },
    { value: 'all', label: messages.sources.allBrands },
  ],
})}
<p><button>${said.submit}</button></p></form></section>`;
}

function renderMissed(words: Words, brand: Brand, missed: readonly MissedBuzz[]): Html {
  const { messages, formats } = words;
  const said = messages.alertRules;
  return html`<ul class="lines">${missed.map(({ id, startedAt, note, reportedBy }) => {
    const at = formats.instant(startedAt);
    const path = `/brands/${brand.id}/missed/${id}/delete`;
    return html`<li>${at} <span class="soft">${said.reportedBy(reportedBy)}</span>${note === null ? null : html` ${note}`} ${renderAction({ path, label: messages.remove, title: said.missedRemoveLabel(at), className: 'quiet small' })}</li>`;
  })}</ul>`;
}

function renderMissedForm(words: Words, brand: Brand, state: FormState): Html {
  const said = words.messages.alertRules;
  const fields = makeFields(words, state);
  return html`${fields.summary()}
<form method="post" action="/brands/${brand.id}/missed" class="fields narrow">
${fields.input({ name: 'startedAt', label: said.startedAt, type: 'datetime-local' })}
${fields.area({ name: 'note', label: said.note, hint: said.noteHint, rowCount: 2, isOptional: true })}
<p><button>${said.missedSubmit}</button></p></form>`;
}
