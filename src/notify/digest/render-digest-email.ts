/** The weekly digest of a brand as a mail: three lines in words, then the figures behind them. */
import { type Html, html } from '../../base/html.ts';
import type { Language } from '../../domain/agency.ts';
import type { DigestContent } from '../../domain/digest.ts';
import { type Formats, makeFormats } from '../../domain/formats.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import {
  type FigureTable,
  INK,
  MAIL_COLORS,
  type RenderedEmail,
  renderBullets,
  renderFigures,
  renderLead,
  renderLink,
  renderMailPage,
  renderNote,
  renderSection,
  SOFT,
} from '../templates/mail-layout.ts';
import { joinParts, TEXT_RULE, textBullets, textFigures, textSection, wrapText } from '../templates/plain-text.ts';
import { renderBlindSources, renderMentions, textBlindSources, textMentions } from '../templates/quoted.ts';
import { chooseDigestWords } from '../words/choose-words.ts';
import type { DigestWords } from '../words/digest-words.ts';
import {
  changeRatio,
  elapsedMs,
  loudestVoices,
  negativeRatio,
  netSentimentRatio,
  ratioDifference,
  sharesOfVoice,
  type VoiceShare,
} from './summarise.ts';

export type DigestMailInput = Readonly<{
  content: DigestContent;
  language: Language;
  links: Readonly<{ brandUrl: string }>;
}>;

const BAND_COLOR = '#23395b';
const NAME_LENGTH_MAX = 60;
const TEXT_BAR_COLUMNS = 30;
const VOICES_MAX = 12;

/**
 * A digest reads the same every week, so that it can be read in a minute; sections without content are left out, and
 * a week without a single mention says that in one sentence instead of showing a page of zeros.
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function renderDigestEmail(input: DigestMailInput): RenderedEmail {
  const formats = makeFormats({ language: input.language, timeZone: input.content.timeZone });
  const words = chooseDigestWords(input.language, formats);
  return {
    subject: stripControls(words.subject(input.content)),
    text: renderText(input, words, formats),
    html: renderHtml(input, words, formats),
  };
}

function renderHtml(input: DigestMailInput, words: DigestWords, formats: Formats): string {
  const { content } = input;
  const { labels } = words;
  const quoteWords = { formats, unknownAuthor: labels.unknownAuthor };
  const lead = listLead(content, words);
  const when = (isShown: boolean, title: string, render: () => Html): readonly Html[] =>
    isShown ? [renderSection(title, render())] : [];
  return renderMailPage({
    language: input.language,
    subject: words.subject(content),
    preheader: lead.join(' '),
    bandColor: BAND_COLOR,
    heading: stripControls(content.brandName),
    subheadings: [words.period(content)],
    sections: [
      renderLead(lead),
      renderLink({ label: labels.openBrand, url: input.links.brandUrl }),
      ...when(
        hasTalk(content),
        labels.figures,
        () =>
          html`${renderFigures(toFigures(content, words, formats))}${listFigureNotes(content, words).map(renderNote)}`,
      ),
      ...when(content.week.mentionCount > 0, labels.days, () => renderDays(content, words, formats)),
      ...when(content.competitors.length > 0 && hasVoices(content), labels.competitors, () =>
        renderFigures(toVoices(content, words, formats)),
      ),
      ...when(content.buzzes.length > 0, labels.buzzes, () => renderBullets(listBuzzes(content, words))),
      ...when(content.worstMentions.length > 0, labels.worstMentions, () =>
        renderMentions(content.worstMentions, quoteWords),
      ),
      ...when(content.bestMentions.length > 0, labels.bestMentions, () =>
        renderMentions(content.bestMentions, quoteWords),
      ),
      ...when(content.sites.length > 0, labels.sites, () => renderFigures(toSites(content, words, formats))),
      ...when(
        content.blindSources.length > 0,
        labels.blindSources,
        () => html`${renderNote(labels.blindSourcesNote)}${renderBlindSources(content.blindSources, words.blind)}`,
      ),
    ],
    footer: words.footer(stripControls(content.agencyName)),
  });
}

function renderText(input: DigestMailInput, words: DigestWords, formats: Formats): string {
  const { content } = input;
  const { labels } = words;
  const quoteWords = { formats, unknownAuthor: labels.unknownAuthor };
  const when = (isShown: boolean, title: string, lines: () => readonly string[]): string | null =>
    isShown ? textSection(title, lines()) : null;
  return joinParts([
    [wrapText(stripControls(content.brandName)), wrapText(words.period(content)), TEXT_RULE].join('\n'),
    listLead(content, words)
      .map((line) => wrapText(line))
      .join('\n'),
    `> ${labels.openBrand}\n  ${input.links.brandUrl}`,
    when(hasTalk(content), labels.figures, () => [
      ...textFigures(toFigures(content, words, formats)),
      ...listFigureNotes(content, words).map((note) => wrapText(note)),
    ]),
    when(content.week.mentionCount > 0, labels.days, () => textDays(content, words, formats)),
    when(content.competitors.length > 0 && hasVoices(content), labels.competitors, () =>
      textFigures(toVoices(content, words, formats)),
    ),
    when(content.buzzes.length > 0, labels.buzzes, () => textBullets(listBuzzes(content, words))),
    when(content.worstMentions.length > 0, labels.worstMentions, () => [
      textMentions(content.worstMentions, quoteWords).join('\n\n'),
    ]),
    when(content.bestMentions.length > 0, labels.bestMentions, () => [
      textMentions(content.bestMentions, quoteWords).join('\n\n'),
    ]),
    when(content.sites.length > 0, labels.sites, () => textFigures(toSites(content, words, formats))),
    when(content.blindSources.length > 0, labels.blindSources, () => [
      wrapText(labels.blindSourcesNote),
      ...textBlindSources(content.blindSources, words.blind),
    ]),
    `-- \n${wrapText(words.footer(stripControls(content.agencyName)))}`,
  ]);
}

/** Whether there is anything to put in a table of this week and the one before. */
function hasTalk(content: DigestContent): boolean {
  return content.week.mentionCount > 0 || content.weekBefore.mentionCount > 0;
}

/** What the figures rest on. */
function listFigureNotes({ reliability }: DigestContent, words: DigestWords): readonly string[] {
  return reliability === undefined ? [] : [words.reliability(reliability)];
}

function hasVoices(content: DigestContent): boolean {
  return sharesOfVoice(content).some((voice) => voice.mentionCount > 0);
}

function listLead(content: DigestContent, words: DigestWords): readonly string[] {
  const [volume, share, buzzes] = words.summary(content);
  const terms = (content.emergingTerms ?? []).map((term) => ({ ...term, term: stripControls(term.term) }));
  const about = terms.length === 0 ? [] : [words.about(terms)];
  if (content.week.mentionCount > 0) return [volume, share, buzzes, ...about];
  return content.buzzes.length === 0 ? [words.emptyWeek(content)] : [words.emptyWeek(content), buzzes];
}

function toFigures(content: DigestContent, words: DigestWords, formats: Formats): FigureTable {
  const { week, weekBefore } = content;
  const { labels } = words;
  const { number, percent, signedPercent, balance } = formats;
  const counted = (label: string, now: number, before: number): readonly string[] => [
    label,
    number(now),
    number(before),
    orNoBase(changeRatio({ now, before }), signedPercent, labels.noBase),
  ];
  const share = { now: negativeRatio(week), before: negativeRatio(weekBefore) };
  const net = { now: netSentimentRatio(week), before: netSentimentRatio(weekBefore) };
  return {
    head: ['', labels.thisWeek, labels.weekBefore, labels.change],
    rows: [
      counted(labels.mentions, week.mentionCount, weekBefore.mentionCount),
      counted(labels.negatives, week.negativeCount, weekBefore.negativeCount),
      counted(labels.positives, week.positiveCount, weekBefore.positiveCount),
      [
        labels.negativeShare,
        orNoBase(share.now, percent, labels.noBase),
        orNoBase(share.before, percent, labels.noBase),
        orNoBase(ratioDifference(share), words.points, labels.noBase),
      ],
      [
        labels.netSentiment,
        orNoBase(net.now, balance, labels.noBase),
        orNoBase(net.before, balance, labels.noBase),
        orNoBase(ratioDifference(net), balance, labels.noBase),
      ],
    ],
  };
}

function toVoices(content: DigestContent, words: DigestWords, formats: Formats): FigureTable {
  const { labels } = words;
  const { shown, others, otherCount } = loudestVoices(sharesOfVoice(content), VOICES_MAX);
  const toRow = (name: string, voice: VoiceShare): readonly string[] => [
    name,
    orNoBase(voice.ratio, formats.percent, labels.noBase),
    formats.number(voice.mentionCount),
    orNoBase(negativeRatio(voice), formats.percent, labels.noBase),
  ];
  return {
    head: [labels.brand, labels.share, labels.mentions, labels.negativeShort],
    rows: [
      ...shown.map((voice) => toRow(`${voice.isBrand ? '▸ ' : ''}${toOneLine(voice.name, NAME_LENGTH_MAX)}`, voice)),
      ...(others === null ? [] : [toRow(words.otherBrands(otherCount), others)]),
    ],
  };
}

function toSites(content: DigestContent, words: DigestWords, formats: Formats): FigureTable {
  return {
    head: ['', words.labels.mentions],
    rows: content.sites.map((site) => [
      toOneLine(site.site === '' ? words.labels.noBase : site.site, NAME_LENGTH_MAX),
      formats.number(site.mentionCount),
    ]),
  };
}

function listBuzzes(content: DigestContent, words: DigestWords): readonly string[] {
  return content.buzzes.map((buzz) =>
    [
      words.level(buzz.level),
      words.buzzOpened(new Date(buzz.openedAt)),
      words.buzzNegatives(buzz.negativeCount),
      words.buzzAcknowledged(elapsedMs(buzz.openedAt, buzz.acknowledgedAt)),
      words.buzzResolved(elapsedMs(buzz.openedAt, buzz.resolvedAt)),
    ].join(', '),
  );
}

/** Bars as table cells, negative part first in red: they show where a mail program shows no pictures. */
function renderDays(content: DigestContent, words: DigestWords, formats: Formats): Html {
  const highest = Math.max(1, ...content.days.map((day) => day.mentionCount));
  return html`<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">
${content.days.map((day) => {
  const negativePercent = Math.round((day.negativeCount / highest) * 100);
  const otherPercent = Math.round((day.mentionCount / highest) * 100) - negativePercent;
  return html`<tr><th scope="row" class="v-ink" style="padding:3px 10px 3px 0;width:1%;white-space:nowrap;text-align:left;font-size:14px;font-weight:normal;${INK}">${formats.shortDate(day.date)}</th>
<td style="padding:3px 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>${renderBar('bad', negativePercent)}${renderBar('other', otherPercent)}${renderBar('track', 100 - negativePercent - otherPercent)}</tr></table></td>
<td class="v-ink" style="padding:3px 0 3px 10px;width:1%;white-space:nowrap;text-align:right;font-size:14px;${INK}">${formats.number(day.mentionCount)}</td>
<td class="v-soft v-cell" style="padding:3px 0 3px 10px;width:1%;white-space:nowrap;text-align:right;font-size:13px;${SOFT}">${words.ofWhichNegative(day.negativeCount)}</td></tr>\n`;
})}</table>`;
}

/** track: the empty rest. */
function renderBar(part: 'bad' | 'other' | 'track', widthPercent: number): Html | null {
  if (widthPercent <= 0) return null;
  const color = MAIL_COLORS.light[part];
  return html`<td class="v-${part}" width="${widthPercent}%" bgcolor="${color}" style="width:${widthPercent}%;height:14px;line-height:14px;font-size:1px;background-color:${color}">&nbsp;</td>`;
}

function textDays(content: DigestContent, words: DigestWords, formats: Formats): readonly string[] {
  const highest = Math.max(1, ...content.days.map((day) => day.mentionCount));
  const toColumns = (count: number): number => Math.round((count / highest) * TEXT_BAR_COLUMNS);
  return textFigures({
    head: ['', '', '', ''],
    rows: content.days.map((day) => {
      const bar = '#'.repeat(toColumns(day.negativeCount)).padEnd(toColumns(day.mentionCount), '=');
      return [
        `${formats.shortDate(day.date).padEnd(8)} ${bar.padEnd(TEXT_BAR_COLUMNS)}`,
        words.mentions(day.mentionCount),
        words.ofWhichNegative(day.negativeCount),
      ];
    }),
  }).slice(1);
}

function orNoBase(value: number | null, format: (value: number) => string, noBase: string): string {
  return value === null ? noBase : format(value);
}
