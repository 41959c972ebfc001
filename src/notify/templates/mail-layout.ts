/**
 * The frame and the pieces that every mail is built from: tables and inline styles, because that is what mail
 * programs agree on; a style sheet only for dark mode and narrow screens, which those that ignore it do without.
 *
 * Outlook on Windows draws with Word, which knows no max-width, drops the padding of links, and may drop a `background`
 * that is not a colour alone: widths and colours stand in attributes too, and paddings in cells.
 */
import { Html, html } from '../../base/html.ts';
import type { Language } from '../../domain/agency.ts';
import { inkOn } from '../../domain/agency-look.ts';
import type { FigureTable } from '../../domain/digest-report.ts';

/** A picture that goes with a mail; its HTML shows it by this id. */
export type MailPicture = Readonly<{ id: string; png: Buffer }>;

/** A mail in its parts, as the mailer takes it. */
export type RenderedEmail = Readonly<{
  subject: string;
  text: string;
  html: string;
  /** Missing: none. */
  pictures?: readonly MailPicture[];
}>;

/** For every cell; a word of any length breaks rather than widen the page. */
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere";
/**
 * What texts and surfaces are coloured with, in each look. ink, soft and link are read on the card and reach a contrast of
 * 4.5 there; bad and other are bars beside their numbers, on the card.
 */
export const MAIL_COLORS = {
  light: {
    page: '#eef1f5',
    card: '#ffffff',
    ink: '#1c2430',
    soft: '#59636f',
    link: '#1a56b0',
    line: '#e3e7ec',
    track: '#eef1f5',
    bad: '#c0392b',
    other: '#71869f',
  },
  dark: {
    page: '#12161c',
    card: '#1b212a',
    ink: '#eef1f5',
    soft: '#a7b1bf',
    link: '#8ab8ff',
    line: '#323b48',
    track: '#323b48',
    bad: '#e2604f',
    other: '#8ea2ba',
  },
} as const;

const { light: LIGHT, dark: DARK } = MAIL_COLORS;
export const INK = `color:${LIGHT.ink}`;
export const SOFT = `color:${LIGHT.soft}`;
export const LINK = `color:${LIGHT.link}`;
export const LINE = `border-bottom:1px solid ${LIGHT.line}`;

const CARD_WIDTH_PX = 600;
/** A mailbox shows so much behind the subject; what is left of it would be filled with the mail's own beginning. */
const PREHEADER_FILL_COUNT = 80;
const PREHEADER_FILL = new Html('&#847;&zwnj;&nbsp;'.repeat(PREHEADER_FILL_COUNT));

const STYLE_SHEET = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; padding: 0; }
  a { overflow-wrap: anywhere; word-break: break-word; }
  @media (max-width: 420px) {
    .v-pad { padding-left: 16px !important; padding-right: 16px !important; }
    .v-outer { padding: 0 !important; }
    .v-card { border-radius: 0 !important; }
    .v-head, .v-cell { font-size: 13px !important; }
    .v-cell { padding-left: 6px !important; }
    .v-title { font-size: 12px !important; }
  }
  @media (prefers-color-scheme: dark) {
    body, .v-page { background-color: ${DARK.page} !important; }
    .v-card { background-color: ${DARK.card} !important; }
    .v-ink { color: ${DARK.ink} !important; }
    .v-soft { color: ${DARK.soft} !important; }
    .v-link { color: ${DARK.link} !important; }
    .v-line { border-bottom-color: ${DARK.line} !important; }
    .v-track { background-color: ${DARK.track} !important; }
    .v-bad { background-color: ${DARK.bad} !important; }
    .v-other { background-color: ${DARK.other} !important; }
  }
`;

/**
 * A whole HTML mail.
 *
 * Shape:   preheader: what a mailbox shows behind the subject; never seen in the mail itself. bandColor: `#rrggbb`, dark
 *          enough for white text (contrast of 4.5 or more). heading: what is talked of, always the brand.
 */
export function renderMailPage(
  page: Readonly<{
    language: Language;
    subject: string;
    preheader: string;
    bandColor: string;
    /** Above the band, on white paper in the dark too; missing: none. */
    logo?: Html;
    heading: string;
    subheadings: readonly string[];
    sections: readonly Html[];
    footer: string;
  }>,
): string {
  const { sections } = page;
  const bandInk = inkOn(page.bandColor);
  return html`<!doctype html>
<html lang="${page.language}" dir="ltr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${page.subject}</title>
<style>${STYLE_SHEET}</style>
</head>
<body class="v-page" bgcolor="${LIGHT.page}" style="margin:0;padding:0;background-color:${LIGHT.page}">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${page.preheader}${PREHEADER_FILL}</div>
<table role="presentation" lang="${page.language}" dir="ltr" class="v-page" width="100%" cellpadding="0" cellspacing="0" bgcolor="${LIGHT.page}" style="background-color:${LIGHT.page}">
<tr><td class="v-outer" align="center" style="padding:16px 0">
<!--[if mso]><table role="presentation" width="${CARD_WIDTH_PX}" cellpadding="0" cellspacing="0"><tr><td><![endif]-->
<table role="presentation" class="v-card" width="100%" cellpadding="0" cellspacing="0" bgcolor="${LIGHT.card}" style="max-width:${CARD_WIDTH_PX}px;background-color:${LIGHT.card};border-radius:10px;overflow:hidden;${FONT}">
${page.logo !== undefined && html`<tr><td class="v-pad" bgcolor="#ffffff" style="padding:16px 28px;background-color:#ffffff">${page.logo}</td></tr>\n`}<tr><td class="v-pad" bgcolor="${page.bandColor}" style="padding:20px 28px;background-color:${page.bandColor};${FONT}">
<h1 style="margin:0;font-size:28px;line-height:1.2;color:${bandInk}">${page.heading}</h1>
${page.subheadings.map(
  (line) => html`<p style="margin:4px 0 0;font-size:16px;line-height:1.4;color:${bandInk}">${line}</p>`,
)}
</td></tr>
${sections.map((section) => html`<tr><td class="v-pad" style="padding:18px 28px 0;${FONT}">${section}</td></tr>\n`)}
<tr><td class="v-pad" style="padding:22px 28px 22px;${FONT}">
<p class="v-soft" style="margin:0;font-size:13px;line-height:1.5;${SOFT}">${page.footer}</p>
</td></tr>
</table>
<!--[if mso]></td></tr></table><![endif]-->
</td></tr>
</table>
</body>
</html>
`.text;
}

/** A part of the mail under its own heading. */
export function renderSection(title: string, body: Html): Html {
  return html`<h2 class="v-ink" style="margin:0 0 8px;font-size:17px;line-height:1.3;${INK}">${title}</h2>
${body}`;
}

/** The sentences that matter most, large; none may be empty. */
export function renderLead(lines: readonly string[]): Html {
  return html`${lines.map(
    (line) => html`<p class="v-ink" style="margin:0 0 6px;font-size:17px;line-height:1.45;${INK}">${line}</p>`,
  )}`;
}

/** A quieter sentence. */
export function renderNote(text: string): Html {
  return html`<p class="v-soft" style="margin:6px 0 0;font-size:14px;line-height:1.45;${SOFT}">${text}</p>`;
}

/** The one thing to do, as high as a finger is broad: 46 px. */
export function renderButton(button: Readonly<{ label: string; url: string; color: string }>): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 10px"><tr>
<td bgcolor="${button.color}" style="border-radius:8px;background-color:${button.color};mso-padding-alt:13px 22px"><a href="${button.url}" style="display:inline-block;padding:13px 22px;font-size:17px;font-weight:600;line-height:20px;color:#ffffff;text-decoration:none">${button.label}</a></td>
</tr></table>`;
}

/** A way on, less loud than the button and as easily pressed. */
export function renderLink(link: Readonly<{ label: string; url: string }>): Html {
  return html`<p style="margin:0;font-size:16px;line-height:22px"><a class="v-link" href="${link.url}" style="display:inline-block;padding:11px 0;${LINK}">${link.label}</a></p>`;
}

/** Lines with a bullet; one with an address leads there. */
export function renderBullets(items: readonly (string | Readonly<{ text: string; url: string | null }>)[]): Html {
  return html`<ul class="v-ink" style="margin:0;padding:0 0 0 20px;font-size:15px;line-height:1.5;${INK}">
${items.map((item) => {
  const { text, url } = typeof item === 'string' ? { text: item, url: null } : item;
  return html`<li style="margin:0 0 4px">${url === null ? text : html`<a class="v-link" href="${url}" style="${LINK}">${text}</a>`}</li>\n`;
})}</ul>`;
}

/** A picture of the mail's own, as broad as there is room; where pictures are not shown its words stand in its place. */
export function renderPicture(picture: Readonly<{ id: string; alt: string; widthPx: number }>): Html {
  return html`<img class="v-ink" src="cid:${picture.id}" alt="${picture.alt}" width="${picture.widthPx}" style="display:block;width:100%;max-width:${picture.widthPx}px;height:auto;margin:0 0 8px;border:0;font-size:13px;line-height:1.4;${INK}">`;
}

/** Numbers under each other, row headings to the left. */
export function renderFigures(table: FigureTable): Html {
  return html`<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">
<tr>${table.head.map(
    (title, index) =>
      html`<th scope="col" class="v-soft v-line ${index === 0 ? 'v-head' : 'v-cell'} v-title" style="${cellStyle(index)};white-space:normal;overflow-wrap:normal;vertical-align:bottom;font-size:13px;font-weight:normal;${SOFT}">${title}</th>`,
  )}</tr>
${table.rows.map(
  (row) =>
    html`<tr>${row.map((value, index) =>
      index === 0
        ? html`<th scope="row" class="v-ink v-line v-head" style="${cellStyle(index)};font-size:15px;font-weight:normal;${INK}">${value}</th>`
        : html`<td class="v-ink v-line v-cell" style="${cellStyle(index)};font-size:15px;${index === 1 ? 'font-weight:600;' : ''}${INK}">${value}</td>`,
    )}</tr>\n`,
)}</table>`;
}

function cellStyle(index: number): string {
  return index === 0
    ? `padding:7px 0;text-align:left;line-height:1.3;${LINE}`
    : `padding:7px 0 7px 12px;text-align:right;line-height:1.3;white-space:nowrap;${LINE}`;
}
