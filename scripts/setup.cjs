/**
 * Makes the checkout ready to run: installs the dependencies when what is installed is not what the lock file asks
 * for, and checks that a Node able to run TypeScript is at hand.
 *
 * Plain CommonJS without dependencies, because it runs before anything is installed and on any Node from 20 on. It
 * runs before `npm start`, `npm test`, `npm run check`, `npm run demo` and `npm run vigie`.
 *
 * What is installed is told by contents, not by file times: a checkout that was unpacked, copied or restored has
 * times that mean nothing.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { existsSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');

module.exports = { isInstallNeeded };

if (require.main === module) main(path.join(__dirname, '..'));

function main(root) {
  const needs = { isDevNeeded: /^pre(test|check)$/.test(process.env.npm_lifecycle_event ?? '') };
  if (isInstallNeeded(root, needs)) {
    install(root, needs);
    dropNodeThatCannotRun(root);
  }
  checkNode(root);
}

/**
 * Whether node_modules lacks a package of the lock file, or holds another version of one, or one too many.
 *
 * npm notes what it installed in node_modules/.package-lock.json as the last thing it does: an installation that was
 * killed has none. Optional packages may be absent (they belong to other platforms, or failed, which npm tolerates);
 * packages for development only when nothing needs them (`npm ci --omit=dev`, then `npm start`).
 */
function isInstallNeeded(root, { isDevNeeded }) {
  const installedLock = path.join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installedLock)) return true;
  const wanted = readPackages(path.join(root, 'package-lock.json'));
  const installed = readPackages(installedLock);
  const mayBeAbsent = (entry) => entry.optional || (!isDevNeeded && (entry.dev || entry.devOptional));
  const isSame = (a, b) => a.version === b.version && a.integrity === b.integrity;
  for (const [place, entry] of Object.entries(wanted)) {
    if (place === '') continue; // the root package itself, which is never installed
    const found = installed[place];
    if (found === undefined ? !mayBeAbsent(entry) : !isSame(entry, found)) return true;
  }
  return Object.keys(installed).some((place) => wanted[place] === undefined);
}

/** An unreadable lock counts as empty: `npm ci` then tells what is wrong with it, or writes it anew. */
function readPackages(lockFile) {
  try {
    return JSON.parse(readFileSync(lockFile, 'utf8')).packages ?? {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

/** Runs `npm ci` outside node_modules/.bin: the node found there is one of the files that npm ci deletes. */
function install(root, { isDevNeeded }) {
  process.stderr.write('vigie: installing the dependencies (npm ci), once…\n');
  // A killed npm ci may have deleted packages and not yet its own note of them.
  rmSync(path.join(root, 'node_modules', '.package-lock.json'), { force: true });
  const PATH = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.includes(path.join('node_modules', '.bin')))
    .join(path.delimiter);
  // Whatever NODE_ENV or npm's own settings leave out: the node package is optional, the tests need the rest.
  const kinds = ['--include=optional', ...(isDevNeeded ? ['--include=dev'] : [])];
  const done = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund', ...kinds], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status === 0) return;
  const why = done.error ? done.error.message : done.signal ? `stopped by ${done.signal}` : `exit ${done.status}`;
  fail(`npm ci failed (${why}). Check that the npm registry can be reached, then run the same command again.`);
}

/** npm's node is built for glibc: elsewhere (Alpine) it is there and cannot run, and would shadow the machine's own. */
function dropNodeThatCannotRun(root) {
  const local = findLocalNode(root);
  if (existsSync(local) && spawnSync(local, ['--version']).status !== 0) rmSync(local);
}

/** Node 22.19 is the first that strips types without a flag; node_modules/.bin/node is 24 where it could be installed. */
function checkNode(root) {
  if (existsSync(findLocalNode(root))) return;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  fail(
    `Node ${process.versions.node} cannot run TypeScript, and the node package of the npm registry could not be installed here (is ignore-scripts set?). Install Node 24, then run the same command again.`,
  );
}

function findLocalNode(root) {
  return path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
}

function fail(message) {
  process.stderr.write(`vigie: ${message}\n`);
  process.exit(1);
}
