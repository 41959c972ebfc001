/** The registry of SMS providers: what is configured is what is asked. */
import { expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { readConfig } from '../../../src/base/config.ts';
import type { HttpRequest } from '../../../src/base/http.ts';
import { makeSms } from '../../../src/notify/sms/make-sms.ts';
import { MESSAGE, NOW } from './provider-contract.ts';

test.each<readonly [environment: Readonly<Record<string, string>>, url: string]>([
  [
    { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: 'Vigie' },
    'https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json',
  ],
  [
    { OVH_APPLICATION_KEY: 'k', OVH_APPLICATION_SECRET: 's', OVH_CONSUMER_KEY: 'c', OVH_SMS_SERVICE: 'sms-ab-1' },
    'https://eu.api.ovh.com/1.0/sms/sms-ab-1/jobs',
  ],
  [{ BREVO_API_KEY: 'k', BREVO_SMS_FROM: 'Vigie' }, 'https://api.brevo.com/v3/transactionalSMS/send'],
  [{ SMS_HTTP_URL: 'https://sms.example/send' }, 'https://sms.example/send'],
])('%j asks %s', async (environment, url) => {
  const asked: HttpRequest[] = [];
  const http = {
    request: (request: HttpRequest) => {
      asked.push(request);
      return Promise.resolve({ kind: 'failed', reason: 'timed-out', message: 'late' } as const);
    },
  };
  const deps = { http, clock: makeManualClock(NOW), receiptUrl: null };
  expect(await makeSms(deps, readConfig(environment).sms).send(MESSAGE)).toMatchObject({ kind: 'later' });
  expect(asked.map((request) => request.url)).toEqual([url]);
});

test('nothing configured lets every SMS wait', async () => {
  const http = { request: () => Promise.reject(new Error('nobody is to be asked')) };
  const sms = makeSms({ http, clock: makeManualClock(NOW), receiptUrl: null }, null);
  expect(await sms.send(MESSAGE)).toMatchObject({ kind: 'later', reason: 'not-configured' });
});
