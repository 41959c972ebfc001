/** The stories of a night: who is told, who sleeps, who comes next, and who hears of the end. */
import { describe, expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Contact } from '../../src/domain/alert.ts';
import type { EscalationStep, QuietHours } from '../../src/domain/escalation.ts';
import { answerByName } from '../../src/intents/answer-buzz.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { listBuzzEvents } from '../../src/store/buzzes.ts';
import { type AlertStage, NIGHT, setAlertStage } from '../support/alert-stage.ts';
import { makeSecondWorker } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };

async function setQuiet({ world }: AlertStage, contact: Contact, quiet: QuietHours): Promise<void> {
  await world.db
    .updateTable('contacts')
    .set({ quiet_from_minute: quiet.fromMinute, quiet_until_minute: quiet.untilMinute })
    .where('id', '=', contact.id)
    .execute();
}

async function setClient({ world }: AlertStage, contact: Contact): Promise<void> {
  await world.db.updateTable('contacts').set({ is_client: true }).where('id', '=', contact.id).execute();
}

/** Of all brands of the agency. */
async function setChain({ world, agency }: AlertStage, steps: readonly EscalationStep[]): Promise<void> {
  const chainId = world.newId();
  const key = { agency_id: agency.id, chain_id: chainId };
  await world.db
    .insertInto('escalation_chains')
    .values({ agency_id: agency.id, id: chainId, brand_id: null, created_at: world.clock.now() })
    .execute();
  for (const [position, { waitMinutes, minLevel, targets }] of steps.entries()) {
    await world.db
      .insertInto('escalation_steps')
      .values({ ...key, position, wait_minutes: waitMinutes, min_level: minLevel })
      .execute();
    for (const target of targets) {
      await world.db
        .insertInto('escalation_targets')
        .values({
          ...{ ...key, position, id: world.newId() },
          contact_id: target.kind === 'contact' ? target.contactId : null,
          rota_id: target.kind === 'rota' ? target.rotaId : null,
        })
        .execute();
    }
  }
}

async function silence({ world, agency }: AlertStage, minutes: number): Promise<void> {
  const now = world.clock.now();
  await world.db
    .insertInto('silences')
    .values({
      ...{ agency_id: agency.id, id: world.newId(), brand_id: null, reason: 'Déménagement', created_by: 'Claire' },
      ...{ starts_at: now, ends_at: addMs(now, minutes * MINUTE_MS), created_at: now },
    })
    .execute();
}

function first(contact: Contact): EscalationStep {
  return { waitMinutes: 0, minLevel: 1, targets: [{ kind: 'contact', contactId: contact.id }] };
}

function then(contact: Contact, waitMinutes: number): EscalationStep {
  return { waitMinutes, minLevel: 3, targets: [{ kind: 'contact', contactId: contact.id }] };
}

describe('a bad buzz at three in the morning', () => {
  test('nobody answers: the backup is told after a quarter of an hour, and both are reminded', async () => {
    await using stage = await setAlertStage();
    const [claire, marc] = [await stage.addPerson('Claire'), await stage.addPerson('Marc')];
    await setChain(stage, [first(claire), then(marc, 15)]);
    const orange = await stage.addBrand('Orange');
    await stage.open(orange, 3);
    expect(await stage.pass(14)).toEqual(['mail Claire', 'sms Claire']);
    expect(await stage.pass(2)).toEqual(['mail Marc', 'sms Marc']);
    const mail = stage.mailbox.mails.at(-1)?.parsed;
    expect(mail?.subject).toContain('personne n’a répondu');
    expect(mail?.text).toMatch(/Sans réponse depuis le mardi 2 juin à 3\sh\s00\s: Claire\./);
    expect(await stage.pass(10)).toEqual(['mail Claire', 'mail Marc', 'sms Claire', 'sms Marc']);
  });

  test('the one on call sleeps: the backup is told at once', async () => {
    await using stage = await setAlertStage();
    const [claire, marc] = [await stage.addPerson('Claire'), await stage.addPerson('Marc')];
    await setQuiet(stage, claire, NIGHT);
    await setChain(stage, [first(claire), then(marc, 15)]);
    await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(1)).toEqual(['mail Marc', 'sms Marc']);
  });

  test('everybody sleeps: the timeline says so, and at seven they are told', async () => {
    await using stage = await setAlertStage();
    const claire = await stage.addPerson('Claire');
    await setQuiet(stage, claire, NIGHT);
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(60)).toEqual([]);
    const events = await listBuzzEvents(stage.world.db, { agencyId: stage.agency.id, buzzId: buzz.id });
    expect(events.filter(({ kind }) => kind === 'withheld')).toMatchObject([{ withheldReason: 'quiet-hours' }]);
    expect(await stage.pass(179)).toEqual([]);
    expect(await stage.pass(2)).toEqual(['mail Claire', 'sms Claire']);
  });

  test('a crisis wakes up whoever sleeps, and the client is told', async () => {
    await using stage = await setAlertStage();
    const [claire, client] = [await stage.addPerson('Claire'), await stage.addPerson('Cliente')];
    await setQuiet(stage, claire, NIGHT);
    await setClient(stage, client);
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(30)).toEqual([]);
    await stage.worsen(buzz, 4);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'mail Cliente', 'sms Claire', 'sms Cliente']);
    expect(await stage.pass(6)).toEqual(['mail Claire', 'sms Claire']); // the client is not reminded
    await stage.end(buzz);
    expect(await stage.pass(1)).toEqual(['mail Cliente', 'sms Cliente']); // Claire hears of the end when she gets up
    await stage.pass(4 * 60);
    expect(stage.mailbox.mails.at(-1)?.parsed.subject).toMatch(/^Orange\s: retour à la normale \(était crise 4\/4\)$/);
  });

  test('somebody answers: no reminder; it gets worse: told again, and reminded until it is answered again', async () => {
    await using stage = await setAlertStage();
    await stage.addPerson('Claire');
    const buzz = await stage.open(await stage.addBrand('Orange'), 2);
    expect(await stage.pass(1)).toEqual(['mail Claire']);
    const key = { agencyId: stage.agency.id, buzzId: buzz.id };
    await answerByName(stage.world, key, { answer: 'acknowledge', by: 'Claire' });
    expect(await stage.pass(120)).toEqual([]);
    await stage.worsen(buzz, 3);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(await stage.pass(10)).toEqual(['mail Claire', 'sms Claire']);
    await answerByName(stage.world, key, { answer: 'acknowledge', by: 'Claire' });
    expect(await stage.pass(200)).toEqual([]);
  });

  test('reminders come ever more seldom, and end', async () => {
    await using stage = await setAlertStage();
    await stage.addPerson('Claire');
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    for (let hour = 0; hour < 24; hour += 1) await stage.pass(60);
    const alerts = await listAlerts(stage.world.db, { agencyId: stage.agency.id, buzzId: buzz.id }, FIRST_PAGE);
    const minutes = alerts
      .toReversed()
      .map(({ decidedAt }) => (decidedAt.getTime() - buzz.openedAt.getTime()) / MINUTE_MS);
    expect(minutes).toEqual([0, 10, 30, 70, 150, 310, 630]);
    const events = await listBuzzEvents(stage.world.db, { agencyId: stage.agency.id, buzzId: buzz.id });
    expect(events.filter(({ kind }) => kind === 'withheld')).toEqual([]);
  });

  test('a silence tells nobody, and when it expires what still goes on is told', async () => {
    await using stage = await setAlertStage();
    await stage.addPerson('Claire');
    await silence(stage, 90);
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(89)).toEqual([]);
    const events = await listBuzzEvents(stage.world.db, { agencyId: stage.agency.id, buzzId: buzz.id });
    expect(events.filter(({ kind }) => kind === 'withheld')).toMatchObject([{ withheldReason: 'silence' }]);
    expect(await stage.pass(2)).toEqual(['mail Claire', 'sms Claire']);
    await silence(stage, 4 * 60);
    await stage.end(buzz);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']); // the end is told all the same
  });

  test('a silence that outlasts the buzz leaves nothing to tell', async () => {
    await using stage = await setAlertStage();
    await stage.addPerson('Claire');
    await silence(stage, 90);
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(30);
    await stage.end(buzz);
    stage.world.clock.advanceMs(2 * HOUR_MS);
    expect(await stage.pass(1)).toEqual([]);
  });

  test('it gets worse in the minute in which a reminder is due: told once, as worse', async () => {
    await using stage = await setAlertStage();
    await stage.addPerson('Claire');
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(9);
    stage.world.clock.advanceMs(MINUTE_MS);
    await stage.worsen(buzz, 4);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    const alerts = await listAlerts(stage.world.db, { agencyId: stage.agency.id }, FIRST_PAGE);
    expect(alerts.map(({ reason }) => reason)).toEqual(['worse', 'first-notice']);
  });

  test('two workers at once tell each thing once', async () => {
    await using stage = await setAlertStage();
    await stage.addPerson('Claire');
    const brands = await Promise.all(['Orange', 'LG', 'Ondelia'].map(stage.addBrand));
    for (const brand of brands) await stage.open(brand, 3);
    const workers = [stage.world, makeSecondWorker(stage.world)];
    for (let minute = 0; minute < 12; minute += 1) {
      await Promise.all(workers.map(decideAlerts));
      await Promise.all(workers.map((each) => deliverPending({ ...each, stopping: new AbortController().signal })));
      stage.world.clock.advanceMs(MINUTE_MS);
    }
    const alerts = await listAlerts(stage.world.db, { agencyId: stage.agency.id }, FIRST_PAGE);
    const told = alerts.map(({ buzzId, reason, sequence }) => `${buzzId} ${reason} ${sequence}`);
    expect(new Set(told).size).toBe(told.length);
    // three brands at once: one mail for the notices, and one for the reminders
    expect(alerts).toHaveLength(6);
    expect(stage.mailbox.mails).toHaveLength(2);
  });
});
