/** A draft of a digest's summary: asked for, written by a local model, shown as what it is, and never sent. */
import { afterEach, describe, expect, test } from 'vitest';
import { workOffJobs } from '../../src/pipeline/work-off-jobs.ts';
import { recordDigest } from '../../src/store/digests.ts';
import { makeDigestContent } from '../notify/sample-content.ts';
import { complete, startLocalChatModel } from '../support/local-chat-model.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency, addEverything } from './sample-agency.ts';

const stack: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of stack.splice(0)) await close();
});

async function open(isSetUp = true) {
  const model = await startLocalChatModel();
  const environment = { SUMMARY_MODEL: `openai:${model.url}`, SUMMARY_MODEL_NAME: 'small-1', SUMMARY_API_KEY: 'sk-1' };
  const world = await makeTestWorld(isSetUp ? { environment } : {});
  const app = await makeDashboard(world);
  stack.push(
    async () => await model[Symbol.asyncDispose](),
    async () => await world.summaryWriter?.[Symbol.asyncDispose](),
    async () => await app.close(),
  );
  const agency = await addAgency(world, app, 'Quai');
  const { brandId } = await addEverything(world, agency);
  const about = { agencyId: agency.agencyId, brandId, period: 'week', timeZone: 'Europe/Paris' } as const;
  const content = makeDigestContent({
    worstMentions: [{ ...makeDigestContent().worstMentions[0], excerpt: 'STRANGER' } as never],
  });
  await recordDigest(
    world.db,
    { newId: world.newId, now: world.clock.now() },
    { ...about, periodStartsOn: '2026-06-01', content },
    [],
  );
  const { id } = await world.db.selectFrom('digests').select('id').orderBy('id', 'desc').executeTakeFirstOrThrow();
  const url = `/v1/digests/${id}/summary-draft`;
  const read = async () => (await agency.call('GET', `/v1/digests/${id}`)).json().summaryDraft;
  return { model, world, app, agency, id, url, read };
}

describe('a draft of a summary', () => {
  test('is written by a worker, keeps what cites the digest, and says what it is', async () => {
    const { model, world, app, agency, id, url, read } = await open();
    model.answerWith(() =>
      complete(
        JSON.stringify({ sentences: ['214 mentions, contre 161 avant.', 'Tout ira mieux.', '3 millions de vues.'] }),
      ),
    );
    expect(await read()).toBeNull();
    expect((await agency.call('POST', url, { language: 'fr' })).json().summaryDraft).toMatchObject({ state: 'wanted' });
    await agency.call('POST', url, {}); // asked twice, written once
    expect(model.received).toEqual([]); // the API starts no work
    await workOffJobs(world);
    expect(await read()).toMatchObject({
      ...{ state: 'proposed', sentences: ['214 mentions, contre 161 avant.'], droppedCount: 2, model: 'small-1' },
    });
    expect(model.received).toHaveLength(1);
    expect(model.received[0]?.headers.authorization).toBe('Bearer sk-1');
    expect(model.received[0]?.body).not.toContain('STRANGER');
    const page = await (await signInAs(app, 'Quai')).get(`/digests/${id}`);
    expect(
      page
        .$('#summary li')
        .toArray()
        .map((each) => page.$(each).text()),
    ).toEqual(['214 mentions, contre 161 avant.']);
    expect(page.text).toContain('Brouillon de small-1.');
    expect(page.text).toContain('2 phrases qui n’en citaient pas ont été retirées');
  });

  test.each<[string, () => ReturnType<typeof complete>, string]>([
    [
      'cites nothing',
      () => complete(JSON.stringify({ sentences: ['Tout va bien.'] })),
      'No sentence of the summary model cites a figure',
    ],
    ['is no JSON', () => complete('Voici un résumé :'), 'something else than the JSON'],
    ['is refused', () => ({ status: 401, body: '{}' }), 'answered 401: check SUMMARY_MODEL'],
  ])('that %s is none, and says why', async (_, answer, sentence) => {
    const { model, world, app, agency, id, url, read } = await open();
    model.answerWith(answer);
    await agency.call('POST', url, {});
    await workOffJobs(world);
    expect(await read()).toMatchObject({ state: 'failed', message: expect.stringContaining(sentence) });
    const visitor = await signInAs(app, 'Quai');
    expect((await visitor.get(`/digests/${id}`)).text).toContain('Le résumé n’a pas pu être écrit.');
    expect((await visitor.post(`/digests/${id}/summary-draft`)).location).toBe(`/digests/${id}#summary`);
    expect(await read()).toMatchObject({ state: 'wanted' });
  });

  test('is not offered where no model is set up', async () => {
    const { app, agency, id, url } = await open(false);
    const refused = await agency.call('POST', url, {});
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'SUMMARY_MODEL_MISSING']);
    expect((await (await signInAs(app, 'Quai')).get(`/digests/${id}`)).$('#summary')).toHaveLength(0);
  });

  test('is nobody else’s to ask for', async () => {
    const { world, app, url, read } = await open();
    const stranger = await addAgency(world, app, 'Ailleurs');
    expect((await stranger.call('POST', url, {})).statusCode).toBe(404);
    expect(await read()).toBeNull();
  });
});
