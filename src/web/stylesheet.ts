/** The one style sheet, under a name that changes with it, so that browsers may keep it for ever. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const HASH_CHARS = 12;

export const STYLESHEET_TEXT = readFileSync(path.join(import.meta.dirname, 'dashboard.css'), 'utf8');

export const STYLESHEET_PATH = `/assets/vigie-${createHash('sha256').update(STYLESHEET_TEXT).digest('hex').slice(0, HASH_CHARS)}.css`;
