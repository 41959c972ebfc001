/**
 * The Slack channel: alerts and tests, through an incoming webhook, as Block Kit.
 *
 * Slack gives a message of an incoming webhook no id and knows none of ours: a time-out after acceptance may double it.
 *
 * Source: docs.slack.dev: Sending messages using incoming webhooks (answers), Formatting message text (escaping),
 *         Reference: Blocks (150 characters of a header, 3,000 of a text, ten fields), Rate limits (429, Retry-After).
 */

import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { ReportQuote } from '../../domain/digest-report.ts';
import { type Chat, type ChatDeps, sendToChat } from '../chat/send-to-chat.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import type { AlertCard, CardLink } from '../templates/alert-card.ts';

const TEXT_CHARS_MAX = 3_000;

const SLACK: Chat = {
  name: 'Slack',
  toRequest: (card, { secret }) => ({ url: secret, body: toSlackMessage(card) }),
  toNote: (text, { secret }) => ({ url: secret, body: { text: escapeText(text) } }),
  // "ok", or one word such as invalid_payload or channel_is_archived
  read: ({ text }) => ({ providerId: null, description: text, retryAfterSeconds: null }),
};

export function sendBySlack(deps: ChatDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  return sendToChat(deps, message, SLACK);
}

/**
 * The links are text and no buttons: a button tells the app that it was pressed, an incoming webhook listens to nothing,
 * and Slack warns the reader of it. What strangers wrote is plain text, or the label of a link, where nothing is markup.
 */
function toSlackMessage(card: AlertCard): object {
  const [first, ...more] = card.links.map(toLink);
  return {
    text: escapeText(card.notice),
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: 'header', text: plain(card.brand) },
      ...[card.headline, ...card.summary].map((line) => ({ type: 'section', text: plain(line) })),
      { type: 'section', text: markup([`*${first ?? ''}*`, ...more].join('   ·   ')) },
      {
        type: 'section',
        text: markup(`*${escapeText(card.figuresTitle)}*`),
        fields: card.figures.map(({ label, value }) => plain(`${label}\n${value}`)),
      },
      ...(card.quotes.length === 0
        ? []
        : [{ type: 'divider' }, { type: 'section', text: markup(`*${escapeText(card.quotesTitle)}*`) }]),
      ...card.quotes.flatMap(toQuoteBlocks),
      { type: 'context', elements: [plain(card.footer)] },
    ],
  };
}

function toQuoteBlocks({ headline, excerpt, origin, url }: ReportQuote): readonly object[] {
  const link = url === null ? null : toLink({ label: headline, url });
  return [
    { type: 'section', text: link === null || link.length > TEXT_CHARS_MAX ? plain(headline) : markup(link) },
    { type: 'context', elements: [...(excerpt === null ? [] : [plain(excerpt)]), plain(origin)] },
  ];
}

function plain(text: string): object {
  return { type: 'plain_text', text, emoji: false };
}

/** verbatim: addresses and `@channel` in it stay what they are, text. */
function markup(text: string): object {
  return { type: 'mrkdwn', text, verbatim: true };
}

function toLink({ label, url }: CardLink): string {
  return `<${escapeText(url.replaceAll('|', '%7C'))}|${escapeText(label)}>`;
}

/** The three characters that Slack's markup is made of. */
function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
