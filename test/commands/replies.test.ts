/** vigie replies: the address that an operator gives to the provider that brings what readers write back. */
import { expect, test, vi } from 'vitest';
import { repliesCommand } from '../../src/commands/replies.ts';
import { makeCallUrl } from '../../src/domain/sms-call.ts';
import { makeCommandIo } from '../support/command-io.ts';
import { OPERATOR_KEY, OPERATOR_URL, stubOperatorEnvironment } from '../support/operator-environment.ts';

stubOperatorEnvironment();

test('prints the configured provider’s address, which the service answers to', async () => {
  vi.stubEnv('SMS_HTTP_URL', 'https://sms.example/send');
  vi.stubEnv('SMS_REPLIES', 'ovh');
  const io = makeCommandIo();
  expect(await repliesCommand.run([], io)).toBe(0);
  expect(io.written).toEqual([makeCallUrl(OPERATOR_KEY, OPERATOR_URL, { purpose: 'replies', provider: 'ovh' })]);
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
