/** The stories of an answer: by SMS, by link, by hand; what it stops, and what it does not. */
import type { FastifyInstance } from 'fastify';
import { describe, expect, test } from 'vitest';
import { toStoredTalk } from '../../src/analysis/buzz/talk-state.ts';
import { BUCKETS_PER_DAY } from '../../src/analysis/buzz/volume-model.ts';
import { addMs, MINUTE_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import type { Buzz } from '../../src/domain/buzz.ts';
import { makeCallUrl } from '../../src/domain/sms-call.ts';
import { BUCKET_MS } from '../../src/domain/volume.ts';
import { detectBuzz } from '../../src/pipeline/detect-buzz.ts';
import { getBuzz, listBuzzes } from '../../src/store/buzzes.ts';
import { orderJudgements } from '../../src/store/judgements.ts';
import { type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { saveTalkState } from '../../src/store/talk-states.ts';
import { type AlertStage, setAlertStage } from '../support/alert-stage.ts';
import { makeNewMention, toSentiment } from '../support/talk.ts';
import { foldRows, makeUsualRows } from '../support/talk-facts.ts';
import { makeDashboard, makeVisitor } from '../web/visitor.ts';

const PUBLIC_URL = 'https://vigie.example';
const CLAIRES_PHONE = '+33612345000';

/** Claire, by mail and SMS, where SMS can be answered. */
async function setStage(): Promise<AlertStage & Readonly<{ app: FastifyInstance }>> {
  const stage = await setAlertStage(undefined, { PUBLIC_URL, SMS_REPLIES: 'twilio' });
  await stage.addPerson('Claire');
  return { ...stage, app: await makeDashboard(stage.world) };
}

type Stage = Awaited<ReturnType<typeof setStage>>;

function readLastSms({ gateway }: Stage): string {
  return new URLSearchParams(gateway.received.at(-1)?.body).get('Body') ?? '';
}

/** With ordinary spaces. */
function readLastSubject({ mailbox }: Stage): string {
  return mailbox.mails.at(-1)?.parsed.subject?.replaceAll('\u00a0', ' ') ?? '';
}

/** Returns what is written back, empty for nothing. */
async function writeBack({ app, world }: Stage, text: string, from = CLAIRES_PHONE): Promise<string> {
  const answer = await app.inject({
    method: 'POST',
    url: new URL(makeCallUrl(world.secretKey, PUBLIC_URL, { purpose: 'replies', provider: 'twilio' })).pathname,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ From: from, Body: text, MessageSid: `SM${world.newId()}` }).toString(),
  });
  return /<Message>(.*)<\/Message>/.exec(answer.body)?.[1] ?? '';
}

function findLastLink({ mailbox }: Stage): string {
  const link = /\/a\/[\w-]+/.exec(mailbox.mails.at(-1)?.parsed.text ?? '')?.[0];
  if (link === undefined) throw new Error('the last mail has no link');
  return link;
}

async function read({ world }: Stage, { agencyId, id }: Buzz): Promise<Buzz> {
  return await getBuzz(world.db, { agencyId, buzzId: id });
}

describe('an alert that is answered', () => {
  test('by SMS, as seen: no more reminders; worse, it is told and reminded of again', async () => {
    await using stage = await setStage();
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(readLastSms(stage)).toMatch(/ Rép\. 1A=vu 1S=1h 1F=faux$/);
    expect(await writeBack(stage, '1a')).toBe(
      'Orange : noté, vous vous en occupez. Plus de rappel, sauf si cela empire.',
    );
    expect(await read(stage, buzz)).toMatchObject({ acknowledgedBy: 'Claire', acknowledgedLevel: 3 });
    expect(await stage.pass(120)).toEqual([]);
    await stage.worsen(buzz, 4);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(readLastSms(stage)).toContain('Rép. 1A=vu');
    expect(await stage.pass(5)).toEqual(['mail Claire', 'sms Claire']);
    await writeBack(stage, 'A1!');
    expect(await stage.pass(60)).toEqual([]);
  });

  test('by SMS, in an hour: a reminder after an hour and none before, with the same number', async () => {
    await using stage = await setStage();
    await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(1);
    expect(await writeBack(stage, '1 S')).toContain('rappel dans une heure');
    expect(await stage.pass(59)).toEqual([]);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(readLastSms(stage)).toContain('Rép. 1A=vu 1S=1h 1F=faux');
    expect(await writeBack(stage, '1S')).toContain('rappel dans une heure'); // and once more
    expect(await stage.pass(59)).toEqual([]);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
  });

  test('by its link, as a false alarm: it is marked, nobody is reminded, and its end is told', async () => {
    await using stage = await setStage();
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(1);
    const done = await makeVisitor(stage.app).post(findLastLink(stage), { answer: 'false-alarm' });
    expect(done.text).toContain('C’est noté : fausse alerte.');
    expect(await read(stage, buzz)).toMatchObject({ mark: 'false-alarm', markedBy: 'Claire', status: 'acknowledged' });
    expect(await stage.pass(120)).toEqual([]);
    await stage.end(buzz);
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(readLastSubject(stage)).toBe('Orange : fausse alerte, dit Claire (était bad buzz 3/4)');
    expect(readLastSms(stage)).toBe('[ORANGE] FIN - fausse alerte, dit Claire (était BAD BUZZ 3/4).');
  });

  test('as a false alarm, and it gets worse: the end of that is nobody’s false alarm', async () => {
    await using stage = await setStage();
    const buzz = await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(1);
    await writeBack(stage, '1F');
    await stage.pass(1);
    await stage.worsen(buzz, 4);
    await stage.pass(1);
    await stage.end(buzz);
    await stage.pass(1);
    expect(readLastSms(stage)).toBe('[ORANGE] FIN - retour à la normale (était CRISE 4/4).');
  });

  test('by SMS, as one of two: the other is reminded of', async () => {
    await using stage = await setStage();
    const orange = await stage.open(await stage.addBrand('Orange'), 3);
    await stage.pass(1);
    const lg = await stage.open(await stage.addBrand('LG'), 3);
    await stage.pass(1);
    expect(readLastSms(stage)).toMatch(/^\[LG\].* Rép\. 2A=vu 2S=1h 2F=faux$/);
    expect(await writeBack(stage, '2a')).toContain('LG : noté');
    expect((await read(stage, orange)).acknowledgedBy).toBeNull();
    expect((await read(stage, lg)).acknowledgedBy).toBe('Claire');
    await stage.pass(10);
    expect(readLastSms(stage)).toMatch(/^\[ORANGE\].*RAPPEL/);
  });
});

describe('a buzz that is closed by hand', () => {
  test('tells its end, stays closed while the talk goes on, and comes back when it is worse', async () => {
    await using stage = await setStage();
    const brand = await stage.addBrand('Orange');
    await learnUsual(stage, brand);
    await talk(stage, brand, 40);
    const [buzz] = await listBad(stage, brand);
    if (buzz === undefined) throw new Error('no buzz was opened');
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(await writeBack(stage, '1T')).toContain('noté, c&#39;est clos.');
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(readLastSubject(stage)).toMatch(/^Orange : alerte close par Claire \(était /);
    expect(readLastSms(stage)).toMatch(/^\[ORANGE\] FIN - alerte close par Claire \(était /);
    for (let step = 0; step < 6; step += 1) {
      await talk(stage, brand, 4);
      expect(await stage.pass(10)).toEqual([]);
    }
    expect(await listBad(stage, brand)).toMatchObject([{ id: buzz.id, status: 'resolved', resolvedBy: 'Claire' }]);
    await talk(stage, brand, 12, { outletWeight: 3 });
    expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
    expect(await listBad(stage, brand)).toMatchObject([{ id: buzz.id, status: 'open', level: 4, resolvedBy: null }]);
    expect(readLastSms(stage)).toContain('Rép. 1A=vu'); // under the number that it had
  });
});

/** As if the brand had been listened to for four weeks, until a day ago. */
async function learnUsual({ world }: Stage, brand: Brand): Promise<void> {
  const now = world.clock.now();
  const settled = Math.floor(now.getTime() / BUCKET_MS) - BUCKETS_PER_DAY;
  const state = foldRows(makeUsualRows({ perDay: 30, dayCount: 28, since: settled - 28 * BUCKETS_PER_DAY }));
  const settledUntil = new Date(settled * BUCKET_MS);
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  await saveTalkState(world.db, key, { settledUntil, state: toStoredTalk(state), rebuiltAt: now, now });
}

/** So many people say something bad within the last nine minutes, and the brand is judged. */
async function talk({ world }: Stage, brand: Brand, count: number, given: Partial<NewMention> = {}): Promise<void> {
  const now = world.clock.now();
  const key = { agencyId: brand.agencyId, brandId: brand.id };
  const mentions = Array.from({ length: count }, (_, index) =>
    makeNewMention({
      ...{ ...key, documentId: world.newId(), arrivedAt: now, sentiment: toSentiment('negative'), sourceKind: 'forum' },
      ...{ publishedAt: addMs(now, -Math.floor((9 * MINUTE_MS * index) / count)), author: `auteur ${world.newId()}` },
      ...given,
    }),
  );
  await world.db.transaction().execute((db) => recordMentions(db, { newId: world.newId, now }, mentions));
  await orderJudgements(world.db, [key], now);
  while ((await detectBuzz(world)) > 0);
}

async function listBad({ world }: Stage, brand: Brand): Promise<readonly Buzz[]> {
  const filter = { agencyId: brand.agencyId, brandId: brand.id, kind: 'negative' } as const;
  return await listBuzzes(world.db, filter, { after: null, limit: 10 });
}
