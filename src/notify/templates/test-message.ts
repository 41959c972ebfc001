/** A test of a channel ("proof of life"): one short text that says what it is, and the form of it that each channel takes. */
import { html } from '../../base/html.ts';
import type { Language } from '../../domain/agency.ts';
import { NBSP } from '../../domain/formats.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import type { TestContent } from '../outgoing-message.ts';
import { cutToSeptets, SEGMENT_SEPTETS, toGsm7 } from '../sms/gsm7.ts';
import { type RenderedEmail, renderLead, renderMailPage, renderNote } from './mail-layout.ts';
import { joinParts, TEXT_RULE, wrapText } from './plain-text.ts';

/** What a test says, without mark-up: a channel of any kind shows it in one line. */
export type TestText = Readonly<{
  title: string;
  /** That it is a test, of which agency's alerts, and that nothing is to be done. */
  sentence: string;
  /** Why it came. */
  why: string;
}>;

type TestWords = Readonly<{
  title: (agencyName: string) => string;
  sentence: (agencyName: string) => string;
  whys: Readonly<Record<TestContent['testKind'], string>>;
  /** Who signs mails. */
  footer: (agencyName: string) => string;
}>;

const WORDS: Readonly<Record<Language, TestWords>> = {
  fr: {
    title: (agencyName) => `${agencyName}${NBSP}: test des alertes`,
    sentence: (agencyName) =>
      `Ceci est un test de Vigie pour ${agencyName}${NBSP}: les alertes vous parviennent bien ici, vous n’avez rien à faire.`,
    whys: {
      asked: 'Quelqu’un de l’agence vient de le demander.',
      weekly: 'Il part une fois par semaine quand rien d’autre n’est passé par ici.',
    },
    footer: (agencyName) => `Test envoyé par Vigie pour ${agencyName}.`,
  },
  en: {
    title: (agencyName) => `${agencyName}: test of the alerts`,
    sentence: (agencyName) =>
      `This is a test by Vigie for ${agencyName}: alerts do reach you here, and there is nothing for you to do.`,
    whys: {
      asked: 'Somebody at the agency has just asked for it.',
      weekly: 'It is sent once a week when nothing else has come this way.',
    },
    footer: (agencyName) => `Test sent by Vigie for ${agencyName}.`,
  },
};

const AGENCY_CHARS_MAX = 80;
/** A longer name is cut, so that the sentence ends within one segment. */
const AGENCY_SEPTETS_MAX = 40;
/** White text on it has a contrast above 4.5. */
const BAND_COLOR = '#14324a';

/** The text of a test for a channel that shows plain text; it escapes what its provider reads as mark-up. */
export function renderTestText(content: TestContent, language: Language): TestText {
  const words = WORDS[language];
  const agencyName = toOneLine(content.agencyName, AGENCY_CHARS_MAX);
  return {
    title: words.title(agencyName),
    sentence: words.sentence(agencyName),
    why: words.whys[content.testKind],
  };
}

export function renderTestEmail(content: TestContent, language: Language): RenderedEmail {
  const { title, sentence, why } = renderTestText(content, language);
  const agencyName = stripControls(content.agencyName);
  const footer = WORDS[language].footer(agencyName);
  return {
    subject: title,
    text: joinParts([
      [wrapText(title), TEXT_RULE].join('\n'),
      wrapText(sentence),
      wrapText(why),
      `-- \n${wrapText(footer)}`,
    ]),
    html: renderMailPage({
      language,
      subject: title,
      preheader: sentence,
      bandColor: BAND_COLOR,
      heading: title,
      subheadings: [],
      sections: [html`${renderLead([sentence])}${renderNote(why)}`],
      footer,
    }),
  };
}

/** In the alphabet of a plain SMS and in one segment, whatever the agency is called. */
export function renderTestSms(content: TestContent, language: Language): string {
  const agencyName = cutToSeptets(toGsm7(stripControls(content.agencyName)), AGENCY_SEPTETS_MAX);
  return cutToSeptets(toGsm7(WORDS[language].sentence(agencyName)), SEGMENT_SEPTETS);
}

/**
 * The body of a webhook's test, in the same envelope as an alert's.
 *
 * Shape:   type `channel.test`; timestamp is when the test was asked for, so that every try sends the same bytes.
 */
export function renderTestWebhook(content: TestContent): string {
  return JSON.stringify({
    type: 'channel.test',
    timestamp: content.askedAt.toISOString(),
    data: { agency: { id: content.agencyId, name: content.agencyName }, testKind: content.testKind },
  });
}
