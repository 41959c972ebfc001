/** Answers to mails, as a mail server brings them: whose they are, what is noted of them, and what is refused. */
import { expect, test } from 'vitest';
import { DAY_MS } from '../../src/base/clock.ts';
import type { Brand } from '../../src/domain/brand.ts';
import { NOTE_CHARS_MAX } from '../../src/domain/logbook.ts';
import { makeMailRepliesUrl } from '../../src/domain/mail-replies-address.ts';
import { listEntries } from '../../src/store/logbook.ts';
import { listOpenPriorities } from '../../src/store/priorities.ts';
import { setAlertStage } from '../support/alert-stage.ts';
import { type MailAnswer, makeMailAnswer } from '../support/mail-answer.ts';
import { makeApi } from './sample-agency.ts';

const PUBLIC_URL = 'https://vigie.example';
const YEAR = { from: '2026-01-01', to: '2026-12-31' };

/** Claire was told of a buzz of each brand. */
async function start(...brandNames: readonly string[]) {
  const stage = await setAlertStage(undefined, { PUBLIC_URL, MAIL_REPLIES_ADDRESS: 'Carnet <carnet@vigie.example>' });
  const { world, agency, mailbox } = stage;
  const brands: Brand[] = [];
  for (const name of brandNames) brands.push(await stage.addBrand(name));
  await stage.addPerson('Claire');
  for (const brand of brands) await stage.open(brand, 3);
  await stage.pass(1);
  const app = await makeApi(world);
  const alert = mailbox.mails.at(-1);
  if (alert === undefined) throw new Error('no mail came');
  const path = new URL(makeMailRepliesUrl(world.secretKey, PUBLIC_URL)).pathname;
  const post = async (payload: string, url = path) =>
    await app.inject({ method: 'POST', url, payload, headers: { 'content-type': 'message/rfc822' } });
  return {
    ...{ stage, world, agency, brands, alert, post, path },
    answer: async (mail: Omit<MailAnswer, 'to'>) => {
      const response = await post(makeMailAnswer({ to: alert, ...mail }));
      return [response.statusCode, response.json()] as const;
    },
    list: async () => {
      const entries = await listEntries(world.db, { agencyId: agency.id, ...YEAR }, { after: null, limit: 100 });
      return entries.map(({ brandId, via, author, text }) => [
        brands.find(({ id }) => id === brandId)?.name,
        via,
        author.name,
        text,
      ]);
    },
    [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose](),
  };
}

const refused = (reason: string, message = expect.any(String)) => [200, { outcome: 'refused', reason, message }];
const noted = (brandName: string) => [200, { outcome: 'noted', brandName }];

test('an answer is noted for the brand of the alert, once, whatever is posted twice', async () => {
  await using stage = await start('Orange');
  expect(await stage.answer({ text: 'Répondu.\n\n> Bad buzz' })).toEqual(noted('Orange'));
  expect(await stage.answer({ text: 'Répondu.\n\n> Bad buzz' })).toEqual([
    200,
    { outcome: 'known', brandName: 'Orange' },
  ]);
  const nameless = { text: 'Sans nom', messageId: null };
  expect(await stage.answer(nameless)).toEqual(noted('Orange'));
  expect(await stage.answer(nameless)).toEqual([200, { outcome: 'known', brandName: 'Orange' }]);
  expect(await stage.list()).toEqual([
    ['Orange', 'email', 'Claire', 'Sans nom'],
    ['Orange', 'email', 'Claire', 'Répondu.'],
  ]);
});

test('an answer of markup alone is read without its quotation', async () => {
  await using stage = await start('Orange');
  const text =
    '<html><head><style>p{}</style></head><body><p>R&eacute;pondu &amp; vu<br>deux</p><script>x()</script><div class="gmail_quote"><p>Le 2 juin 2026, Vigie a écrit :</p><blockquote>Bad buzz</blockquote></div></body></html>';
  expect(await stage.answer({ text, contentType: 'text/html; charset=utf-8' })).toEqual(noted('Orange'));
  expect(await stage.list()).toEqual([['Orange', 'email', 'Claire', 'Répondu & vu\ndeux']]);
});

test('an address is one in any case; another one is told what an unknown mail is told', async () => {
  await using stage = await start('Orange');
  expect(await stage.answer({ text: 'Vu', from: 'CLAIRE@Agence.Example' })).toEqual(noted('Orange'));
  const strangers = await stage.answer({ text: 'Vu', from: 'intrus@ailleurs.example', messageId: '<2@x>' });
  expect(strangers).toEqual(refused('unknown'));
  const { deliveryId } = await stage.world.db
    .selectFrom('deliveries')
    .select('id as deliveryId')
    .executeTakeFirstOrThrow();
  const forged = makeMailAnswer({ to: stage.alert, text: 'Vu' }).replaceAll(deliveryId, stage.world.newId());
  expect((await stage.post(forged)).json()).toEqual(strangers[1]);
  expect(JSON.stringify(strangers)).not.toMatch(/Orange|Claire|agence\.example/);
  expect(await stage.list()).toHaveLength(1);
});

test('an answer to a mail of long ago, or by an address that was taken away, is unknown', async () => {
  await using stage = await start('Orange');
  await stage.world.db
    .updateTable('channels')
    .set({ address: 'autre@agence.example' })
    .where('kind', '=', 'email')
    .execute();
  expect(await stage.answer({ text: 'Vu' })).toEqual(refused('unknown'));
  await stage.world.db
    .updateTable('channels')
    .set({ address: 'claire@agence.example' })
    .where('kind', '=', 'email')
    .execute();
  stage.world.clock.advanceMs(91 * DAY_MS);
  expect(await stage.answer({ text: 'Vu' })).toEqual(refused('unknown'));
  expect(await stage.list()).toEqual([]);
});

test.each([
  ['a machine', { text: 'Je suis absente.', headers: ['Auto-Submitted: auto-replied'] }, 'automatic'],
  ['nothing above', { text: '\n\n> Bad buzz' }, 'empty'],
  ['too much', { text: 'x'.repeat(NOTE_CHARS_MAX + 1) }, 'too-long'],
  ['a megabyte', { text: 'Le ciel est bleu.\n'.repeat(60_000) }, 'too-long'],
  ['too long a priority', { text: `priorité : ${'x'.repeat(301)}` }, 'too-long'],
])('%s is refused in a sentence, and nothing is noted', async (_, mail, reason) => {
  await using stage = await start('Orange');
  expect(await stage.answer(mail)).toEqual(refused(reason));
  expect(await stage.list()).toEqual([]);
});

test.each(['', '{"RawEmail":3}', '{', 'bonjour', '\u0000'.repeat(1_000), 'From: x\n'.repeat(100_000)])(
  'what is no answer (%#) is refused in a sentence',
  async (payload) => {
    await using stage = await start('Orange');
    const answer = await stage.post(payload);
    expect([answer.statusCode, answer.json().outcome]).toEqual([200, 'refused']);
  },
);

test('the mail in Postmark’s JSON is read', async () => {
  await using stage = await start('Orange');
  const RawEmail = makeMailAnswer({ to: stage.alert, text: 'Vu' });
  expect((await stage.post(JSON.stringify({ RawEmail }))).json()).toEqual({ outcome: 'noted', brandName: 'Orange' });
});

test('what is larger than a mail is refused before it is read, and so is who does not know the address', async () => {
  await using stage = await start('Orange');
  expect((await stage.post('x'.repeat(10 * 1_024 * 1_024 + 1))).statusCode).toBe(413);
  expect((await stage.post('x', '/mail/replies/guessed')).statusCode).toBe(404);
});

test('an answer to several brands is for the one that it begins with, and for none where it names none', async () => {
  await using stage = await start('Orange', 'LG', 'موبايل <script>');
  expect(await stage.answer({ text: 'Répondu' })).toEqual(
    refused('brand-unclear', expect.stringMatching(/begin the answer with the name of one/)),
  );
  expect(await stage.answer({ text: 'lg : répondu', messageId: '<2@x>' })).toEqual(noted('LG'));
  expect(await stage.answer({ text: 'موبايل <script>\nنعم', messageId: '<3@x>' })).toEqual(noted('موبايل <script>'));
  expect(await stage.answer({ text: 'Orange', messageId: '<4@x>' })).toEqual(refused('empty'));
  expect(await stage.list()).toEqual([
    ['موبايل <script>', 'email', 'Claire', 'نعم'],
    ['LG', 'email', 'Claire', 'répondu'],
  ]);
});

test('lines of priorities are for the next day', async () => {
  await using stage = await start('Orange');
  expect(await stage.answer({ text: 'priorité : un\nPriority: two' })).toEqual(noted('Orange'));
  const [brand] = stage.brands;
  const key = { agencyId: stage.agency.id, brandId: brand?.id ?? '' };
  const priorities = await listOpenPriorities(stage.world.db, key, 10);
  expect(priorities.map(({ text, forDate, authorName }) => [text, forDate, authorName])).toEqual([
    ['un', '2026-06-03', 'Claire'],
    ['two', '2026-06-03', 'Claire'],
  ]);
  expect(await stage.list()).toEqual([]);
});

test('without an address for answers mails neither name one nor ask for a note', async () => {
  await using stage = await setAlertStage();
  const brand = await stage.addBrand('Orange');
  await stage.addPerson('Claire');
  await stage.open(brand, 3);
  await stage.pass(1);
  const mail = stage.mailbox.mails.at(-1)?.parsed;
  expect([mail?.replyTo, mail?.text?.includes('Répondez')]).toEqual([undefined, false]);
});
