/** How a buzz ended, and who said so. */
import { expect, test } from 'vitest';
import { toBuzzEnd } from '../../src/domain/buzz.ts';

const SINCE = new Date('2026-06-02T12:35:00Z');
const LATER = new Date('2026-06-02T12:40:00Z');
const UNSAID = { mark: null, markedBy: null, markedAt: null, levelSince: SINCE, resolvedBy: null };
const CLAIRES_FALSE_ALARM = { mark: 'false-alarm', markedBy: 'Claire', markedAt: LATER } as const;

test.each([
  ['nobody said anything: by itself', {}, { as: 'by-itself', by: null }],
  ['Marc closed it', { resolvedBy: 'Marc' }, { as: 'closed', by: 'Marc' }],
  ['Claire said that it was none', CLAIRES_FALSE_ALARM, { as: 'false-alarm', by: 'Claire' }],
  [
    'Claire said so, then Marc closed it',
    { ...CLAIRES_FALSE_ALARM, resolvedBy: 'Marc' },
    { as: 'false-alarm', by: 'Claire' },
  ],
  ['Claire said that it was one', { ...CLAIRES_FALSE_ALARM, mark: 'confirmed' }, { as: 'by-itself', by: null }],
  [
    'Claire said so before it got worse',
    { ...CLAIRES_FALSE_ALARM, markedAt: new Date(0) },
    { as: 'by-itself', by: null },
  ],
] as const)('%s', (_what, said, end) => {
  expect(toBuzzEnd({ ...UNSAID, ...said })).toEqual(end);
});
