/** The card in the Markdown that Discord and Mattermost share. */
import type { ReportQuote } from '../../domain/digest-report.ts';
import type { AlertCard, CardLink } from '../templates/alert-card.ts';

/** What either reads as markup; all of it may stand behind a backslash in both. */
const MARKUP = /[\\`*{}[\]()#+\-.!_>~|]/g;
/** Opens `<@id>`, `<#id>` and `<https://…>` in Discord, and has no escape in Mattermost. */
const ANGLE = /<(?=\S)/g;
const ZERO_WIDTH_SPACE = '\u200b';

/** The whole card but its brand and footer, which have places of their own in both chats. */
export function toMarkdownCard(card: AlertCard): string {
  return [
    `**${toMarkdown(card.headline)}**`,
    card.summary.map(toMarkdown).join('\n'),
    `**${card.links.map(toMarkdownLink).join(' · ')}**`,
    [
      `**${toMarkdown(card.figuresTitle)}**`,
      ...card.figures.map(({ label, value }) => toMarkdown(`${label} · ${value}`)),
    ].join('\n'),
    ...(card.quotes.length === 0 ? [] : [`**${toMarkdown(card.quotesTitle)}**`]),
    ...card.quotes.map(toMarkdownQuote),
  ].join('\n\n');
}

/** The text as it stands, read as no markup. At most twice as long. */
export function toMarkdown(text: string): string {
  return text.replace(MARKUP, '\\$&').replace(ANGLE, `<${ZERO_WIDTH_SPACE}`);
}

function toMarkdownQuote({ headline, excerpt, origin, url }: ReportQuote): string {
  return [
    url === null ? toMarkdown(headline) : toMarkdownLink({ label: headline, url }),
    ...(excerpt === null ? [] : [toMarkdown(excerpt)]),
    toMarkdown(origin),
  ].join('\n');
}

/** url: as URL.href writes it; what would end the link in it is written by its code. */
function toMarkdownLink({ label, url }: CardLink): string {
  return `[${toMarkdown(label)}](${url.replace(/[()<>\\]/g, toCode)})`;
}

function toCode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
