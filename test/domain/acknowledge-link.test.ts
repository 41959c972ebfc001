/** The tokens of acknowledge links: short enough for an SMS, made by nobody else. */
import { expect, test } from 'vitest';
import { signMessage } from '../../src/base/secrets.ts';
import { makeAcknowledgeToken, readAcknowledgeToken } from '../../src/domain/acknowledge-link.ts';

const KEY = { present: Buffer.alloc(32, 7), previous: [] };
const DELIVERY_ID = '0197a3c1-5e0d-7abc-8def-0123456789ab';
const token = makeAcknowledgeToken(KEY, DELIVERY_ID);

test('a token has 44 characters and names its delivery', () => {
  expect(token).toMatch(/^[\w-]{44}$/);
  expect(readAcknowledgeToken(KEY, token)).toBe(DELIVERY_ID);
});

test('links of earlier versions are read as before', () => {
  const earlier = `${DELIVERY_ID}.${signMessage(KEY, 'acknowledge-link', DELIVERY_ID)}`;
  expect(readAcknowledgeToken(KEY, earlier)).toBe(DELIVERY_ID);
  expect(readAcknowledgeToken(KEY, earlier.slice(0, -1))).toBeNull();
  expect(readAcknowledgeToken(KEY, `${DELIVERY_ID}.${token.slice(22)}`)).toBeNull();
});

test('what we did not make names nothing', () => {
  const other = makeAcknowledgeToken(KEY, DELIVERY_ID.replace(/.$/, 'c'));
  for (const wrong of [
    '',
    '.',
    'a',
    token.slice(0, 22),
    token.slice(0, -1),
    `${token}A`,
    ` ${token}`,
    `${token.slice(0, 22)}${other.slice(22)}`,
    `${other.slice(0, 22)}${token.slice(22)}`,
    'é'.repeat(44),
  ]) {
    expect(readAcknowledgeToken(KEY, wrong)).toBeNull();
  }
  expect(readAcknowledgeToken({ present: Buffer.alloc(32, 8), previous: [] }, token)).toBeNull();
});
