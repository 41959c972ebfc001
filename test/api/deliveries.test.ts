/** Deliveries over HTTP: what was given up, and why. */
import { describe, expect, test } from 'vitest';
import { makeTestWorld } from '../support/test-world.ts';
import { addAgency, addEverything, makeApi } from './sample-agency.ts';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const agency = await addAgency(world, app, 'Agence');
  const things = await addEverything(world, agency);
  return { world, app, things, call: agency.call };
}

describe('GET /v1/deliveries', () => {
  test('names the buzz and the brand of each, and picks by status and contact', async () => {
    const { world, call, things } = await start();
    await world.db
      .updateTable('deliveries')
      .set({ status: 'dead', last_error_reason: 'gave-up', last_error_message: '451 later' })
      .where('alert_id', 'is not', null)
      .execute();
    const dead = (await call('GET', '/v1/deliveries?status=dead')).json().items;
    expect(dead).toMatchObject([
      {
        ...{ alertId: things.alertId, buzzId: things.buzzId, brandId: things.brandId, digestId: null },
        ...{ lastErrorReason: 'gave-up', lastErrorMessage: '451 later', nextAttemptAt: null },
      },
    ]);
    const pending = (await call('GET', '/v1/deliveries?status=pending')).json().items;
    expect(pending).toMatchObject([{ digestId: things.digestId, buzzId: null, brandId: things.brandId }]);
    const ofContact = (id: string) => call('GET', `/v1/deliveries?contactId=${id}`);
    expect((await ofContact(things.contactId)).json().items).toHaveLength(2);
    expect((await ofContact(world.newId())).statusCode).toBe(404);
    expect((await ofContact('paul')).statusCode).toBe(400);
    expect((await call('GET', '/v1/deliveries?status=lost')).statusCode).toBe(400);
  });
});
