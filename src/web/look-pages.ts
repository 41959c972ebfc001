/** How the agency's digests look: its colour, its logo, and from whom they come. */
import multipart from '@fastify/multipart';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import {
  type AgencyLook,
  BAND_COLOR,
  LOGO_BYTES_MAX,
  LOGO_HEIGHT_PX_MAX,
  LOGO_WIDTH_PX_MAX,
  readColor,
} from '../domain/agency-look.ts';
import { changeLook, removeLogo, setLogo } from '../intents/agency-look.ts';
import { readLook } from '../store/agency-looks.ts';
import { type FormState, makeFields, renderAction } from './fields.ts';
import type { Problems } from './form-problems.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm } from './read-form.ts';
import { requireManager } from './roles.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

export const lookPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  // a file that is larger is cut there, and refused for it
  await app.register(multipart, { limits: { files: 1, fields: 4, fileSize: LOGO_BYTES_MAX + 1 } });

  app.get(
    '/settings/look',
    forMembers(deps, async (visit) => {
      const look = await readLook(deps.db, visit.room.agency.id);
      return renderLook(visit, look, { values: toValues(look), problems: {} });
    }),
  );

  app.post(
    '/settings/look',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const form = readForm(request.body);
      const typed = { color: form.text('color'), senderName: form.text('senderName'), replyTo: form.text('replyTo') };
      const { agency } = visit.room;
      if (typed.color !== '' && readColor(typed.color) === null) {
        return await refuse(deps, visit, typed, { color: visit.words.messages.look.wrongColor });
      }
      // the colour of Vigie is none of its own: a browser's field always has one
      const color = typed.color === '' || typed.color === BAND_COLOR ? null : typed.color;
      const changes = { color, senderName: typed.senderName || null, replyTo: typed.replyTo || null };
      try {
        await changeLook(deps, agency.id, changes);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'INPUT_INVALID')) throw error;
        return await refuse(deps, visit, typed, { replyTo: visit.words.messages.problems.email });
      }
      return moveTo('/settings/look?done=settings-saved');
    }),
  );

  app.get(
    '/settings/look/logo',
    forMembers(deps, async (visit) => {
      const { logo } = await readLook(deps.db, visit.room.agency.id);
      if (logo === null) throw new AppError('NOT_FOUND', 'There is nothing at this address.');
      return { kind: 'file', name: 'logo.png', mediaType: 'image/png', content: logo.png };
    }),
  );

  app.post(
    '/settings/look/logo',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const { agency } = visit.room;
      try {
        await setLogo(deps, agency.id, await readFile(request));
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'INPUT_INVALID')) throw error;
        const look = await readLook(deps.db, agency.id);
        return await refuse(deps, visit, toValues(look), { logo: visit.words.messages.look.wrongLogo });
      }
      return moveTo('/settings/look?done=settings-saved');
    }),
  );

  app.post(
    '/settings/look/logo/delete',
    forMembers(deps, async (visit) => {
      requireManager(visit);
      await removeLogo(deps, visit.room.agency.id);
      return moveTo('/settings/look?done=settings-saved');
    }),
  );
};

/** No file is an empty one: it is refused as what it is. */
async function readFile(request: FastifyRequest): Promise<Readonly<{ bytes: Buffer; type: string }>> {
  const file = request.isMultipart() ? await request.file({ throwFileSizeLimit: false }) : undefined;
  if (file === undefined) return { bytes: Buffer.alloc(0), type: '' };
  return { bytes: await file.toBuffer(), type: file.mimetype };
}

function toValues({ color, senderName, replyTo }: AgencyLook): Readonly<Record<string, string>> {
  return { color: color ?? BAND_COLOR, senderName: senderName ?? '', replyTo: replyTo ?? '' };
}

async function refuse(
  deps: WebDeps,
  visit: RoomVisit,
  values: Readonly<Record<string, string>>,
  problems: Problems,
): Promise<Answer> {
  return renderLook(visit, await readLook(deps.db, visit.room.agency.id), { values, problems });
}

function renderLook(visit: RoomVisit, { logo }: AgencyLook, state: FormState): Answer {
  const { messages } = visit.words;
  const fields = makeFields(visit.words, state);
  const body = html`${renderTitle(messages.look.title)}
${fields.summary()}
<section class="card narrow"><p>${messages.look.intro}</p>
<form method="post" action="/settings/look" class="fields">
${fields.input({ name: 'color', label: messages.look.color, type: 'color' })}
${fields.input({ name: 'senderName', label: messages.look.senderName, hint: messages.look.senderHint, autocomplete: 'organization', isOptional: true })}
${fields.input({ name: 'replyTo', label: messages.look.replyTo, type: 'email', hint: messages.look.replyHint, isOptional: true })}
<p><button>${messages.save}</button></p></form></section>
<section class="card narrow"><h2>${messages.look.logo}</h2>
${logo === null ? html`<p class="soft">${messages.look.noLogo}</p>` : renderLogo(visit)}
${state.problems.logo !== undefined && html`<p class="notice wrong" role="alert">${state.problems.logo}</p>`}
<form method="post" action="/settings/look/logo" enctype="multipart/form-data" class="fields">
<p><label for="logo">${messages.look.file}</label><input id="logo" name="logo" type="file" accept="image/png,image/jpeg" required></p>
<p class="hint">${messages.look.logoHint({ kilobytes: LOGO_BYTES_MAX / 1_024, widthPx: LOGO_WIDTH_PX_MAX, heightPx: LOGO_HEIGHT_PX_MAX })}</p>
<p><button>${messages.look.sendLogo}</button></p></form></section>`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title: messages.look.title, body, place: 'settings' }), status);
}

function renderLogo({ words, room }: RoomVisit): Html {
  const messages = words.messages.look;
  return html`<p class="logo-paper"><img src="/settings/look/logo" alt="${room.agency.name}"></p>
${renderAction({ path: '/settings/look/logo/delete', label: messages.removeLogo, title: messages.removeLogo, className: 'quiet small' })}`;
}
