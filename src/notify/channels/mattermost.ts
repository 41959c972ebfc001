/**
 * The Mattermost channel: alerts and tests, as a message attachment through an incoming webhook of the agency's own server.
 *
 * Mattermost answers "ok" and no id, and knows no message by a key of ours: a time-out after acceptance may double it.
 *
 * Source: developers.mattermost.com: Incoming webhooks (answers, 16,383 characters), Message attachments, Format text
 *         (escaping); docs.mattermost.com: Rate limiting (429, Retry-After).
 */
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { toMarkdown, toMarkdownCard } from '../chat/markdown.ts';
import { type Chat, type ChatDeps, sendToChat, toText } from '../chat/send-to-chat.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import { type AlertCard, fitQuotes } from '../templates/alert-card.ts';

const TEXT_CHARS_MAX = 16_383;

const MATTERMOST: Chat = {
  name: 'Mattermost',
  toRequest: (card, { secret }) => ({
    url: secret,
    body: { attachments: [fitQuotes(card, toAttachment, ({ text }) => text.length <= TEXT_CHARS_MAX)] },
  }),
  toNote: (text, { secret }) => ({ url: secret, body: { text: toMarkdown(text) } }),
  read: ({ fields }) => ({ providerId: null, description: toText(fields.message), retryAfterSeconds: null }),
};

export function sendByMattermost(deps: ChatDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  return sendToChat(deps, message, MATTERMOST);
}

function toAttachment(card: AlertCard) {
  return {
    // what a notification shows
    fallback: card.notice,
    color: card.color,
    title: card.brand,
    text: toMarkdownCard(card),
    footer: card.footer,
  };
}
