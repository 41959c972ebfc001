/** The ways to reach a contact: what each last proved, a test that is asked for, and one that takes messages again. */
import type { FastifyPluginAsync } from 'fastify';
import { type Html, html } from '../base/html.ts';
import type { Channel, Contact, UnreachableReason } from '../domain/alert.ts';
import {
  askChannelTest,
  type ChannelPlace,
  getChannel,
  makeChannelReachable,
  removeChannel,
} from '../intents/channels.ts';
import { renderAction } from './fields.ts';
import { renderPage, renderTitle } from './layout.ts';
import { readId } from './read-form.ts';
import { requireManager } from './roles.ts';
import { type Answer, forMembers, moveTo, type RoomVisit, showPage } from './visits.ts';
import type { PageOptions } from './web-deps.ts';
import type { Words } from './words.ts';

const CHANNEL_PATH = '/contacts/:contactId/channels/:channelId';

export const channelPages: FastifyPluginAsync<PageOptions> = async (app, { deps }) => {
  app.post(
    `${CHANNEL_PATH}/test`,
    forMembers(deps, async (visit, request) => {
      await askChannelTest(deps, readPlace(visit, request.params));
      return moveTo('/contacts?done=test-asked');
    }),
  );

  app.post(
    `${CHANNEL_PATH}/delete`,
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      await removeChannel(deps, readPlace(visit, request.params));
      return moveTo('/contacts?done=channel-removed');
    }),
  );

  app.get(
    `${CHANNEL_PATH}/reach`,
    forMembers(deps, async (visit, request) => {
      const { contact, channel } = await getChannel(deps.db, readPlace(visit, request.params));
      const { unreachable } = channel.life;
      return unreachable === null ? moveTo('/contacts') : askToReach(visit, contact, channel, unreachable.why);
    }),
  );

  app.post(
    `${CHANNEL_PATH}/reach`,
    forMembers(deps, async (visit, request) => {
      requireManager(visit);
      await makeChannelReachable(deps, readPlace(visit, request.params));
      return moveTo('/contacts?done=channel-reached');
    }),
  );
};

/** A line of the contact's channels. */
export function renderChannel(words: Words, contact: Contact, channel: Channel, now: Date): Html {
  const messages = words.messages.contacts;
  const kind = words.messages.channelKinds[channel.kind];
  const path = `/contacts/${contact.id}/channels/${channel.id}`;
  const why = channel.life.unreachable?.why;
  return html`<li>${kind} <span class="url">${channel.address}</span> <span class="soft">${messages.fromLevel(channel.minLevel)}</span>
<span class="life">${renderLife(words, channel, now)}</span>
<span class="buttons">${
    why === undefined || why === 'refused'
      ? renderAction({
          path: `${path}/test`,
          label: messages.test,
          title: messages.testLabel(kind, contact.name),
          className: 'quiet small',
        })
      : null
  }${why === undefined ? null : html`<a href="${path}/reach" aria-label="${messages.reachLabel(channel.address)}">${messages.reach}</a>`}${
    isRemovable(contact, channel)
      ? renderAction({
          path: `${path}/delete`,
          label: words.messages.remove,
          title: messages.removeLabel(`${kind} ${channel.address}`),
          className: 'quiet small',
        })
      : null
  }</span></li>`;
}

/** A telephone is lost sooner than an address is; the last channel goes with its contact. */
function isRemovable(contact: Contact, channel: Channel): boolean {
  return channel.kind === 'push' && contact.channels.length > 1;
}

/** Its last proof of life, and what has spoken against it since. */
function renderLife(words: Words, channel: Channel, now: Date): Html {
  const messages = words.messages.contacts;
  const { lastProofAt, lastFailure, unreachable } = channel.life;
  const toAge = (at: Date): number => Math.max(0, now.getTime() - at.getTime());
  const proof = html`<span class="soft">${messages.lastProof(lastProofAt === null ? null : toAge(lastProofAt))}</span>`;
  if (unreachable !== null) return html`${renderUnreachable(words, channel)}<br>${proof}`;
  if (lastFailure === null || (lastProofAt !== null && lastProofAt >= lastFailure.at)) return proof;
  const reason = words.messages.deliveryFailures[lastFailure.reason];
  return html`${proof}<br><span class="wrong">${messages.lastFailure(toAge(lastFailure.at), reason)}</span>`;
}

function renderUnreachable(words: Words, channel: Channel): Html | null {
  const messages = words.messages.contacts;
  const { unreachable } = channel.life;
  if (unreachable === null) return null;
  return html`<span class="wrong">${messages.unreachable(unreachable.since, messages.unreachableWhys[unreachable.why])}</span>`;
}

function readPlace(visit: RoomVisit, params: unknown): ChannelPlace {
  const agencyId = visit.room.agency.id;
  return { agencyId, contactId: readId(params, 'contactId'), channelId: readId(params, 'channelId') };
}

/** Whoever said no is asked by a person before he is written to again. */
function askToReach(visit: RoomVisit, contact: Contact, channel: Channel, why: UnreachableReason): Answer {
  const { messages } = visit.words;
  const title = messages.contacts.reachTitle(channel.address);
  const body = html`<div class="narrow card">${renderTitle(title)}
<p>${renderUnreachable(visit.words, channel)}</p>
<p>${messages.contacts.reachQuestions[why](contact.name)}</p>
<div class="buttons">${renderAction({ path: `/contacts/${contact.id}/channels/${channel.id}/reach`, label: messages.contacts.reachSubmit, className: 'strong' })}
<a href="/contacts">${messages.cancel}</a></div></div>`;
  return showPage(renderPage(visit, { title, body, place: 'contacts' }));
}
