/** vigie receipts: the address that an operator gives to a provider which is not told it with each SMS. */
import { expect, test, vi } from 'vitest';
import { receiptsCommand } from '../../src/commands/receipts.ts';
import { makeCallUrl } from '../../src/domain/sms-call.ts';
import { makeCommandIo } from '../support/command-io.ts';
import { OPERATOR_KEY, OPERATOR_URL, stubOperatorEnvironment } from '../support/operator-environment.ts';

stubOperatorEnvironment();

test('prints the configured provider’s address, which the service answers to', async () => {
  vi.stubEnv('SMS_HTTP_URL', 'https://sms.example/send');
  const io = makeCommandIo();
  expect(await receiptsCommand.run([], io)).toBe(0);
  expect(io.written).toEqual([makeCallUrl(OPERATOR_KEY, OPERATOR_URL, { purpose: 'receipts', provider: 'generic' })]);
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
