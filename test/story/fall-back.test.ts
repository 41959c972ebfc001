/** The stories of a message that does not get out: told by another channel in time, once, and only while it matters. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Delivery } from '../../src/domain/alert.ts';
import type { BuzzLevel } from '../../src/domain/buzz.ts';
import { answerByName } from '../../src/intents/answer-buzz.ts';
import { takeSmsReceipts } from '../../src/intents/sms-receipts.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { fallBack } from '../../src/pipeline/fall-back.ts';
import { markUnreachable } from '../../src/store/channel-proofs.ts';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { type AlertStage, NIGHT, setAlertStage } from '../support/alert-stage.ts';
import { makeSecondWorker, type TestWorld } from '../support/test-world.ts';

const AWAY = { command: 'connect', code: 421, text: 'restarting' } as const;
const stopping = new AbortController().signal;
const MAIL = { kind: 'email', address: 'claire@agence.example' } as const;
const PHONE = { kind: 'sms', address: '+33612345000', minLevel: 4 } as const;

/** Claire, by mail from level 2 and by SMS in a crisis; the mail server is away. */
async function setStage(more: Parameters<AlertStage['addPerson']>[1] = {}): Promise<AlertStage> {
  const stage = await setAlertStage(undefined, { SMS_REPLIES: 'twilio' });
  await stage.addPerson('Claire', { channels: [MAIL, PHONE], ...more });
  stage.mailbox.refuseWith(AWAY);
  return stage;
}

async function list({ world, agency }: AlertStage): Promise<readonly Delivery[]> {
  return await listDeliveries(world.db, { agencyId: agency.id }, { after: null, limit: 100 });
}

describe('an alert by mail while the mail server is away', () => {
  const deadlines: readonly (readonly [level: BuzzLevel, minutes: number])[] = [
    [2, 30],
    [3, 5],
  ];
  test.each(deadlines)(
    'of level %d is told by SMS after %d minutes, and by mail when it is back',
    async (level, minutes) => {
      await using stage = await setStage();
      const { agencyId, id: buzzId } = await stage.open(await stage.addBrand('Orange'), level);
      expect(await stage.pass(minutes - 1)).toEqual([]);
      expect(await stage.pass(1)).toEqual(['sms Claire']);
      const [sms, mail] = await list(stage);
      expect(sms).toMatchObject({ insteadOfId: mail?.id, status: 'accepted', replyNumber: 1, alertId: mail?.alertId });
      await answerByName(stage.world, { agencyId, buzzId }, { answer: 'acknowledge', by: 'Claire' });
      expect(await stage.pass(20)).toEqual([]);
      stage.mailbox.refuseWith(null);
      expect(await stage.pass(11)).toEqual(['mail Claire']);
    },
  );

  test('of level 4 is told by SMS with the mail, which leaves nothing to fall back on', async () => {
    await using stage = await setStage();
    await stage.open(await stage.addBrand('Orange'), 4);
    expect(await stage.pass(1)).toEqual(['sms Claire']);
    expect(await stage.pass(3)).toEqual([]);
    expect(await list(stage)).toHaveLength(2);
  });

  test('ends where it was told: the SMS has its end too, and the end has no other channel', async () => {
    await using stage = await setStage();
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(6);
    await stage.end(buzz);
    expect(await stage.pass(1)).toEqual(['sms Claire']);
    const ends = (await list(stage)).slice(0, 2);
    expect(ends.map(({ channelKind, insteadOfId }) => [channelKind, insteadOfId])).toEqual(
      expect.arrayContaining([
        ['email', null],
        ['sms', null],
      ]),
    );
    expect(await stage.pass(60)).toEqual([]);
  });

  test('is told nowhere else once somebody has it in hand, or it is over', async () => {
    await using stage = await setStage();
    const taken = await stage.open(await stage.addBrand('Orange'), 3);
    const ended = await stage.open(await stage.addBrand('LG'), 3);
    await stage.pass(3);
    await answerByName(
      stage.world,
      { agencyId: taken.agencyId, buzzId: taken.id },
      { answer: 'acknowledge', by: 'Marie' },
    );
    await stage.end(ended);
    expect(await stage.pass(60)).toEqual([]);
  });

  test('that comes back in time is told once', async () => {
    await using stage = await setStage();
    await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(1);
    stage.mailbox.refuseWith(null);
    expect(await stage.pass(8)).toEqual(['mail Claire']);
  });

  test('waits for the end of quiet hours that began meanwhile', async () => {
    const tenAtNight = new Date('2026-06-02T19:58:00Z');
    await using stage = await setAlertStage(tenAtNight);
    await stage.addPerson('Claire', { channels: [MAIL, PHONE], quietHours: NIGHT });
    stage.mailbox.refuseWith(AWAY);
    await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(60)).toEqual([]);
    stage.world.clock.advanceMs(8 * HOUR_MS);
    expect(await stage.pass(3)).toEqual(['sms Claire']);
  });
});

describe('an alert that dies before its time', () => {
  test('refused by the mail server, is told by SMS at once', async () => {
    await using stage = await setStage();
    stage.mailbox.refuseWith({ command: 'recipient', code: 550, text: 'no such user' });
    await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(1)).toEqual(['sms Claire']);
    expect(await stage.pass(8)).toEqual([]);
  });

  test('by an SMS that never arrived, told by its receipt, is told by mail', async () => {
    await using stage = await setStage({
      channels: [
        { ...PHONE, minLevel: 2 },
        { ...MAIL, minLevel: 4 },
      ],
    });
    stage.mailbox.refuseWith(null);
    await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(1)).toEqual(['sms Claire']);
    await takeSmsReceipts(stage.world, [{ deliveryId: null, providerId: 'SM1', state: 'undelivered' }]);
    expect(await stage.pass(1)).toEqual(['mail Claire']);
  });

  test('by a bounce of an earlier mail, is told by SMS', async () => {
    await using stage = await setStage();
    await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(1);
    const [mail] = await list(stage);
    if (mail === undefined) throw new Error('no mail was decided');
    await markUnreachable(stage.world.db, [mail], 'hard-bounce', stage.world.clock.now());
    expect(await stage.pass(1)).toEqual(['sms Claire']);
  });
});

describe('a delivery that is late because the service was away', () => {
  test('is tried first, and told nowhere else where that succeeds', async () => {
    await using stage = await setStage();
    stage.mailbox.refuseWith(null);
    await stage.open(await stage.addBrand('Orange'), 3);
    await decideAlerts(stage.world);
    stage.world.clock.advanceMs(2 * HOUR_MS);
    expect((await stage.pass(8)).filter((line) => line.startsWith('sms'))).toEqual([]);
  });
});

describe('workers', () => {
  /** Three buzzes whose mails are late, with two ways that fail for each. */
  async function setLate() {
    const stage = await setStage({
      channels: [MAIL, PHONE, { kind: 'webhook', address: 'http://127.0.0.1:1/hook', minLevel: 2 }],
    });
    for (const name of ['Orange', 'LG', 'Free']) await stage.open(await stage.addBrand(name), 3);
    await decideAlerts(stage.world);
    await deliverPending({ ...stage.world, stopping });
    stage.world.clock.advanceMs(5 * MINUTE_MS);
    return stage;
  }

  async function countSms(stage: AlertStage): Promise<readonly (number | null)[]> {
    const all = await list(stage);
    return all.filter(({ channelKind }) => channelKind === 'sms').map(({ replyNumber }) => replyNumber);
  }

  test('that fall back at once tell each alert once by SMS, under a number of its own', async () => {
    await using stage = await setLate();
    const workers = [stage.world, makeSecondWorker(stage.world), stage.world];
    await Promise.all(workers.map((each) => fallBack(each)));
    expect((await countSms(stage)).toSorted()).toEqual([1, 2, 3]);
    expect(await fallBack(stage.world)).toBe(0);
  });

  test('one of them killed in between: nothing is half told, and the next tells it', async () => {
    await using stage = await setLate();
    const { world } = stage;
    const dying: TestWorld = {
      ...world,
      newId: () => {
        throw new Error('killed');
      },
    };
    await expect(fallBack(dying)).rejects.toThrow('killed');
    expect(await countSms(stage)).toEqual([]);
    expect(await fallBack(world)).toBeGreaterThan(0);
    expect(await countSms(stage)).toHaveLength(3);
    world.clock.advanceMs(DAY_MS);
    await fallBack(world);
    expect(await countSms(stage)).toHaveLength(3);
  });
});

test('nothing falls back that was decided as the end, a digest or a test', async () => {
  await using stage = await setStage();
  const buzz = await stage.open(await stage.addBrand('Orange'), 3);
  await stage.pass(1);
  await stage.end(buzz);
  await decideAlerts(stage.world);
  const rows = await stage.world.db
    .selectFrom('deliveries')
    .innerJoin('alerts', 'alerts.id', 'deliveries.alert_id')
    .select(['alerts.reason', 'deliveries.fall_back_at', 'deliveries.created_at'])
    .execute();
  for (const row of rows) {
    expect(row.fall_back_at).toEqual(row.reason === 'resolved' ? null : addMs(row.created_at, 5 * MINUTE_MS));
  }
});
