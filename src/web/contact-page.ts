/** One contact: what is said of the person, changed. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { html } from '../base/html.ts';
import { CHANNELS_PER_CONTACT_MAX, type Contact } from '../domain/alert.ts';
import { deriveVapidKeys } from '../domain/push-subscription.ts';
import { addChannel, changeContact } from '../intents/contacts.ts';
import { listBrands } from '../store/brands.ts';
import { getContact } from '../store/contacts.ts';
import { readPerson, renderHabits, renderPerson, type Ticks, toPersonValues, toTicks } from './contact-form.ts';
import { readDevice, renderDevice } from './device-form.ts';
import { type FormState, makeFields } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readForm, readId } from './read-form.ts';
import { isManager, requireManager } from './roles.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';

const BRANDS_MAX = 1_000;

export const contactPage: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/contacts/:contactId',
    forMembers(deps, async (visit, request) => {
      const contact = await findContact(deps, visit, request.params);
      return await renderContact(deps, visit, contact, {
        state: { values: toPersonValues(contact), problems: {} },
        ticks: toTicks(contact),
      });
    }),
  );

  app.post(
    '/contacts/:contactId',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const contact = await findContact(deps, visit, request.params);
      const brands = await listBrands(deps.db, contact.agencyId, { after: null, limit: BRANDS_MAX });
      const { person, ticks, values, problems } = readPerson(visit, readForm(request.body), brands);
      if (Object.keys(problems).length > 0) {
        return await renderContact(deps, visit, contact, { state: { values, problems }, ticks });
      }
      await changeContact(deps, { agencyId: contact.agencyId, contactId: contact.id }, person);
      return moveTo('/contacts?done=contact-changed');
    }),
  );

  // whoever may read every alert may also hear of it: a member on call registers the telephone in his hand himself
  app.post(
    '/contacts/:contactId/push',
    forMembers(deps, async (visit, request) => {
      const contact = await findContact(deps, visit, request.params);
      try {
        await addChannel(
          deps,
          { agencyId: contact.agencyId, contactId: contact.id },
          readDevice(readForm(request.body)),
        );
      } catch (error) {
        const state = { values: toPersonValues(contact), problems: {} };
        const deviceProblem = findDeviceProblem(visit, error);
        return await renderContact(deps, visit, contact, { state, ticks: toTicks(contact), deviceProblem });
      }
      return moveTo('/contacts?done=device-added');
    }),
  );
};

function findDeviceProblem(visit: RoomVisit, error: unknown): string {
  const { messages } = visit.words;
  if (error instanceof AppError && error.code === 'INPUT_INVALID') return messages.devices.failed;
  if (error instanceof AppError && error.code === 'LIMIT_REACHED')
    return messages.devices.tooMany(CHANNELS_PER_CONTACT_MAX);
  throw error;
}

async function findContact(deps: WebDeps, visit: RoomVisit, params: unknown): Promise<Contact> {
  return await getContact(deps.db, { agencyId: visit.room.agency.id, contactId: readId(params, 'contactId') });
}

async function renderContact(
  deps: WebDeps,
  visit: RoomVisit,
  contact: Contact,
  { state, ticks, deviceProblem = null }: Readonly<{ state: FormState; ticks: Ticks; deviceProblem?: string | null }>,
): Promise<Answer> {
  const { words } = visit;
  const { messages } = words;
  const brands = await listBrands(deps.db, contact.agencyId, { after: null, limit: BRANDS_MAX });
  const fields = makeFields(words, state);
  const body = html`<div class="narrow"><p class="over"><a href="/contacts">${messages.contacts.title}</a></p>${renderTitle(contact.name)}
${fields.summary()}
<form method="post" action="/contacts/${contact.id}" class="fields card">
${renderPerson(words, fields)}
${renderHabits(visit, { fields, ticks, brands })}
${isManager(visit) ? html`<p class="buttons"><button>${messages.save}</button> <a href="/contacts">${messages.cancel}</a></p>` : html`<p class="soft">${messages.managersOnly}</p>`}</form>
${renderDevice(words, { contactId: contact.id, publicKey: deriveVapidKeys(deps.secretKey).publicKey, problem: deviceProblem })}</div>`;
  const status = Object.keys(state.problems).length > 0 || deviceProblem !== null ? 422 : 200;
  return showPage(renderPage(visit, { title: contact.name, body, place: 'contacts' }), status);
}
