/**
 * The score of the Numenta Anomaly Benchmark, by its published rule: early detections within a labelled window earn most,
 * every row that is told outside of one costs, more the farther it is from the window before.
 */

/** What a find, a miss and a false row weigh. */
export type NabProfile = Readonly<{ name: string; findWeight: number; missWeight: number; falseWeight: number }>;

/** Source: A. Lavin, S. Ahmad (2015), Evaluating real-time anomaly detection algorithms, arXiv:1510.03336, and NAB's profiles. */
export const NAB_PROFILES: readonly NabProfile[] = [
  { name: 'standard', findWeight: 1, missWeight: 1, falseWeight: 0.11 },
  { name: 'low FP', findWeight: 1, missWeight: 1, falseWeight: 0.22 },
  { name: 'low FN', findWeight: 1, missWeight: 2, falseWeight: 0.11 },
];

/** First and last row of a labelled anomaly, both within it. */
export type NabWindow = Readonly<{ from: number; to: number }>;

export type NabResult = Readonly<{
  /** Of a perfect answer's 100; 0 is what saying nothing earns. */
  score: number;
  windowCount: number;
  foundCount: number;
  falseCount: number;
  /** Rows from the start of a window to its first detection, mean of those found; NaN where none was. */
  meanDelayRows: number;
}>;

/** One file: which rows were told, and what was labelled. */
export type NabAnswer = Readonly<{ isTold: readonly boolean[]; windows: readonly NabWindow[] }>;

const PROBATION_RATIO = 0.15;
const PROBATION_ROWS_MAX = 750;
/** What the earliest row of a window is worth before it is scaled to 1. */
const FIND_VALUE_MAX = scaledSigmoid(-1);

/** Rows at the start of a file that are not judged: time to learn. */
export function probationRowsOf(rowCount: number): number {
  return Math.min(Math.floor(PROBATION_RATIO * rowCount), PROBATION_ROWS_MAX);
}

/**
 * The score of one file or of several together.
 *
 * Shape:   windows are sorted and apart, and end within the file. Of the windows that begin in the probation only the
 *          rest is judged.
 * Errors:  none: total; NaN where there is no window at all.
 */
export function scoreNab(answers: readonly NabAnswer[], profile: NabProfile): NabResult {
  const parts = answers.map((answer) => scoreFile(answer, profile));
  const sum = (pick: (part: FileScore) => number): number => parts.reduce((total, part) => total + pick(part), 0);
  const windowCount = sum((part) => part.windowCount);
  const foundCount = sum((part) => part.foundCount);
  const worst = -profile.missWeight * windowCount;
  const best = profile.findWeight * windowCount;
  return {
    score: (100 * (sum((part) => part.value) - worst)) / (best - worst),
    windowCount,
    foundCount,
    falseCount: sum((part) => part.falseCount),
    meanDelayRows: sum((part) => part.delayRows) / foundCount,
  };
}

type FileScore = Readonly<{
  value: number;
  windowCount: number;
  foundCount: number;
  falseCount: number;
  delayRows: number;
}>;

function scoreFile({ isTold, windows }: NabAnswer, profile: NabProfile): FileScore {
  let value = 0;
  let falseCount = 0;
  const finds = new Map<NabWindow, { value: number; delayRows: number }>();
  const probation = probationRowsOf(isTold.length);
  for (const [row, told] of isTold.entries()) {
    if (!told || row < probation) continue;
    const window = windows.find(({ from, to }) => from <= row && row <= to);
    if (window === undefined) {
      falseCount += 1;
      value += falseValue(row, windows) * profile.falseWeight;
    } else if (!finds.has(window)) {
      // the first is the best: what a row is worth falls along the window
      finds.set(window, { value: findValue(row, window), delayRows: row - window.from });
    }
  }
  for (const window of windows) value += (finds.get(window)?.value ?? 0) * profile.findWeight;
  return {
    value: value - profile.missWeight * (windows.length - finds.size),
    windowCount: windows.length,
    foundCount: finds.size,
    falseCount,
    delayRows: [...finds.values()].reduce((total, find) => total + find.delayRows, 0),
  };
}

function findValue(row: number, { from, to }: NabWindow): number {
  return scaledSigmoid(-(to - row + 1) / (to - from + 1)) / FIND_VALUE_MAX;
}

function falseValue(row: number, windows: readonly NabWindow[]): number {
  const before = windows.findLast(({ to }) => to < row);
  return before === undefined ? -1 : scaledSigmoid((row - before.to) / (before.to - before.from));
}

/** 1 far before, 0 at the end of a window, -1 far after. */
function scaledSigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1;
}
