/** The acknowledge link of messages: opened by mail scanners, pressed by people. */
import { describe, expect, test } from 'vitest';
import { addMs, HOUR_MS } from '../../src/base/clock.ts';
import { makeAcknowledgeToken } from '../../src/domain/acknowledge-link.ts';
import { ANSWERS } from '../../src/domain/answer.ts';
import { inTransaction } from '../../src/intents/deps.ts';
import { acknowledgeBuzz, escalateBuzz, getBuzz, listBuzzEvents, resolveBuzz } from '../../src/store/buzzes.ts';
import { addAgency, addEverything } from '../api/sample-agency.ts';
import { setAlertStage } from '../support/alert-stage.ts';
import { makeFigures } from '../support/buzz-figures.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, makeVisitor, type Page } from './visitor.ts';

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

const ACKNOWLEDGE = { answer: 'acknowledge' };
const OWN_FORM = { 'sec-fetch-site': 'same-origin' };

function buttons({ $ }: Page): readonly string[] {
  return $('form[method=post] button')
    .toArray()
    .map((button) => `${$(button).attr('value')}: ${$(button).text()}`);
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
      expect(buttons(page)).toEqual([
        'acknowledge: J’ai vu, je m’en occupe',
        'snooze: Me le rappeler dans une heure',
        'false-alarm: Fausse alerte',
        'resolve: C’est terminé',
      ]);
    }
    expect((await readBuzz()).status).toBe('open');
    expect((await listBuzzEvents(world.db, key)).map((event) => event.kind)).toEqual(['opened']);
  });

  test('acknowledges once when its button is pressed, and then says who has it since when', async () => {
    const { world, app, link, key, readBuzz } = await openLink();
    const done = await makeVisitor(app).post(link, ACKNOWLEDGE);
    expect(done.text).toContain('C’est noté : Paul Martin s’en occupe depuis le lun. 1er juin à 10 h 00.');
    expect(await readBuzz()).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'Paul Martin' });
    world.clock.advanceMs(HOUR_MS);
    const again = await makeVisitor(app).post(link, ACKNOWLEDGE);
    expect(again.text).toContain('Déjà pris en charge par Paul Martin, depuis le lun. 1er juin à 10 h 00.');
    expect((await makeVisitor(app).get(link)).$('form[method=post]')).toHaveLength(0);
    expect((await listBuzzEvents(world.db, key)).map((event) => event.kind)).toEqual(['opened', 'acknowledged']);
  });

  test('says who was first when somebody else was', async () => {
    const { world, app, link, key } = await openLink();
    await inTransaction(world, (db, writeDeps) => acknowledgeBuzz(db, writeDeps, key, 'Lucie Roux'));
    expect((await makeVisitor(app).post(link, ACKNOWLEDGE)).text).toContain('Déjà pris en charge par Lucie Roux');
  });

  test('offers what still changes something where somebody else has it in hand', async () => {
    const { world, app, link, key } = await openLink();
    await inTransaction(world, (db, writeDeps) => acknowledgeBuzz(db, writeDeps, key, 'Lucie Roux'));
    const page = await makeVisitor(app).get(link);
    expect(page.text).toContain('Déjà pris en charge par Lucie Roux');
    expect(buttons(page)).toEqual(['false-alarm: Fausse alerte', 'resolve: C’est terminé']);
  });

  test('asks anew when it got worse after it was acknowledged', async () => {
    const { world, app, link, key, readBuzz } = await openLink();
    await inTransaction(world, (db, writeDeps) => acknowledgeBuzz(db, writeDeps, key, 'Lucie Roux'));
    const judgement = { level: 4, reasons: [], figures: makeFigures(), evidence: null } as const;
    const writeDeps = { newId: world.newId, now: world.clock.now() };
    await escalateBuzz(world.db, writeDeps, await readBuzz(), judgement);
    const page = await makeVisitor(app).get(link);
    expect(page.text).toContain('Depuis, c’est passé au niveau 4/4.');
    expect(buttons(page)).toHaveLength(4);
    expect((await makeVisitor(app).post(link, ACKNOWLEDGE)).text).toContain('C’est noté : Paul Martin s’en occupe');
    expect(await readBuzz()).toMatchObject({ acknowledgedBy: 'Paul Martin', acknowledgedLevel: 4 });
  });

  test('puts reminders off for an hour, and says until when', async () => {
    const { world, app, link, readBuzz } = await openLink();
    const done = await makeVisitor(app).post(link, { answer: 'snooze' });
    expect(done.text).toContain('C’est noté : rappel le lun. 1er juin à 11 h 00, si personne ne s’en occupe d’ici là');
    expect(await readBuzz()).toMatchObject({
      status: 'open',
      acknowledgedBy: null,
      snoozedUntil: addMs(world.clock.now(), HOUR_MS),
    });
    const after = await makeVisitor(app).get(link);
    expect(after.text).toContain('Les rappels sont reportés jusqu’au lun. 1er juin à 11 h 00.');
    expect(buttons(after)).toEqual([]);
    world.clock.advanceMs(HOUR_MS);
    expect((await makeVisitor(app).get(link)).text).toContain('Ce lien a déjà servi.');
  });

  test('says that it is a false alarm, which nobody is reminded of', async () => {
    const { world, app, link, key, readBuzz } = await openLink();
    const done = await makeVisitor(app).post(link, { answer: 'false-alarm' });
    expect(done.text).toContain('C’est noté : fausse alerte.');
    expect(await readBuzz()).toMatchObject({ mark: 'false-alarm', markedBy: 'Paul Martin', status: 'acknowledged' });
    const kinds = (await listBuzzEvents(world.db, key)).map((event) => event.kind);
    expect(kinds).toEqual(['opened', 'marked', 'acknowledged']);
  });

  test('closes it, and says who did afterwards', async () => {
    const { app, link, readBuzz } = await openLink();
    const done = await makeVisitor(app).post(link, { answer: 'resolve' });
    expect(done.text).toContain('C’est noté : ce buzz est clos.');
    expect(await readBuzz()).toMatchObject({ status: 'resolved', resolvedBy: 'Paul Martin' });
    expect((await makeVisitor(app).get(link)).text).toContain('d’après Paul Martin, il n’y a plus rien à faire');
  });

  test('is used by one answer alone, whichever it was', async () => {
    const { app, link, readBuzz } = await openLink();
    await makeVisitor(app).post(link, { answer: 'snooze' });
    for (const answer of ANSWERS) await makeVisitor(app).post(link, { answer });
    expect(await readBuzz()).toMatchObject({ status: 'open', acknowledgedBy: null, mark: null });
  });

  test('only shows where what is posted is no button’s answer: some scanners post, too', async () => {
    const { world, app, link, key } = await openLink();
    for (const fields of [
      {},
      { answer: '' },
      { answer: 'Acknowledge' },
      { answer: 'toString' },
      { other: 'resolve' },
    ]) {
      const page = await makeVisitor(app).post(link, fields);
      expect([page.status, buttons(page).length]).toEqual([200, 4]);
    }
    const json = await makeVisitor(app).post(link, {}, { ...OWN_FORM, 'content-type': 'application/json' });
    expect(json.status).toBeGreaterThanOrEqual(400);
    expect((await listBuzzEvents(world.db, key)).map((event) => event.kind)).toEqual(['opened']);
    expect((await makeVisitor(app).post(link, ACKNOWLEDGE)).text).toContain('C’est noté');
  });

  test('answers nothing where another site posts it', async () => {
    const { world, app, link, key } = await openLink();
    for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}]) {
      expect((await makeVisitor(app).post(link, ACKNOWLEDGE, headers)).status).toBe(403);
    }
    expect((await listBuzzEvents(world.db, key)).map((event) => event.kind)).toEqual(['opened']);
  });

  test('says that the buzz is over when it is', async () => {
    const { world, app, link, readBuzz } = await openLink();
    const buzz = await readBuzz();
    await inTransaction(world, (db, writeDeps) => resolveBuzz(db, writeDeps, buzz));
    const pages = [makeVisitor(app).get(link), ...ANSWERS.map((answer) => makeVisitor(app).post(link, { answer }))];
    for (const page of await Promise.all(pages)) {
      expect(page.status).toBe(200);
      expect(page.text).toContain('Ce buzz est terminé depuis le');
      expect(page.$('form[method=post]')).toHaveLength(0);
    }
    expect(await readBuzz()).toMatchObject({ acknowledgedBy: null, resolvedBy: null, mark: null });
  });

  test('speaks the contact’s language, whatever the browser accepts', async () => {
    const { app, link } = await openLink('en');
    const page = await makeVisitor(app, 'fr').get(link);
    expect(page.$('html').attr('lang')).toBe('en');
    expect(buttons(page)[0]).toBe('acknowledge: Seen, I’m on it');
    expect((await makeVisitor(app, 'fr').get(`${link}?lang=fr`)).$('html').attr('lang')).toBe('fr');
  });

  test('that we did not make opens nothing', async () => {
    const { app, link, readBuzz } = await openLink();
    const forged = `${link.slice(0, -2)}xx`;
    for (const page of [await makeVisitor(app).get(forged), await makeVisitor(app).post(forged, ACKNOWLEDGE)]) {
      expect([page.status, page.$('h1').text()]).toEqual([404, 'Introuvable']);
    }
    expect((await readBuzz()).status).toBe('open');
  });
});

describe('the link of a message that tells of several', () => {
  async function openBundle() {
    const stage = await setAlertStage();
    await stage.addPerson('Claire', { channels: [{ kind: 'email', address: 'claire@agence.example' }] });
    const [orange, lg] = [await stage.addBrand('Orange'), await stage.addBrand('LG')];
    const buzzes = [await stage.open(orange, 4), await stage.open(lg, 3)];
    await stage.pass(0);
    const link = stage.mailbox.mails.at(-1)?.parsed.text?.match(/\/a\/\S+/)?.[0] ?? '';
    const app = await makeDashboard(stage.world);
    const readBuzzes = () =>
      Promise.all(buzzes.map(({ id }) => getBuzz(stage.world.db, { agencyId: stage.agency.id, buzzId: id })));
    return { ...stage, app, link, buzzes, readBuzzes, [Symbol.asyncDispose]: () => stage[Symbol.asyncDispose]() };
  }

  test('shows each with how it stands, the worst first, and answers for all', async () => {
    await using bundle = await openBundle();
    const { app, link, readBuzzes } = bundle;
    const page = await makeVisitor(app).get(link);
    expect(page.text).toContain('2 alertes : prendre en charge');
    expect(
      page
        .$('li strong')
        .toArray()
        .map((each) => page.$(each).text()),
    ).toEqual(['Orange', 'LG']);
    expect(buttons(page)).toEqual([
      'acknowledge: J’ai vu, je m’occupe de tout',
      'snooze: Me les rappeler dans une heure',
    ]);
    const done = await makeVisitor(app).post(link, ACKNOWLEDGE);
    expect(done.text).toContain('C’est noté : Claire s’occupe de 2 alertes.');
    expect((await readBuzzes()).map(({ acknowledgedBy }) => acknowledgedBy)).toEqual(['Claire', 'Claire']);
    const again = await makeVisitor(app).post(link, ACKNOWLEDGE);
    expect(again.text).toContain('Ce lien a déjà servi.');
    expect(again.text).toContain('Prise en charge par Claire');
  });

  test('answers only those that go on', async () => {
    await using bundle = await openBundle();
    const { app, link, buzzes, end, readBuzzes } = bundle;
    const [orange] = buzzes;
    if (orange === undefined) throw new Error('no buzz');
    await end(orange);
    expect((await makeVisitor(app).get(link)).text).toContain('Terminée');
    expect((await makeVisitor(app).post(link, ACKNOWLEDGE)).text).toContain('C’est noté : Claire s’en occupe.');
    expect((await readBuzzes()).map(({ acknowledgedBy }) => acknowledgedBy)).toEqual([null, 'Claire']);
  });

  test.each(['false-alarm', 'resolve'])('takes no "%s": that is said of each by itself', async (answer) => {
    await using bundle = await openBundle();
    const page = await makeVisitor(bundle.app).post(bundle.link, { answer });
    expect(buttons(page)).toHaveLength(2);
    expect((await bundle.readBuzzes()).map(({ status }) => status)).toEqual(['open', 'open']);
  });
});
