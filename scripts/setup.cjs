/**
 * Makes the checkout ready to run: installs the dependencies when they are missing or older than the lock file, and
 * checks that a Node able to run TypeScript is at hand.
 *
 * Plain CommonJS without dependencies, because it runs before anything is installed and on any Node from 20 on. It
 * runs before `npm start`, `npm test`, `npm run check`, `npm run demo` and `npm run vigie`.
 */
'use strict';

const { spawnSync } = require('node:child_process');
const { existsSync, statSync } = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..');
const installedLock = path.join(root, 'node_modules', '.package-lock.json');
const wantedLock = path.join(root, 'package-lock.json');

if (isInstallNeeded()) install();
checkNode();

function isInstallNeeded() {
  if (!existsSync(installedLock)) return true;
  return statSync(installedLock).mtimeMs < statSync(wantedLock).mtimeMs;
}

/** Runs `npm ci` outside node_modules/.bin: the node found there is one of the files that npm ci deletes. */
function install() {
  process.stderr.write('vigie: installing the dependencies (npm ci), once…\n');
  const PATH = (process.env.PATH ?? '')
    .split(path.delimiter)
    .filter((folder) => !folder.includes(path.join('node_modules', '.bin')))
    .join(path.delimiter);
  const done = spawnSync('npm', ['ci', '--loglevel=error', '--no-audit', '--no-fund'], {
    cwd: root,
    env: { ...process.env, PATH },
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (done.status === 0) return;
  process.stderr.write(
    `vigie: npm ci failed (${done.error ? done.error.message : `exit ${done.status}`}). Check that the npm registry can be reached, then run the same command again.\n`,
  );
  process.exit(1);
}

/** Node 22.19 is the first that strips types without a flag; node_modules/.bin/node is 24 where it could be installed. */
function checkNode() {
  const local = path.join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (existsSync(local)) return;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return;
  process.stderr.write(
    `vigie: Node ${process.versions.node} cannot run TypeScript, and the node package of the npm registry could not be installed here. Install Node 24, then run the same command again.\n`,
  );
  process.exit(1);
}
