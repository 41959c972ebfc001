/** The agency's own settings and the keys of its tools. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import { isTimeZone, type Weekday } from '../base/zoned-time.ts';
import { type Agency, type ApiKey, LANGUAGES } from '../domain/agency.ts';
import { inTransaction } from '../intents/deps.ts';
import { issueApiKey } from '../intents/people.ts';
import { updateAgency } from '../store/agencies.ts';
import { deleteApiKey, listApiKeys } from '../store/api-keys.ts';
import { type FormState, makeFields, renderAction, renderCheckbox } from './fields.ts';
import { findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { LANGUAGE_NAMES, renderPage, renderTitle } from './layout.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { requireManager } from './roles.ts';
import { renderSecret } from './secret-page.ts';
import { renderTimeZones } from './time-zones.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const satisfies readonly Weekday[];
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

export const settingsPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/settings',
    forMembers(deps, async (visit) =>
      renderSettings(deps, visit, { values: toValues(visit.room.agency), problems: {} }),
    ),
  );

  app.post(
    '/settings',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const form = readForm(request.body);
      const { messages } = visit.words;
      const { agency } = visit.room;
      const changes = readAgency(form, agency);
      const values = toValues({ ...agency, ...changes });
      const problems = {
        ...(isTimeZone(changes.timeZone) ? {} : { timeZone: messages.problems.timeZone }),
        ...findTextProblems(messages, form, ['name', 'timeZone']),
      };
      if (Object.keys(problems).length > 0) return await renderSettings(deps, visit, { values, problems });
      try {
        await inTransaction(deps, (db, { now }) => updateAgency(db, agency.id, { now }, changes));
        return moveTo('/settings?done=settings-saved');
      } catch (error) {
        const taken: Problems = toProblems(messages, error, { AGENCY_NAME_TAKEN: 'name' });
        return await renderSettings(deps, visit, { values, problems: taken });
      }
    }),
  );

  app.post(
    '/api-keys',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const form = readForm(request.body);
      const { messages } = visit.words;
      const problems = findTextProblems(messages, form, ['keyName']);
      if (Object.keys(problems).length > 0) {
        const values = { ...toValues(visit.room.agency), keyName: form.text('keyName') };
        return await renderSettings(deps, visit, { values, problems });
      }
      const { key } = await issueApiKey(deps, visit.room.agency.id, form.text('keyName'));
      return renderSecret(visit, {
        title: messages.settings.keyShownTitle,
        text: messages.settings.keyShownText,
        secret: key,
        done: { label: messages.settings.keyShownDone, path: '/settings' },
        place: 'settings',
      });
    }),
  );

  app.post(
    '/api-keys/:apiKeyId/delete',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      await deleteApiKey(deps.db, visit.room.agency.id, readId(request.params, 'apiKeyId'));
      return moveTo('/settings?done=key-revoked');
    }),
  );
};

type Settings = Pick<Agency, 'name' | 'language' | 'timeZone' | 'digestWeekday' | 'digestHour' | 'provesSms'>;

function readAgency(form: Form, agency: Agency): Settings {
  return {
    name: form.text('name'),
    language: form.oneOf('language', LANGUAGES) ?? agency.language,
    timeZone: form.text('timeZone'),
    digestWeekday: WEEKDAYS.find((day) => String(day) === form.text('digestWeekday')) ?? agency.digestWeekday,
    digestHour: HOURS.find((hour) => String(hour) === form.text('digestHour')) ?? agency.digestHour,
    provesSms: form.isChecked('provesSms'),
  };
}

function toValues(settings: Settings): Readonly<Record<string, string>> {
  const { name, language, timeZone, digestWeekday, digestHour, provesSms } = settings;
  const slot = { digestWeekday: String(digestWeekday), digestHour: String(digestHour) };
  return { name, language, timeZone, ...slot, ...(provesSms ? { provesSms: 'yes' } : {}) };
}

async function renderSettings(deps: WebDeps, visit: RoomVisit, state: FormState): Promise<Answer> {
  const { words, room } = visit;
  const { messages, formats } = words;
  const fields = makeFields(words, state);
  const keys = await listApiKeys(deps.db, room.agency.id);
  const body = html`${renderTitle(messages.settings.title)}
${fields.summary()}
<section class="card narrow"><h2>${messages.settings.agency}</h2>
<form method="post" action="/settings" class="fields">
${fields.input({ name: 'name', label: messages.settings.agencyName, autocomplete: 'organization' })}
<div class="pair">
${fields.select({ name: 'language', label: messages.settings.language, options: LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] })) })}
${fields.input({ name: 'timeZone', label: messages.settings.timeZone, list: 'time-zones' })}
${fields.select({ name: 'digestWeekday', label: messages.settings.digestWeekday, options: WEEKDAYS.map((day) => ({ value: String(day), label: formats.weekdayName(day) })) })}
${fields.select({ name: 'digestHour', label: messages.settings.digestHour, options: HOURS.map((hour) => ({ value: String(hour), label: formats.hour(hour) })) })}
</div>
${renderTimeZones()}
<p class="hint">${messages.settings.nextDigest(room.agency.nextDigestAt)}</p>
${renderCheckbox({ name: 'provesSms', value: 'yes', label: messages.settings.provesSms, isChecked: state.values.provesSms === 'yes' })}
<p><button>${messages.save}</button></p></form></section>
<section class="card narrow"><h2>${messages.settings.keys}</h2>
<p>${messages.settings.keysIntro}</p>
${keys.length === 0 ? html`<p class="soft">${messages.settings.noKey}</p>` : renderKeys(words, keys)}
<form method="post" action="/api-keys" class="fields">
${fields.input({ name: 'keyName', label: messages.settings.keyName, hint: messages.settings.keyNameHint, autocomplete: 'off' })}
<p><button>${messages.settings.createKey}</button></p></form></section>
<section class="card narrow"><h2>${messages.ownThemes.title}</h2>
<p>${messages.ownThemes.intro}</p>
<p><a class="button" href="/themes">${messages.ownThemes.link}</a></p></section>
<section class="card narrow"><h2>${messages.look.title}</h2>
<p>${messages.look.intro}</p>
<p><a class="button" href="/settings/look">${messages.look.link}</a></p></section>
<section class="card narrow"><h2>${messages.settings.you}</h2>
<p>${room.member.name}, ${room.member.email} <span class="soft">(${messages.roles[room.member.role]})</span></p></section>`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title: messages.settings.title, body, place: 'settings' }), status);
}

function renderKeys(words: Words, keys: readonly ApiKey[]): Html {
  const { formats } = words;
  const messages = words.messages.settings;
  const heads = [messages.keyName, messages.key, messages.createdAt, messages.lastUsed];
  return html`<table class="rows"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}<td></td></tr></thead>
<tbody>${keys.map(
    (key) => html`<tr><th scope="row">${key.name}</th><td data-label="${messages.key}"><code>${key.hint}</code></td>
<td data-label="${messages.createdAt}">${formats.shortInstant(key.createdAt)}</td>
<td data-label="${messages.lastUsed}">${key.lastUsedAt === null ? messages.never : formats.shortInstant(key.lastUsedAt)}</td>
<td>${renderAction({ path: `/api-keys/${key.id}/delete`, label: messages.revoke, title: messages.revokeLabel(key.name), className: 'quiet small' })}</td></tr>`,
  )}</tbody></table>`;
}
