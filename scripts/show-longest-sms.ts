/** Prints the twenty French alerts that have most to say, as SMS, with their septets and segments: `npm run show:sms`. */
import { SEGMENT_SEPTETS } from '../src/notify/sms/gsm7.ts';
import { listLongestAlerts } from '../test/notify/sms/longest-alerts.ts';

const alerts = listLongestAlerts();
const lines = alerts.map(({ wantedSeptets, septets, segments, text }) =>
  [String(wantedSeptets).padStart(6), String(septets).padStart(4), String(segments).padStart(8), text].join('  '),
);
process.stdout.write(
  [
    'septets of 160, of the extension two each; wanted: to say all of it',
    'wanted  sent  segments  text',
    ...lines,
    `${alerts.filter(({ septets }) => septets <= SEGMENT_SEPTETS).length} of ${alerts.length} fit in one segment`,
    '',
  ].join('\n'),
);
