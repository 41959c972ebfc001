/** Several workers that tell one telephone of several buzzes at the same moment: each buzz has a number of its own. */
import { expect, test } from 'vitest';
import type { Agency } from '../../src/domain/agency.ts';
import type { Buzz } from '../../src/domain/buzz.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { recordAlert } from '../../src/store/alerts.ts';
import { openBuzz } from '../../src/store/buzzes.ts';
import type { Db } from '../../src/store/database.ts';
import { makeAlertContent } from '../notify/sample-content.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeAgency } from '../support/story.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';

const JUDGEMENT = { level: 3, reasons: [], figures: makeFigures(), evidence: null } as const;
const PHONES = ['+33612345678', '+33687654321'];

async function openBuzzes(world: TestWorld, agency: Agency, count: number): Promise<readonly Buzz[]> {
  const buzzes: Buzz[] = [];
  for (let index = 0; index < count; index += 1) {
    const brand = await addBrand(world, agency.id, {
      name: `Marque ${index}`,
      kind: 'client',
      query: `marque${index}`,
    });
    const key = { agencyId: agency.id, brandId: brand.id, kind: 'negative' } as const;
    const buzz = await openBuzz(world.db, { newId: world.newId, now: world.clock.now() }, key, JUDGEMENT);
    if (buzz !== undefined) buzzes.push(buzz);
  }
  return buzzes;
}

async function tell(db: Db, world: TestWorld, buzz: Buzz, addresses: readonly string[]): Promise<void> {
  const { agencyId, brandId, level } = buzz;
  const content = makeAlertContent();
  const alert = {
    agencyId,
    buzzId: buzz.id,
    brandId,
    reason: 'first-notice',
    level,
    round: 0,
    sequence: 0,
    content,
  } as const;
  const recipients = addresses.map((address) => ({
    ...{ contactId: world.newId(), contactName: 'Claire', language: 'fr' as const, channelId: world.newId() },
    ...{ channelKind: 'sms' as const, address },
  }));
  await recordAlert(db, { newId: world.newId, now: world.clock.now() }, alert, recipients);
}

async function readNumbers(world: TestWorld, address: string): Promise<readonly (number | null)[]> {
  const query = world.db.selectFrom('deliveries').select('reply_number').where('address', '=', address);
  return (await query.orderBy('reply_number').execute()).map((row) => row.reply_number);
}

test('twelve buzzes told at once to two telephones, in whatever order, have twelve numbers at each', async () => {
  const world = await makeTestWorld();
  const buzzes = await openBuzzes(world, await makeAgency(world, 'Agence du Quai'), 12);
  await Promise.all(
    buzzes.map((buzz, index) =>
      world.db.transaction().execute((db) => tell(db, world, buzz, index % 2 === 0 ? PHONES : PHONES.toReversed())),
    ),
  );
  const twelve = Array.from({ length: 12 }, (_, index) => index + 1);
  for (const phone of PHONES) expect(await readNumbers(world, phone)).toEqual(twelve);
});

test('who is second waits until the first has recorded; for another telephone nobody waits', async () => {
  const world = await makeTestWorld();
  const [one, two, three] = await openBuzzes(world, await makeAgency(world, 'Agence du Quai'), 3);
  const [phone = '', other = ''] = PHONES;
  if (one === undefined || two === undefined || three === undefined) throw new Error('three buzzes were to be opened');
  let isSecondDone = false;
  let second: Promise<void> = Promise.resolve();
  await world.db.transaction().execute(async (db) => {
    await tell(db, world, one, [phone]);
    second = world.db
      .transaction()
      .execute((its) => tell(its, world, two, [phone]))
      .then(() => {
        isSecondDone = true;
      });
    await world.db.transaction().execute((its) => tell(its, world, three, [other]));
    expect(isSecondDone).toBe(false);
  });
  await second;
  expect(await readNumbers(world, phone)).toEqual([1, 2]);
});
