/** What is written back to somebody who answered an alert by SMS: one sentence or two, short enough for one SMS. */
import type { Language } from './agency.ts';
import type { Answer, AnswerToAll } from './answer.ts';

/** name: of who has it in hand, where it is not the reader. */
export type SmsAnswer =
  | Readonly<{ kind: 'taken'; answer: Answer; brandName: string }>
  /** All that the reader was told of, but what somebody else has in hand. */
  | Readonly<{ kind: 'all-taken'; answer: AnswerToAll; brandNames: readonly string[] }>
  | Readonly<{ kind: 'noted'; brandName: string }>
  /** full: as much as a day holds is there already. */
  | Readonly<{ kind: 'not-noted'; brandName: string; why: 'full' | 'too-long' }>
  | Readonly<{ kind: 'none-left' }>
  | Readonly<{ kind: 'in-hand'; brandName: string; name: string }>
  | Readonly<{ kind: 'over'; brandName: string }>
  | Readonly<{ kind: 'no-such-number'; number: number }>
  /** number: of a buzz that the reader may answer. */
  | Readonly<{ kind: 'not-understood'; number: number }>;

type Words = Readonly<{
  /** Between the brand and the sentence. */
  colon: string;
  taken: Readonly<Record<Answer, string>>;
  allTaken: Readonly<Record<AnswerToAll, (what: string) => string>>;
  alerts: (count: number) => string;
  noted: string;
  notNoted: Readonly<Record<'full' | 'too-long', string>>;
  noneLeft: string;
  inHand: (name: string) => string;
  over: string;
  noSuchNumber: (number: number) => string;
  notUnderstood: (number: number) => string;
}>;

/** A longer name would take the sentence into a second SMS. */
const NAME_CHARS_MAX = 40;
/** Of all names together. */
const NAMES_CHARS_MAX = 50;

// every character is in the alphabet of a plain SMS
const WORDS: Readonly<Record<Language, Words>> = {
  fr: {
    colon: ' : ',
    taken: {
      acknowledge: 'noté, vous vous en occupez. Plus de rappel, sauf si cela empire.',
      snooze: "noté, rappel dans une heure, sauf si quelqu'un s'en occupe.",
      'false-alarm': 'noté, fausse alerte. Plus de rappel, sauf si cela empire.',
      resolve: "noté, c'est clos. Vigie n'y revient que si cela empire.",
    },
    allTaken: {
      acknowledge: (what) => `Vigie : noté, vous vous occupez de ${what}. Plus de rappel, sauf si cela empire.`,
      snooze: (what) => `Vigie : noté, rappel dans une heure de ${what}.`,
    },
    alerts: (count) => (count < 2 ? `${count} alerte` : `${count} alertes`),
    noted: 'noté au carnet.',
    notNoted: {
      full: "rien n'a été noté, le carnet du jour est plein.",
      'too-long': "rien n'a été noté, une priorité est trop longue.",
    },
    noneLeft: "Vigie : rien n'attend de réponse. Rien n'a changé.",
    inHand: (name) => `${name} s'en occupe déjà.`,
    over: "c'est déjà terminé, il n'y a plus rien à répondre.",
    noSuchNumber: (number) => `Vigie : aucune alerte en cours n'a le numéro ${number}. Rien n'a changé.`,
    notUnderstood: (number) =>
      `Vigie : réponse non comprise, rien n'a changé. ${number}A = vu, ${number}S = dans 1 h, ${number}F = fausse alerte, ${number}T = terminé, ${number}J texte = carnet.`,
  },
  en: {
    colon: ': ',
    taken: {
      acknowledge: 'noted, you are on it. No more reminders, unless it gets worse.',
      snooze: 'noted, a reminder in an hour, unless somebody is on it.',
      'false-alarm': 'noted, a false alarm. No more reminders, unless it gets worse.',
      resolve: 'noted, it is closed. Vigie comes back to it only if it gets worse.',
    },
    allTaken: {
      acknowledge: (what) => `Vigie: noted, you are on ${what}. No more reminders, unless it gets worse.`,
      snooze: (what) => `Vigie: noted, a reminder in an hour of ${what}.`,
    },
    alerts: (count) => (count === 1 ? `${count} alert` : `${count} alerts`),
    noted: 'noted in the logbook.',
    notNoted: {
      full: "nothing was noted, today's logbook is full.",
      'too-long': 'nothing was noted, a priority is too long.',
    },
    noneLeft: 'Vigie: nothing waits for an answer. Nothing was changed.',
    inHand: (name) => `${name} is on it already.`,
    over: 'it is over already, there is nothing left to answer.',
    noSuchNumber: (number) => `Vigie: no alert that goes on has the number ${number}. Nothing was changed.`,
    notUnderstood: (number) =>
      `Vigie: not understood, nothing was changed. ${number}A = seen, ${number}S = in 1 h, ${number}F = false alarm, ${number}R = resolved, ${number}N text = logbook.`,
  },
};

export function saySmsAnswer(language: Language, answer: SmsAnswer): string {
  const words = WORDS[language];
  switch (answer.kind) {
    case 'taken':
      return `${cut(answer.brandName)}${words.colon}${words.taken[answer.answer]}`;
    case 'all-taken': {
      const { brandNames } = answer;
      return words.allTaken[answer.answer](`${words.alerts(brandNames.length)} (${listNames(brandNames)})`);
    }
    case 'noted':
      return `${cut(answer.brandName)}${words.colon}${words.noted}`;
    case 'not-noted':
      return `${cut(answer.brandName)}${words.colon}${words.notNoted[answer.why]}`;
    case 'none-left':
      return words.noneLeft;
    case 'in-hand':
      return `${cut(answer.brandName)}${words.colon}${words.inHand(cut(answer.name))}`;
    case 'over':
      return `${cut(answer.brandName)}${words.colon}${words.over}`;
    case 'no-such-number':
      return words.noSuchNumber(answer.number);
    case 'not-understood':
      return words.notUnderstood(answer.number);
  }
}

/** `Orange, LG +2` */
function listNames(names: readonly string[]): string {
  const cuts = names.map(cut);
  let shown = cuts[0] ?? '';
  for (const [index, name] of cuts.slice(1).entries()) {
    if (shown.length + name.length > NAMES_CHARS_MAX) return `${shown} +${cuts.length - 1 - index}`;
    shown += `, ${name}`;
  }
  return shown;
}

function cut(name: string): string {
  return [...name.replace(/\p{Cc}+/gu, ' ')].slice(0, NAME_CHARS_MAX).join('');
}
