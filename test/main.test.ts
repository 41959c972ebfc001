/** The real program, killed: what it had fetched and not recorded is fetched again, and nothing is there twice. */
import type { ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../src/base/clock.ts';
import { findAgencyByName } from '../src/store/agencies.ts';
import { openEmbeddedDatabase } from '../src/store/database.ts';
import { listMentions } from '../src/store/mentions.ts';
import { type LocalSite, startLocalSite, toRss } from './support/local-site.ts';
import { makeLocalModel } from './support/model-runner.ts';
import { exitOf, readText, run, start, waitUntil } from './support/program.ts';
import { FEED_PATH, makeAngryPosts } from './support/story.ts';

const POST_COUNT = 25;
const KEY = Buffer.alloc(32, 7).toString('base64');

describe('the service', { timeout: 180_000 }, () => {
  test('killed between fetch and record loses nothing and doubles nothing', async () => {
    await using site = await startLocalSite();
    await using folder = await makeFolder();
    const environment = { DATA_DIR: folder.path, PORT: '0', FETCH_ALLOWED_RANGES: '127.0.0.0/8', LOG_LEVEL: 'warn' };
    await writeFile(path.join(folder.path, 'agency.yaml'), toAgencyFile(site));
    const imported = await run(['import', path.join(folder.path, 'agency.yaml')], environment);
    expect(imported).toMatchObject({ code: 0, stdout: expect.stringContaining('Imported Agence du Quai') });

    const posts = makeAngryPosts(POST_COUNT, new Date('2026-06-01T08:00:00Z'));
    let first: ChildProcess | undefined;
    let servedCount = 0;
    site.serve(FEED_PATH, (_request, response) => {
      servedCount += 1;
      response.writeHead(200, { 'content-type': 'application/rss+xml' });
      response.end(toRss(site.url, posts), () => {
        // the whole answer is on its way: it is received, and the worker dies before it can have recorded it
        if (servedCount === 1) first?.kill('SIGKILL');
      });
    });
    first = start(['serve'], environment);
    expect(await exitOf(first)).toEqual({ code: null, signal: 'SIGKILL' });
    expect(servedCount).toBe(1);

    const second = start(['serve'], environment);
    await waitUntil(() => second.stdoutText().includes('Vigie listens on'));
    const url = /http:\/\/\S+/.exec(second.stdoutText())?.[0];
    await waitUntil(async () =>
      /vigie_mentions_total\{sentiment="negative"\} 25/.test(await readText(`${url}/metrics`)),
    );
    expect(servedCount).toBe(2);
    second.kill('SIGTERM');
    expect(await exitOf(second)).toEqual({ code: 0, signal: null });

    await using database = await openEmbeddedDatabase(folder.path);
    const agency = await findAgencyByName(database.db, 'Agence du Quai');
    const since = new Date(new Date('2026-06-01T08:00:00Z').getTime() - DAY_MS);
    const mentions = await listMentions(
      database.db,
      { agencyId: agency?.id ?? '', since },
      { after: null, limit: 100 },
    );
    expect(mentions).toHaveLength(POST_COUNT);
    expect(new Set(mentions.map((mention) => mention.url)).size).toBe(POST_COUNT);
  });

  test('a second start on the same data is refused with the process that has it', async () => {
    await using folder = await makeFolder();
    const environment = { DATA_DIR: folder.path, PORT: '0', LOG_LEVEL: 'warn' };
    const first = start(['serve'], environment);
    await waitUntil(() => first.stdoutText().includes('Vigie listens on'));
    expect(first.stdoutText()).toMatch(/^Vigie listens on http:\/\/\S+ .*\/setup\/vigie_setup_\S+\n$/);
    const second = await run(['serve'], environment);
    expect(second.code).toBe(2);
    expect(second.stderr).toContain(`process ${first.pid}`);
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    first.kill('SIGINT');
    expect(await exitOf(first)).toEqual({ code: 0, signal: null });
  });

  test.each([
    [{ PORT: 'eighty' }, 'PORT is "eighty"'],
    [{ DATABASE_URL: 'postgres://nobody:secret@127.0.0.1:1/none', SECRET_KEY: KEY }, '127.0.0.1:1/none'],
    [{ DATABASE_URL: 'postgres://127.0.0.1:1/none' }, 'SECRET_KEY is not set'],
  ])('started with %o exits 2 with one sentence and no password', async (wrong, sentence) => {
    await using folder = await makeFolder();
    const ended = await run(['serve'], { DATA_DIR: folder.path, PORT: '0', ...wrong });
    expect(ended.code).toBe(2);
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr).not.toContain('secret');
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('does not start half: a plugged-in model that cannot run is told before anything listens', async () => {
    await using folder = await makeFolder();
    using model = makeLocalModel({ runner: 'absent' });
    const environment = {
      DATA_DIR: folder.path,
      PORT: '0',
      LOG_LEVEL: 'warn',
      SENTIMENT_MODEL: `onnx:${model.directory}`,
    };
    const refused = await run(['serve'], environment);
    expect(refused).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('npm install --prefix') });
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('is refused a port that is taken, by its number', async () => {
    await using site = await startLocalSite();
    await using folder = await makeFolder();
    const { port } = new URL(site.url);
    const ended = await run(['serve'], { DATA_DIR: folder.path, PORT: port, LOG_LEVEL: 'silent' });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toMatch(new RegExp(`^vigie serve: Port ${port} of 127.0.0.1 is taken: .*\\n$`));
  });

  test.each([
    ['that is neither JSON nor YAML', 'agency: [', 'is neither JSON nor YAML'],
    ['with a query that does not parse', 'BRANDS', 'brands[0]: '],
  ])('imports nothing from a file %s and says where it is wrong', async (_case, content, sentence) => {
    await using site = await startLocalSite();
    await using folder = await makeFolder();
    const file = path.join(folder.path, 'agency.yaml');
    await writeFile(file, content === 'BRANDS' ? toAgencyFile(site).replace('query: Ondelia', 'query: "(a"') : content);
    const ended = await run(['import', file], { DATA_DIR: folder.path, LOG_LEVEL: 'silent' });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(sentence);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });

  test('matches what it parsed: the lines of one command are the input of the other', async () => {
    await using folder = await makeFolder();
    const feed = path.join(folder.path, 'feed.xml');
    await writeFile(feed, toRss('https://site.example', makeAngryPosts(3, new Date('2026-06-01T08:00:00Z'))));
    const parsed = await run(['parse', feed, path.join(folder.path, 'missing.xml')], {});
    expect(parsed.code).toBe(1); // one of the two is not there
    const matched = await run(['match', '--query', 'ondelia AND "numero 1"'], {}, parsed.stdout);
    expect(matched).toMatchObject({ code: 0, stderr: '' });
    const documents = matched.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(documents.map((document) => document.title)).toEqual(['Ondelia : panne numéro 1']);
    expect(documents[0].spans.length).toBeGreaterThan(0);
    const scored = await run(['sentiment', '--lang', 'fr'], {}, `${documents[0].text}\n\n`);
    expect(
      scored.stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).label),
    ).toEqual(['negative', 'neutral']);
    const both = 'Chez Free le service est top, Orange c’est l’enfer\n';
    for (const [brand, label] of [
      ['Free', 'positive'],
      ['orange', 'negative'],
    ]) {
      const towards = await run(['sentiment', '--lang', 'fr', '--brand', brand ?? ''], {}, both);
      expect(JSON.parse(towards.stdout)).toMatchObject({ label, judgedBy: 'model', lang: 'fr' });
    }
    const unread = await run(['sentiment', '--lang', 'pl'], {}, 'Skandal!\n');
    expect(JSON.parse(unread.stdout)).toEqual({
      ...{ label: 'neutral', score: 0, confidence: 0 },
      ...{ judgedBy: 'nobody', lang: 'pl' },
    });
  });

  test('tells a wrong command or option in one sentence, with the way to the help', async () => {
    expect(await run(['sevre'], {})).toMatchObject({ code: 2, stderr: expect.stringContaining('no command "sevre"') });
    const ended = await run(['match', '--querry', 'x'], {});
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('vigie match --help') });
    expect(await run(['--help'], {})).toMatchObject({ code: 0, stdout: expect.stringContaining('demo') });
  });
});

function toAgencyFile(site: LocalSite): string {
  return `agency: { name: Agence du Quai, language: fr, timeZone: Europe/Paris }
owner: { name: Marie, email: marie@agence.example, password: un mot de passe }
brands:
  - { name: Ondelia, query: Ondelia }
subscriptions:
  - { url: "${site.url}${FEED_PATH}" }
`;
}

async function makeFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'vigie-'));
  return { path: folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}
