/** SMS leave only within the agency's budget of the day: a loop in a rule must not cost a month's money in an hour. */
import type { Clock } from '../base/clock.ts';
import { localDayOf } from '../base/zoned-time.ts';
import type { Agency } from '../domain/agency.ts';
import type { Delivery } from '../domain/alert.ts';
import { listContents, type MessageSubject } from '../notify/outgoing-message.ts';
import { countSegments } from '../notify/sms/gsm7.ts';
import type { SmsSender } from '../notify/sms/sms-sender.ts';
import type { Database } from '../store/database.ts';
import { takeSmsSegments } from '../store/sms-spending.ts';

type BudgetDeps = Readonly<{ db: Database['db']; clock: Clock; sms: SmsSender }>;

const CRISIS_LEVEL = 4;
/** Of the budget, that a crisis may take: at the end of a loud day it must still reach her. */
const CRISIS_FACTOR = 2;

/** The sender for one delivery, which counts its segments once, however often it is tried. */
export function makeSmsWithinBudget(
  deps: BudgetDeps,
  message: Readonly<{ agency: Agency; delivery: Delivery; subject: MessageSubject }>,
): SmsSender {
  const { agency, delivery, subject } = message;
  const { smsDailySegmentMax } = agency;
  const isCrisis = listContents(subject).some(({ level }) => level >= CRISIS_LEVEL);
  return {
    send: async (sms) => {
      if (delivery.segmentCount !== null) return await deps.sms.send(sms);
      const day = localDayOf(deps.clock.now(), agency.timeZone).date;
      const answer = await takeSmsSegments(deps.db, {
        agencyId: agency.id,
        deliveryId: delivery.id,
        day,
        segmentCount: countSegments(sms.text),
        segmentMax: smsDailySegmentMax === null ? null : smsDailySegmentMax * (isCrisis ? CRISIS_FACTOR : 1),
      });
      if (answer === 'granted') return await deps.sms.send(sms);
      return {
        kind: 'never',
        reason: 'over-budget',
        message: `${agency.name} has used up its ${smsDailySegmentMax} SMS segments of ${day}: raise "smsDailySegmentMax" of the agency, or set it to null for no limit.`,
      };
    },
  };
}
