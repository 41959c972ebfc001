/** The agency's own rules against what is stored. */
import { expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../../src/base/clock.ts';
import { addAlertRule, changeAlertRule, removeAlertRule } from '../../src/intents/alert-rules.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { changeMention } from '../../src/intents/mentions.ts';
import { makeOwnRules } from '../../src/pipeline/own-rules.ts';
import { listRuleMentions, type NewMention, recordMentions } from '../../src/store/mentions.ts';
import { addAgency, addMentions, makeApi } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';

const RULE = { brandId: null, name: 'Pannes', counts: 'negatives', query: 'panne', countMin: 2 } as const;

async function start() {
  const world = await makeTestWorld();
  const { agencyId } = await addAgency(world, await makeApi(world), 'Agence');
  const brand = await addBrand(world, agencyId, { name: 'Orange', kind: 'client', query: 'orange' });
  const rules = makeOwnRules(world);
  const key = { agencyId, brandId: brand.id };
  const find = async (brandId = brand.id) =>
    (await rules.findMet(world.db, { agencyId, brandId }, world.clock.now())).map(({ rule, count }) => [
      rule.name,
      count,
    ]);
  return { world, agencyId, key, find };
}

test('a brand is held against its own rules and those of every brand, as they are now', async () => {
  const { world, agencyId, key, find } = await start();
  await addMentions(world, key, 6); // an hour ago, three of them negative
  expect(await find()).toEqual([]);
  const window = { windowMinutes: 120, level: 2 } as const;
  const { id: alertRuleId } = await addAlertRule(world, agencyId, { ...RULE, ...window });
  expect(await find()).toEqual([['Pannes', 3]]);
  await changeAlertRule(world, { agencyId, alertRuleId }, { countMin: 4 });
  expect(await find()).toEqual([]);
  await changeAlertRule(world, { agencyId, alertRuleId }, { countMin: 1, query: null, counts: 'mentions' });
  expect(await find()).toEqual([['Pannes', 6]]);
  const other = await addBrand(world, agencyId, { name: 'Sosh', kind: 'client', query: 'sosh' });
  await changeAlertRule(world, { agencyId, alertRuleId }, { brandId: other.id });
  expect([await find(), await find(other.id)]).toEqual([[], []]);
  await changeAlertRule(world, { agencyId, alertRuleId }, { brandId: key.brandId });
  expect(await find()).toEqual([['Pannes', 6]]);
  world.clock.advanceMs(2 * HOUR_MS);
  expect(await find()).toEqual([]);
  await removeAlertRule(world, { agencyId, alertRuleId });
  expect(await find()).toEqual([]);
});

test('what was set aside, and backlog, count for no rule', async () => {
  const { world, agencyId, key, find } = await start();
  const [first] = await addMentions(world, key, 3);
  await addAlertRule(world, agencyId, { ...RULE, windowMinutes: 120, level: 2, counts: 'mentions', countMin: 1 });
  expect(await find()).toEqual([['Pannes', 3]]);
  await changeMention(world, { agencyId, mentionId: first?.id ?? '' }, { status: 'irrelevant' });
  expect(await find()).toEqual([['Pannes', 2]]);
  const documentId = world.newId();
  const now = world.clock.now();
  const old: NewMention = {
    ...{ ...key, documentId, arrivedAt: now, publishedAt: now, language: 'fr', passages: [], themes: [], spans: [] },
    ...{ title: null, excerpt: 'panne', url: null, author: null, site: '', storyId: documentId },
    ...{ sentiment: { label: 'negative', score: -1, confidence: 1, judgedBy: 'model' }, sourceKind: 'feed' },
    isBacklog: true,
  };
  await world.db
    .transaction()
    .execute((transaction) => recordMentions(transaction, { newId: world.newId, now }, [old]));
  expect(await find()).toEqual([['Pannes', 2]]);
});

test('the newest of a window are read, as many as were asked for', async () => {
  const { world, key } = await start();
  await addMentions(world, key, 9);
  const until = world.clock.now();
  const read = await listRuleMentions(world.db, key, { from: addMs(until, -2 * HOUR_MS), until, limit: 4 });
  expect(read.map(({ publishedAt }) => publishedAt.getTime())).toEqual(
    [60, 60, 60, 61].map((minutes) => addMs(until, -minutes * 60_000).getTime()),
  );
  expect(read[0]).toMatchObject({ sourceKind: 'forum', author: 'ludivine', site: 'forum.example', language: 'fr' });
});

test('a stored query that cannot be read costs that rule and a line of the log, and no other rule', async () => {
  const { world, agencyId, key, find } = await start();
  await addMentions(world, key, 4);
  await addAlertRule(world, agencyId, { ...RULE, windowMinutes: 120, level: 2 });
  const broken = await addAlertRule(world, agencyId, { ...RULE, windowMinutes: 1_440, level: 4 });
  await world.db.updateTable('alert_rules').set({ query: '(((' }).where('id', '=', broken.id).execute();
  expect([await find(), await find()]).toEqual([[['Pannes', 2]], [['Pannes', 2]]]);
  expect(world.logLines.filter(({ event, msg }) => (event ?? msg) === 'query.refused')).toHaveLength(1);
});
