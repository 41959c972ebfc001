/** What the words of the logbook have to say in every language, and the figures that a debrief rests on. */
import type { BuzzKind, BuzzLevel } from './buzz.ts';
import type { Formats } from './formats.ts';
import type { ActionKind, LogbookEntry, Priority } from './logbook.ts';

/** What a debrief rests on. Instants and days are ISO 8601: it is served as JSON. */
export type DebriefFigures = Readonly<{
  mentionCount: number;
  negativeCount: number;
  positiveCount: number;
  /** Median of the same weekday of the four weeks before; null where the brand is younger. */
  usualMentionCount: number | null;
  /** Negative ones that nobody dealt with or set aside; of the last days where the day is not over. */
  unansweredCount: number;
  /** Those that went on at some time of the day, the first to open first. */
  buzzes: readonly DebriefBuzz[];
  /** Set for the day or before, and open at its end. */
  openPriorities: readonly Pick<Priority, 'id' | 'text' | 'forDate'>[];
}>;

export type DebriefBuzz = Readonly<{
  id: string;
  kind: BuzzKind;
  level: BuzzLevel;
  openedAt: string;
  acknowledgedAt: string | null;
  acknowledgedBy: string | null;
  resolvedAt: string | null;
}>;

export type LogbookWords = Readonly<{
  /** `Bad buzz 3/4 pris en charge`: without who did it, and without a full stop. */
  actions: Readonly<Record<ActionKind, (entry: Pick<LogbookEntry, 'facts' | 'count' | 'brandId'>) => string>>;
  /** `(Marie)` behind what somebody did. */
  by: (name: string) => string;
  mentions: (figures: DebriefFigures, weekday: string) => string;
  buzz: (buzz: DebriefBuzz, sayTime: (instant: string) => string) => string;
  unanswered: (count: number) => string;
  doneTitle: string;
  nothingDone: string;
  openTitle: string;
  nothingOpen: string;
  /** `depuis le 1er juin`: of a priority that was carried over. */
  since: (date: string) => string;
  /** Of an instant of another day: `le 1er juin à 23 h 05`. */
  onDay: (instant: Date) => string;
  atTime: (instant: Date) => string;
  andMore: (count: number) => string;
}>;

/** What a language's words are made with. sayDay: an ISO date as `1er juin`. */
export type LogbookKit = Readonly<{ formats: Formats; timeZone: string; sayDay: (date: string) => string }>;
