/** vigie receipts: the address that an operator gives to a provider which is not told it with each SMS. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { receiptsCommand } from '../../src/commands/receipts.ts';
import { makeReceiptUrl } from '../../src/domain/sms-receipt.ts';
import { makeCommandIo } from '../support/command-io.ts';

const KEY = Buffer.alloc(32, 7);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-receipts-'));
  vi.stubEnv('DATA_DIR', folder);
  vi.stubEnv('SECRET_KEY', KEY.toString('base64'));
  vi.stubEnv('PUBLIC_URL', 'https://vigie.example/');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('prints the configured provider’s address, which the service answers to', async () => {
  vi.stubEnv('SMS_HTTP_URL', 'https://sms.example/send');
  const io = makeCommandIo();
  expect(await receiptsCommand.run([], io)).toBe(0);
  expect(io.written).toEqual([makeReceiptUrl(KEY, 'https://vigie.example', 'generic')]);
});

test('without a provider says what to set', async () => {
  await expect(receiptsCommand.run([], makeCommandIo())).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/^No SMS provider is configured: set the variables of one/),
  });
});

test('takes no arguments', async () => {
  await expect(receiptsCommand.run(['ovh'], makeCommandIo())).rejects.toMatchObject({ code: 'USAGE_WRONG' });
});
