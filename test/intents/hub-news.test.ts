/** What hubs say: whose word counts, and for how long. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { addSeconds } from '../../src/base/clock.ts';
import { makeHubSecret } from '../../src/domain/hub-subscription.ts';
import { checkHubSignature, planRenewal } from '../../src/intents/hub-news.ts';

const NOW = new Date('2026-06-01T08:00:00Z');
const SOURCE_ID = '01970000-0000-7000-8000-000000000001';
const deps = { secretKey: { present: Buffer.alloc(32, 7), previous: [] } };

function isRight(header: string | undefined, pieces: readonly string[], sourceId = SOURCE_ID): boolean {
  const check = checkHubSignature(deps, sourceId, header);
  for (const piece of pieces) check.update(Buffer.from(piece));
  return check.isRight();
}

function sign(method: string, body: string, secret = makeHubSecret(deps.secretKey, SOURCE_ID)): string {
  return `${method}=${createHmac(method, secret).update(body).digest('hex')}`;
}

describe('a signature', () => {
  test.each(['sha1', 'sha256', 'sha384', 'sha512'])('by %s counts, in pieces and in either case', (method) => {
    const header = sign(method, 'one two');
    expect(isRight(header, ['one two'])).toBe(true);
    expect(isRight(header, ['one', ' ', 'two'])).toBe(true);
    expect(isRight(header.toUpperCase(), ['one two'])).toBe(true);
  });

  test('counts for nothing over another body, with another secret or for another source', () => {
    const header = sign('sha256', 'body');
    expect(isRight(header, ['body.'])).toBe(false);
    expect(isRight(header, [])).toBe(false);
    expect(isRight(sign('sha256', 'body', 'guessed'), ['body'])).toBe(false);
    expect(isRight(header, ['body'], '01970000-0000-7000-8000-000000000002')).toBe(false);
  });

  test.each([
    undefined,
    '',
    'sha256',
    'sha256=',
    'sha256=zz',
    sign('md5', 'body'),
    sign('sha256', 'body').slice(0, -2),
    sign('sha256', 'body').slice(0, 7 + 40),
    `${sign('sha256', 'body')}00`,
    sign('sha256', 'body').replace('sha256', 'sha1'),
    `sha256=${'0'.repeat(100_000)}`,
  ])('that is written like %s is wrong', (header) => {
    expect(isRight(header, ['body'])).toBe(false);
  });
});

test.each([
  [864_000, 864_000, 777_600],
  [259_200, 259_200, 233_280],
  [2_592_000, 2_592_000, 2_505_600],
  [315_360_000, 2_592_000, 2_505_600],
  [3_600, 3_600, 3_240],
  [60, 60, 1_800],
  [null, 864_000, 777_600],
])('a lease of %s s is believed for %i s and asked for anew after %i s', (given, believed, delay) => {
  expect(planRenewal(given, NOW)).toEqual({ leaseUntil: addSeconds(NOW, believed), nextAskAt: addSeconds(NOW, delay) });
});
