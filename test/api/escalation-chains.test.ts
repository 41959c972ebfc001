/** Escalation chains by the API: set, read, taken back, and refused in one sentence. */
import { expect, test } from 'vitest';
import { readSteps } from '../../src/store/escalation-chains.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';
import { addAgency, makeApi } from './sample-agency.ts';

const EVERYBODY = { steps: [{ waitMinutes: 0, minLevel: 1, targets: [{ everybody: true }] }] };
const NOBODY_ID = '01900000-0000-7000-8000-000000000000';

async function start() {
  const world = await makeTestWorld();
  const app = await makeApi(world);
  const { call, agencyId } = await addAgency(world, app, 'Quai');
  const { id: brandId } = (
    await call('POST', '/v1/brands', { name: 'Ondelia', kind: 'client', query: 'Ondelia' })
  ).json();
  const addContact = async (name: string): Promise<string> => {
    const channels = [{ kind: 'email', address: 'claire@quai.example' }];
    return (await call('POST', '/v1/contacts', { name, language: 'fr', channels })).json().id;
  };
  const contactId = await addContact('Claire');
  const { id: rotaId } = (await call('POST', '/v1/rotas', { name: 'Nuits', contactIds: [contactId] })).json();
  const ownPath = `/v1/brands/${brandId}/escalation-chain`;
  const heldSteps = async () => (await readSteps(world.db, [agencyId]))({ agencyId, brandId });
  return { world, call, addContact, agencyId, brandId: String(brandId), contactId, rotaId, ownPath, heldSteps };
}

test('a brand’s own chain goes before the agency’s, and without both everybody is told at once', async () => {
  const { call, contactId, rotaId, brandId, ownPath, heldSteps } = await start();
  const everybody = [{ waitMinutes: 0, minLevel: 1, targets: [{ kind: 'everybody' }] }];
  expect(await heldSteps()).toEqual(everybody);
  const none = await call('GET', '/v1/escalation-chain');
  expect([none.statusCode, none.json().detail]).toEqual([
    404,
    'The agency has no escalation chain, so that everybody who hears of a brand is told at once: set one by PUT.',
  ]);
  const steps = [
    { waitMinutes: 0, minLevel: 1, targets: [{ contactId }] },
    { waitMinutes: 15, minLevel: 3, targets: [{ rotaId }, { everybody: true }] },
  ];
  const set = await call('PUT', '/v1/escalation-chain', { steps });
  expect([set.statusCode, set.json()]).toEqual([200, { brandId: null, steps, createdAt: TEST_START.toISOString() }]);
  expect((await call('GET', '/v1/escalation-chain')).json()).toEqual(set.json());
  expect(await heldSteps()).toHaveLength(2);
  const own = await call('GET', ownPath);
  expect([own.statusCode, own.json().detail]).toEqual([
    404,
    'The brand has no escalation chain of its own, so that the agency’s holds (/v1/escalation-chain): set one by PUT.',
  ]);
  const ownSteps = [{ waitMinutes: 0, targets: [{ rotaId: rotaId.toUpperCase() }] }];
  expect((await call('PUT', ownPath, { steps: ownSteps })).json()).toMatchObject({
    brandId,
    steps: [{ waitMinutes: 0, minLevel: 1, targets: [{ rotaId }] }],
  });
  expect(await heldSteps()).toHaveLength(1);
  expect((await call('DELETE', ownPath)).statusCode).toBe(204);
  expect(await heldSteps()).toHaveLength(2);
  expect((await call('DELETE', '/v1/escalation-chain')).statusCode).toBe(204);
  expect(await heldSteps()).toEqual(everybody);
  for (const path of [ownPath, '/v1/escalation-chain']) expect((await call('DELETE', path)).statusCode).toBe(404);
});

test('setting it again replaces all of it, at its limits too', async () => {
  const { call, contactId, heldSteps } = await start();
  const targets = Array.from({ length: 20 }, () => ({ contactId }));
  const steps = Array.from({ length: 10 }, (_, index) => ({
    waitMinutes: index === 0 ? 0 : 1_440,
    minLevel: 2,
    targets,
  }));
  const full = await call('PUT', '/v1/escalation-chain', { steps });
  expect([full.statusCode, full.json().steps]).toEqual([200, steps]);
  expect((await call('PUT', '/v1/escalation-chain', EVERYBODY)).json().steps).toEqual(EVERYBODY.steps);
  expect(await heldSteps()).toHaveLength(1);
});

test('what cannot be a chain is refused in one sentence, and the one before stays', async () => {
  const { call, contactId, ownPath } = await start();
  await call('PUT', '/v1/escalation-chain', EVERYBODY);
  await call('PUT', ownPath, EVERYBODY);
  const first = { waitMinutes: 0, targets: [{ contactId }] };
  const one = 'it must be exactly one of {"contactId": …}, {"rotaId": …} and {"everybody": true}.';
  const targets = 'it must be a list of 1 to 20 to tell.';
  const cases: readonly (readonly [readonly unknown[], number, string])[] = [
    [[], 400, '"steps" in the body is not right: it must be a list of 1 to 10 steps.'],
    [Array(11).fill(first), 400, '"steps" in the body is not right: it must be a list of 1 to 10 steps.'],
    [[{ ...first, targets: [] }], 400, `"steps.0.targets" in the body is not right: ${targets}`],
    [
      [{ ...first, targets: Array(21).fill({ contactId }) }],
      400,
      `"steps.0.targets" in the body is not right: ${targets}`,
    ],
    [[{ ...first, targets: [{}] }], 400, `"steps.0.targets.0" in the body is not right: ${one}`],
    [
      [{ ...first, targets: [{ contactId, everybody: true }] }],
      400,
      `"steps.0.targets.0" in the body is not right: ${one}`,
    ],
    [
      [{ ...first, targets: [{ everybody: false }] }],
      400,
      '"steps.0.targets.0.everybody" in the body is not right: it must be true.',
    ],
    [
      [first, { ...first, waitMinutes: 1_441 }],
      400,
      '"steps.1.waitMinutes" in the body is not right: it must be a whole number from 0 to 1440.',
    ],
    [
      [first, { ...first, minLevel: 5 }],
      400,
      '"steps.1.minLevel" in the body is not right: it must be one of 1, 2, 3, 4.',
    ],
    [
      [{ ...first, waitMinutes: 5 }],
      400,
      'The first step is told at once: give it "waitMinutes" 0, and a wait to those after it.',
    ],
    [
      [{ ...first, minLevel: 3 }],
      400,
      'The first step is told at every level from 2 on, because a level that no step tells reaches nobody: give it "minLevel" 1 or 2.',
    ],
    [
      [first, { ...first, targets: [{ contactId: NOBODY_ID }] }],
      404,
      `There is no contact ${NOBODY_ID} in this agency: list them at /v1/contacts.`,
    ],
    [
      [{ ...first, targets: [{ rotaId: NOBODY_ID }] }],
      404,
      `There is no rota ${NOBODY_ID} in this agency: list them at /v1/rotas.`,
    ],
  ];
  for (const path of ['/v1/escalation-chain', ownPath]) {
    for (const [steps, status, detail] of cases) {
      const answer = await call('PUT', path, { steps });
      expect([steps, answer.statusCode, answer.json().detail]).toEqual([steps, status, detail]);
    }
    expect((await call('GET', path)).json().steps).toEqual(EVERYBODY.steps);
  }
});

test('a contact or rota that is deleted takes with it the steps that told nobody else, and never leaves nobody to tell', async () => {
  const { call, addContact, contactId, rotaId, heldSteps } = await start();
  const other = await addContact('Paul');
  const steps = [
    { waitMinutes: 0, targets: [{ contactId: other }] },
    { waitMinutes: 5, targets: [{ contactId }, { contactId: other }] },
    { waitMinutes: 9, targets: [{ rotaId }] },
  ];
  await call('PUT', '/v1/escalation-chain', { steps });
  expect((await call('DELETE', `/v1/contacts/${other}`)).statusCode).toBe(204);
  expect((await call('GET', '/v1/escalation-chain')).json().steps).toEqual([
    { waitMinutes: 0, minLevel: 1, targets: [{ contactId }] },
    { waitMinutes: 9, minLevel: 1, targets: [{ rotaId }] },
  ]);
  expect((await call('DELETE', `/v1/rotas/${rotaId}`)).statusCode).toBe(204);
  expect(await heldSteps()).toHaveLength(1);
  await call('DELETE', `/v1/contacts/${contactId}`);
  expect((await call('GET', '/v1/escalation-chain')).statusCode).toBe(404);
  expect(await heldSteps()).toEqual([{ waitMinutes: 0, minLevel: 1, targets: [{ kind: 'everybody' }] }]);
});
