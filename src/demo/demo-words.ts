/** What the demo says in the terminal, in French and in English. */
import type { Language } from '../domain/agency.ts';
import type { BuzzLevel } from '../domain/buzz.ts';
import { type Formats, makeFormats, NBSP, withMinus } from '../domain/formats.ts';
import { AGENCY } from './cast.ts';

export type WindowWords = Readonly<{
  brandName: string;
  mentionCount: number;
  negativeCount: number;
  authorCount: number;
  usualNegativeCount: number;
}>;

export type DemoWords = Readonly<{
  formats: Formats;
  /** Hour and minute on the agency's wall. */
  time: (instant: Date) => string;
  score: (score: number) => string;
  quote: (text: string) => string;
  opening: readonly string[];
  places: Readonly<{ sites: string; mailbox: string; sms: string; dashboard: string }>;
  ordinaryHeading: string;
  table: Readonly<{ week: string; documents: string; mentions: string; negative: string }>;
  week: (from: Date, until: Date) => string;
  digest: (at: Date, to: string) => string;
  ordinaryEnd: (falseAlarmCount: number) => string;
  crisisHeading: (at: Date) => string;
  moreMentions: (count: number) => string;
  window: (window: WindowWords) => string;
  opened: (brandName: string, level: BuzzLevel) => string;
  escalated: (brandName: string, level: BuzzLevel) => string;
  reopened: (brandName: string, level: BuzzLevel) => string;
  acknowledged: (brandName: string, by: string) => string;
  resolved: (brandName: string) => string;
  mail: (to: string, subject: string) => string;
  sms: (to: string) => string;
  mailTitle: (at: Date, to: string) => string;
  smsTitle: (at: Date, to: string) => string;
  subject: string;
  opensLink: (name: string) => string;
  summaryHeading: string;
  summary: Readonly<{
    firstComplaint: string;
    opened: string;
    alertMail: (name: string) => string;
    alertSms: (name: string) => string;
    acknowledged: string;
    resolved: string;
    read: string;
    sent: string;
    falseAlarms: string;
    duration: string;
    never: string;
    after: (durationMs: number) => string;
    readValue: (documentCount: number, mentionCount: number) => string;
    sentValue: (mailCount: number, smsCount: number) => string;
    durationValue: (seconds: number) => string;
  }>;
  arrived: string;
  missing: (what: string) => string;
  missed: Readonly<{
    interrupted: string;
    digest: (brandName: string) => string;
    alertMail: (name: string) => string;
    alertSms: (name: string) => string;
    acknowledged: string;
    resolved: (name: string) => string;
  }>;
  keep: (access: Readonly<{ url: string; email: string; password: string }>) => readonly string[];
}>;

export function chooseDemoWords(language: Language): DemoWords {
  return language === 'fr' ? makeFrenchWords() : makeEnglishWords();
}

function makeFrenchWords(): DemoWords {
  const formats = makeFormats({ language: 'fr', timeZone: AGENCY.timeZone });
  const { counted, duration } = formats;
  const levels = { 1: 'signal faible', 2: 'à surveiller', 3: 'bad buzz', 4: 'crise' };
  const level = (value: BuzzLevel): string => `niveau ${value}/4, ${levels[value]}`;
  const negatives = { one: 'négative', other: 'négatives' };
  return {
    formats,
    ...makeNumberWords('fr-FR'),
    quote: (text) => `«${NBSP}${text.replace(/«\s*/g, '“').replace(/\s*»/g, '”')}${NBSP}»`,
    opening: [
      'Vigie, la démonstration',
      'Un bad buzz rejoué sur cette machine, sans Internet : vrais flux, vrai forum, vraie chaîne de',
      'traitement, vrai courrier. Seule l’horloge va plus vite. Marques, gens et sites sont inventés.',
    ],
    places: {
      sites: 'Sites locaux',
      mailbox: 'Boîte aux lettres',
      sms: 'Passerelle SMS',
      dashboard: 'Tableau de bord',
    },
    ordinaryHeading: 'Quatre semaines ordinaires',
    table: { week: 'semaine', documents: 'lus', mentions: 'mentions', negative: 'nég.' },
    week: (from, until) => `${formats.day(from)} – ${formats.day(until)}`,
    digest: (at, to) => `${formats.longInstant(at)}, bilans reçus par ${to}${NBSP}:`,
    ordinaryEnd: (count) =>
      count === 0
        ? 'Personne n’a été dérangé pour rien : aucune alerte en quatre semaines.'
        : `Alertes pendant ces quatre semaines${NBSP}: ${count}.`,
    crisisHeading: (at) => `${capitalise(formats.weekday(at))}, le soir`,
    moreMentions: (count) => `et ${counted(count, { one: 'autre', other: 'autres' })}`,
    window: (window) =>
      `${window.brandName}${NBSP}: ${counted(window.negativeCount, negatives)} sur ${window.mentionCount} en une heure, ` +
      `${counted(window.authorCount, { one: 'auteur', other: 'auteurs' })} (d’habitude ${window.usualNegativeCount})`,
    opened: (brandName, value) => `${brandName}${NBSP}: un buzz s’ouvre, ${level(value)}`,
    escalated: (brandName, value) => `${brandName}${NBSP}: le buzz s’aggrave, ${level(value)}`,
    reopened: (brandName, value) => `${brandName}${NBSP}: le buzz reprend, ${level(value)}`,
    acknowledged: (brandName, by) => `${brandName}${NBSP}: pris en charge par ${by}`,
    resolved: (brandName) => `${brandName}${NBSP}: le buzz est terminé`,
    mail: (to, subject) => `e-mail à ${to}${NBSP}: ${subject}`,
    sms: (to) => `SMS au ${to}`,
    mailTitle: (at, to) => `E-mail reçu à ${formatTime('fr-FR', at)} par ${to}`,
    smsTitle: (at, to) => `SMS reçu à ${formatTime('fr-FR', at)} au ${to}`,
    subject: `Objet${NBSP}:`,
    opensLink: (name) => `${name} ouvre le lien de son e-mail et appuie sur le bouton.`,
    summaryHeading: 'En résumé',
    summary: {
      firstComplaint: 'Première plainte publiée',
      opened: 'Buzz ouvert',
      alertMail: (name) => `E-mail d’alerte à ${name}`,
      alertSms: (name) => `SMS à ${name}`,
      acknowledged: 'Pris en charge',
      resolved: 'Retour à la normale annoncé',
      read: 'Lu',
      sent: 'Envoyé',
      falseAlarms: 'Alertes pour rien',
      duration: 'Durée réelle',
      never: 'jamais',
      after: (durationMs) => `${duration(durationMs)} après`,
      readValue: (documentCount, mentionCount) =>
        `${counted(documentCount, { one: 'document', other: 'documents' })}, ${counted(mentionCount, { one: 'mention', other: 'mentions' })}`,
      sentValue: (mailCount, smsCount) =>
        `${counted(mailCount, { one: 'e-mail', other: 'e-mails' })}, ${smsCount}${NBSP}SMS`,
      durationValue: (seconds) => `${counted(seconds, { one: 'seconde', other: 'secondes' })}`,
    },
    arrived: 'Tout est arrivé.',
    missing: (what) => `Il manque${NBSP}: ${what}.`,
    missed: {
      interrupted: 'la fin, la démonstration a été interrompue',
      digest: (brandName) => `un bilan hebdomadaire de ${brandName}`,
      alertMail: (name) => `l’e-mail d’alerte à ${name}`,
      alertSms: (name) => `le SMS d’alerte à ${name}`,
      acknowledged: 'la prise en charge par le lien de l’e-mail',
      resolved: (name) => `l’e-mail de retour à la normale à ${name}`,
    },
    keep: ({ url, email, password }) => [
      `Le tableau de bord reste ouvert${NBSP}: ${url}`,
      `Pour y entrer${NBSP}: ${email}, mot de passe ${password}`,
      'Ctrl-C pour finir.',
    ],
  };
}

function makeEnglishWords(): DemoWords {
  const formats = makeFormats({ language: 'en', timeZone: AGENCY.timeZone });
  const { counted, duration } = formats;
  const levels = { 1: 'weak signal', 2: 'to watch', 3: 'bad buzz', 4: 'crisis' };
  const level = (value: BuzzLevel): string => `level ${value}/4, ${levels[value]}`;
  return {
    formats,
    ...makeNumberWords('en-GB'),
    quote: (text) => `“${text}”`,
    opening: [
      'Vigie, the demo',
      'A bad buzz replayed on this machine, without the internet: real feeds, a real forum, the real',
      'pipeline, real mail. Only the clock runs faster. Brands, people and sites are invented.',
    ],
    places: { sites: 'Local sites', mailbox: 'Mailbox', sms: 'SMS gateway', dashboard: 'Dashboard' },
    ordinaryHeading: 'Four ordinary weeks',
    table: { week: 'week', documents: 'read', mentions: 'mentions', negative: 'neg.' },
    week: (from, until) => `${formats.day(from)} – ${formats.day(until)}`,
    digest: (at, to) => `${formats.longInstant(at)}, digests received by ${to}:`,
    ordinaryEnd: (count) =>
      count === 0
        ? 'Nobody was disturbed for nothing: no alert in four weeks.'
        : `Alerts in these four weeks: ${count}.`,
    crisisHeading: (at) => `${formats.weekday(at)}, in the evening`,
    moreMentions: (count) => `and ${counted(count, { one: 'more', other: 'more' })}`,
    window: (window) =>
      `${window.brandName}: ${window.negativeCount} negative of ${window.mentionCount} in one hour, ` +
      `${counted(window.authorCount, { one: 'author', other: 'authors' })} (usually ${window.usualNegativeCount})`,
    opened: (brandName, value) => `${brandName}: a buzz opens, ${level(value)}`,
    escalated: (brandName, value) => `${brandName}: the buzz gets worse, ${level(value)}`,
    reopened: (brandName, value) => `${brandName}: the buzz is back, ${level(value)}`,
    acknowledged: (brandName, by) => `${brandName}: ${by} is on it`,
    resolved: (brandName) => `${brandName}: the buzz is over`,
    mail: (to, subject) => `e-mail to ${to}: ${subject}`,
    sms: (to) => `SMS to ${to}`,
    mailTitle: (at, to) => `E-mail received at ${formatTime('en-GB', at)} by ${to}`,
    smsTitle: (at, to) => `SMS received at ${formatTime('en-GB', at)} by ${to}`,
    subject: 'Subject:',
    opensLink: (name) => `${name} opens the link in the e-mail and presses the button.`,
    summaryHeading: 'In short',
    summary: {
      firstComplaint: 'First complaint published',
      opened: 'Buzz opened',
      alertMail: (name) => `Alert e-mail to ${name}`,
      alertSms: (name) => `SMS to ${name}`,
      acknowledged: 'Acknowledged',
      resolved: 'Back to normal announced',
      read: 'Read',
      sent: 'Sent',
      falseAlarms: 'Alerts for nothing',
      duration: 'Real time',
      never: 'never',
      after: (durationMs) => `${duration(durationMs)} later`,
      readValue: (documentCount, mentionCount) =>
        `${counted(documentCount, { one: 'document', other: 'documents' })}, ${counted(mentionCount, { one: 'mention', other: 'mentions' })}`,
      sentValue: (mailCount, smsCount) =>
        `${counted(mailCount, { one: 'e-mail', other: 'e-mails' })}, ${smsCount}${NBSP}SMS`,
      durationValue: (seconds) => counted(seconds, { one: 'second', other: 'seconds' }),
    },
    arrived: 'Everything arrived.',
    missing: (what) => `Missing: ${what}.`,
    missed: {
      interrupted: 'the end, the demo was interrupted',
      digest: (brandName) => `a weekly digest of ${brandName}`,
      alertMail: (name) => `the alert e-mail to ${name}`,
      alertSms: (name) => `the alert SMS to ${name}`,
      acknowledged: 'the acknowledgement by the link in the e-mail',
      resolved: (name) => `the back-to-normal e-mail to ${name}`,
    },
    keep: ({ url, email, password }) => [
      `The demo’s dashboard stays open: ${url}`,
      `To sign in: ${email}, password ${password}`,
      'Ctrl-C to end.',
    ],
  };
}

function makeNumberWords(locale: string): Pick<DemoWords, 'time' | 'score'> {
  const score = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
    signDisplay: 'always',
  });
  return {
    time: (instant) => formatTime(locale, instant),
    score: (value) => withMinus(score.format(value)),
  };
}

function formatTime(locale: string, instant: Date): string {
  const format = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone: AGENCY.timeZone });
  return format.format(instant);
}

function capitalise(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}
