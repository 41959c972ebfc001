/** What holds for every mail, whatever it is about: what mail programs need, and what a reader does. */
import { describe, expect, test } from 'vitest';
import { BUZZ_LEVELS } from '../../../src/domain/buzz.ts';
import { toColor } from '../../../src/notify/templates/alert-card.ts';
import { MAIL_COLORS } from '../../../src/notify/templates/mail-layout.ts';
import { TEXT_COLUMNS } from '../../../src/notify/templates/plain-text.ts';
import { contrastOf, LARGE_CONTRAST_MIN, TEXT_CONTRAST_MIN } from '../../support/contrast.ts';
import { makeAlertContent } from '../sample-content.ts';
import { listAwkwardMails, listLongestMails, listSampleMails } from '../sample-mails.ts';

const MAILS = [
  ...listSampleMails(),
  ...(['fr', 'en'] as const).flatMap((language) => [...listAwkwardMails(language), ...listLongestMails(language)]),
];
/** Gmail cuts a mail at 102 kB, its pixels and its footer with it. */
const HTML_BYTES_MAX = 100_000;
const FINGER_PX = 44;

describe.each(MAILS)('the mail $name in $language', ({ language, mail }) => {
  const { html, text } = mail;

  test('is one page in one language with one heading', () => {
    expect(html).toMatch(new RegExp(`^<!doctype html>\\s*<html lang="${language}" dir="ltr">`));
    expect(html.match(/<h1\b/g)).toHaveLength(1);
    expect(html).toContain(`<table role="presentation" lang="${language}" dir="ltr"`); // where the page's own is dropped
    expect(html).toContain('<meta name="color-scheme" content="light dark">');
  });

  test('is not cut by Gmail, and loads nothing', () => {
    expect(Buffer.byteLength(html)).toBeLessThan(HTML_BYTES_MAX);
    expect(html).not.toMatch(/<img(?![^>]* src="cid:)|<link|<script|<iframe|@import|url\(|\ssrc="(?!cid:)/i);
  });

  test('is laid out with what Outlook draws', () => {
    expect(html).not.toMatch(/display:\s*(inline-)?(flex|grid)|position:|float:|\bbackground:/);
    expect(html).toMatch(/<!--\[if mso\]><table role="presentation" width="600"[^>]*><tr><td><!\[endif\]-->/);
    expect(html.match(/<!--\[if mso\]>/g)).toHaveLength(2);
    for (const [tag, color] of html.matchAll(/<[^>]*background-color:(#[0-9a-f]{6})[^>]*>/g)) {
      expect(tag).toContain(`bgcolor="${color}"`);
    }
  });

  test('shows a mailbox a sentence of its own, and nothing behind it', () => {
    const hidden = /<body[^>]*>\s*<div style="display:none;[^"]*">(.*?)((?:&#847;&zwnj;&nbsp;)+)<\/div>/s.exec(html);
    expect(hidden?.[1]?.length).toBeGreaterThan(30);
    expect(hidden?.[2]?.length).toBeGreaterThan(1_000);
  });

  test('has a text that reads in a terminal, links alone on their lines', () => {
    const lines = text.split('\n');
    const links = lines.filter((line) => /https?:\/\//.test(line));
    for (const line of links) expect(line).toMatch(/^ *https?:\/\/\S+$/);
    const others = lines.filter((line) => !links.includes(line) && line.length > TEXT_COLUMNS);
    // a word that is longer than a line stands alone and whole
    expect(others.filter((line) => line.replace(/^ *(- |\d+\. )?/, '').includes(' '))).toEqual([]);
    expect(text).not.toMatch(/<\/?(p|b|td|table)\b|&(amp|nbsp|quot);/);
  });
});

describe('the button', () => {
  const buttonOf = (html: string) =>
    /<td bgcolor="(#\w{6})"[^>]*mso-padding-alt:(\d+)px (\d+)px"><a [^>]*;padding:(\d+)px (\d+)px;[^>]*line-height:(\d+)px/.exec(
      html,
    );

  test('is as high as a finger is broad, in Outlook too, which drops the padding of a link', () => {
    const [, , cellHeight, cellWidth, height, width, lineHeight] =
      buttonOf(listSampleMails()[0]?.mail.html ?? '') ?? [];
    expect([cellHeight, cellWidth]).toEqual([height, width]);
    expect(2 * Number(height) + Number(lineHeight)).toBeGreaterThanOrEqual(FINGER_PX);
  });

  test('stands in every alert that goes on, and in no other mail', () => {
    const names = listSampleMails().flatMap(({ name, mail }) => (buttonOf(mail.html) === null ? [] : [name]));
    expect(names).toEqual([
      'first-notice',
      'worse',
      'unanswered',
      'reminder',
      'still-on',
      'to-watch',
      'first-notice-english',
      'two-buzzes',
      'scare',
    ]);
  });
});

describe('what a mailbox shows behind the subject', () => {
  const preheaders = new Map(
    listSampleMails().map(({ name, mail }) => [
      name,
      (/<div style="display:none[^"]*">(.*?)&#847;/s.exec(mail.html)?.[1] ?? '').replace(/[\u00a0\u202f]/g, ' '),
    ]),
  );
  test.each([
    ['first-notice', /^1 131 mentions négatives en 1 h \(d’habitude 3\)\. Depuis le mardi 2 juin à 14 h 05\./],
    ['unanswered', / Sans réponse depuis le mardi 2 juin à 14 h 36 : Claire Aubert et Marc Nguyên\.$/],
    ['closed', /^Commencé le mardi 2 juin à 14 h 05, clos le /],
    ['first-notice-english', /^1,131 negative in 1 h \(usually 3\)\. Since /],
    ['digest', /^214 mentions de l’opérateur Orange cette semaine, /],
    ['test', /^Ceci est un test de Vigie pour Atelier Camélia : /],
  ])('of %s it is the sentence that tells most', (name, sentence) => {
    expect(preheaders.get(name)).toMatch(sentence);
  });
});

describe('the colours', () => {
  const readable: readonly (readonly [what: string, text: string, ground: string, min: number])[] = (
    ['light', 'dark'] as const
  ).flatMap((look) => {
    const { card, ink, soft, link, bad, other } = MAIL_COLORS[look];
    return [
      [`${look} ink`, ink, card, TEXT_CONTRAST_MIN],
      [`${look} soft`, soft, card, TEXT_CONTRAST_MIN],
      [`${look} link`, link, card, TEXT_CONTRAST_MIN],
      [`${look} bar of negatives`, bad, card, LARGE_CONTRAST_MIN],
      [`${look} bar of others`, other, card, LARGE_CONTRAST_MIN],
    ] as const;
  });
  test.each(readable)('%s parts from its ground', (_what, text, ground, min) => {
    expect(contrastOf(text, ground)).toBeGreaterThanOrEqual(min);
  });

  const bands = MAILS.map(({ mail }) => {
    const [, band = '', ink = ''] = /bgcolor="(#\w{6})"[^>]*>\s*<h1 [^>]*;color:(#\w{6})"/.exec(mail.html) ?? [];
    return `${ink} on ${band}`;
  });
  test.each([
    ...new Set([...bands, ...BUZZ_LEVELS.map((level) => `#ffffff on ${toColor(makeAlertContent({ level }))}`)]),
  ])('the heading is read: %s', (pair) => {
    const [ink = '', band = ''] = pair.split(' on ');
    expect(contrastOf(ink, band)).toBeGreaterThanOrEqual(TEXT_CONTRAST_MIN);
  });

  test('grey on a lighter grey would be found', () => {
    expect(contrastOf('#ffffff', '#000000')).toBeCloseTo(21, 5);
    expect(contrastOf('#999999', '#eeeeee')).toBeLessThan(LARGE_CONTRAST_MIN);
  });
});
