/** A day and a night of a community manager, as her logbook tells them. */
import { expect, test } from 'vitest';
import { addMs, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { makeMailRepliesUrl } from '../../src/domain/mail-replies-address.ts';
import type { Mention } from '../../src/domain/mention.ts';
import { makeCallUrl } from '../../src/domain/sms-call.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { issueApiKey } from '../../src/intents/people.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { recordMentions } from '../../src/store/mentions.ts';
import { makeCall } from '../api/sample-agency.ts';
import { setAlertStage } from '../support/alert-stage.ts';
import { makeMailAnswer } from '../support/mail-answer.ts';
import { makeNewMention, toSentiment } from '../support/talk.ts';
import type { TestWorld } from '../support/test-world.ts';
import { makeDashboard } from '../web/visitor.ts';

const PUBLIC_URL = 'https://vigie.example';
const CLAIRES_PHONE = '+33612345000';
const EVENING = new Date('2026-06-02T16:00:00Z'); // 18:00 in Paris

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

/** Returns the first of them. */
async function addNegatives(world: TestWorld, brand: Brand, count: number): Promise<Mention> {
  const now = world.clock.now();
  const mentions = Array.from({ length: count }, () =>
    makeNewMention({
      ...{ agencyId: brand.agencyId, brandId: brand.id, documentId: world.newId(), arrivedAt: now, publishedAt: now },
      sentiment: toSentiment('negative'),
    }),
  );
  const [first] = await world.db
    .transaction()
    .execute((transaction) => recordMentions(transaction, { newId: world.newId, now }, mentions));
  if (first === undefined) throw new Error('no mention was stored');
  return first;
}

test('alerts, an answer and a note by SMS, one by e-mail, a mention that is handled, the debrief, and what is carried over', async () => {
  const environment = { PUBLIC_URL, SMS_REPLIES: 'generic', MAIL_REPLIES_ADDRESS: 'carnet@vigie.example' };
  await using stage = await setAlertStage(EVENING, environment);
  const { world, agency, mailbox } = stage;
  const app = await makeDashboard(world);
  const { key } = await issueApiKey(world, agency.id, 'Claire');
  const call = makeCall(app, key);
  const orange = await stage.addBrand('Orange');
  const lg = await stage.addBrand('LG');
  await stage.addPerson('Claire', { brandIds: [orange.id] });
  const post = async (url: string, payload: string | object) =>
    (
      await app.inject({
        method: 'POST',
        url: new URL(url).pathname,
        payload,
        headers: { 'content-type': typeof payload === 'string' ? 'message/rfc822' : 'application/json' },
      })
    ).json();
  const smsUrl = makeCallUrl(world.secretKey, PUBLIC_URL, { purpose: 'replies', provider: 'generic' });
  const mailUrl = makeMailRepliesUrl(world.secretKey, PUBLIC_URL);
  const readDay = async (brandId: string, day: string) => {
    const answer = await call('GET', `/v1/logbook-entries?brandId=${brandId}&from=${day}&to=${day}`);
    const items: readonly { sentence: string; via: string; author: { name: string } }[] = answer.json().items;
    return items.toReversed().map(({ sentence, via, author }) => `${author.name}, ${via} : ${plain(sentence)}`);
  };

  // a bad buzz, told by mail and SMS; the mail says where to answer
  await stage.open(orange, 3);
  expect(await stage.pass(1)).toEqual(['mail Claire', 'sms Claire']);
  const alert = mailbox.mails.at(-1);
  if (alert === undefined) throw new Error('no mail came');
  expect(alert.parsed.replyTo).toEqual([{ address: 'carnet@vigie.example', name: '' }]);
  expect(plain(alert.parsed.text ?? '').replaceAll('\n', ' ')).toContain(
    'Répondez à ce message pour noter ce que vous faites',
  );

  // she says that she has it, and what she does, by SMS; the provider brings the note twice
  expect((await post(smsUrl, { id: 's1', from: CLAIRES_PHONE, text: '1A' })).reply).toContain(
    'Orange : noté, vous vous en occupez.',
  );
  world.clock.advanceMs(10 * MINUTE_MS);
  const note = { id: 's2', from: CLAIRES_PHONE, text: '1J répondu sur le forum' };
  expect((await post(smsUrl, note)).reply).toBe('Orange : noté au carnet.');
  expect((await post(smsUrl, note)).reply).toBeNull();
  expect((await post(smsUrl, { ...note, id: 's3', from: '+33699999999' })).reply).toBeNull();

  // then by answering the mail, which comes twice too
  world.clock.advanceMs(10 * MINUTE_MS);
  const quotation = `\n\nLe 2 juin 2026 à 18:01, Vigie a écrit :\n> ${(alert.parsed.text ?? '').replaceAll('\n', '\n> ')}`;
  const text = `Appelé le service client, panne confirmée.\npriorité : publier l’excuse du client${quotation}`;
  const mail = makeMailAnswer({ to: alert, text });
  expect(await post(mailUrl, mail)).toEqual({ outcome: 'noted', brandName: 'Orange' });
  expect(await post(mailUrl, mail)).toEqual({ outcome: 'known', brandName: 'Orange' });

  // a mention is answered on the dashboard
  const stored = await addNegatives(world, orange, 2);
  await changeMention(world, { agencyId: agency.id, mentionId: stored.id }, { status: 'handled', by: 'Claire' });

  expect(await readDay(orange.id, '2026-06-02')).toEqual([
    'Claire, automatic : Bad buzz 3/4 pris en charge',
    'Claire, sms : répondu sur le forum',
    'Claire, email : Appelé le service client, panne confirmée.',
    'Claire, automatic : 1 mention traitée',
  ]);
  expect(await readDay(lg.id, '2026-06-02')).toEqual([]);

  // the evening proposes its debrief, which is saved with a word of hers
  const debriefUrl = `/v1/debriefs/${orange.id}/2026-06-02`;
  const proposed = (await call('GET', debriefUrl)).json();
  expect(proposed).toMatchObject({
    isSaved: false,
    figures: { mentionCount: 2, negativeCount: 2, unansweredCount: 1 },
  });
  expect(plain(proposed.text)).toBe(`2 mentions dans la journée, dont 2 négatives.
Bad buzz 3/4 ouvert à 18 h 00, pris en charge à 18 h 01 par Claire, toujours en cours.
1 mention négative sans suite.

Fait :
– Bad buzz 3/4 pris en charge (Claire)
– répondu sur le forum (Claire)
– Appelé le service client, panne confirmée. (Claire)
– 1 mention traitée (Claire)

Reste à faire :
– publier l’excuse du client`);
  await call('PUT', debriefUrl, { text: `${proposed.text}\nRien d’autre.` });
  const saved = (await call('GET', debriefUrl)).json();
  expect(saved).toMatchObject({ isSaved: true, text: `${proposed.text}\nRien d’autre.` });

  // tomorrow's priorities, seen from tomorrow and the day after
  await call('POST', '/v1/priorities', { brandId: orange.id, text: 'Rappeler le journal' });
  const listPriorities = async (day: string): Promise<readonly string[]> => {
    const items: readonly { text: string; isDone: boolean }[] = (
      await call('GET', `/v1/priorities?brandId=${orange.id}&day=${day}`)
    ).json().items;
    return items.map(({ text: said, isDone }) => `${isDone ? 'fait' : 'à faire'} : ${said}`);
  };
  expect(await listPriorities('2026-06-02')).toEqual([]);
  world.clock.setTo(addMs(EVENING, 15 * HOUR_MS));
  expect(await listPriorities('2026-06-03')).toEqual([
    'à faire : publier l’excuse du client',
    'à faire : Rappeler le journal',
  ]);
  const { items } = (await call('GET', '/v1/priorities')).json();
  await call('PATCH', `/v1/priorities/${items[1].id}`, { isDone: true });
  expect(await listPriorities('2026-06-03')).toEqual([
    'à faire : publier l’excuse du client',
    'fait : Rappeler le journal',
  ]);
  expect(await listPriorities('2026-06-04')).toEqual(['à faire : publier l’excuse du client']);
  expect(await readDay(orange.id, '2026-06-03')).toEqual(['Claire, automatic : Priorité faite : Rappeler le journal']);
  // and of the day before nothing has changed
  expect((await call('GET', debriefUrl)).json().text).toBe(saved.text);

  // the digest of the week tells it, of this brand alone; the debrief is the agency's own
  world.clock.setTo(new Date('2026-06-08T06:00:00Z'));
  await sendDigests(world);
  const digests = (await call('GET', `/v1/digests?brandId=${orange.id}`)).json().items;
  const { sections } = (await call('GET', `/v1/digests/${digests[0].id}/report?language=fr`)).json();
  const listLines = (title: string): readonly string[] =>
    sections
      .filter((section: { title: string }) => section.title === title)
      .flatMap(({ lines }: { lines: readonly { text: string }[] }) => lines.map((line) => plain(line.text)));
  expect(listLines('Ce qui a été fait')).toEqual([
    'mar. 2 : Bad buzz 3/4 pris en charge',
    'mar. 2 : répondu sur le forum',
    'mar. 2 : Appelé le service client, panne confirmée.',
    'mar. 2 : 1 mention traitée',
    'mer. 3 : Priorité faite : Rappeler le journal',
  ]);
  expect(listLines('À faire ensuite')).toEqual(['publier l’excuse du client']);
  const [ofLg] = (await call('GET', `/v1/digests?brandId=${lg.id}`)).json().items;
  expect(ofLg.content).toMatchObject({ done: [], doneCount: 0, priorities: [] });
});
