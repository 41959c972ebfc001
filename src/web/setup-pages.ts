/** The first run: whoever holds the printed link makes the agency, then watches a first brand. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { html } from '../base/html.ts';
import { hashToken } from '../base/secrets.ts';
import { isTimeZone } from '../base/zoned-time.ts';
import { LANGUAGES } from '../domain/agency.ts';
import { PASSWORD_CHARS_MIN, setUpAgency } from '../intents/people.ts';
import { watchBrand } from '../intents/watch-brand.ts';
import { isSetupLinkGood } from '../store/members.ts';
import { NEW_BRAND_VALUES, readBrandBeginning, renderBeginningFields } from './brand-form.ts';
import { type FormState, makeFields } from './fields.ts';
import { findAddressProblem, findTextProblems, type Problems, toProblems } from './form-problems.ts';
import { LANGUAGE_NAMES, renderPage, renderTitle } from './layout.ts';
import { type Form, readForm } from './read-form.ts';
import { giveSession } from './sessions.ts';
import { renderTimeZones } from './time-zones.ts';
import { type Answer, forGuests, forMembers, moveTo, type RoomVisit, showPage, type Visit } from './visits.ts';
import type { PageOptions } from './web-deps.ts';

const FIRST_TIME_ZONE = 'Europe/Paris';
const TEXT_NAMES = ['agencyName', 'timeZone', 'ownerName', 'email'] as const;

export const setupPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/setup/:token',
    forGuests(deps, async (visit, request) => {
      const token = readForm(request.params).text('token');
      if (!(await isSetupLinkGood(deps.db, hashToken(token)))) return renderUsed(visit);
      const values = { language: visit.words.language, timeZone: FIRST_TIME_ZONE };
      return renderSetup(visit, { values, problems: {} });
    }),
  );

  app.post(
    '/setup/:token',
    forGuests(deps, async (visit, request, reply) => {
      const token = readForm(request.params).text('token');
      const form = readForm(request.body);
      const problems = findSetupProblems(visit, form);
      if (Object.keys(problems).length > 0) return refuse(visit, form, problems);
      try {
        const { owner } = await setUpAgency(deps, token, {
          agency: {
            name: form.text('agencyName'),
            language: form.oneOf('language', LANGUAGES) ?? visit.words.language,
            timeZone: form.text('timeZone'),
          },
          owner: { name: form.text('ownerName'), email: form.text('email'), password: form.raw('password') },
        });
        await giveSession(deps, reply, owner);
        return moveTo('/welcome');
      } catch (error) {
        if (error instanceof AppError && error.code === 'SETUP_LINK_INVALID') return renderUsed(visit);
        const names = { AGENCY_NAME_TAKEN: 'agencyName', EMAIL_TAKEN: 'email' };
        return refuse(visit, form, toProblems(visit.words.messages, error, names));
      }
    }),
  );

  app.get(
    '/welcome',
    forMembers(deps, async (visit) =>
      renderWelcome(visit, { values: { ...NEW_BRAND_VALUES, alertEmail: visit.room.member.email }, problems: {} }),
    ),
  );

  app.post(
    '/welcome',
    forMembers(deps, async (visit, request) => {
      const form = readForm(request.body);
      const { messages } = visit.words;
      const { agency, member } = visit.room;
      const beginning = readBrandBeginning(messages, form);
      const problems = {
        ...beginning.problems,
        ...findTextProblems(messages, form, ['alertEmail']),
        ...findAddressProblem(visit.words, form, { name: 'alertEmail', kind: 'email' }),
        ...findAddressProblem(visit.words, form, { name: 'alertPhone', kind: 'sms' }),
      };
      const refuseWelcome = (found: Problems): Answer =>
        renderWelcome(
          visit,
          {
            values: { ...beginning.values, alertEmail: form.text('alertEmail'), alertPhone: form.text('alertPhone') },
            problems: found,
          },
          422,
        );
      if (Object.keys(problems).length > 0) return refuseWelcome(problems);
      const phone = form.text('alertPhone');
      try {
        const brand = await watchBrand(deps, agency.id, {
          brand: beginning.brand,
          sources: beginning.sources,
          contact: {
            name: member.name,
            language: agency.language,
            isDigestReader: true,
            brandIds: [],
            channels: [
              { kind: 'email', address: form.text('alertEmail') },
              ...(phone === '' ? [] : [{ kind: 'sms' as const, address: phone }]),
            ],
          },
        });
        return moveTo(`/brands/${brand.id}?done=brand-added`);
      } catch (error) {
        return refuseWelcome(toProblems(messages, error, { BRAND_NAME_TAKEN: 'name', QUERY_INVALID: 'query' }));
      }
    }),
  );
};

function findSetupProblems(visit: Visit, form: Form): Problems {
  const { messages } = visit.words;
  const isZoneWrong = form.text('timeZone') !== '' && !isTimeZone(form.text('timeZone'));
  return {
    ...(form.raw('password').length < PASSWORD_CHARS_MIN ? { password: messages.problems.password } : {}),
    ...(isZoneWrong ? { timeZone: messages.problems.timeZone } : {}),
    ...findAddressProblem(visit.words, form, { name: 'email', kind: 'email' }),
    ...findTextProblems(messages, form, TEXT_NAMES),
  };
}

function refuse(visit: Visit, form: Form, problems: Problems): Answer {
  const names = [...TEXT_NAMES, 'language'];
  const values = Object.fromEntries(names.map((name) => [name, form.text(name)]));
  return renderSetup(visit, { values, problems }, 422);
}

function renderSetup(visit: Visit, state: FormState, status = 200): Answer {
  const messages = visit.words.messages.setup;
  const fields = makeFields(visit.words, state);
  const body = html`<div class="narrow">${renderTitle(messages.title)}
<p class="lead">${messages.intro}</p>
${fields.summary()}
<form method="post" class="fields">
<fieldset><legend>${messages.agency}</legend>
${fields.input({ name: 'agencyName', label: messages.agencyName, hint: messages.agencyNameHint, autocomplete: 'organization' })}
<div class="pair">
${fields.select({ name: 'language', label: messages.language, options: LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] })) })}
${fields.input({ name: 'timeZone', label: messages.timeZone, list: 'time-zones' })}
</div>
<p class="hint">${messages.timeZoneHint}</p>
${renderTimeZones()}
</fieldset>
<fieldset><legend>${messages.owner}</legend>
${fields.input({ name: 'ownerName', label: messages.ownerName, autocomplete: 'name' })}
${fields.input({ name: 'email', label: messages.email, type: 'email', autocomplete: 'username' })}
${fields.input({ name: 'password', label: messages.password, type: 'password', hint: messages.passwordHint, autocomplete: 'new-password' })}
</fieldset>
<p><button>${messages.submit}</button></p>
</form></div>`;
  return showPage(renderPage(visit, { title: messages.title, body }), status);
}

function renderUsed(visit: Visit): Answer {
  const { setup, signIn, errors } = visit.words.messages;
  const body = html`<div class="narrow card">${renderTitle(setup.usedTitle)}
${
  visit.room === null
    ? html`<p>${setup.usedText} ${setup.usedSignIn}</p><p><a class="button" href="/sign-in">${signIn.submit}</a></p>`
    : html`<p><a class="button" href="/">${errors.home}</a></p>`
}</div>`;
  return showPage(renderPage(visit, { title: setup.usedTitle, body }), 403);
}

function renderWelcome(visit: RoomVisit, state: FormState, status = 200): Answer {
  const messages = visit.words.messages.welcome;
  const fields = makeFields(visit.words, state);
  const body = html`<div class="narrow">${renderTitle(messages.title)}
<p class="lead">${messages.intro}</p>
${fields.summary()}
<form method="post" class="fields">
${renderBeginningFields(visit.words, fields)}
<fieldset><legend>${messages.alerts}</legend>
${fields.input({ name: 'alertEmail', label: messages.email, hint: messages.emailHint, type: 'email', autocomplete: 'email' })}
${fields.input({ name: 'alertPhone', label: messages.phone, hint: messages.phoneHint, type: 'tel', autocomplete: 'tel', isOptional: true })}
</fieldset>
<p class="buttons"><button>${messages.submit}</button> <a href="/">${messages.later}</a></p>
</form></div>`;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'brands' }), status);
}
