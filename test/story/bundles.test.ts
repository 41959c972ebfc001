/** Many buzzes at once for one reader: told in few messages, answered with one answer, and nobody rung without end. */
import { expect, test } from 'vitest';
import { MINUTE_MS } from '../../src/base/clock.ts';
import type { Buzz, BuzzLevel } from '../../src/domain/buzz.ts';
import { answerByLink, answerBySms, readAnswerLink } from '../../src/intents/answer-buzz.ts';
import { resendDelivery } from '../../src/intents/deliveries.ts';
import { changeAgency } from '../../src/intents/people.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { listBuzzEvents, listBuzzes } from '../../src/store/buzzes.ts';
import { type AlertStage, setAlertStage } from '../support/alert-stage.ts';
import { makeSecondWorker } from '../support/test-world.ts';

const REPLIES = { SMS_REPLIES: 'twilio' };

function deliver({ world }: AlertStage): Promise<number> {
  return deliverPending({ ...world, stopping: new AbortController().signal });
}

async function openMany(stage: AlertStage, names: readonly string[], level: BuzzLevel = 3): Promise<readonly Buzz[]> {
  const buzzes: Buzz[] = [];
  for (const name of names) buzzes.push(await stage.open(await stage.addBrand(name), level));
  return buzzes;
}

function numberNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `Marque ${String(index + 1).padStart(2, '0')}`);
}

function lastSms({ gateway }: AlertStage): string {
  return new URLSearchParams(gateway.received.at(-1)?.body ?? '').get('Body') ?? '';
}

function readDeliveries({ world }: AlertStage) {
  return world.db.selectFrom('deliveries').selectAll().orderBy('created_at').orderBy('id').execute();
}

async function listStates({ world, agency }: AlertStage) {
  const buzzes = await listBuzzes(world.db, { agencyId: agency.id }, { after: null, limit: 100 });
  return Object.groupBy(buzzes, ({ acknowledgedBy }) => acknowledgedBy ?? 'nobody');
}

test('forty brands are hit at once: one mail, one SMS, and one answer for all', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire');
  await openMany(stage, numberNames(40));
  expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
  const mail = stage.mailbox.mails.at(-1)?.parsed;
  expect(mail?.subject).toMatch(/40\smarques touchées à la fois/);
  for (const name of numberNames(40)) expect(mail?.text).toContain(name);
  expect(lastSms(stage)).toMatch(/^\[40 ALERTES\] BAD BUZZ 3\/4 : MARQUE \d\d, MARQUE \d\d.* \+\d\d\. Vu \? /);
  const token = mail?.text?.match(/\/a\/(\S+)/)?.[1] ?? '';
  const { outcome, others } = await answerByLink(stage.world, token, 'acknowledge');
  expect({ outcome, otherCount: others.length }).toEqual({ outcome: 'taken', otherCount: 39 });
  const { Claire: taken = [], nobody = [] } = await listStates(stage);
  expect({ taken: taken.length, nobody: nobody.length }).toEqual({ taken: 40, nobody: 0 });
  expect(await stage.pass(60)).toEqual([]); // nobody is reminded of what is in hand
});

test('each reader is told of his own brands, whatever else is hit', async () => {
  await using stage = await setAlertStage();
  const orange = await stage.addBrand('Orange');
  await stage.addPerson('Claire');
  await stage.addPerson('Cliente', { brandIds: [orange.id] });
  await stage.open(orange, 3);
  await openMany(stage, numberNames(6));
  expect(await stage.pass(1)).toEqual(['mail Claire', 'mail Cliente', 'sms Claire', 'sms Cliente']);
  const toClient = stage.mailbox.mails.find(({ to }) => to.includes('cliente@agence.example'))?.parsed;
  expect(toClient?.subject).toMatch(/^Orange/);
  expect(toClient?.text).not.toContain('Marque 01');
});

test('what opens while a scare is on waits ten minutes, and is told in one message; a crisis does not wait', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire', { channels: [{ kind: 'email', address: 'claire@agence.example' }] });
  await openMany(stage, numberNames(6), 2);
  expect(await stage.pass(2)).toEqual(['mail Claire']);
  const [late] = await openMany(stage, ['LG', 'Sosh'], 2);
  expect(await stage.pass(5)).toEqual([]);
  const events = await listBuzzEvents(stage.world.db, { agencyId: stage.agency.id, buzzId: late?.id ?? '' });
  expect(events.filter(({ kind }) => kind === 'withheld')).toMatchObject([{ withheldReason: 'throttled' }]);
  expect(await stage.pass(4)).toEqual(['mail Claire']);
  expect(stage.mailbox.mails.at(-1)?.parsed.subject).toMatch(/^(LG et Sosh|Sosh et LG)/); // of the same level, in the same instant
  await openMany(stage, ['Free'], 4);
  expect(await stage.pass(1)).toEqual(['mail Claire']);
});

test('a telephone rings five times in a quarter of an hour and no more; what waited is told in one SMS', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire', { channels: [{ kind: 'sms', address: '+33612345000' }] });
  const names = numberNames(4);
  for (const name of names) {
    await openMany(stage, [name]);
    expect(await stage.pass(1)).toHaveLength(1);
  }
  const [first] = await listBuzzesOf(stage);
  if (first === undefined) throw new Error('no buzz');
  await stage.end(first);
  expect(await stage.pass(1)).toHaveLength(1);
  await openMany(stage, ['LG']);
  expect(await stage.pass(9)).toHaveLength(0);
  expect(await stage.pass(2)).toHaveLength(1);
  expect(lastSms(stage)).toContain('LG');
});

async function listBuzzesOf({ world, agency }: AlertStage): Promise<readonly Buzz[]> {
  return await listBuzzes(world.db, { agencyId: agency.id }, { after: null, limit: 100 });
}

test('the mail server is away: the same message is tried on, and all that it tells of is accepted with it', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire', { channels: [{ kind: 'email', address: 'claire@agence.example' }] });
  stage.mailbox.refuseWith({ command: 'data', code: 421, text: 'come again later' });
  await openMany(stage, ['Orange', 'LG']);
  await decideAlerts(stage.world);
  await deliver(stage);
  expect(await readDeliveries(stage)).toMatchObject([
    { status: 'pending', attempt_count: 1, last_error_reason: 'busy' },
    { status: 'pending', attempt_count: 1, last_error_reason: 'busy' },
  ]);
  await openMany(stage, ['Sosh']); // comes too late for that message
  stage.mailbox.refuseWith(null);
  expect(await stage.pass(2)).toEqual(['mail Claire', 'mail Claire']);
  const subjects = stage.mailbox.mails.map(({ parsed }) => parsed.subject ?? '').sort();
  expect(subjects).toEqual([expect.stringMatching(/^LG et Orange|^Orange et LG/), expect.stringMatching(/^Sosh/)]);
  const rows = await readDeliveries(stage);
  expect(rows.map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
  expect(rows.filter(({ bundled_into_id: id }) => id !== null)).toHaveLength(1);
});

test('a message that is given up is sent again: whole for its own, alone for one that it told of', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire', { channels: [{ kind: 'email', address: 'claire@agence.example' }] });
  stage.mailbox.refuseWith({ command: 'data', code: 554, text: 'no' });
  await openMany(stage, ['Orange', 'LG', 'Sosh']);
  await decideAlerts(stage.world);
  await deliver(stage);
  stage.mailbox.refuseWith(null);
  const rows = await readDeliveries(stage);
  expect(rows.map(({ status }) => status)).toEqual(['dead', 'dead', 'dead']);
  const [lead] = rows.filter(({ bundled_into_id: id }) => id === null);
  const [other] = rows.filter(({ bundled_into_id: id }) => id !== null);
  const agencyId = stage.agency.id;
  await resendDelivery(stage.world, { agencyId, deliveryId: other?.id ?? '' });
  await resendDelivery(stage.world, { agencyId, deliveryId: lead?.id ?? '' });
  await deliver(stage);
  const texts = stage.mailbox.mails.map(({ parsed }) => parsed.subject ?? '');
  expect(texts.map((subject) => subject.includes(' et ')).sort()).toEqual([false, true]);
  expect((await readDeliveries(stage)).map(({ status }) => status)).toEqual(['accepted', 'accepted', 'accepted']);
});

test('"0A" answers all that the telephone was told of, and nothing that waits to be told', async () => {
  await using stage = await setAlertStage(undefined, REPLIES);
  await stage.addPerson('Claire', { channels: [{ kind: 'sms', address: '+33612345000' }] });
  await openMany(stage, ['Orange', 'LG']);
  await stage.pass(0);
  expect(lastSms(stage)).toMatch(/0A=vu tout/);
  await openMany(stage, ['Sosh']);
  await stage.pass(0); // within the minute: it waits
  const reply = { id: 'r1', from: '+33612345000', text: '0a' };
  const reaction = await answerBySms(stage.world, 'twilio', reply);
  expect(reaction?.answer).toMatchObject({ kind: 'all-taken', answer: 'acknowledge' });
  const { Claire: taken = [], nobody = [] } = await listStates(stage);
  expect({ taken: taken.length, nobody: nobody.length }).toEqual({ taken: 2, nobody: 1 });
  const falseAlarm = await answerBySms(stage.world, 'twilio', { ...reply, id: 'r2', text: '0F' });
  expect(falseAlarm?.answer.kind).toBe('not-understood');
  const again = await answerBySms(stage.world, 'twilio', { ...reply, id: 'r3' });
  expect(again?.answer.kind).toBe('all-taken'); // those that are Claire's stay hers
});

test('a crisis among several buzzes is let out though the SMS of the day are used up', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire', { channels: [{ kind: 'sms', address: '+33612345000' }] });
  await changeAgency(stage.world, stage.agency.id, { smsDailySegmentMax: 1 });
  await openMany(stage, ['Orange', 'LG']);
  expect(await stage.pass(1)).toHaveLength(1);
  await openMany(stage, ['Sosh', 'Free']);
  expect(await stage.pass(1)).toHaveLength(0); // the budget is spent
  await openMany(stage, ['SFR'], 4);
  await openMany(stage, ['Darty']);
  expect(await stage.pass(1)).toHaveLength(1);
  expect(lastSms(stage)).toMatch(/^\[2 ALERTES\] CRISE 4\/4 : SFR\./);
});

test('the link of a message of which all is over answers nothing and stays', async () => {
  await using stage = await setAlertStage();
  await stage.addPerson('Claire', { channels: [{ kind: 'email', address: 'claire@agence.example' }] });
  const buzzes = await openMany(stage, ['Orange', 'LG']);
  await stage.pass(0);
  const token = stage.mailbox.mails.at(-1)?.parsed.text?.match(/\/a\/(\S+)/)?.[1] ?? '';
  for (const buzz of buzzes) await stage.end(buzz);
  expect(await answerByLink(stage.world, token, 'acknowledge')).toMatchObject({ outcome: 'over' });
  expect(await readAnswerLink(stage.world, token)).toMatchObject({ isSpent: false });
  stage.world.clock.advanceMs(MINUTE_MS);
  expect(await stage.pass(0)).toEqual(['mail Claire']);
  expect(stage.mailbox.mails.at(-1)?.parsed.subject).toMatch(/2\s?alertes terminées$/);
});

test('two workers at once: no alert leaves in two messages', async () => {
  await using stage = await setAlertStage();
  const second = makeSecondWorker(stage.world);
  await stage.addPerson('Claire');
  await openMany(stage, numberNames(30));
  await decideAlerts(stage.world);
  const stopping = new AbortController().signal;
  await Promise.all([deliver(stage), deliverPending({ ...second, stopping })]);
  expect(await stage.pass(0)).toEqual(['mail Claire', 'sms Claire']);
  const rows = await readDeliveries(stage);
  expect(rows.filter(({ status }) => status === 'accepted')).toHaveLength(60);
});
