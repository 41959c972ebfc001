/** The acknowledge link of messages: opened by mail scanners, pressed by people. */
import { describe, expect, test } from 'vitest';
import { HOUR_MS } from '../../src/base/clock.ts';
import { makeAcknowledgeToken } from '../../src/domain/acknowledge-link.ts';
import { inTransaction } from '../../src/intents/deps.ts';
import { acknowledgeBuzz, getBuzz, listBuzzEvents, resolveBuzz } from '../../src/store/buzzes.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, makeVisitor } from './visitor.ts';

async function openLink(language: 'fr' | 'en' = 'fr') {
  const world = await makeTestWorld();
  const app = await makeDashboard(world);
  const agency = await addAgency(world, app, 'Quai');
  const things = await addEverything(world, agency);
  const key = { agencyId: agency.agencyId, buzzId: things.buzzId };
  await world.db.updateTable('deliveries').set({ language }).execute();
  const delivery = await world.db
    .selectFrom('deliveries')
    .select('id')
    .where('alert_id', '=', things.alertId)
    .executeTakeFirstOrThrow();
  const link = `/a/${makeAcknowledgeToken(world.secretKey, delivery.id)}`;
  return { world, app, link, key, readBuzz: () => getBuzz(world.db, key) };
}

describe('an acknowledge link', () => {
  test('only shows when it is opened, as often as it is', async () => {
    const { world, app, link, key, readBuzz } = await openLink();
    for (const _ of [1, 2, 3]) {
      const page = await makeVisitor(app).get(link);
      expect(page.status).toBe(200);
      expect(page.$('h1').text()).toBe('Orange');
      expect(page.text).toContain('Bad buzz 3/4');
      expect(page.text).toContain('40 mentions négatives en 1 h');
      expect(page.$('form[method=post] button').text()).toBe('J’ai vu, je m’en occupe');
    }
    expect((await readBuzz()).status).toBe('open');
    expect((await listBuzzEvents(world.db, key)).map((event) => event.kind)).toEqual(['opened']);
  });

  test('acknowledges once when its button is pressed, and then says who has it since when', async () => {
    const { world, app, link, key, readBuzz } = await openLink();
    const done = await makeVisitor(app).post(link);
    expect(done.text).toContain('C’est noté : Paul Martin s’en occupe depuis le lun. 1er juin à 10 h 00.');
    expect(await readBuzz()).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'Paul Martin' });
    world.clock.advanceMs(HOUR_MS);
    const again = await makeVisitor(app).post(link);
    expect(again.text).toContain('Déjà pris en charge par Paul Martin, depuis le lun. 1er juin à 10 h 00.');
    expect((await makeVisitor(app).get(link)).$('form[method=post]')).toHaveLength(0);
    expect((await listBuzzEvents(world.db, key)).map((event) => event.kind)).toEqual(['opened', 'acknowledged']);
  });

  test('says who was first when somebody else was', async () => {
    const { world, app, link, key } = await openLink();
    await inTransaction(world, (db, writeDeps) => acknowledgeBuzz(db, writeDeps, key, 'Lucie Roux'));
    expect((await makeVisitor(app).post(link)).text).toContain('Déjà pris en charge par Lucie Roux');
  });

  test('says that the buzz is over when it is', async () => {
    const { world, app, link, readBuzz } = await openLink();
    const buzz = await readBuzz();
    await inTransaction(world, (db, writeDeps) => resolveBuzz(db, writeDeps, buzz));
    for (const page of [await makeVisitor(app).get(link), await makeVisitor(app).post(link)]) {
      expect(page.status).toBe(200);
      expect(page.text).toContain('Ce buzz est terminé depuis le');
      expect(page.$('form[method=post]')).toHaveLength(0);
    }
    expect((await readBuzz()).acknowledgedBy).toBeNull();
  });

  test('speaks the contact’s language, whatever the browser accepts', async () => {
    const { app, link } = await openLink('en');
    const page = await makeVisitor(app, 'fr').get(link);
    expect(page.$('html').attr('lang')).toBe('en');
    expect(page.$('form[method=post] button').text()).toBe('Seen, I’m on it');
    expect((await makeVisitor(app, 'fr').get(`${link}?lang=fr`)).$('html').attr('lang')).toBe('fr');
  });

  test('that we did not make opens nothing', async () => {
    const { app, link, readBuzz } = await openLink();
    const forged = `${link.slice(0, -2)}xx`;
    for (const page of [await makeVisitor(app).get(forged), await makeVisitor(app).post(forged)]) {
      expect([page.status, page.$('h1').text()]).toEqual([404, 'Introuvable']);
    }
    expect((await readBuzz()).status).toBe('open');
  });
});
