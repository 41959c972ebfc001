/** The people who are told. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../base/errors.ts';
import { type Html, html } from '../base/html.ts';
import { CHAT_KINDS, CONTACTS_PER_AGENCY_MAX, type Contact } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import { BUZZ_LEVELS } from '../domain/buzz.ts';
import type { ChannelAddress } from '../intents/channel-address.ts';
import { listBrandsWithoutChannel } from '../intents/channels.ts';
import { type AddedContact, addContact, removeContact } from '../intents/contacts.ts';
import { listBrands } from '../store/brands.ts';
import { listContacts } from '../store/contacts.ts';
import { renderChannel } from './channel-pages.ts';
import { readPerson, renderHabits, renderPerson, type Ticks } from './contact-form.ts';
import { renderUndeliveredNotice } from './delivery-pages.ts';
import { type FormState, makeFields, renderAction } from './fields.ts';
import {
  FIELD_KINDS,
  findAddressProblem,
  findChatProblem,
  type Problems,
  readChat,
  readLevel,
} from './form-problems.ts';
import { LANGUAGE_NAMES, renderPage, renderTitle } from './layout.ts';
import { type Form, readForm, readId } from './read-form.ts';
import { requireManager } from './roles.ts';
import { renderSecret } from './secret-page.ts';
import { renderMailNotice, renderSmsNotice, renderUnheardNotice } from './unset-notices.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions, WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

const BRANDS_MAX = 1_000;
const ADDRESS_CHARS_MAX = 2_048;

export const contactPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.get(
    '/contacts',
    forMembers(deps, async (visit) =>
      renderContacts(
        deps,
        visit,
        { values: { language: visit.room.agency.language, digestScope: 'brands', level: '', chat: '' }, problems: {} },
        { brandIds: [], digestPeriods: ['week'], isClient: false },
      ),
    ),
  );

  app.post(
    '/contacts',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const form = readForm(request.body);
      const brands = await listBrands(deps.db, visit.room.agency.id, { after: null, limit: BRANDS_MAX });
      const { person, ticks, ...read } = readPerson(visit, form, brands);
      const problems = { ...read.problems, ...findChannelProblems(visit, form) };
      const refuse = async (wrong: Problems) => {
        const names = [...FIELD_KINDS, 'chat', 'chatAddress', 'level'];
        const values = { ...read.values, ...Object.fromEntries(names.map((name) => [name, form.text(name)])) };
        return await renderContacts(deps, visit, { values, problems: wrong }, ticks);
      };
      if (Object.keys(problems).length > 0) return await refuse(problems);
      const channels = listChannels(form).map((channel) => ({ ...channel, minLevel: readLevel(form) }));
      let added: AddedContact;
      try {
        added = await addContact(deps, visit.room.agency.id, { ...person, channels });
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'LIMIT_REACHED')) throw error;
        return await refuse({ name: visit.words.messages.contacts.tooMany(CONTACTS_PER_AGENCY_MAX) });
      }
      return added.webhookSecrets.length === 0 ? moveTo('/contacts?done=contact-added') : showSecret(visit, added);
    }),
  );

  app.post(
    '/contacts/:contactId/delete',
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      const contactId = readId(request.params, 'contactId');
      await removeContact(deps, { agencyId: visit.room.agency.id, contactId });
      return moveTo('/contacts?done=contact-removed');
    }),
  );
};

function findChannelProblems({ words, room }: RoomVisit, form: Form): Problems {
  const { messages } = words;
  const reading = { messages, language: room.agency.language };
  const isUnreachable = listChannels(form).length === 0 && form.text('chatAddress') === '';
  return {
    ...(isUnreachable ? { email: messages.problems.channel } : {}),
    ...Object.assign({}, ...FIELD_KINDS.map((kind) => findAddressProblem(reading, form, { name: kind, kind }))),
    ...findChatProblem(reading, form),
  };
}

function listChannels(form: Form): readonly ChannelAddress[] {
  const chat = readChat(form);
  return [
    ...FIELD_KINDS.map((kind) => ({ kind, address: form.text(kind) })).filter(({ address }) => address !== ''),
    ...(chat === undefined ? [] : [chat]),
  ];
}

function showSecret(visit: RoomVisit, added: AddedContact): Answer {
  const { contacts } = visit.words.messages;
  return renderSecret(visit, {
    title: contacts.secretTitle,
    text: contacts.secretText,
    secret: added.webhookSecrets.map((each) => each.secret).join('\n'),
    done: { label: contacts.secretDone, path: '/contacts?done=contact-added' },
    place: 'contacts',
  });
}

async function renderContacts(deps: WebDeps, visit: RoomVisit, state: FormState, ticks: Ticks): Promise<Answer> {
  const { words, room } = visit;
  const messages = words.messages.contacts;
  const contacts = await listContacts(deps.db, room.agency.id);
  const brands = await listBrands(deps.db, room.agency.id, { after: null, limit: BRANDS_MAX });
  const body = html`${renderTitle(messages.title, html`<a class="button" href="#add">${messages.addTitle}</a>`)}
<p class="lead">${messages.intro}</p>
<p class="buttons"><a class="button" href="/escalation">${words.messages.escalation.title}</a> <a class="button" href="/rotas">${words.messages.rotas.link}</a> <a class="button" href="/deliveries">${words.messages.deliveries.title}</a></p>
${renderMailNotice(words, deps.config)}
${renderSmsNotice(words, deps.config, contacts)}
${renderUnheardNotice(words, await listBrandsWithoutChannel(deps, room.agency.id), 'on-the-page')}
${await renderUndeliveredNotice(deps, visit)}
${contacts.length === 0 ? html`<p class="card">${messages.none}</p>` : renderTable(words, contacts, brands, deps.clock.now())}
${renderAdd(visit, state, ticks, brands)}`;
  const status = Object.keys(state.problems).length > 0 ? 422 : 200;
  return showPage(renderPage(visit, { title: messages.title, body, place: 'contacts' }), status);
}

function renderTable(words: Words, contacts: readonly Contact[], brands: readonly Brand[], now: Date): Html {
  const { messages } = words;
  const heads = [
    messages.contacts.person,
    messages.contacts.channels,
    messages.contacts.brands,
    messages.contacts.digest,
  ];
  return html`<table class="rows"><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}<td></td></tr></thead>
<tbody>${contacts.map((contact) => {
    const names = brands.filter((brand) => contact.brandIds.includes(brand.id)).map((brand) => brand.name);
    return html`<tr><th scope="row"><a href="/contacts/${contact.id}">${contact.name}</a><span class="soft url">${LANGUAGE_NAMES[contact.language]}</span>${sayHabits(words, contact).map((said) => html`<span class="soft url">${said}</span>`)}</th>
<td data-label="${messages.contacts.channels}"><ul class="plain channels">${contact.channels.map((channel) => renderChannel(words, contact, channel, now))}</ul></td>
<td data-label="${messages.contacts.brands}">${names.length === 0 ? messages.contacts.allBrands : names.join(', ')}</td>
<td data-label="${messages.contacts.digest}">${getsDigest(contact) ? words.formats.list(contact.digestPeriods.map((period) => messages.contacts.digestPeriods[period])) : messages.contacts.no}</td>
<td>${renderAction({ path: `/contacts/${contact.id}/delete`, label: messages.remove, title: messages.contacts.removeLabel(contact.name), className: 'quiet small' })}</td></tr>`;
  })}</tbody></table>`;
}

/** What keeps a message from him for a time. */
function sayHabits(words: Words, { isClient, quietHours, timeZone }: Contact): readonly string[] {
  const messages = words.messages.contacts;
  const [from, until] = [quietHours?.fromMinute, quietHours?.untilMinute];
  return [
    ...(isClient ? [messages.client] : []),
    ...(from === undefined || until === undefined
      ? []
      : [`${messages.quiet(from, until)}${timeZone === null ? '' : ` (${timeZone})`}`]),
  ];
}

/** The digest is a mail: who has no address gets none. */
function getsDigest(contact: Contact): boolean {
  return contact.isDigestReader && contact.channels.some((channel) => channel.kind === 'email' && channel.isReachable);
}

function renderAdd(visit: RoomVisit, state: FormState, ticks: Ticks, brands: readonly Brand[]): Html {
  const { words } = visit;
  const messages = words.messages.contacts;
  const fields = makeFields(words, state);
  return html`<section class="card narrow" id="add"><h2>${messages.addTitle}</h2>
${fields.summary()}
<form method="post" action="/contacts" class="fields">
${renderPerson(words, fields)}
${fields.input({ name: 'email', label: messages.email, type: 'email', autocomplete: 'off', isOptional: true })}
${fields.input({ name: 'sms', label: messages.sms, hint: messages.smsHint, type: 'tel', autocomplete: 'off', isOptional: true })}
${fields.input({ name: 'webhook', label: messages.webhook, hint: messages.webhookHint, type: 'url', autocomplete: 'off', isOptional: true })}
<div class="pair">
${fields.select({ name: 'chat', label: messages.chat, options: [{ value: '', label: messages.noChat }, ...CHAT_KINDS.map((kind) => ({ value: kind, label: words.messages.channelKinds[kind] }))] })}
${fields.input({ name: 'chatAddress', label: messages.chatAddress, hint: messages.chatAddressHint, autocomplete: 'off', charsMax: ADDRESS_CHARS_MAX, isOptional: true })}
</div>
${fields.input({ name: 'chatToken', label: messages.chatToken, hint: messages.chatTokenHint, type: 'password', autocomplete: 'off', isOptional: true })}
${fields.select({ name: 'level', label: messages.level, options: [{ value: '', label: messages.defaultLevel }, ...BUZZ_LEVELS.map((level) => ({ value: String(level), label: words.messages.levelOutOfFour(level) }))] })}
${renderHabits(visit, { fields, ticks, brands })}
<p><button>${messages.submit}</button></p></form></section>`;
}
