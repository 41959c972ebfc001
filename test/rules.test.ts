/**
 * The rules of the source that no compiler knows, kept by reading it: who may import whom, where time, chance, the
 * environment, HTTP and SQL live, and what a file must open with.
 *
 * Every rule is a function from texts to findings and carries texts that it must catch and texts that it must let
 * pass, so that a rule which has gone blind fails too.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

type SourceFile = Readonly<{ path: string; text: string }>;

type Rule = Readonly<{
  name: string;
  /** What is wrong, one line each: "src/x.ts:12 …". */
  check: (files: readonly SourceFile[]) => readonly string[];
  /** Each entry is a whole source of its own, path to text. */
  caught: readonly Readonly<Record<string, string>>[];
  fine: readonly Readonly<Record<string, string>>[];
}>;

const ROOT = path.join(import.meta.dirname, '..');

// ---------------------------------------------------------------------------------------------- who may import whom

/**
 * What each folder of src may import besides itself. Files at the top (world.ts, main.ts) and the folders of
 * COMPOSITION may import everything. The API and the pages check queries, which is analysis, and write what people ask
 * for, which is intents; they never start work.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  domain: ['base'],
  crawlers: ['base', 'domain'],
  analysis: ['base', 'domain'],
  notify: ['base', 'domain'],
  judges: ['base', 'domain'],
  store: ['base', 'domain'],
  intents: ['base', 'domain', 'analysis', 'store'],
  pipeline: ['base', 'domain', 'crawlers', 'analysis', 'notify', 'judges', 'store'],
  api: ['base', 'domain', 'analysis', 'store', 'intents', 'web'],
  web: ['base', 'domain', 'analysis', 'store', 'intents', 'api'],
};

const COMPOSITION = ['', 'commands', 'demo'];

function checkLayers(files: readonly SourceFile[]): readonly string[] {
  return onlySrc(files).flatMap((file) => {
    const folder = folderOf(file.path);
    if (COMPOSITION.includes(folder)) return [];
    const allowed = MAY_IMPORT[folder];
    if (allowed === undefined) return [`${file.path} is in a folder that MAY_IMPORT does not know`];
    return importsOf(file)
      .filter(({ target }) => target !== null)
      .filter(({ target }) => ![folder, ...allowed].includes(target?.startsWith('src/') ? folderOf(target) : 'outside'))
      .map(({ line, target }) => `${file.path}:${line} imports ${target}, which ${folder} may not know`);
  });
}

/** Every file that can reach itself; one line a circle, told from its first file on. */
function checkCircles(files: readonly SourceFile[]): readonly string[] {
  const targetsByPath = new Map(
    files.map((file) => [file.path, importsOf(file).flatMap(({ target }) => (target === null ? [] : [target]))]),
  );
  const findings = new Set<string>();
  const done = new Set<string>();
  const visit = (place: string, trail: readonly string[]): void => {
    const start = trail.indexOf(place);
    if (start >= 0) {
      const circle = trail.slice(start);
      const first = circle.indexOf(circle.toSorted()[0] ?? place);
      const told = [...circle.slice(first), ...circle.slice(0, first)];
      findings.add(`${[...told, told[0]].join(' -> ')} is a circle of imports`);
      return;
    }
    if (done.has(place)) return;
    for (const target of targetsByPath.get(place) ?? []) visit(target, [...trail, place]);
    done.add(place);
  };
  for (const place of targetsByPath.keys()) visit(place, []);
  return [...findings];
}

/** Packages that one file, or one folder where the home ends in `/`, alone may import. */
const PACKAGE_HOMES: readonly Readonly<{ packages: readonly string[]; home: string }>[] = [
  { packages: ['undici'], home: 'src/base/http.ts' },
  { packages: ['kysely', 'pg', 'pg-boss', '@electric-sql/pglite'], home: 'src/store/' },
  { packages: ['@huggingface/transformers', 'onnxruntime-node'], home: 'src/judges/onnx/' },
];

function checkPackageHomes(files: readonly SourceFile[]): readonly string[] {
  return onlySrc(files).flatMap((file) =>
    importsOf(file).flatMap(({ specifier, line }) =>
      PACKAGE_HOMES.filter(({ packages }) => packages.some((name) => isOfPackage(specifier, name)))
        .filter(({ home }) => !file.path.startsWith(home))
        .map(({ home }) => `${file.path}:${line} imports ${specifier}, which belongs to ${home}`),
    ),
  );
}

/** The root of natural prints, reads .env and costs a second: one file takes what is needed from inside it. */
function checkNatural(files: readonly SourceFile[]): readonly string[] {
  const uses = onlySrc(files).flatMap((file) =>
    importsOf(file)
      .filter(({ specifier }) => isOfPackage(specifier, 'natural'))
      .map(({ specifier, line }) => ({ file, specifier, line })),
  );
  const users = [...new Set(uses.map(({ file }) => file.path))];
  return [
    ...uses
      .filter(({ specifier }) => specifier === 'natural')
      .map(({ file, line }) => `${file.path}:${line} imports natural at its root`),
    ...(users.length > 1 ? [`${users.join(', ')} import natural: one file alone may`] : []),
  ];
}

function checkBarrels(files: readonly SourceFile[]): readonly string[] {
  return onlySrc(files).flatMap((file) => [
    ...(path.basename(file.path) === 'index.ts' ? [`${file.path} is called index.ts`] : []),
    ...findNodes(file, (node) => ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined, 're-exports'),
    ...findNodes(file, isDefaultExport, 'has a default export'),
  ]);
}

function isDefaultExport(node: ts.Node): boolean {
  if (ts.isExportAssignment(node)) return true;
  return (
    ts.canHaveModifiers(node) && (ts.getModifiers(node) ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

// ------------------------------------------------------------------------- time, chance, environment, output: one place

function checkClock(files: readonly SourceFile[]): readonly string[] {
  return onlySrc(files)
    .filter((file) => file.path !== 'src/base/clock.ts')
    .flatMap((file) => findNodes(file, readsTheTime, 'reads the time without the clock'));
}

function readsTheTime(node: ts.Node): boolean {
  if (ts.isNewExpression(node)) return node.expression.getText() === 'Date' && (node.arguments ?? []).length === 0;
  if (ts.isCallExpression(node)) return node.expression.getText() === 'Date';
  return ts.isPropertyAccessExpression(node) && ['Date.now', 'Temporal.Now'].includes(node.getText());
}

const CHANCE = ['randomBytes', 'randomUUID', 'randomInt', 'getRandomValues'];

function checkRandom(files: readonly SourceFile[]): readonly string[] {
  const isChance = (node: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(node) && node.getText() === 'Math.random') ||
    (ts.isIdentifier(node) && CHANCE.includes(node.text));
  return onlySrc(files)
    .filter((file) => file.path !== 'src/base/random.ts')
    .flatMap((file) => findNodes(file, isChance, 'draws chance elsewhere than in base/random.ts'));
}

function checkEnvironment(files: readonly SourceFile[]): readonly string[] {
  const isEnvironment = (node: ts.Node): boolean =>
    (ts.isPropertyAccessExpression(node) && node.getText() === 'process.env') ||
    (ts.isElementAccessExpression(node) && /^process\[['"]env['"]\]$/.test(node.getText())) ||
    (ts.isImportSpecifier(node) && node.getText() === 'env');
  return onlySrc(files)
    .filter((file) => file.path !== 'src/base/config.ts')
    .flatMap((file) => findNodes(file, isEnvironment, 'reads the environment'));
}

function checkFetch(files: readonly SourceFile[]): readonly string[] {
  const isFetch = (node: ts.Node): boolean =>
    ts.isCallExpression(node) && /^(globalThis\.)?fetch$/.test(node.expression.getText());
  return onlySrc(files).flatMap((file) => findNodes(file, isFetch, 'calls the global fetch, past base/http.ts'));
}

function checkConsole(files: readonly SourceFile[]): readonly string[] {
  const isConsole = (node: ts.Node): boolean =>
    ts.isPropertyAccessExpression(node) && node.expression.getText() === 'console';
  return onlySrc(files).flatMap((file) => findNodes(file, isConsole, 'writes to the console: there is a log'));
}

// ---------------------------------------------------------------------------------------------------- what is not written

const MARKS = /\b(TODO|FIXME|XXX|HACK)\b|@ts-(ignore|nocheck|expect-error)\b/;

/** In comments and in strings alike. This file is left out: it holds the samples. */
function checkMarks(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter((file) => file.path !== 'test/rules.test.ts')
    .flatMap((file) =>
      file.text.split('\n').flatMap((line, index) => {
        const mark = MARKS.exec(line);
        return mark === null ? [] : [`${file.path}:${index + 1} says ${mark[0]}`];
      }),
    );
}

function checkAny(files: readonly SourceFile[]): readonly string[] {
  return onlyScripts(files).flatMap((file) =>
    findNodes(file, (node) => node.kind === ts.SyntaxKind.AnyKeyword, 'uses any'),
  );
}

function checkSwallowedErrors(files: readonly SourceFile[]): readonly string[] {
  const isEmptyCatch = (node: ts.Node): boolean => ts.isCatchClause(node) && node.block.statements.length === 0;
  const isDeafHandler = (node: ts.Node): boolean => {
    if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return false;
    const [handler] = node.arguments;
    return node.expression.name.text === 'catch' && handler !== undefined && isEmptyFunction(handler);
  };
  return [
    ...onlyScripts(files).flatMap((file) => findNodes(file, isEmptyCatch, 'swallows an error in an empty catch')),
    ...onlySrc(files).flatMap((file) => findNodes(file, isDeafHandler, 'swallows a rejection')),
  ];
}

function isEmptyFunction(node: ts.Node): boolean {
  if (!ts.isArrowFunction(node) && !ts.isFunctionExpression(node)) return false;
  if (ts.isBlock(node.body)) return node.body.statements.length === 0;
  return node.body.getText() === 'undefined' || ts.isVoidExpression(node.body);
}

function checkOpeningComments(files: readonly SourceFile[]): readonly string[] {
  return files
    .filter(({ text }) => {
      const opening = text.replace(/^#!.*\n/, '').trimStart();
      return !/^(\/\*|\/\/|--)/.test(opening) || /^(\/\/|\/\*+)\s*(biome-|eslint-|@ts-)/.test(opening);
    })
    .map((file) => `${file.path} does not open with a comment that says what it is for`);
}

// ------------------------------------------------------------------------------------------------------------------ SQL

/** Time is a parameter and ids come from the application: a replay must write the same rows. */
const SQL_OWN_MIND =
  /\b(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|gen_random_uuid|uuidv7|random)\s*\(|\b(current_(timestamp|date|time)|localtime(stamp)?)\b/i;

/** The one place that reads the database's clock: to warn when it and ours disagree. */
const DATABASE_CLOCK_HOME = 'src/store/maintenance.ts';

function checkSql(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    if (file.path === DATABASE_CLOCK_HOME) return [];
    if (file.path.endsWith('.sql')) return findInSql(file.path, file.text, 1);
    if (!file.path.startsWith('src/store/')) return [];
    return collectNodes(file, isText).flatMap(({ node, line }) => findInSql(file.path, toText(node), line));
  });
}

function findInSql(place: string, sql: string, firstLine: number): readonly string[] {
  const code = blankOut(sql, /--[^\n]*|\/\*[\s\S]*?\*\//g);
  return code.split('\n').flatMap((line, index) => {
    const found = SQL_OWN_MIND.exec(line);
    return found === null ? [] : [`${place}:${firstLine + index} asks the database for ${found[0]}`];
  });
}

function isText(node: ts.Node): boolean {
  return ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
}

function toText(node: ts.Node): string {
  return ts.isLiteralExpression(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)
    ? node.text
    : '';
}

/** Spaces in place of every match, line ends kept: what follows stays on its line. */
function blankOut(text: string, pattern: RegExp): string {
  return text.replace(pattern, (match) => match.replace(/[^\n]/g, ' '));
}

// ---------------------------------------------------------------------------------------------------------------- names

const KEBAB_CASE = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;
const SAYS_NOTHING = /(^|-)(utils?|helpers?)$|^(common|misc|lib)$/;

function checkNames(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    if (file.path.endsWith('.sql')) {
      return /^sql\/(\d{4}_[a-z0-9_]+|schema)\.sql$/.test(file.path)
        ? []
        : [`${file.path} is not called NNNN_name.sql`];
    }
    const parts = file.path.split('/').map((part) => part.replace(/\.[cm]?[jt]s$/, ''));
    return [
      ...parts.filter((part) => !KEBAB_CASE.test(part)).map((part) => `${file.path}: ${part} is not kebab-case`),
      ...parts.filter((part) => SAYS_NOTHING.test(part)).map((part) => `${file.path}: ${part} says nothing`),
    ];
  });
}

// ------------------------------------------------------------------------------------------------------------- the rules

const RULES: readonly Rule[] = [
  {
    name: 'imports go down only',
    check: checkLayers,
    caught: [
      { 'src/base/a.ts': "import type { B } from '../domain/b.ts';" },
      { 'src/crawlers/a.ts': "import { b } from '../store/b.ts';" },
      { 'src/notify/email/a.ts': "import { b } from '../../analysis/b.ts';" },
      { 'src/judges/onnx/a.ts': "import { b } from '../../analysis/b.ts';" },
      { 'src/analysis/a.ts': "import type { B } from '../judges/b.ts';" },
      { 'src/api/routes/a.ts': "import { b } from '../../pipeline/b.ts';" },
      { 'src/web/a.ts': "export { b } from '../notify/b.ts';" },
      { 'src/pipeline/a.ts': "const b = await import('../world.ts');" },
      { 'src/domain/a.ts': "type B = import('../store/b.ts').B;" },
      { 'src/store/a.ts': "import { b } from '../../test/support/b.ts';" },
      { 'src/elsewhere/a.ts': "import { b } from '../base/b.ts';" },
    ],
    fine: [
      { 'src/api/a.ts': "import { b } from '../analysis/query/b.ts'; import { c } from '../store/c.ts';" },
      { 'src/world.ts': "import { b } from './notify/b.ts';", 'src/demo/a.ts': "import { b } from '../world.ts';" },
      { 'src/base/a.ts': "// import { b } from '../store/b.ts'\nconst text = \"import '../store/b.ts'\";" },
    ],
  },
  {
    name: 'no circle of imports, type imports counted',
    check: checkCircles,
    caught: [
      { 'src/base/a.ts': "import { b } from './b.ts';", 'src/base/b.ts': "import type { A } from './a.ts';" },
      {
        'src/base/a.ts': "import { b } from './b.ts';",
        'src/base/b.ts': "import { c } from './deep/c.ts';",
        'src/base/deep/c.ts': "import { a } from '../a.ts';",
      },
    ],
    fine: [
      {
        'src/base/a.ts': "import { b } from './b.ts'; import { c } from './c.ts';",
        'src/base/b.ts': "import { c } from './c.ts';",
        'src/base/c.ts': '',
      },
    ],
  },
  {
    name: 'undici is imported in one file, the database and what runs models in one folder each',
    check: checkPackageHomes,
    caught: [
      { 'src/crawlers/a.ts': "import { request } from 'undici';" },
      { 'src/api/a.ts': "import type { Kysely } from 'kysely';" },
      { 'src/world.ts': "import pg from 'pg';" },
      { 'src/demo/a.ts': "import { PGlite } from '@electric-sql/pglite';" },
      { 'src/pipeline/a.ts': "import { PgBoss } from 'pg-boss';" },
      { 'src/analysis/a.ts': "const { pipeline } = await import('@huggingface/transformers');" },
    ],
    fine: [
      { 'src/base/http.ts': "import { request } from 'undici';" },
      { 'src/store/a.ts': "import { sql } from 'kysely'; import { x } from '@electric-sql/pglite/node-postgres';" },
    ],
  },
  {
    name: 'natural is imported in one file, and never at its root',
    check: checkNatural,
    caught: [
      { 'src/analysis/a.ts': "import natural from 'natural';" },
      {
        'src/analysis/a.ts': "import a from 'natural/lib/natural/sentiment/index.js';",
        'src/analysis/b.ts': "import b from 'natural/lib/natural/stemmers/index.js';",
      },
    ],
    fine: [{ 'src/analysis/a.ts': "import a from 'natural/lib/natural/sentiment/index.js';" }],
  },
  {
    name: 'no barrel and no default export',
    check: checkBarrels,
    caught: [
      { 'src/base/a.ts': "export * from './b.ts';" },
      { 'src/base/a.ts': "export { b } from './b.ts';" },
      { 'src/base/index.ts': 'export const a = 1;' },
      { 'src/base/a.ts': 'export default 1;' },
      { 'src/base/a.ts': 'export default function a() {}' },
    ],
    fine: [{ 'src/base/a.ts': 'const a = 1; export { a };' }],
  },
  {
    name: 'the time is read from the clock alone',
    check: checkClock,
    caught: [
      { 'src/store/a.ts': 'const at = Date.now();' },
      { 'src/store/a.ts': 'const at = new Date();' },
      { 'src/store/a.ts': 'const at = new Date;' },
      { 'src/store/a.ts': 'const at = Date();' },
      { 'src/base/zoned-time.ts': 'const at = Temporal.Now.instant();' },
      { 'src/store/a.ts': 'items.map(Date.now);' },
    ],
    fine: [
      { 'src/base/clock.ts': 'const at = new Date();' },
      { 'src/store/a.ts': '// never Date.now()\nconst at = new Date(0);' },
    ],
  },
  {
    name: 'chance is drawn in base/random.ts alone',
    check: checkRandom,
    caught: [
      { 'src/base/ids.ts': 'const half = Math.random();' },
      { 'src/base/ids.ts': "import { randomUUID } from 'node:crypto';" },
    ],
    fine: [{ 'src/base/random.ts': 'const half = Math.random();' }],
  },
  {
    name: 'the environment is read in base/config.ts alone',
    check: checkEnvironment,
    caught: [
      { 'src/main.ts': 'const port = process.env.PORT;' },
      { 'src/main.ts': "const port = process['env'];" },
      { 'src/main.ts': "import { env } from 'node:process';" },
    ],
    fine: [{ 'src/base/config.ts': 'const port = process.env.PORT;' }],
  },
  {
    name: 'nothing calls the global fetch',
    check: checkFetch,
    caught: [{ 'src/notify/a.ts': "await fetch('http://example.org');" }],
    fine: [{ 'src/notify/a.ts': 'await deps.fetch(url); await fetchFeed(url);' }],
  },
  {
    name: 'nothing writes to the console',
    check: checkConsole,
    caught: [{ 'src/main.ts': "console.error('late');" }],
    fine: [{ 'src/main.ts': "log.error('late'); const text = 'console.log';" }],
  },
  {
    name: 'nothing is left for later and no check is switched off',
    check: checkMarks,
    caught: [
      { 'src/a.ts': '// TODO: retry' },
      { 'test/a.ts': "throw new Error('FIXME');" },
      { 'src/a.ts': '// @ts-ignore\nconst a: string = 1;' },
      { 'sql/0001_first.sql': '-- TODO an index' },
    ],
    fine: [{ 'src/a.ts': 'const mastodon = 1; // mastodon, todos' }],
  },
  {
    name: 'no any',
    check: checkAny,
    caught: [{ 'src/a.ts': 'const a = b as any;' }, { 'test/a.ts': 'const a: any[] = [];' }],
    fine: [{ 'src/a.ts': "const any = 'as any'; // as any\nconst b = any as unknown;" }],
  },
  {
    name: 'no swallowed error',
    check: checkSwallowedErrors,
    caught: [
      { 'src/a.ts': 'try { a(); } catch {}' },
      { 'test/a.ts': 'try { a(); } catch (error) { /* never mind */ }' },
      { 'src/a.ts': 'a().catch(() => {});' },
      { 'src/a.ts': 'a().catch(() => undefined);' },
    ],
    fine: [{ 'src/a.ts': 'try { a(); } catch { return null; }\na().catch((error) => log.error(error));' }],
  },
  {
    name: 'every file opens with a comment',
    check: checkOpeningComments,
    caught: [
      { 'src/a.ts': "import { b } from './b.ts';\n/** Too late. */" },
      { 'src/a.ts': '// biome-ignore lint: no\nconst a = 1;' },
      { 'sql/0001_first.sql': 'create table brands ();' },
      { 'src/a.ts': '' },
    ],
    fine: [
      { 'src/a.ts': '/** What it is for. */\nconst a = 1;', 'sql/0001_first.sql': '-- Why.\nselect 1;' },
      { 'scripts/a.ts': '#!/usr/bin/env node\n// What it is for.' },
    ],
  },
  {
    name: 'SQL asks the database neither for the time nor for chance',
    check: checkSql,
    caught: [
      { 'sql/0001_first.sql': '-- Why.\ncreate table a (at timestamptz default now());' },
      { 'sql/0001_first.sql': 'select CURRENT_TIMESTAMP;' },
      { 'src/store/a.ts': "const query = 'select now()';" },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a sample of source
      { 'src/store/a.ts': 'const query = sql`update a set b = ${b}, at = current_timestamp where c = ${c}`;' },
      { 'src/store/a.ts': 'const query = sql`insert into a values (gen_random_uuid())`;' },
    ],
    fine: [
      { 'sql/0001_first.sql': '-- never now()\n/* nor\n current_date */ select 1;' },
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a sample of source
      { 'src/store/a.ts': '// never now()\nconst query = sql`select ${deps.clock.now()}::timestamptz -- not now()`;' },
    ],
  },
  {
    name: 'files are kebab-case and their names say something',
    check: checkNames,
    caught: [
      { 'src/base/canonicalUrl.ts': '' },
      { 'src/base/utils.ts': '' },
      { 'src/base/http-helpers.ts': '' },
      { 'src/common/a.ts': '' },
      { 'test/Support/a.ts': '' },
      { 'sql/first.sql': '' },
    ],
    fine: [
      { 'src/base/canonical-url.ts': '', 'test/store/claims.postgres.test.ts': '', 'vitest.config.ts': '' },
      { 'sql/0001_first_tables.sql': '', 'sql/schema.sql': '', 'src/analysis/common-words.ts': '' },
    ],
  },
];

const ALL_FILES = ['src', 'sql', 'test', 'scripts', 'bench']
  .filter((folder) => existsSync(path.join(ROOT, folder))) // git keeps no empty folder
  .flatMap(readFolder);

describe.for(RULES)('$name', ({ check, caught, fine }) => {
  test('the source keeps it', () => {
    expect(check(ALL_FILES)).toEqual([]);
  });

  test('a breach would be caught, and what only looks like one let pass', () => {
    for (const sample of caught) expect(check(toFiles(sample)), JSON.stringify(sample)).not.toEqual([]);
    for (const sample of fine) expect(check(toFiles(sample)), JSON.stringify(sample)).toEqual([]);
  });
});

test('the rules read the whole source', () => {
  const paths = ALL_FILES.map((file) => file.path);
  expect(paths).toContain('src/base/clock.ts');
  expect(paths).toContain('test/rules.test.ts');
  expect(paths.filter((place) => place.includes('node_modules'))).toEqual([]);
});

// --------------------------------------------------------------------------------------------------- reading the source

function readFolder(folder: string): readonly SourceFile[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.([cm]?[jt]s|sql)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({ path: path.relative(ROOT, file).replaceAll('\\', '/'), text: readFileSync(file, 'utf8') }))
    .filter((file) => !file.path.startsWith('test/fixtures/'));
}

function toFiles(sample: Readonly<Record<string, string>>): readonly SourceFile[] {
  return Object.entries(sample).map(([place, text]) => ({ path: place, text }));
}

function onlyScripts(files: readonly SourceFile[]): readonly SourceFile[] {
  return files.filter((file) => /\.[cm]?ts$/.test(file.path));
}

function onlySrc(files: readonly SourceFile[]): readonly SourceFile[] {
  return onlyScripts(files).filter((file) => file.path.startsWith('src/'));
}

/** `src/api/routes/a.ts` → `api`; `src/world.ts` → the empty string. */
function folderOf(place: string): string {
  const [, folder = '', ...rest] = place.split('/');
  return rest.length === 0 ? '' : folder;
}

function isOfPackage(specifier: string, name: string): boolean {
  return specifier === name || specifier.startsWith(`${name}/`);
}

type Import = Readonly<{
  specifier: string;
  line: number /** Path of one of our files; null for a package. */;
  target: string | null;
}>;

/** Static, dynamic and type imports, and re-exports. */
function importsOf(file: SourceFile): readonly Import[] {
  return collectNodes(file, (node) => specifierOf(node) !== null).map(({ node, line }) => {
    const specifier = specifierOf(node) ?? '';
    const target = specifier.startsWith('.') ? path.posix.join(path.posix.dirname(file.path), specifier) : null;
    return { specifier, line, target };
  });
}

function specifierOf(node: ts.Node): string | null {
  const place = specifierNodeOf(node);
  return place !== undefined && ts.isStringLiteralLike(place) ? place.text : null;
}

function specifierNodeOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText() === 'require';
  return isImport ? node.arguments[0] : undefined;
}

type Place = Readonly<{ node: ts.Node; line: number }>;

function findNodes(file: SourceFile, isMeant: (node: ts.Node) => boolean, what: string): readonly string[] {
  return collectNodes(file, isMeant).map(
    ({ node, line }) => `${file.path}:${line} ${what}: ${node.getText().slice(0, 60)}`,
  );
}

/** Every node of the syntax tree that is meant: comments and the insides of strings are none. */
function collectNodes(file: SourceFile, isMeant: (node: ts.Node) => boolean): readonly Place[] {
  const tree = parse(file);
  const places: Place[] = [];
  const visit = (node: ts.Node): void => {
    if (isMeant(node)) places.push({ node, line: tree.getLineAndCharacterOfPosition(node.getStart()).line + 1 });
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return places;
}

const trees = new WeakMap<SourceFile, ts.SourceFile>();

function parse(file: SourceFile): ts.SourceFile {
  const known = trees.get(file);
  if (known !== undefined) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
  trees.set(file, tree);
  return tree;
}
