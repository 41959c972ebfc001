/** What a share of a sample says of the whole. */

/** from, to: 0 to 1. */
export type ShareInterval = Readonly<{ from: number; to: number }>;

/**
 * The interval in which the true share lies: Wilson's, which stays within 0 and 1 and is honest for small samples.
 *
 * Shape:   wholeCount: > 0. deviations: how many standard deviations each side is away: 1.96 leaves out 2.5 % on each.
 * Errors:  none: total.
 * Source:  E. B. Wilson (1927), Probable inference, JASA 22: 209-212.
 *
 * @example toShareInterval({ partCount: 18, wholeCount: 20 }, 1.96)  // { from: 0.699, to: 0.972 }
 */
export function toShareInterval(
  { partCount, wholeCount }: Readonly<{ partCount: number; wholeCount: number }>,
  deviations: number,
): ShareInterval {
  const ratio = partCount / wholeCount;
  const zSquared = deviations ** 2;
  const centre = ratio + zSquared / (2 * wholeCount);
  const spread = deviations * Math.sqrt((ratio * (1 - ratio)) / wholeCount + zSquared / (4 * wholeCount ** 2));
  const scale = 1 + zSquared / wholeCount;
  return { from: Math.max(0, (centre - spread) / scale), to: Math.min(1, (centre + spread) / scale) };
}
