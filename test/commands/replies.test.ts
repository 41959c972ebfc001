/** vigie replies: the address that an operator gives to the provider that brings what readers write back. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repliesCommand } from '../../src/commands/replies.ts';
import { makeReplyUrl } from '../../src/domain/sms-reply.ts';
import { makeCommandIo } from '../support/command-io.ts';

const KEY = Buffer.alloc(32, 7);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'vigie-replies-'));
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
  vi.stubEnv('SMS_REPLIES', 'ovh');
  const io = makeCommandIo();
  expect(await repliesCommand.run([], io)).toBe(0);
  expect(io.written).toEqual([makeReplyUrl(KEY, 'https://vigie.example', 'ovh')]);
});

test('without a provider of answers says what to set', async () => {
  await expect(repliesCommand.run([], makeCommandIo())).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.stringMatching(/^SMS_REPLIES is not set: give the provider/),
  });
});

test('takes no arguments', async () => {
  await expect(repliesCommand.run(['ovh'], makeCommandIo())).rejects.toMatchObject({ code: 'USAGE_WRONG' });
});
