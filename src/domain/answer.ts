/** What people answer to an alert, wherever they answer: by the link of a message, by SMS, by API or on the dashboard. */
import type { Buzz } from './buzz.ts';

/** acknowledge: "I have it". false-alarm: that it is none, and nobody need be reminded of it. resolve: it is over. */
export type Answer = 'acknowledge' | 'snooze' | 'false-alarm' | 'resolve';

export const ANSWERS = ['acknowledge', 'snooze', 'false-alarm', 'resolve'] as const satisfies readonly Answer[];

/** What may be said of several buzzes at once: that one is false or over has to be seen one by one. */
export type AnswerToAll = Extract<Answer, 'acknowledge' | 'snooze'>;

export function isAnswerToAll(answer: Answer): answer is AnswerToAll {
  return answer === 'acknowledge' || answer === 'snooze';
}

/** For how long reminders are put off where nobody says how long. */
export const SNOOZE_MINUTES = 60;
export const SNOOZE_MINUTES_MIN = 5;
/** Longer is a silence, or a false alarm. */
export const SNOOZE_MINUTES_MAX = 1_440;

/** Whether somebody said "I have it" of the level that it has: a worse one asks again. */
export function isInHand({ acknowledgedLevel, level }: Pick<Buzz, 'acknowledgedLevel' | 'level'>): boolean {
  return acknowledgedLevel !== null && acknowledgedLevel >= level;
}

/**
 * The answers that would change something, in the order in which they are offered; none once it is over.
 *
 * Of a buzz that somebody has in hand nobody is reminded, so that there is nothing to put off.
 */
export function listOffers(buzz: Pick<Buzz, 'status' | 'acknowledgedLevel' | 'level' | 'mark'>): readonly Answer[] {
  if (buzz.status === 'resolved') return [];
  const isFree = !isInHand(buzz);
  return ANSWERS.filter((answer) => {
    if (answer === 'resolve') return true;
    return answer === 'false-alarm' ? isFree || buzz.mark !== 'false-alarm' : isFree;
  });
}
