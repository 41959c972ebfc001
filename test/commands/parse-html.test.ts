/** `vigie parse`: selectors tried on a saved page, and which fields a document has. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseCommand } from '../../src/commands/parse.ts';
import { makeCommandIo } from '../support/command-io.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'vigie-selectors-'));
  await writeFile(path.join(folder, 'page.html'), '<ul><li><a href="/7">Seven</a></li></ul>');
  const post = '<div class="post" id="p1"><div class="postbody"><div class="content">Hi</div></div></div>';
  await writeFile(path.join(folder, 'thread.html'), `<body id="phpbb">${post}</body>`);
  await writeFile(path.join(folder, 'good.json'), '{"item":"li","title":"a","link":"a"}');
  await writeFile(path.join(folder, 'bad.json'), '{"item":"li["}');
  await writeFile(path.join(folder, 'none.json'), '[1]');
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]): Promise<Readonly<{ code: number; lines: readonly unknown[] }>> {
  const io = makeCommandIo();
  const inFolder = args.map((arg) => (/\.(?:json|html)$/.test(arg) ? path.join(folder, arg) : arg));
  const code = await parseCommand.run(inFolder, io);
  return { code, lines: io.written.map((line): unknown => JSON.parse(line)) };
}

test('a page is read by the selectors of a file', async () => {
  const { code, lines } = await run(
    '--kind',
    'html',
    '--selectors',
    'good.json',
    '--url',
    'https://a.example/',
    'page.html',
  );
  expect(code).toBe(0);
  expect(lines).toMatchObject([{ kind: 'html', documents: [{ title: 'Seven', url: 'https://a.example/7' }] }]);
});

test('a document has the fields of the help and no other, though its reader can tell more', async () => {
  const { lines } = await run('--kind', 'forum', 'thread.html');
  const [line] = lines as readonly Readonly<{ documents: readonly object[] }>[];
  expect(line?.documents.map((each) => Object.keys(each))).toEqual([
    ['guid', 'url', 'title', 'text', 'html', 'author', 'publishedAt', 'updatedAt'],
  ]);
});

test('selectors that cannot be used are told for each file', async () => {
  const { code, lines } = await run('--kind', 'html', '--selectors', 'bad.json', 'page.html');
  expect(code).toBe(1);
  expect(lines).toMatchObject([{ error: { code: 'settings-invalid' } }]);
});

test.each([
  ['html without selectors', ['--kind', 'html', 'page.html']],
  ['selectors of another kind', ['--kind', 'forum', '--selectors', 'good.json', 'page.html']],
  ['a file that is not there', ['--kind', 'html', '--selectors', 'absent.json', 'page.html']],
  ['a list', ['--kind', 'html', '--selectors', 'none.json', 'page.html']],
])('%s is wrong usage', async (_, args) => {
  await expect(run(...args)).rejects.toMatchObject({ code: 'USAGE_WRONG' });
});
