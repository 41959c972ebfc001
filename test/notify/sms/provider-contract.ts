/** What every SMS provider keeps to, whatever its protocol: each one's test says how it answers. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeManualClock } from '../../../src/base/clock.ts';
import { type Http, makeHttp } from '../../../src/base/http.ts';
import { planRetry } from '../../../src/notify/retry.ts';
import type { SmsDeps, SmsSender } from '../../../src/notify/sms/sms-sender.ts';
import {
  type LocalProvider,
  type ProviderAnswer,
  type ReceivedRequest,
  startLocalProvider,
} from '../../support/local-provider.ts';

export const MESSAGE = {
  id: '01970000-0000-7000-8000-00000000abcd',
  to: '+33612345678',
  text: '[ORANGE] BAD BUZZ 3/4 & "box" à plat. Vu ? https://v.example/a/1',
} as const;

export const RECEIPT_URL = 'https://vigie.example/sms/receipts/x/token';
export const NOW = new Date('2026-06-02T12:00:00Z');

export type Contract = Readonly<{
  name: string;
  make: (deps: SmsDeps, baseUrl: string) => SmsSender;
  accepted: ProviderAnswer;
  providerId: string | null;
  badNumber: ProviderAnswer;
  wrongKey: ProviderAnswer;
  noCredit: ProviderAnswer;
  /** Keys and passwords, which `repeating` puts into an answer. */
  secrets: readonly string[];
  repeating: (said: string) => ProviderAnswer;
}>;

export function json(
  status: number,
  fields: object,
  headers: Readonly<Record<string, string>> = {},
): NonNullable<ProviderAnswer> {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(fields) };
}

/** A provider on this machine that accepts until it is told otherwise, and senders to it. */
export function useProvider(contract: Pick<Contract, 'make' | 'accepted'>) {
  let provider: LocalProvider;
  let http: Http;
  beforeEach(async () => {
    provider = await startLocalProvider(contract.accepted);
    http = makeHttp({ allowedRanges: ['127.0.0.0/8'], userAgent: 'vigie-test' });
  });
  afterEach(async () => {
    await provider[Symbol.asyncDispose]();
    await http.close();
  });
  const clock = makeManualClock(NOW);
  return {
    send: (overrides: Partial<SmsDeps> & Readonly<{ baseUrl?: string }> = {}) => {
      const { baseUrl = provider.url, ...deps } = overrides;
      return contract.make({ http, clock, receiptUrl: RECEIPT_URL, ...deps }, baseUrl).send(MESSAGE);
    },
    impatientHttp: (): Pick<Http, 'request'> => ({ request: (request) => http.request({ ...request, timeoutMs: 80 }) }),
    answerWith: (answer: ProviderAnswer) => provider.answerWith(answer),
    received: (): readonly ReceivedRequest[] => provider.received,
    first: (): ReceivedRequest => {
      const [request] = provider.received;
      if (request === undefined) throw new Error('nothing was received');
      return request;
    },
    url: () => provider.url,
  };
}

export function describeContract(contract: Contract): void {
  describe(`${contract.name}, as any provider`, () => {
    const provider = useProvider(contract);

    const cases: readonly (readonly [promise: string, answer: ProviderAnswer, expected: object])[] = [
      [
        'an SMS is accepted under the provider’s id',
        contract.accepted,
        { kind: 'accepted', providerId: contract.providerId },
      ],
      ['a number that it does not take is never tried again', contract.badNumber, { kind: 'never', reason: 'refused' }],
      [
        'a wrong key lets the SMS wait for somebody to mend it',
        contract.wrongKey,
        { kind: 'later', reason: 'refused' },
      ],
      ['an account without credit lets the SMS wait', contract.noCredit, { kind: 'later', reason: 'refused' }],
      [
        'too many requests wait as long as it says',
        json(429, {}, { 'retry-after': '37' }),
        { kind: 'later', reason: 'busy', retryAfterSeconds: 37 },
      ],
      [
        'a date in Retry-After is read too',
        json(429, {}, { 'retry-after': 'Tue, 02 Jun 2026 12:02:00 GMT' }),
        { kind: 'later', retryAfterSeconds: 120 },
      ],
      [
        'a Retry-After that cannot be read is none',
        json(503, {}, { 'retry-after': 'soon' }),
        { kind: 'later', reason: 'busy', retryAfterSeconds: null },
      ],
      [
        'a fault of its own is tried again though its body is no JSON',
        { status: 500, body: '<html>Internal error</html>' },
        { kind: 'later', reason: 'busy' },
      ],
      [
        'an acceptance without id is one all the same: it must not be sent twice',
        { status: 200, body: '' },
        { kind: 'accepted', providerId: null },
      ],
      [
        'a redirect is not followed with our credentials',
        { status: 307, headers: { location: 'http://127.0.0.1:9/elsewhere' } },
        { kind: 'never', reason: 'refused' },
      ],
    ];
    test.each(cases)('%s', async (_promise, answer, expected) => {
      provider.answerWith(answer);
      expect(await provider.send()).toMatchObject(expected);
      expect(provider.received()).toHaveLength(1);
    });

    test('a provider that took the SMS and never answered is asked again, with the same message', async () => {
      provider.answerWith(null);
      const outcome = await provider.send({ http: provider.impatientHttp() });
      expect(outcome).toMatchObject({ kind: 'later', reason: 'timed-out' });
      const plan = planRetry({ outcome, attemptCount: 1, startedAt: NOW, now: NOW, random: { next: () => 0 } });
      expect(plan.status).toBe('pending');
      provider.answerWith(contract.accepted);
      expect(await provider.send()).toMatchObject({ kind: 'accepted', providerId: contract.providerId });
      const [first, second] = provider.received();
      expect([second?.path, second?.body]).toEqual([first?.path, first?.body]);
      expect(second?.headers['idempotency-key']).toEqual(first?.headers['idempotency-key']);
    });

    test('a provider that is not there lets the SMS wait', async () => {
      const gone = await startLocalProvider(null);
      await gone[Symbol.asyncDispose]();
      expect(await provider.send({ baseUrl: gone.url })).toMatchObject({ kind: 'later', reason: 'connection-failed' });
    });

    test('no key is ever told, whatever the provider repeats', async () => {
      expect(contract.secrets.length).toBeGreaterThan(0);
      for (const status of [400, 401, 500]) {
        provider.answerWith({ ...contract.repeating(`no: ${contract.secrets.join(', ')}!`), status });
        const told = JSON.stringify(await provider.send());
        expect(told).toContain('no: …');
        for (const secret of contract.secrets) expect(told).not.toContain(secret);
      }
      provider.answerWith(null);
      const late = JSON.stringify(await provider.send({ http: provider.impatientHttp() }));
      const private_ = JSON.stringify(await provider.send({ baseUrl: 'http://10.1.2.3:9' }));
      for (const secret of contract.secrets) expect(late + private_).not.toContain(secret);
    });
  });
}
