/**
 * The frame and the pieces that every mail is built from: tables and inline styles, because that is what mail
 * programs agree on; a style sheet only for dark mode and narrow screens, which those that ignore it do without.
 */
import { type Html, html } from '../../base/html.ts';
import type { Language } from '../../domain/agency.ts';

/** A mail in its three parts, as the mailer takes it. */
export type RenderedEmail = Readonly<{ subject: string; text: string; html: string }>;

export type FigureTable = Readonly<{
  /** The first names the column of row headings and may be empty. */
  head: readonly string[];
  rows: readonly (readonly string[])[];
}>;

/** For every cell; a word of any length breaks rather than widen the page. */
const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;overflow-wrap:anywhere";
export const INK = 'color:#1c2430';
export const SOFT = 'color:#59636f';
const LINE = 'border-bottom:1px solid #e3e7ec';

const STYLE_SHEET = `
  :root { color-scheme: light dark; supported-color-schemes: light dark; }
  body { margin: 0; padding: 0; }
  a { overflow-wrap: anywhere; word-break: break-word; }
  @media (max-width: 420px) {
    .v-pad { padding-left: 16px !important; padding-right: 16px !important; }
    .v-outer { padding: 0 !important; }
    .v-card { border-radius: 0 !important; }
    .v-cell { padding-left: 6px !important; font-size: 14px !important; }
  }
  @media (prefers-color-scheme: dark) {
    body, .v-page { background: #12161c !important; }
    .v-card { background: #1b212a !important; }
    .v-ink { color: #eef1f5 !important; }
    .v-soft { color: #a7b1bf !important; }
    .v-link { color: #8ab8ff !important; }
    .v-line { border-bottom-color: #323b48 !important; }
    .v-track { background: #323b48 !important; }
  }
`;

/**
 * A whole HTML mail.
 *
 * Shape:   preheader: what a mailbox shows behind the subject; never seen in the mail itself. bandColor: dark enough
 *          for white text (contrast of 4.5 or more). heading: what is talked of, always the brand.
 */
export function renderMailPage(
  page: Readonly<{
    language: Language;
    subject: string;
    preheader: string;
    bandColor: string;
    heading: string;
    subheadings: readonly string[];
    sections: readonly Html[];
    footer: string;
  }>,
): string {
  const { sections } = page;
  return html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no">
<title>${page.subject}</title>
<style>${STYLE_SHEET}</style>
</head>
<body class="v-page" style="margin:0;padding:0;background:#eef1f5">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${page.preheader}</div>
<table role="presentation" class="v-page" width="100%" cellpadding="0" cellspacing="0" style="background:#eef1f5">
<tr><td class="v-outer" align="center" style="padding:16px 0">
<table role="presentation" class="v-card" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:10px;overflow:hidden;${FONT}">
<tr><td class="v-pad" style="padding:20px 28px;background:${page.bandColor};${FONT}">
<h1 style="margin:0;font-size:28px;line-height:1.2;color:#ffffff">${page.heading}</h1>
${page.subheadings.map(
  (line) => html`<p style="margin:4px 0 0;font-size:16px;line-height:1.4;color:#ffffff">${line}</p>`,
)}
</td></tr>
${sections.map((section) => html`<tr><td class="v-pad" style="padding:18px 28px 0;${FONT}">${section}</td></tr>\n`)}
<tr><td class="v-pad" style="padding:22px 28px 22px;${FONT}">
<p class="v-soft" style="margin:0;font-size:13px;line-height:1.5;${SOFT}">${page.footer}</p>
</td></tr>
</table>
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

/** The one thing to do. */
export function renderButton(button: Readonly<{ label: string; url: string; color: string }>): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 10px"><tr>
<td style="border-radius:8px;background:${button.color}"><a href="${button.url}" style="display:inline-block;padding:13px 22px;font-size:17px;font-weight:600;line-height:1.2;color:#ffffff;text-decoration:none">${button.label}</a></td>
</tr></table>`;
}

/** A way on, less loud than the button. */
export function renderLink(link: Readonly<{ label: string; url: string }>): Html {
  return html`<p style="margin:0;font-size:16px;line-height:1.4"><a class="v-link" href="${link.url}" style="color:#1a56b0">${link.label}</a></p>`;
}

/** Lines with a bullet. */
export function renderBullets(items: readonly string[]): Html {
  return html`<ul class="v-ink" style="margin:0;padding:0 0 0 20px;font-size:15px;line-height:1.5;${INK}">
${items.map((item) => html`<li style="margin:0 0 4px">${item}</li>\n`)}</ul>`;
}

/** Numbers under each other, row headings to the left. */
export function renderFigures(table: FigureTable): Html {
  return html`<table width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">
<tr>${table.head.map(
    (title, index) =>
      html`<th scope="col" class="v-soft v-line" style="${cellStyle(index)};white-space:normal;overflow-wrap:normal;vertical-align:bottom;font-size:13px;font-weight:normal;${SOFT}">${title}</th>`,
  )}</tr>
${table.rows.map(
  (row) =>
    html`<tr>${row.map((value, index) =>
      index === 0
        ? html`<th scope="row" class="v-ink v-line" style="${cellStyle(index)};font-size:15px;font-weight:normal;${INK}">${value}</th>`
        : html`<td class="v-ink v-line v-cell" style="${cellStyle(index)};font-size:15px;${index === 1 ? 'font-weight:600;' : ''}${INK}">${value}</td>`,
    )}</tr>\n`,
)}</table>`;
}

function cellStyle(index: number): string {
  return index === 0
    ? `padding:7px 0;text-align:left;line-height:1.3;${LINE}`
    : `padding:7px 0 7px 12px;text-align:right;white-space:nowrap;${LINE}`;
}
