/** What happens to each life, drawn from the seed and the life's number alone, so that it is the same in every run. */
import { HOUR_MS, SECOND_MS } from '../../src/base/clock.ts';
import { makeSeededRandom, type Random } from '../../src/base/random.ts';
import type { Moment } from './chaos-providers.ts';

/** When the process is killed; afterMs: after what the kind names. */
export type Death =
  /** After its start: while it opens its database, migrates, or takes back what the one before had claimed. */
  | Readonly<{ kind: 'starting'; afterMs: number }>
  /** While bad buzzes are still being opened. */
  | Readonly<{ kind: 'opening'; afterMs: number }>
  /** At, or a little after, a moment in the way of its messageNumber-th message. */
  | Readonly<{ kind: 'sending'; moment: Moment; messageNumber: number; afterMs: number }>
  /** After all of its buzzes were opened. */
  | Readonly<{ kind: 'later'; afterMs: number }>
  /** Long enough to see an answer that never comes time out. */
  | Readonly<{ kind: 'patient'; unanswered: 'email' | 'http'; afterMs: number }>;

export type LifePlan = Readonly<{
  death: Death;
  buzzCount: number;
  /** Null: the clock is left alone. whose: the machine's, or this process's as if it ran on another one. */
  jump: Readonly<{ afterMs: number; byMs: number; whose: 'machine' | 'own' }> | null;
  /** The mail server is gone for so long from this life's start; null: it is not. */
  mailServerGoneMs: number | null;
}>;

const BUZZES_MAX = 3;
const STARTING_MS_MAX = 1_800;
const OPENING_MS_MAX = 500;
const LATER_MS_MAX = 1_500;
const MESSAGES_MAX = 4;
const MOMENTS: readonly Moment[] = ['begun', 'accepted', 'answered'];
/** Right after the answer it is being written down. */
const AFTER_MOMENT_MS_MAX = 12;
const JUMP_RATIO = 0.25;
const JUMP_AFTER_MS_MAX = 4_000;
const GONE_RATIO = 0.12;
const GONE_MS_MAX = 8_000;
/** One life in so many is patient: longer than the service waits for an HTTP answer, or once for a mail server's. */
const LIVES_PER_PATIENT = 40;
const PATIENT_LIFE = 17;
const MAIL_PATIENT_LIFE = 57;
const HTTP_PATIENCE_MS = 23 * SECOND_MS;
const MAIL_PATIENCE_MS = 66 * SECOND_MS;

/** number: from 1. */
export function planLife(seed: number, number: number): LifePlan {
  const random = makeSeededRandom(seed * 100_003 + number);
  random.next();
  return {
    death: planDeath(random, number),
    buzzCount: 1 + Math.floor(random.next() * BUZZES_MAX),
    jump:
      random.next() < JUMP_RATIO
        ? {
            afterMs: random.next() * JUMP_AFTER_MS_MAX,
            byMs: random.next() < 0.5 ? HOUR_MS : -HOUR_MS,
            whose: random.next() < 0.7 ? 'machine' : 'own',
          }
        : null,
    mailServerGoneMs: random.next() < GONE_RATIO ? random.next() * GONE_MS_MAX : null,
  };
}

function planDeath(random: Random, number: number): Death {
  if (number % LIVES_PER_PATIENT === PATIENT_LIFE) {
    return number === MAIL_PATIENT_LIFE
      ? { kind: 'patient', unanswered: 'email', afterMs: MAIL_PATIENCE_MS }
      : { kind: 'patient', unanswered: 'http', afterMs: HTTP_PATIENCE_MS };
  }
  const chance = random.next();
  if (chance < 0.12) return { kind: 'starting', afterMs: random.next() * STARTING_MS_MAX };
  if (chance < 0.25) return { kind: 'opening', afterMs: random.next() * OPENING_MS_MAX };
  if (chance < 0.45) return { kind: 'later', afterMs: random.next() * LATER_MS_MAX };
  return {
    kind: 'sending',
    moment: MOMENTS[Math.floor(random.next() * MOMENTS.length)] ?? 'accepted',
    messageNumber: 1 + Math.floor(random.next() * MESSAGES_MAX),
    afterMs: random.next() < 0.5 ? 0 : random.next() * AFTER_MOMENT_MS_MAX,
  };
}
