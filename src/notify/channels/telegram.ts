/**
 * The Telegram channel: alerts and tests, as a message of the agency's own bot.
 *
 * Telegram knows no message by a key of ours: a time-out after acceptance may double it.
 *
 * Source: core.telegram.org/bots/api: sendMessage (4,096 characters after entities are parsed), Formatting options (HTML),
 *         Making requests (ok, description), ResponseParameters (retry_after, migrate_to_chat_id).
 */

import { html } from '../../base/html.ts';
import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { ReportQuote } from '../../domain/digest-report.ts';
import { type Chat, type ChatDeps, sendToChat, toText, toWaitSeconds } from '../chat/send-to-chat.ts';
import { toFields } from '../http-answers.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import { type AlertCard, type CardLink, fitQuotes } from '../templates/alert-card.ts';

const TELEGRAM_URL = 'https://api.telegram.org';
const TEXT_CHARS_MAX = 4_096;

const TELEGRAM: Chat = {
  name: 'Telegram',
  toRequest: (card, { address, secret }) => ({
    url: `${TELEGRAM_URL}/bot${secret}/sendMessage`,
    body: toHtmlMessage(
      address,
      fitQuotes(card, toTelegramHtml, (text) => countSeen(text) <= TEXT_CHARS_MAX),
    ),
  }),
  toNote: (text, { address, secret }) => ({
    url: `${TELEGRAM_URL}/bot${secret}/sendMessage`,
    body: toHtmlMessage(address, html`${text}`.text),
  }),
  read: ({ fields }) => {
    const { retry_after, migrate_to_chat_id } = toFields(fields.parameters);
    const description = toText(fields.description);
    const newChat = toText(migrate_to_chat_id);
    return {
      providerId: toText(toFields(fields.result).message_id),
      description: newChat === null ? description : `the group is now the chat ${newChat}, add that one`,
      retryAfterSeconds: toWaitSeconds(retry_after),
    };
  },
};

export function sendByTelegram(deps: ChatDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  return sendToChat(deps, message, TELEGRAM);
}

function toHtmlMessage(chatId: string, text: string): object {
  return { chat_id: chatId, text, parse_mode: 'HTML', link_preview_options: { is_disabled: true } };
}

/** The links are text and no buttons: a button to an address that Telegram does not like, as that of a machine without a domain, has the whole message refused. */
function toTelegramHtml(card: AlertCard): string {
  const [first, ...more] = card.links.map(toLink);
  return [
    html`<b>${card.brand}</b>\n<b>${card.headline}</b>`,
    html`${card.summary.join('\n')}`,
    html`<b>${first ?? null}</b>${more.map((link) => html`\n${link}`)}`,
    html`<b>${card.figuresTitle}</b>${card.figures.map(({ label, value }) => html`\n${label} · ${value}`)}`,
    ...(card.quotes.length === 0 ? [] : [html`<b>${card.quotesTitle}</b>`]),
    ...card.quotes.map(toQuoteHtml),
    html`<i>${card.footer}</i>`,
  ]
    .map(({ text }) => text)
    .join('\n\n');
}

function toQuoteHtml({ headline, excerpt, origin, url }: ReportQuote) {
  return html`${url === null ? headline : toLink({ label: headline, url })}${excerpt !== null && html`\n${excerpt}`}\n<i>${origin}</i>`;
}

function toLink({ label, url }: CardLink) {
  return html`<a href="${url}">${label}</a>`;
}

/** Characters that are left when tags and entities are read, in UTF-16 as Telegram counts. */
function countSeen(text: string): number {
  return text.replace(/<[^>]*>/g, '').replace(/&[#\w]+;/g, '&').length;
}
