/** Thousands of people: so many may be told and no more, and an alert to all of them is decided in few statements. */
import type { KyselyPlugin } from 'kysely';
import { expect, test } from 'vitest';
import { CHANNELS_PER_CONTACT_MAX, CONTACTS_PER_AGENCY_MAX } from '../../src/domain/alert.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { importAgency } from '../../src/intents/import-agency.ts';
import { decideAlerts } from '../../src/pipeline/decide-alerts.ts';
import { listContacts } from '../../src/store/contacts.ts';
import type { Db } from '../../src/store/database.ts';
import { addAgency, makeApi } from '../api/sample-agency.ts';
import { setAlertStage } from '../support/alert-stage.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';

const CLAIRE = { name: 'Claire', language: 'fr', isDigestReader: false, brandIds: [] } as const;
const ROWS_PER_INSERT = 500;

/** Each with a mail address and a telephone. */
async function fillContacts({ db, newId, clock }: TestWorld, agencyId: string, count: number): Promise<void> {
  const now = clock.now();
  const contacts = Array.from({ length: count }, (_, index) => ({ id: newId(), index }));
  for (let from = 0; from < count; from += ROWS_PER_INSERT) {
    const some = contacts.slice(from, from + ROWS_PER_INSERT);
    await db
      .insertInto('contacts')
      .values(
        some.map(({ id, index }) => ({
          ...{ agency_id: agencyId, id, name: `Personne ${index}`, language: 'fr' as const, is_digest_reader: false },
          ...{ is_client: false, time_zone: null, created_at: now },
        })),
      )
      .execute();
    await db
      .insertInto('channels')
      .values(
        some.flatMap(({ id: contactId, index }) =>
          (['email', 'sms'] as const).map((kind) => ({
            ...{
              agency_id: agencyId,
              id: newId(),
              contact_id: contactId,
              kind,
              min_level: 2 as const,
              created_at: now,
            },
            ...{ address: kind === 'email' ? `p${index}@quai.example` : `+336${String(10_000_000 + index)}` },
            ...{ secret_encrypted: null, secret_fingerprint: '' },
          })),
        ),
      )
      .execute();
  }
}

test('ten thousand channels are refused by the field and its limit, by the API and in a file', async () => {
  const world = await makeTestWorld();
  const { call, agencyId } = await addAgency(world, await makeApi(world), 'Quai');
  const channels = Array.from({ length: 10_000 }, (_, index) => ({ kind: 'email', address: `p${index}@quai.example` }));
  const add = (count: number) =>
    call('POST', '/v1/contacts', { name: 'Tous', language: 'fr', channels: channels.slice(0, count) });
  expect((await add(10_000)).statusCode).toBe(413);
  const refused = await add(1_000);
  expect([refused.statusCode, refused.json().detail]).toEqual([
    400,
    '"channels" in the body is not right: it must be a list of 1 to 20 channels.',
  ]);
  const file = {
    agency: { name: 'Agence du Port', language: 'fr', timeZone: 'Europe/Paris' },
    owner: { name: 'Marie', email: 'marie@port.example' },
    brands: [],
    contacts: [{ name: 'Tous', channels }],
  };
  await expect(importAgency(world, file)).rejects.toThrow(
    /contacts\[0\].*A contact may have 20 channels, and "channels" has 10000: make a contact of each person\./,
  );
  expect((await add(CHANNELS_PER_CONTACT_MAX)).statusCode).toBe(201);
  expect(await listContacts(world.db, agencyId)).toHaveLength(1);
});

test('an agency with all the contacts it may have is told so, and may replace one', async () => {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const { agencyId } = await addAgency(world, app, 'Quai');
  await fillContacts(world, agencyId, CONTACTS_PER_AGENCY_MAX - 1);
  const add = () =>
    addContact(world, agencyId, { ...CLAIRE, channels: [{ kind: 'email', address: 'claire@quai.example' }] });
  await add();
  await expect(add()).rejects.toMatchObject({
    code: 'LIMIT_REACHED',
    message: 'An agency may have 2000 contacts: delete one first, or tell many people by one chat or mailing list.',
  });
  const visitor = await signInAs(app, 'Quai');
  const page = await visitor.post('/contacts', { name: 'Claire', language: 'fr', email: 'claire@quai.example' });
  expect(page.text.replace(/[\u00a0\u202f]/g, ' ')).toContain(
    'Une agence peut avoir 2 000 contacts : supprimez-en un d’abord',
  );
  expect(await listContacts(world.db, agencyId)).toHaveLength(CONTACTS_PER_AGENCY_MAX);
});

test('a crisis that everybody is told of is decided in few statements, with every delivery', async () => {
  await using stage = await setAlertStage();
  const { world, agency } = stage;
  await fillContacts(world, agency.id, CONTACTS_PER_AGENCY_MAX);
  const buzz = await stage.open(await stage.addBrand('Orange'), 4);
  const { db, kinds } = countStatements(world.db);
  await decideAlerts({ ...world, db });
  const { count } = await world.db
    .selectFrom('deliveries')
    .select((query) => query.fn.countAll<string>().as('count'))
    .where('agency_id', '=', buzz.agencyId)
    .executeTakeFirstOrThrow();
  expect(Number(count)).toBe(2 * CONTACTS_PER_AGENCY_MAX);
  expect(kinds.length).toBeGreaterThan(10); // the count counts
  expect(kinds.length).toBeLessThan(60);
});

/** The same database, with the kind of each statement that went through it. */
function countStatements(db: Db): Readonly<{ db: Db; kinds: readonly string[] }> {
  const kinds: string[] = [];
  const plugin: KyselyPlugin = {
    transformQuery: ({ node }) => {
      kinds.push(node.kind);
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  };
  return { db: db.withPlugin(plugin), kinds };
}
