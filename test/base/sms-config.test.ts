/** The SMS provider that the environment names; every problem is one sentence, which tells no key. */
import { describe, expect, test } from 'vitest';
import { readConfig } from '../../src/base/config.ts';

const TWILIO = { TWILIO_ACCOUNT_SID: 'AC1', TWILIO_AUTH_TOKEN: 'token', TWILIO_FROM: '+33700000000' };
const OVH = {
  OVH_APPLICATION_KEY: 'key',
  OVH_APPLICATION_SECRET: 'secret',
  OVH_CONSUMER_KEY: 'consumer',
  OVH_SMS_SERVICE: 'sms-ab12345-1',
};
const BREVO = { BREVO_API_KEY: 'xkeysib-1', BREVO_SMS_FROM: 'Vigie' };
const GENERIC = { SMS_HTTP_URL: 'https://sms.example/send' };
const FORM = '{"Content-Type":"application/x-www-form-urlencoded"}';

function problemsOf(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readConfig(environment);
    return [];
  } catch (error) {
    return (error as { details: { problems: readonly string[] } }).details.problems;
  }
}

describe('answers by SMS', () => {
  test('come in where SMS_REPLIES says by whom, and not by themselves', () => {
    expect(readConfig(TWILIO).smsReplies).toBeNull();
    expect(readConfig({ ...TWILIO, SMS_REPLIES: 'twilio' }).smsReplies).toBe('twilio');
    expect(readConfig({ ...GENERIC, SMS_REPLIES: 'ovh' }).smsReplies).toBe('ovh');
  });

  test('by nobody that is known, or to no SMS, are told', () => {
    expect(problemsOf({ ...TWILIO, SMS_REPLIES: 'yes' })).toEqual([
      'SMS_REPLIES is "yes": give one of twilio, ovh, brevo, generic.',
    ]);
    expect(problemsOf({ SMS_REPLIES: 'twilio' })).toEqual([
      'SMS_REPLIES is set, but no SMS is sent: set the variables of an SMS provider too, or unset it.',
    ]);
  });
});

describe('the provider', () => {
  test('is none where nothing is set', () => {
    expect(readConfig({}).sms).toBeNull();
  });

  test('is the one whose variables are set', () => {
    expect(readConfig(TWILIO).sms).toEqual({
      provider: 'twilio',
      baseUrl: 'https://api.twilio.com',
      accountSid: 'AC1',
      authToken: 'token',
      from: '+33700000000',
    });
    expect(readConfig({ ...OVH, OVH_BASE_URL: 'https://ca.api.ovh.com/1.0/' }).sms).toEqual({
      provider: 'ovh',
      baseUrl: 'https://ca.api.ovh.com/1.0',
      applicationKey: 'key',
      applicationSecret: 'secret',
      consumerKey: 'consumer',
      serviceName: 'sms-ab12345-1',
      from: null,
    });
    expect(readConfig(BREVO).sms).toEqual({
      provider: 'brevo',
      baseUrl: 'https://api.brevo.com/v3',
      apiKey: 'xkeysib-1',
      from: 'Vigie',
    });
  });

  test('by template has a JSON body unless something else is said, and header names in lower case', () => {
    expect(readConfig({ ...GENERIC, SMS_HTTP_HEADERS: '{"X-Key":"k 1"}', SMS_HTTP_ID_PATH: 'data.0.id' }).sms).toEqual({
      provider: 'generic',
      url: GENERIC.SMS_HTTP_URL,
      method: 'POST',
      headers: { 'x-key': 'k 1' },
      body: { template: '{"to":"{to}","from":"{from}","text":"{text}","id":"{id}"}', kind: 'json' },
      from: '',
      idPath: 'data.0.id',
    });
    const form = { SMS_HTTP_HEADERS: FORM, SMS_HTTP_BODY: 'n={to}&t={text}', SMS_HTTP_FROM: 'Vigie' };
    expect(readConfig({ ...GENERIC, ...form }).sms).toMatchObject({
      body: { template: 'n={to}&t={text}', kind: 'form' },
      from: 'Vigie',
    });
    const get = { SMS_HTTP_URL: 'https://sms.example/send?n={to}&t={text}', SMS_HTTP_METHOD: 'GET' };
    expect(readConfig(get).sms).toMatchObject({ method: 'GET', body: null });
  });
});

describe('what is wrong', () => {
  test.each<readonly [environment: Readonly<Record<string, string>>, problem: RegExp]>([
    [{ ...TWILIO, ...BREVO }, /^TWILIO_… and BREVO_… configure more than one SMS provider: keep .* of one, and unset/],
    [{ TWILIO_FROM: '+33700000000' }, /^TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_FROM go together: set all/],
    [{ ...OVH, OVH_CONSUMER_KEY: '' }, /OVH_CONSUMER_KEY and OVH_SMS_SERVICE go together: set all four, or none/],
    [{ BREVO_API_KEY: 'xkeysib-1' }, /^BREVO_API_KEY and BREVO_SMS_FROM go together: set both, or none/],
    [{ ...BREVO, BREVO_SMS_FROM: 'Agence Camélia' }, /^BREVO_SMS_FROM is "Agence Camélia": give at most 11/],
    [{ ...BREVO, BREVO_API_KEY: 'leak\nleak' }, /^BREVO_API_KEY holds characters that no HTTP header may: copy it/],
    [{ ...OVH, OVH_APPLICATION_SECRET: 'leak é' }, /^OVH_APPLICATION_SECRET holds characters/],
    [{ SMS_HTTP_URL: 'sms.example/send' }, /^SMS_HTTP_URL is no URL that begins with http:\/\/ or https:\/\//],
    [
      { SMS_HTTP_URL: 'https://me:leak@sms.example/' },
      /^SMS_HTTP_URL holds a password: write it into SMS_HTTP_HEADERS/,
    ],
    [{ ...GENERIC, SMS_HTTP_METHOD: 'PUT' }, /^SMS_HTTP_METHOD is "PUT": give one of GET, POST/],
    [{ ...GENERIC, SMS_HTTP_HEADERS: 'Authorization: leak' }, /^SMS_HTTP_HEADERS is no JSON object of header names/],
    [{ ...GENERIC, SMS_HTTP_HEADERS: '["leak"]' }, /^SMS_HTTP_HEADERS is no JSON object/],
    [{ ...GENERIC, SMS_HTTP_HEADERS: '{"X-Key":1}' }, /^SMS_HTTP_HEADERS is no JSON object/],
    [{ ...GENERIC, SMS_HTTP_HEADERS: '{"X-Key":"leak\\r\\nX: y"}' }, /^SMS_HTTP_HEADERS is no JSON object/],
    [{ ...GENERIC, SMS_HTTP_HEADERS: '{"Host":"leak"}' }, /^SMS_HTTP_HEADERS sets host, which the connection sets/],
    [
      { ...GENERIC, SMS_HTTP_HEADERS: '{"Content-Type":"text/xml"}' },
      /^SMS_HTTP_HEADERS has a Content-Type that is neither/,
    ],
    [{ ...GENERIC, SMS_HTTP_BODY: '{"to":{to},"text":"{text}"}' }, /^SMS_HTTP_BODY is no JSON: put each placeholder/],
    [{ ...GENERIC, SMS_HTTP_BODY: '{"to":"{to}"}' }, /^SMS_HTTP_URL and SMS_HTTP_BODY name no \{to\} or no \{text\}/],
    [{ ...GENERIC, SMS_HTTP_METHOD: 'GET' }, /^SMS_HTTP_URL and SMS_HTTP_BODY name no/],
    [{ SMS_HTTP_URL: 'https://{to}.example/' }, /^SMS_HTTP_URL/],
    [{ ...GENERIC, SMS_HTTP_ID_PATH: 'data..id' }, /^SMS_HTTP_ID_PATH is "data..id": give names and numbers/],
  ])('%j is one problem, told in a sentence without a key', (environment, problem) => {
    expect(problemsOf(environment)).toEqual([expect.stringMatching(problem)]);
    expect(problemsOf(environment).join()).not.toContain('leak');
  });
});
