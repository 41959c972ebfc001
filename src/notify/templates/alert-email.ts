/** An alert as a mail: which brand, how bad, how unusual, since when, why, the evidence, and what to do. */
import { html } from '../../base/html.ts';
import type { AlertContent } from '../../domain/alert.ts';
import { type Formats, makeFormats } from '../../domain/formats.ts';
import { stripControls } from '../one-line.ts';
import type { AlertWords } from '../words/alert-words.ts';
import { chooseAlertWords } from '../words/choose-words.ts';
import { joinSentences, sayHowToNote } from '../words/note-by-mail.ts';
import {
  type AlertInput,
  listShortLead,
  listSubheadings,
  sayNumbers,
  toAcknowledgeUrl,
  toColor,
  toFigures,
  toShownNames,
} from './alert-card.ts';
import {
  type RenderedEmail,
  renderBullets,
  renderButton,
  renderFigures,
  renderLead,
  renderLink,
  renderMailPage,
  renderNote,
  renderSection,
} from './mail-layout.ts';
import { joinParts, TEXT_RULE, textBullets, textFigures, textSection, wrapText } from './plain-text.ts';
import { renderBlindSources, renderMentions, textBlindSources, textMentions } from './quoted.ts';

/**
 * The brand comes first in subject and heading, because the reader's commonest mistake is to act for one brand on
 * another's account; the button comes before the evidence, because at night on a telephone it is what is looked for, and
 * is to be seen without scrolling: of the numbers only those of the subject stand before it.
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function renderAlertEmail(input: AlertInput): RenderedEmail {
  const formats = makeFormats(input);
  const words = chooseAlertWords(input.language, formats);
  return {
    subject: stripControls(words.subject(input.content)),
    text: renderText(input, words, formats),
    html: renderHtml(input, words, formats),
  };
}

function renderHtml(input: AlertInput, words: AlertWords, formats: Formats): string {
  const { content, links } = input;
  const { labels } = words;
  const color = toColor(content);
  const acknowledgeUrl = toAcknowledgeUrl(input);
  const lead = listShortLead(content, words);
  const quoteWords = { formats, unknownAuthor: labels.unknownAuthor };
  return renderMailPage({
    language: input.language,
    subject: words.subject(content),
    preheader: lead.join(' '),
    bandColor: color,
    heading: stripControls(content.brandName),
    subheadings: listSubheadings(content, words),
    sections: [
      renderLead(lead),
      html`${acknowledgeUrl !== null && renderButton({ label: labels.acknowledge, url: acknowledgeUrl, color })}${renderLink({ label: labels.openBuzz, url: links.buzzUrl })}`,
      html`${renderFigures(toFigures(content, words, formats))}${listNotes(content, words).map(renderNote)}`,
      ...(content.reasons.length === 0
        ? []
        : [
            renderSection(
              labels.why[content.reason],
              html`${renderBullets(listReasons(content, words))}${listWhys(content, words).map(renderNote)}`,
            ),
          ]),
      ...(content.worstMentions.length === 0
        ? []
        : [renderSection(labels.worstMentions, renderMentions(content.worstMentions, quoteWords))]),
      ...(content.blindSources.length === 0
        ? []
        : [
            renderSection(
              labels.blindSources,
              html`${renderNote(labels.blindSourcesNote)}${renderBlindSources(content.blindSources, words.blind)}`,
            ),
          ]),
      ...(content.toldNames.length === 0
        ? []
        : [renderSection(labels.told, renderNote(formats.list(toShownNames(content.toldNames, words))))]),
    ],
    footer: sayFooter(input, words),
  });
}

function renderText(input: AlertInput, words: AlertWords, formats: Formats): string {
  const { content, links } = input;
  const { labels } = words;
  const acknowledgeUrl = toAcknowledgeUrl(input);
  const quoteWords = { formats, unknownAuthor: labels.unknownAuthor };
  return joinParts([
    [wrapText(stripControls(content.brandName)), wrapText(listSubheadings(content, words).join(' · ')), TEXT_RULE].join(
      '\n',
    ),
    listShortLead(content, words)
      .map((line) => wrapText(line))
      .join('\n'),
    acknowledgeUrl === null ? null : `> ${labels.acknowledge}\n  ${acknowledgeUrl}`,
    `> ${labels.openBuzz}\n  ${links.buzzUrl}`,
    [
      ...textFigures(toFigures(content, words, formats)),
      '',
      ...listNotes(content, words).map((note) => wrapText(note)),
    ].join('\n'),
    content.reasons.length === 0
      ? null
      : textSection(labels.why[content.reason], [
          ...textBullets(listReasons(content, words)),
          '',
          ...listWhys(content, words).map((why) => wrapText(why)),
        ]),
    content.worstMentions.length === 0
      ? null
      : textSection(labels.worstMentions, [textMentions(content.worstMentions, quoteWords).join('\n\n')]),
    content.blindSources.length === 0
      ? null
      : textSection(labels.blindSources, [
          wrapText(labels.blindSourcesNote),
          ...textBlindSources(content.blindSources, words.blind),
        ]),
    content.toldNames.length === 0
      ? null
      : textSection(labels.told, [wrapText(formats.list(toShownNames(content.toldNames, words)))]),
    `-- \n${wrapText(sayFooter(input, words))}`,
  ]);
}

function sayFooter({ content, language, canNote }: AlertInput, words: AlertWords): string {
  return joinSentences(words.footer(stripControls(content.agencyName)), canNote ? sayHowToNote(language, 'one') : null);
}

/** All numbers in a sentence, and what they rest on. */
function listNotes(content: AlertContent, words: AlertWords): readonly string[] {
  const { figures, reliability } = content;
  return [
    sayNumbers(content, words),
    words.buzz.basis(figures),
    ...(reliability === undefined ? [] : [words.reliability(reliability)]),
  ];
}

function listReasons(content: AlertContent, words: AlertWords): readonly string[] {
  return content.reasons.map((reason) => words.buzz.reasons[reason](content.figures));
}

/** Why this level, and while it goes on why not the next. */
function listWhys(content: AlertContent, words: AlertWords): readonly string[] {
  const judged = { kind: 'negative', ...content } as const;
  const whyNotNext = content.reason === 'resolved' ? null : words.buzz.whyNotNext(judged);
  return [words.buzz.whyLevel(judged), ...(whyNotNext === null ? [] : [whyNotNext])];
}
