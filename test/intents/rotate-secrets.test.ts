/** SECRET_KEY changed: what is stored, what is linked to in sent mails, and what nobody can open any more. */

import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SecretKey } from '../../src/base/secrets.ts';
import { tellRotation } from '../../src/commands/rotate-secrets.ts';
import { makeAcknowledgeToken, readAcknowledgeToken } from '../../src/domain/acknowledge-link.ts';
import { openChannelSecret } from '../../src/domain/channel-secret.ts';
import { makeHubCallbackUrl, makeHubSecret } from '../../src/domain/hub-subscription.ts';
import { isMailBouncesToken, makeMailBouncesUrl } from '../../src/domain/mail-bounces-address.ts';
import { deriveVapidKeys, readPushTarget } from '../../src/domain/push-subscription.ts';
import { findCaller, makeCallUrl } from '../../src/domain/sms-call.ts';
import { openSourceSecret } from '../../src/domain/source-secret.ts';
import { makeUnsubscribeToken, readUnsubscribeToken } from '../../src/domain/unsubscribe-link.ts';
import { addChannel, addContact } from '../../src/intents/contacts.ts';
import { checkHubSignature } from '../../src/intents/hub-news.ts';
import { type RotatedTable, rotateSecrets } from '../../src/intents/rotate-secrets.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { addAgency, makeApi } from '../api/sample-agency.ts';
import { makePushBrowser } from '../support/push-browser.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const [OLD, NEW, OTHER] = [7, 8, 9].map((byte) => Buffer.alloc(32, byte)) as [Buffer, Buffer, Buffer];
const WITH_OLD: SecretKey = { present: OLD, previous: [] };
const ROTATING: SecretKey = { present: NEW, previous: [OTHER, OLD] };
const WITH_NEW: SecretKey = { present: NEW, previous: [] };

const SLACK = 'https://hooks.slack.com/services/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';
const { subscription } = makePushBrowser('https://push.example.net/send/q1w2e3r4t5y6u7i8o9p0aB3x');
const CHANNELS = [
  { kind: 'email', address: 'marie@agence.example' },
  { kind: 'webhook', address: 'https://outils.example/vigie' },
  { kind: 'slack', address: SLACK },
  { kind: 'push', subscription },
] as const;
const SECRET = { cookie: 'session=un' };

/** One channel of each way of sealing and a source with a cookie, sealed with the old key. */
async function setUp() {
  const world: TestWorld = { ...(await makeTestWorld()), secretKey: WITH_OLD };
  const { agencyId } = await addAgency(world, await makeApi(world), 'Quai');
  const input = { name: 'Marie', language: 'fr', isDigestReader: false, brandIds: [], channels: CHANNELS } as const;
  const { contact, webhookSecrets } = await addContact(world, agencyId, input);
  await addSubscription(world, agencyId, {
    ...{ url: 'https://forum.example/', kind: 'forum', brandId: null, reader: 'forum-page', secret: SECRET },
  });
  const readChannels = async () => {
    const rows = await world.db.selectFrom('channels').selectAll().where('secret_encrypted', 'is not', null).execute();
    return rows.map((row) => ({ ...row, sealed: row.secret_encrypted as Buffer }));
  };
  const openAll = async (key: SecretKey) => {
    const channels = (await readChannels()).map(({ kind, sealed }) => openChannelSecret(key, kind, sealed));
    const sources = await world.db.selectFrom('sources').select('secret_encrypted as sealed').execute();
    return [...channels.toSorted(), ...sources.map(({ sealed }) => openSourceSecret(key, sealed as Buffer))];
  };
  const rotate = (secretKey: SecretKey) => rotateSecrets({ ...world, secretKey });
  return { world, agencyId, contactId: contact.id, webhookSecrets, readChannels, openAll, rotate };
}

function countAll(tables: readonly RotatedTable[]): Readonly<Record<string, readonly [number, number, number]>> {
  return Object.fromEntries(
    tables.map(({ table, resealedCount, keptCount, lost }) => [
      table,
      [resealedCount, keptCount, lost.length] as const,
    ]),
  );
}

describe('what is stored', () => {
  test('opens with a previous key, is sealed anew once, and then needs the present key alone', async () => {
    const { openAll, rotate } = await setUp();
    const before = await openAll(WITH_OLD);
    expect(before).toHaveLength(4);
    expect(await openAll(ROTATING)).toEqual(before);
    await expect(openAll(WITH_NEW)).rejects.toThrow('opens with none of the keys');
    expect(countAll(await rotate(ROTATING))).toEqual({ channels: [3, 0, 0], sources: [1, 0, 0], searches: [0, 0, 0] });
    expect(await openAll(WITH_NEW)).toEqual(before);
    await expect(openAll(WITH_OLD)).rejects.toThrow('opens with none of the keys');
    expect(countAll(await rotate(WITH_NEW))).toEqual({ channels: [0, 3, 0], sources: [0, 1, 0], searches: [0, 0, 0] });
  });

  test('stays in one of both keys where it is stopped halfway, and a second run does the rest', async () => {
    const { world, openAll, rotate } = await setUp();
    const before = await openAll(WITH_OLD);
    let sealedCount = 0;
    const random: TestWorld['random'] = {
      ...world.random,
      bytes: (count) => {
        sealedCount += 1;
        if (sealedCount === 4) throw new Error('killed here');
        return world.random.bytes(count);
      },
    };
    await expect(rotateSecrets({ ...world, secretKey: ROTATING, random })).rejects.toThrow('killed here');
    expect(await openAll(ROTATING)).toEqual(before);
    expect(countAll(await rotate(ROTATING))).toMatchObject({ channels: [0, 3, 0], sources: [1, 0, 0] });
    expect(await openAll(WITH_NEW)).toEqual(before);
  });

  test('of many pages is all sealed anew', async () => {
    const { world, agencyId, rotate } = await setUp();
    for (let contact = 0; contact < 6; contact += 1) {
      const channels = Array.from({ length: 20 }, (_, index) => {
        return { kind: 'webhook', address: `https://outils.example/${index}` } as const;
      });
      const input = { name: `n${contact}`, language: 'fr', isDigestReader: false, brandIds: [], channels } as const;
      await addContact(world, agencyId, input);
    }
    expect(countAll(await rotate(ROTATING)).channels).toEqual([123, 0, 0]);
  });

  test('that opens with none of the keys is named and left, and everything else is sealed anew', async () => {
    const { world, readChannels, rotate } = await setUp();
    const slack = (await readChannels()).find(({ kind }) => kind === 'slack');
    await world.db
      .updateTable('channels')
      .set({ secret_encrypted: Buffer.alloc(60, 1) })
      .where('kind', '=', 'slack')
      .execute();
    const tables = await rotate(ROTATING);
    expect(countAll(tables).channels).toEqual([2, 0, 1]);
    const told: string[] = [];
    const io = { write: () => undefined, tell: (line: string) => void told.push(line) };
    expect(tellRotation(io, tables, { isPreviousNamed: true })).toBe(1);
    expect(told).toEqual([
      `The secret of slack hooks.slack.com/…/aB3x (channels, ${slack?.id}) opens with none of the keys: name the key of its time in SECRET_KEY_PREVIOUS and run this again, or give the secret anew.`,
    ]);
    expect((await readChannels()).find(({ kind }) => kind === 'slack')?.sealed).toEqual(Buffer.alloc(60, 1));
  });

  test('is told to need the old key no more', async () => {
    const { rotate } = await setUp();
    const lines: string[] = [];
    const io = { write: (line: string) => void lines.push(line), tell: () => undefined };
    expect(tellRotation(io, await rotate(ROTATING), { isPreviousNamed: true })).toBe(0);
    expect(lines[0]).toBe('channels: 3 sealed anew, 0 already, 0 opened by no key');
    expect(lines.at(-1)).toContain('Remove SECRET_KEY_PREVIOUS');
  });

  test('of a chat is still known for the same when its address is given again', async () => {
    const { world, agencyId, contactId, rotate } = await setUp();
    await rotate(ROTATING);
    const again = addChannel({ ...world, secretKey: ROTATING }, { agencyId, contactId }, CHANNELS[2]);
    await expect(again).rejects.toMatchObject({ code: 'INPUT_INVALID' });
  });

  test('twice, because a chat was given again between the change and the run, is sealed anew all the same', async () => {
    const { world, agencyId, contactId, openAll, rotate } = await setUp();
    await addChannel({ ...world, secretKey: ROTATING }, { agencyId, contactId }, CHANNELS[2]);
    expect(countAll(await rotate(ROTATING)).channels).toEqual([3, 1, 0]);
    expect((await openAll(WITH_NEW)).filter((secret) => secret === SLACK)).toHaveLength(2);
  });

  test('of a browser keeps the keys that it subscribed with; a new one gets those of the new key', async () => {
    const { world, agencyId, contactId, readChannels, rotate } = await setUp();
    await rotate(ROTATING);
    const open = async () => {
      const push = (await readChannels()).find(({ kind }) => kind === 'push');
      return readPushTarget(openChannelSecret(WITH_NEW, 'push', push?.sealed as Buffer)).vapid;
    };
    expect(await open()).toEqual(deriveVapidKeys(WITH_OLD));
    expect(deriveVapidKeys(ROTATING)).toEqual(deriveVapidKeys(WITH_NEW));
    await addChannel({ ...world, secretKey: WITH_NEW }, { agencyId, contactId }, CHANNELS[3]);
    expect(await open()).toEqual(deriveVapidKeys(WITH_NEW));
    expect(await readChannels()).toHaveLength(3);
  });
});

describe('what was given out with the old key', () => {
  const id = '01990000-0000-7000-8000-000000000001';
  const channel = { agencyId: id, channelId: '01990000-0000-7000-8000-000000000002' };
  const PUBLIC_URL = 'https://vigie.example';
  const lastPart = (url: string): string => url.split(/[/?=]/).at(-1) ?? '';
  const signed = createHmac('sha256', makeHubSecret(WITH_OLD, id)).update('news').digest('hex');
  const call = { purpose: 'receipts', provider: 'brevo' } as const;

  const links: readonly (readonly [string, (key: SecretKey) => boolean])[] = [
    ['the link that acknowledges', (key) => readAcknowledgeToken(key, makeAcknowledgeToken(WITH_OLD, id)) === id],
    [
      'the link that unsubscribes',
      (key) => readUnsubscribeToken(key, makeUnsubscribeToken(WITH_OLD, channel))?.channelId === channel.channelId,
    ],
    ['the address of bounces', (key) => isMailBouncesToken(key, lastPart(makeMailBouncesUrl(WITH_OLD, PUBLIC_URL)))],
    [
      'the address of receipts',
      (key) => findCaller(key, { ...call, token: lastPart(makeCallUrl(WITH_OLD, PUBLIC_URL, call)) }) === 'brevo',
    ],
    [
      'the secret of a hub',
      (key) => {
        const check = checkHubSignature({ secretKey: key }, id, `sha256=${signed}`);
        check.update(Buffer.from('news'));
        return check.isRight();
      },
    ],
  ];
  test.each(links)('%s works while the old key is named, and not after', (_what, works) => {
    expect([WITH_OLD, ROTATING, WITH_NEW].map(works)).toEqual([true, true, false]);
  });

  test('is given out anew with the present key', () => {
    expect(makeAcknowledgeToken(ROTATING, id)).toBe(makeAcknowledgeToken(WITH_NEW, id));
    expect(makeHubCallbackUrl(ROTATING, PUBLIC_URL, id)).toBe(makeHubCallbackUrl(WITH_NEW, PUBLIC_URL, id));
  });
});
