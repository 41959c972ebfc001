/** The themes of the agency's own: listed, added, changed and removed. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import { type OwnTheme, THEMES } from '../domain/theme.ts';
import { addTheme, changeTheme, removeTheme } from '../intents/themes.ts';
import { getTheme, listThemes } from '../store/themes.ts';
import { EMPTY_FORM, type FieldKit, type FormState, makeFields, renderAction } from './fields.ts';
import { findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import type { Messages } from './messages-fr.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const NAME_CHARS_MAX = 60;
const FIELD_OF_CODE = { QUERY_INVALID: 'query', THEME_NAME_TAKEN: 'name', LIMIT_REACHED: 'name' } as const;

export const themePages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/themes',
    forMembers(deps, async (visit) => renderThemes(deps, visit, EMPTY_FORM)),
  );

  app.post(
    '/themes',
    forMembers(deps, async (visit, request) => {
      const form = readForm(request.body);
      const values = readTheme(form);
      const refuse = (problems: Problems): Promise<Answer> => renderThemes(deps, visit, { values, problems });
      return await save(visit.words.messages, form, refuse, async () => {
        await addTheme(deps, visit.room.agency.id, values);
        return moveTo('/themes?done=theme-added');
      });
    }),
  );

  app.get(
    '/themes/:themeId',
    forMembers(deps, async (visit, request) => {
      const theme = await findTheme(deps, visit, request.params);
      return renderTheme(visit, theme, { values: { name: theme.name, query: theme.query }, problems: {} });
    }),
  );

  app.post(
    '/themes/:themeId',
    forMembers(deps, async (visit, request) => {
      const theme = await findTheme(deps, visit, request.params);
      const form = readForm(request.body);
      const { name, query } = readTheme(form);
      const refuse = async (problems: Problems): Promise<Answer> =>
        renderTheme(visit, theme, { values: { name, query }, problems });
      return await save(visit.words.messages, form, refuse, async () => {
        const changes = { name, ...(query === theme.query ? {} : { query }) };
        await changeTheme(deps, { agencyId: theme.agencyId, themeId: theme.id }, changes);
        return moveTo('/themes?done=theme-changed');
      });
    }),
  );

  app.post(
    '/themes/:themeId/delete',
    forMembers(deps, async (visit, request) => {
      const themeId = readId(request.params, 'themeId');
      await removeTheme(deps, { agencyId: visit.room.agency.id, themeId });
      return moveTo('/themes?done=theme-removed');
    }),
  );
};

async function findTheme(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<OwnTheme> {
  return await getTheme(deps.db, { agencyId: visit.room.agency.id, themeId: readId(params, 'themeId') });
}

function readTheme(form: Form): Readonly<{ name: string; query: string }> {
  return { name: form.text('name'), query: form.text('query') };
}

async function save(
  messages: Messages,
  form: Form,
  refuse: (problems: Problems) => Promise<Answer>,
  write: () => Promise<Answer>,
): Promise<Answer> {
  const problems: Problems = {
    ...(form.text('name').length > NAME_CHARS_MAX ? { name: messages.problems.tooLong(NAME_CHARS_MAX) } : {}),
    ...(form.text('query') === '' ? { query: messages.problems.missing } : {}),
    ...findTextProblems(messages, form, ['name']),
  };
  if (Object.keys(problems).length > 0) return await refuse(problems);
  try {
    return await write();
  } catch (error) {
    return await refuse(toProblems(messages, error, FIELD_OF_CODE));
  }
}

async function renderThemes(deps: WebDeps, visit: RoomVisit, state: FormState): Promise<Answer> {
  const { words } = visit;
  const messages = words.messages.ownThemes;
  const themes = await listThemes(deps.db, [visit.room.agency.id]);
  const fields = makeFields(words, state);
  const body = html`${renderTitle(messages.title)}
<p class="lead">${messages.intro}</p>
${themes.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, themes)}
<section class="card narrow" id="add"><h2>${messages.addTitle}</h2>
${fields.summary()}
<form method="post" action="/themes" class="fields">
${renderFields(words, fields)}
<p><button>${messages.submit}</button></p></form></section>
<section class="card"><h2>${messages.general}</h2><p class="soft">${messages.generalText}</p>
<p>${THEMES.map((theme) => html`<span class="badge theme">${words.messages.themes[theme]}</span> `)}</p></section>
<p><a href="/settings">${words.messages.settings.title}</a></p>`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'settings' }), statusOf(state));
}

function renderTable(words: Words, themes: readonly OwnTheme[]): Html {
  const { messages } = words;
  return html`<table class="rows"><thead><tr><th scope="col">${messages.ownThemes.name}</th><th scope="col">${messages.ownThemes.query}</th><td></td></tr></thead>
<tbody>${themes.map(
    (theme) => html`<tr><th scope="row"><a href="/themes/${theme.id}">${theme.name}</a></th>
<td data-label="${messages.ownThemes.query}"><code>${theme.query}</code></td>
<td>${renderAction({ path: `/themes/${theme.id}/delete`, label: messages.remove, title: messages.ownThemes.removeLabel(theme.name), className: 'quiet small' })}</td></tr>`,
  )}</tbody></table>`;
}

function renderTheme(visit: RoomVisit, theme: OwnTheme, state: FormState): Answer {
  const { words } = visit;
  const messages = words.messages.ownThemes;
  const fields = makeFields(words, state);
  const body = html`<div class="narrow">${renderTitle(theme.name)}
${fields.summary()}
<form method="post" class="fields">
${renderFields(words, fields)}
<p class="buttons"><button>${words.messages.save}</button> <a href="/themes">${words.messages.cancel}</a></p></form></div>`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'settings' }), statusOf(state));
}

function renderFields(words: Words, fields: FieldKit): Html {
  const messages = words.messages.ownThemes;
  return html`${fields.input({ name: 'name', label: messages.name, hint: messages.nameHint, charsMax: NAME_CHARS_MAX })}
${fields.area({ name: 'query', label: messages.query, hint: messages.queryHint, rowCount: 3 })}`;
}

function statusOf(state: FormState): number {
  return Object.keys(state.problems).length > 0 ? 422 : 200;
}
