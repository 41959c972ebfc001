/** Callback addresses and secrets of hubs, and where hubs can reach us. */
import { expect, test } from 'vitest';
import {
  isHubCallback,
  isReachableByHubs,
  makeHubCallbackUrl,
  makeHubSecret,
} from '../../src/domain/hub-subscription.ts';

const KEY = { present: Buffer.alloc(32, 7), previous: [] };
const OTHER_KEY = { present: Buffer.alloc(32, 8), previous: [] };
const SOURCE_ID = '01970000-0000-7000-8000-000000000001';
const OTHER_ID = '01970000-0000-7000-8000-000000000002';

test('a callback address opens its own source and no other, and only with our key', () => {
  const path = new URL(makeHubCallbackUrl(KEY, 'https://vigie.example/app', SOURCE_ID)).pathname.split('/');
  expect(path.slice(0, 4)).toEqual(['', 'app', 'hubs', SOURCE_ID]);
  const signature = path[4] ?? '';
  expect(isHubCallback(KEY, SOURCE_ID, signature)).toBe(true);
  expect(isHubCallback(KEY, OTHER_ID, signature)).toBe(false);
  expect(isHubCallback(OTHER_KEY, SOURCE_ID, signature)).toBe(false);
  for (const wrong of ['', 'x', `${signature}x`, makeHubSecret(KEY, SOURCE_ID)]) {
    expect([wrong, isHubCallback(KEY, SOURCE_ID, wrong)]).toEqual([wrong, false]);
  }
});

test('a secret is one source’s, and fits into what a hub may be given', () => {
  expect(makeHubSecret(KEY, SOURCE_ID)).toBe(makeHubSecret(KEY, SOURCE_ID));
  expect(makeHubSecret(KEY, SOURCE_ID)).not.toBe(makeHubSecret(KEY, OTHER_ID));
  expect(makeHubSecret(KEY, SOURCE_ID).length).toBeLessThan(200);
});

test.each([
  'https://vigie.example',
  'https://vigie.example/app',
  'https://vigie.example:8443',
  'https://vigie.example.',
  'https://8.8.8.8',
  'https://[2606:4700::1111]',
  'https://localhost.example.com',
])('%s is reached by hubs', (publicUrl) => {
  expect(isReachableByHubs(publicUrl)).toBe(true);
});

test.each([
  'http://vigie.example',
  'https://localhost',
  'https://vigie.localhost',
  'https://localhost.',
  'https://vigie',
  'https://nas.local',
  'https://vigie.corp.internal',
  'https://box.home.arpa',
  'https://127.0.0.1',
  'https://0x7f.1',
  'https://2130706433',
  'https://10.1.2.3',
  'https://192.168.1.4:8443',
  'https://169.254.169.254',
  'https://100.64.0.1',
  'https://[::1]',
  'https://[fd00::1]',
  'https://[::ffff:10.0.0.1]',
  'ftp://vigie.example',
  'no URL',
  '',
])('%s is not reached by hubs', (publicUrl) => {
  expect(isReachableByHubs(publicUrl)).toBe(false);
});
