/** Mentions and sources that are quoted in mails: everything in them was written by strangers. */
import { escapeHtml, type Html, html } from '../../base/html.ts';
import type { ReportQuote } from '../../domain/digest-report.ts';
import type { Formats } from '../../domain/formats.ts';
import type { QuotedMention } from '../../domain/quoted-mention.ts';
import type { BlindSource } from '../../domain/source.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import { INK, LINE, LINK, SOFT } from './mail-layout.ts';
import { wrapText } from './plain-text.ts';

/** What of quoting depends on the reader. */
export type QuoteWords = Readonly<{ formats: Formats; unknownAuthor: string }>;

const TITLE_LENGTH_MAX = 140;
const EXCERPT_LENGTH_MAX = 260;
/** Escaped, as it stands in a mail. */
const URL_CHARS_MAX = 2_048;

/** Strangers write from right to left too: each text takes its own direction. */
export function renderMentions(mentions: readonly QuotedMention[], words: QuoteWords): Html {
  return renderQuotes(mentions.map((mention) => toQuote(mention, words)));
}

export function renderQuotes(quotes: readonly ReportQuote[]): Html {
  return html`${quotes.map(
    (
      quote,
    ) => html`<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td class="v-line" style="padding:0 0 10px;${LINE}">
<p dir="auto" class="v-ink" style="margin:10px 0 0;font-size:16px;font-weight:600;line-height:1.4;${INK}">${
      quote.url === null
        ? quote.headline
        : html`<a class="v-link" href="${quote.url}" style="${LINK};text-decoration:none">${quote.headline}</a>`
    }</p>
${quote.excerpt !== null && html`<p dir="auto" class="v-ink" style="margin:4px 0 0;font-size:15px;line-height:1.45;${INK}">${quote.excerpt}</p>`}
<p class="v-soft" style="margin:4px 0 0;font-size:13px;line-height:1.4;${SOFT}">${quote.origin}</p>
${quote.reason !== null && html`<p dir="auto" class="v-soft" style="margin:4px 0 0;font-size:13px;line-height:1.4;${SOFT}">${quote.reason}</p>`}
</td></tr></table>\n`,
  )}`;
}

export function textMentions(mentions: readonly QuotedMention[], words: QuoteWords): readonly string[] {
  return textQuotes(mentions.map((mention) => toQuote(mention, words)));
}

export function textQuotes(quotes: readonly ReportQuote[]): readonly string[] {
  return quotes.map((quote, index) => {
    const indent = '   ';
    return [
      wrapText(quote.headline, { first: `${index + 1}. `, indent }),
      ...(quote.excerpt === null ? [] : [wrapText(quote.excerpt, { indent })]),
      wrapText(quote.origin, { indent }),
      ...(quote.reason === null ? [] : [wrapText(quote.reason, { indent })]),
      ...(quote.url === null ? [] : [`${indent}${quote.url}`]),
    ].join('\n');
  });
}

export function renderBlindSources(sources: readonly BlindSource[], describe: (source: BlindSource) => string): Html {
  return html`<ul class="v-ink" style="margin:6px 0 0;padding:0 0 0 20px;font-size:15px;line-height:1.5;${INK}">
${sources.map((source) => {
  const url = toSafeUrl(source.url);
  const title = toOneLine(source.title, TITLE_LENGTH_MAX);
  return html`<li style="margin:0 0 4px">${
    url === null ? title : html`<a class="v-link" href="${url}" style="${LINK}">${title}</a>`
  }, ${describe(source)}</li>\n`;
})}</ul>`;
}

export function textBlindSources(
  sources: readonly BlindSource[],
  describe: (source: BlindSource) => string,
): readonly string[] {
  return sources.map((source) => {
    const line = wrapText(`${toOneLine(source.title, TITLE_LENGTH_MAX)}, ${describe(source)}`, {
      first: '- ',
      indent: '  ',
    });
    const url = toSafeUrl(source.url);
    return url === null ? line : `${line}\n  ${url}`;
  });
}

/** A post without title is headed by its own beginning; an excerpt that only repeats the title is left out. */
export function toQuote(mention: QuotedMention, words: QuoteWords): ReportQuote {
  const title = mention.title === null ? '' : toOneLine(mention.title, TITLE_LENGTH_MAX);
  const excerpt = toOneLine(mention.excerpt, EXCERPT_LENGTH_MAX);
  const origin = [
    mention.author === null ? words.unknownAuthor : toOneLine(mention.author, TITLE_LENGTH_MAX),
    ...(mention.site === '' ? [] : [stripControls(mention.site)]),
    words.formats.longInstant(new Date(mention.publishedAt)),
  ].join(' · ');
  return {
    headline: title === '' ? excerpt : title,
    excerpt: title === '' || excerpt === '' || excerpt === title ? null : excerpt,
    origin,
    url: mention.url === null ? null : toSafeUrl(mention.url),
    reason: null,
  };
}

/**
 * The address if a click on it can only open a page; null for `javascript:` and whatever else a feed may bring, and for one
 * so long that a few of them fill what a mailbox shows of a mail (Gmail: 102 kB).
 */
export function toSafeUrl(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || (parsed.protocol !== 'https:' && parsed.protocol !== 'http:')) return null;
  return escapeHtml(parsed.href).length > URL_CHARS_MAX ? null : parsed.href;
}
