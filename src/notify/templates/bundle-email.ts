/** Several buzzes as one mail: which brands, how bad the worst is, what they have in common, and each in a few lines. */
import { type Html, html } from '../../base/html.ts';
import type { AlertContent } from '../../domain/alert.ts';
import type { QuotedMention } from '../../domain/quoted-mention.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import type { BundleContent } from '../outgoing-message.ts';
import { joinSentences, sayHowToNote } from '../words/note-by-mail.ts';
import { listShortLead, listSubheadings } from './alert-card.ts';
import { BRAND_CHARS_MAX, type BundleHead, type BundleInput, listBrands, toBundleHead } from './bundle-parts.ts';
import {
  type RenderedEmail,
  renderButton,
  renderLead,
  renderLink,
  renderMailPage,
  renderNote,
  renderSection,
} from './mail-layout.ts';
import { joinParts, TEXT_RULE, textSection, wrapText } from './plain-text.ts';
import { renderMentions, textMentions } from './quoted.ts';

/** A mail of more is not read to its end, and mail programs cut it. */
const TOLD_MAX = 10;
const MORE_NAMES_MAX = 160;

type Told = BundleContent['alerts'][number];

/**
 * One button for all, right below the names: at night, on a telephone, it is what is looked for. Each brand's part leads to
 * its own page, where there is more to say than "I have it".
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function renderBundleEmail(input: BundleInput): RenderedEmail {
  const head = toBundleHead(input);
  return { subject: stripControls(head.subject), text: renderText(input, head), html: renderHtml(input, head) };
}

function renderHtml(input: BundleInput, head: BundleHead): string {
  const { content, language } = input;
  const { bundleWords, color, lead, heading, subheadings, subject } = head;
  const more = sayMore(content, head);
  return renderMailPage({
    ...{ language, subject, heading, subheadings },
    preheader: [...subheadings.map((line) => `${line}.`), ...lead].join(' '),
    bandColor: color,
    sections: [
      renderLead(lead),
      html`${content.acknowledgeUrl !== null && renderButton({ label: bundleWords.acknowledgeAll, url: content.acknowledgeUrl, color })}${renderLink({ label: bundleWords.openAll, url: content.allUrl })}`,
      ...content.alerts.slice(0, TOLD_MAX).map((told) => renderTold(told, head)),
      ...(more === null ? [] : [renderNote(more)]),
    ],
    footer: sayFooter(input, head),
  });
}

function renderTold({ content, buzzUrl }: Told, { words, formats }: BundleHead): Html {
  const quoteWords = { formats, unknownAuthor: words.labels.unknownAuthor };
  return renderSection(
    toBrand(content),
    html`${renderNote(listSubheadings(content, words).join(' · '))}${listShortLead(content, words).slice(0, 1).map(renderNote)}${renderMentions(listWorst(content), quoteWords)}${renderLink({ label: words.labels.openBuzz, url: buzzUrl })}`,
  );
}

function renderText(input: BundleInput, head: BundleHead): string {
  const { content } = input;
  const { words, bundleWords, formats, lead, heading, subheadings } = head;
  const quoteWords = { formats, unknownAuthor: words.labels.unknownAuthor };
  const more = sayMore(content, head);
  return joinParts([
    [wrapText(heading), ...subheadings.map((line) => wrapText(line)), TEXT_RULE].join('\n'),
    lead.map((line) => wrapText(line)).join('\n'),
    content.acknowledgeUrl === null ? null : `> ${bundleWords.acknowledgeAll}\n  ${content.acknowledgeUrl}`,
    `> ${bundleWords.openAll}\n  ${content.allUrl}`,
    ...content.alerts.slice(0, TOLD_MAX).map((told) =>
      textSection(toBrand(told.content), [
        wrapText(listSubheadings(told.content, words).join(' · ')),
        ...listShortLead(told.content, words)
          .slice(0, 1)
          .map((line) => wrapText(line)),
        ...textMentions(listWorst(told.content), quoteWords),
        `> ${words.labels.openBuzz}\n  ${told.buzzUrl}`,
      ]),
    ),
    more === null ? null : wrapText(more),
    `-- \n${wrapText(sayFooter(input, head))}`,
  ]);
}

function sayFooter({ content, language, canNote }: BundleInput, { words }: BundleHead): string {
  const footer = words.footer(stripControls(content.agencyName));
  return joinSentences(footer, canNote ? sayHowToNote(language, 'several') : null);
}

function toBrand({ brandName }: AlertContent): string {
  return toOneLine(brandName, BRAND_CHARS_MAX);
}

/** By its title, where it has one: what else it says stands on the buzz's page. */
function listWorst({ worstMentions }: AlertContent): readonly QuotedMention[] {
  return worstMentions.slice(0, 1).map((mention) => (mention.title === null ? mention : { ...mention, excerpt: '' }));
}

/** Names alone, of what comes after; null where nothing does. */
function sayMore({ alerts }: BundleContent, { bundleWords }: BundleHead): string | null {
  const brands = listBrands(alerts.slice(TOLD_MAX));
  if (brands.length === 0) return null;
  const moreCount = Math.max(0, brands.length - MORE_NAMES_MAX);
  return bundleWords.more(bundleWords.names(brands.slice(0, MORE_NAMES_MAX), moreCount));
}
