/**
 * The Microsoft Teams channel: alerts and tests, as an Adaptive Card through a webhook of the Workflows app; the connectors of
 * Office 365 were retired.
 *
 * Accepted (202) means that the workflow began, under the run that it names; whether it could post is seen in its history
 * of runs. A workflow knows no message by a key of ours: a time-out after acceptance may double it.
 *
 * Source: learn.microsoft.com: Create incoming webhooks with Workflows for Microsoft Teams; Webhook limits (28 KB a
 *         message; 429); Adaptive Cards for Power Automate; adaptivecards.io, RichTextBlock and TextRun ("Markdown is not
 *         supported").
 */

import type { DeliveryOutcome } from '../../domain/alert.ts';
import type { ReportQuote } from '../../domain/digest-report.ts';
import { type Chat, type ChatDeps, sendToChat, toText } from '../chat/send-to-chat.ts';
import { toFields } from '../http-answers.ts';
import type { OutgoingMessage } from '../outgoing-message.ts';
import { type AlertCard, fitQuotes } from '../templates/alert-card.ts';

/** 28 KB, and a little room for what a workflow puts around the card. */
const MESSAGE_BYTES_MAX = 27_000;

const TEAMS: Chat = {
  name: 'Microsoft Teams',
  toRequest: (card, { secret }) => ({ url: secret, body: fitQuotes(card, toTeamsMessage, hasRoom) }),
  toNote: (text, { secret }) => ({ url: secret, body: toCardMessage({ body: [toTextBlock(text)] }) }),
  read: ({ headers, fields }) => {
    const error = toFields(fields.error);
    return {
      providerId: headers['x-ms-workflow-run-id'] ?? null,
      description: toText(error.message) ?? toText(error.code),
      retryAfterSeconds: null,
    };
  },
};

export function sendByTeams(deps: ChatDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  return sendToChat(deps, message, TEAMS);
}

function hasRoom(message: object): boolean {
  return Buffer.byteLength(JSON.stringify(message)) <= MESSAGE_BYTES_MAX;
}

/** What strangers wrote stands in text runs, which know no markup; a TextBlock would read it as Markdown. */
function toTeamsMessage(card: AlertCard): object {
  return toCardMessage({
    lang: card.language,
    fallbackText: card.notice,
    msteams: { width: 'Full' },
    body: [
      {
        type: 'Container',
        style: card.isOver ? 'good' : card.isUrgent ? 'attention' : 'warning',
        bleed: true,
        items: [
          toTextBlock(card.brand, { size: 'Large', weight: 'Bolder' }),
          toTextBlock(card.headline, { weight: 'Bolder' }),
        ],
      },
      ...card.summary.map((sentence) => toTextBlock(sentence)),
      toTextBlock(card.figuresTitle, { weight: 'Bolder' }),
      { type: 'FactSet', facts: card.figures.map(({ label, value }) => ({ title: label, value })) },
      ...(card.quotes.length === 0 ? [] : [toTextBlock(card.quotesTitle, { weight: 'Bolder' })]),
      ...card.quotes.flatMap(toQuoteBlocks),
      toTextBlock(card.footer, { size: 'Small', isSubtle: true }),
    ],
    actions: card.links.map(({ label, url }) => ({ type: 'Action.OpenUrl', title: label, url })),
  });
}

function toCardMessage(content: object): object {
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          ...content,
        },
      },
    ],
  };
}

function toQuoteBlocks({ headline, excerpt, origin, url }: ReportQuote): readonly object[] {
  return [
    toTextBlock(headline, {
      weight: 'Bolder',
      ...(url === null ? {} : { underline: true, selectAction: { type: 'Action.OpenUrl', url } }),
    }),
    ...(excerpt === null ? [] : [toTextBlock(excerpt)]),
    toTextBlock(origin, { size: 'Small', isSubtle: true }),
  ];
}

function toTextBlock(text: string, look: object = {}): object {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text, ...look }] };
}
