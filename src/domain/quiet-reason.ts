/** Why somebody who might have been told of a buzz was not: a closed vocabulary, also the metric's label. */

export type QuietReason =
  | 'same-as-before'
  | 'weak-signal'
  | 'campaign' // a weak signal while a campaign is on, which explains the volume
  | 'silence'
  | 'quiet-hours' // everybody whose turn it is sleeps
  | 'snoozed'
  | 'acknowledged'
  | 'not-out-yet' // what was told before waits for its provider: it will say it
  | 'throttled' // the reader was rung so often that it waits, and is told with whatever else comes
  | 'enough-reminders'
  | 'nobody-to-tell';

export const QUIET_REASONS = [
  'same-as-before',
  'weak-signal',
  'campaign',
  'silence',
  'quiet-hours',
  'snoozed',
  'acknowledged',
  'not-out-yet',
  'throttled',
  'enough-reminders',
  'nobody-to-tell',
] as const satisfies readonly QuietReason[];
