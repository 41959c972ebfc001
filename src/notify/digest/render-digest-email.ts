/** A digest as a mail: three lines in words, then the figures behind them, as pictures and as tables. */
import { type Html, html } from '../../base/html.ts';
import type { Language } from '../../domain/agency.ts';
import { type AgencyLook, BAND_COLOR, type Logo, PLAIN_LOOK } from '../../domain/agency-look.ts';
import type { DigestContent } from '../../domain/digest.ts';
import type { DigestReport, FigureTable, ReportBody, ReportChart, ReportSection } from '../../domain/digest-report.ts';
import { makeFormats } from '../../domain/formats.ts';
import {
  type RenderedEmail,
  renderBullets,
  renderFigures,
  renderLead,
  renderLink,
  renderMailPage,
  renderNote,
  renderPicture,
  renderSection,
} from '../templates/mail-layout.ts';
import { joinParts, TEXT_RULE, textBullets, textFigures, textSection, wrapText } from '../templates/plain-text.ts';
import { renderQuotes, textQuotes } from '../templates/quoted.ts';
import { chooseDigestWords } from '../words/choose-words.ts';
import { drawChart } from './draw-chart.ts';
import { toDigestReport } from './to-digest-report.ts';

export type DigestMailInput = Readonly<{
  content: DigestContent;
  language: Language;
  /** The brand's page, or that of all brands. */
  links: Readonly<{ brandUrl: string }>;
  /** Missing: Vigie's own. */
  look?: AgencyLook;
}>;

const LOGO_ID = 'logo@digest.vigie';
/** A logo is drawn for screens of twice as many pixels. */
const LOGO_SCALE = 2;
/** All the room that a mail of 600 px has. */
const PICTURE_WIDTH_PX = 544;
const TEXT_BAR_COLUMNS = 30;

/** Errors: RangeError for an unknown time zone. */
export function renderDigestEmail({ content, language, links, look = PLAIN_LOOK }: DigestMailInput): RenderedEmail {
  const report = toDigestReport(content, language);
  const { labels } = chooseDigestWords(language, makeFormats({ language, timeZone: content.timeZone }));
  const link = { label: content.kind === 'agency' ? labels.openAgency : labels.openBrand, url: links.brandUrl };
  return {
    subject: report.subject,
    text: renderText(report, link),
    html: renderHtml(report, link, look),
    pictures: [
      ...(look.logo === null ? [] : [{ id: LOGO_ID, png: look.logo.png }]),
      ...report.sections.flatMap(({ chart }) =>
        chart === null ? [] : [{ id: toPictureId(chart), png: drawChart(chart) }],
      ),
    ],
  };
}

type Link = Readonly<{ label: string; url: string }>;

function toPictureId({ id }: ReportChart): string {
  return `${id}@digest.vigie`;
}

function renderHtml(report: DigestReport, link: Link, { color, logo }: AgencyLook): string {
  const { language, subject, lead } = report;
  return renderMailPage({
    ...{ language, subject, preheader: lead.join(' '), bandColor: color ?? BAND_COLOR },
    ...(logo === null ? {} : { logo: renderLogo(logo, report) }),
    heading: report.heading,
    subheadings: [report.period],
    sections: [renderLead(lead), renderLink(link), ...report.sections.map(renderReportSection)],
    footer: report.footer,
  });
}

function renderLogo({ widthPx }: Logo, { sender }: DigestReport): Html {
  return renderPicture({ id: LOGO_ID, alt: sender, widthPx: Math.ceil(widthPx / LOGO_SCALE) });
}

function renderReportSection({ title, chart, body, notes }: ReportSection): Html {
  return renderSection(title, html`${chart !== null && renderChart(chart)}${renderBody(body)}${notes.map(renderNote)}`);
}

function renderChart(chart: ReportChart): Html {
  return renderPicture({ id: toPictureId(chart), alt: chart.alt, widthPx: PICTURE_WIDTH_PX });
}

function renderBody(body: ReportBody): Html {
  switch (body.kind) {
    case 'figures':
      return renderFigures(body.table);
    case 'bullets':
      return renderBullets(body.items);
    case 'quotes':
      return renderQuotes(body.quotes);
  }
}

function renderText(report: DigestReport, link: Link): string {
  return joinParts([
    [wrapText(report.heading), wrapText(report.period), TEXT_RULE].join('\n'),
    report.lead.map((line) => wrapText(line)).join('\n'),
    `> ${link.label}\n  ${link.url}`,
    ...report.sections.map(({ title, chart, body, notes }) =>
      textSection(title, [
        ...(chart?.kind === 'days' && body.kind === 'figures' ? textDays(chart, body.table) : textBody(body)),
        ...notes.map((note) => wrapText(note)),
      ]),
    ),
    `-- \n${wrapText(report.footer)}`,
  ]);
}

function textBody(body: ReportBody): readonly string[] {
  switch (body.kind) {
    case 'figures':
      return textFigures(body.table);
    case 'bullets':
      return textBullets(body.items);
    case 'quotes':
      return [textQuotes(body.quotes).join('\n\n')];
  }
}

/** Bars of characters: a terminal shows no picture. */
function textDays({ bars }: Extract<ReportChart, Readonly<{ kind: 'days' }>>, table: FigureTable): readonly string[] {
  const highest = Math.max(1, ...bars.map(({ count }) => count));
  const toColumns = (count: number): number => Math.round((count / highest) * TEXT_BAR_COLUMNS);
  return textFigures({
    head: ['', ...table.head.slice(1)],
    rows: table.rows.map(([day = '', ...counts], index) => {
      const { count = 0, negativeCount = 0 } = bars[index] ?? {};
      const bar = '#'.repeat(toColumns(negativeCount)).padEnd(toColumns(count), '=');
      return [`${day.padEnd(8)} ${bar.padEnd(TEXT_BAR_COLUMNS)}`, ...counts];
    }),
  });
}
