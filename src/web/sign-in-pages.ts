/** Signing in and out. */
import type { FastifyPluginAsync } from 'fastify';
import { MINUTE_MS } from '../base/clock.ts';
import { AppError } from '../base/errors.ts';
import { html } from '../base/html.ts';
import { signIn, signOut } from '../intents/people.ts';
import { countAgencies } from '../store/agencies.ts';
import { makeTryCounter, toNetwork } from './count-tries.ts';
import { EMPTY_FORM, type FormState, makeFields } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm, toLocalPath } from './read-form.ts';
import { giveToken, takeSession } from './sessions.ts';
import { type Answer, forGuests, moveTo, SESSION_COOKIE, showPage, type Visit } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

/** One account from one address; an address counts for itself too, though a whole office may share it. */
const TRIES_PER_ACCOUNT = { triesMax: 10, windowMs: 15 * MINUTE_MS, keysMax: 10_000 } as const;
const EMAIL_CHARS_MAX = 320; // what is counted is kept in memory
const TRIES_PER_ADDRESS = { ...TRIES_PER_ACCOUNT, triesMax: 100 } as const;

export const signInPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  const addressTries = makeTryCounter(deps, TRIES_PER_ADDRESS);
  const accountTries = makeTryCounter(deps, TRIES_PER_ACCOUNT);

  app.get(
    '/sign-in',
    forGuests(deps, async (visit, request) => {
      if (visit.room !== null) return moveTo('/');
      if ((await countAgencies(deps.db)) === 0) return showPage(renderNobodyYet(visit));
      return renderSignIn(visit, { ...EMPTY_FORM, values: { next: readForm(request.query).text('next') } });
    }),
  );

  app.post(
    '/sign-in',
    forGuests(deps, async (visit, request, reply) => {
      const form = readForm(request.body);
      const values = { email: form.text('email'), next: form.text('next') };
      const { problems } = visit.words.messages;
      const network = toNetwork(request.ip);
      const account = `${network} ${values.email.toLowerCase().slice(0, EMAIL_CHARS_MAX)}`;
      if (!addressTries.isAllowed(network) || !accountTries.isAllowed(account)) {
        const problem = visit.words.messages.signIn.tooManyTries;
        return renderSignIn(visit, { values, problems: { password: problem } }, 429);
      }
      const sessionToken = await findSession(deps, { email: values.email, password: form.raw('password') });
      if (sessionToken === null) {
        return renderSignIn(visit, { values, problems: { password: problems.credentials } }, 401);
      }
      accountTries.forget(account);
      giveToken(deps, reply, sessionToken);
      return moveTo(toLocalPath(values.next || '/'));
    }),
  );

  app.post(
    '/sign-out',
    forGuests(deps, async (_visit, request, reply) => {
      const token = request.cookies[SESSION_COOKIE];
      if (token !== undefined) await signOut(deps, token);
      takeSession(reply);
      return moveTo('/sign-in');
    }),
  );
};

async function findSession(
  deps: WebDeps,
  credentials: Readonly<{ email: string; password: string }>,
): Promise<string | null> {
  try {
    return (await signIn(deps, credentials)).sessionToken;
  } catch (error) {
    if (error instanceof AppError && error.code === 'CREDENTIALS_WRONG') return null;
    throw error;
  }
}

function renderSignIn(visit: Visit, state: FormState, status = 200): Answer {
  const { messages } = visit.words;
  const fields = makeFields(visit.words, state);
  return showPage(
    renderPage(visit, {
      title: messages.signIn.title,
      body: html`<div class="narrow card">${renderTitle(messages.signIn.title)}
<form method="post" class="fields">
<input type="hidden" name="next" value="${state.values.next ?? ''}">
${fields.input({ name: 'email', label: messages.signIn.email, type: 'email', autocomplete: 'username' })}
${fields.input({ name: 'password', label: messages.signIn.password, type: 'password', autocomplete: 'current-password' })}
<p><button>${messages.signIn.submit}</button></p>
</form></div>`,
    }),
    status,
  );
}

function renderNobodyYet(visit: Visit) {
  const { messages } = visit.words;
  return renderPage(visit, {
    title: messages.signIn.title,
    body: html`<div class="narrow card">${renderTitle(messages.signIn.title)}<p>${messages.signIn.noAgency}</p></div>`,
  });
}
