/**
 * The Discord channel: alerts and tests, as an embed through a channel's webhook.
 *
 * The message is waited for, so that accepted means posted, under the id that Discord gives it. Discord knows no message of
 * a webhook by a key of ours: a time-out after acceptance may double it.
 *
 * Source: docs.discord.com: Webhook resource (Execute Webhook), Message resource (2,000 characters of a content, 4,096 of
 *         an embed's description, 6,000 of all its texts, allowed mentions), Rate Limits (429, retry_after in seconds).
 */
import type { DeliveryOutcome } from '../../domain/alert.ts';
import { toMarkdown, toMarkdownCard } from '../chat/markdown.ts';
import { type Chat, type ChatDeps, sendToChat, toText, toWaitSeconds } from '../chat/send-to-chat.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import { type AlertCard, fitQuotes } from '../templates/alert-card.ts';

/** With title and footer it stays below the 6,000 of a whole embed. */
const DESCRIPTION_CHARS_MAX = 4_096;

/** Rings nobody, whatever the text says. */
const NOBODY = { parse: [] };

const DISCORD: Chat = {
  name: 'Discord',
  toRequest: (card, { secret }) => ({
    url: toWaitingUrl(secret),
    body: {
      content: toMarkdown(card.notice),
      embeds: [fitQuotes(card, toEmbed, ({ description }) => description.length <= DESCRIPTION_CHARS_MAX)],
      allowed_mentions: NOBODY,
    },
  }),
  toNote: (text, { secret }) => ({
    url: toWaitingUrl(secret),
    body: { content: toMarkdown(text), allowed_mentions: NOBODY },
  }),
  read: ({ fields }) => {
    const message = toText(fields.message);
    const code = toText(fields.code);
    return {
      providerId: toText(fields.id),
      description: message === null || code === null ? message : `${message} (error ${code})`,
      retryAfterSeconds: toWaitSeconds(fields.retry_after),
    };
  },
};

export function sendByDiscord(deps: ChatDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  return sendToChat(deps, message, DISCORD);
}

function toWaitingUrl(secret: string): string {
  const url = new URL(secret);
  url.searchParams.set('wait', 'true');
  return url.href;
}

function toEmbed(card: AlertCard) {
  return {
    title: toMarkdown(card.brand),
    color: Number.parseInt(card.color.slice(1), 16),
    description: toMarkdownCard(card),
    footer: { text: card.footer },
  };
}
