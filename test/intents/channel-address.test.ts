/** Addresses of channels as people give them: what is stored, what is shown, and what is refused in which words. */
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/base/errors.ts';
import { type ChannelAddress, readAddress } from '../../src/intents/channel-address.ts';
import { makePushBrowser } from '../support/push-browser.ts';

const TAIL = 'q1w2e3r4t5y6u7i8o9p0aB3x';
const SLACK = `https://hooks.slack.com/services/T0123ABCD/B0123ABCD/${TAIL}`;
const TEAMS_PATH =
  '/powerautomate/automations/direct/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke';
const TEAMS = `https://default0123456789abcdef.12.environment.api.powerplatform.com:443${TEAMS_PATH}?api-version=1&sig=${TAIL}`;
const DISCORD = `https://discord.com/api/webhooks/223344556677889900/${TAIL}${TAIL}`;
const MATTERMOST = `https://chat.agence.example/hooks/${TAIL.toLowerCase()}`;
const TOKEN = '7001234567:AAE1q2w3e4r5t6y7u8i9o0p_a-s2d3f4g5h';

function refuse(channel: ChannelAddress, language: 'fr' | 'en' = 'fr'): AppError {
  try {
    readAddress(channel, language);
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the address of a chat', () => {
  test.each([
    ['slack', SLACK, 'hooks.slack.com/…/aB3x'],
    ['slack', ` ${SLACK}\n`, 'hooks.slack.com/…/aB3x'],
    ['teams', TEAMS, 'default0123456789abcdef.12.environment.api.powerplatform.com/…/aB3x'],
    [
      'teams',
      `https://prod-12.westeurope.logic.azure.com/workflows/${TAIL}/triggers/manual/paths/invoke?sv=1.0&sig=${TAIL}`,
      'prod-12.westeurope.logic.azure.com/…/aB3x',
    ],
    ['discord', DISCORD, 'discord.com/…/aB3x'],
    ['discord', DISCORD.replace('discord.com/api', 'ptb.discord.com/api/v10'), 'ptb.discord.com/…/aB3x'],
    ['discord', `${DISCORD}?thread_id=42`, 'discord.com/…/aB3x'],
    ['mattermost', MATTERMOST, 'chat.agence.example/…/ab3x'],
    ['mattermost', 'https://chat.agence.example:8443/x/hooks/short', 'chat.agence.example:8443/…'],
  ] as const)('of %s keeps its URL secret and shows which it is', (kind, url, address) => {
    const read = readAddress({ kind, address: url }, 'fr');
    expect(read).toEqual({ address, secret: new URL(url.trim()).href });
  });

  test.each(['-1001234567890', '123456789', '@alertes_agence'])('of Telegram is the chat %s itself', (address) => {
    expect(readAddress({ kind: 'telegram', address, token: ` ${TOKEN} ` }, 'fr')).toEqual({ address, secret: TOKEN });
  });

  const wrong: readonly (readonly [ChannelAddress['kind'], string])[] = [
    ['slack', SLACK.replace('https:', 'http:')],
    ['slack', SLACK.replace('hooks.slack.com', 'hooks.slack.com.phish.example')],
    ['slack', SLACK.replace('hooks.slack.com', 'hooks.slack.com@phish.example')],
    ['slack', SLACK.replace('hooks.slack.com', 'phish.example/hooks.slack.com')],
    ['slack', SLACK.replace('hooks.slack.com', 'xhooks.slack.com')],
    ['slack', SLACK.replace('https://', 'https://nom:passe@')],
    ['slack', SLACK.replace('/services/', '/services/\r\nHost: phish.example/')],
    ['slack', 'https://hooks.slack.com/services/T0123ABCD'],
    ['slack', `${SLACK}/${'a'.repeat(3_000)}`],
    ['slack', 'javascript:alert(1)'],
    ['slack', ''],
    ['teams', TEAMS.replace('api.powerplatform.com', 'api.powerplatform.com.phish.example')],
    ['teams', TEAMS.replace(/https:\/\/[^/]*/, 'https://phishlogic.azure.com')],
    ['teams', TEAMS.replace(/&sig=.*/, '')],
    ['teams', 'https://agence.webhook.office.com/webhookb2/0123/IncomingWebhook/4567/89'],
    ['discord', DISCORD.replace('discord.com', 'discord.com.phish.example')],
    ['discord', DISCORD.replace('discord.com', 'notdiscord.com')],
    ['discord', `${DISCORD}/slack`],
    ['mattermost', MATTERMOST.replace('https', 'http')],
    ['mattermost', 'https://chat.agence.example/'],
    ['mattermost', 'https://127.0.0.1/'],
  ];
  test.each(wrong)('of %s is refused for %s, without saying it again', (kind, address) => {
    const error = refuse({ kind, address });
    expect([error.code, error.details.field]).toEqual(['INPUT_INVALID', 'address']);
    expect(error.message).not.toContain('phish');
    expect(error.message).not.toContain(TAIL);
    expect(error.message).toMatch(/: give .*https:\/\//);
  });

  test('of Teams is refused with the word that the connectors are no more', () => {
    const address = 'https://agence.webhook.office.com/webhookb2/0123/IncomingWebhook/4567/89';
    expect(refuse({ kind: 'teams', address }).message).toContain('webhook.office.com were retired');
  });

  test.each(['', '0', '-', '12 34', 'alertes', '@1', '@a/../b', '-1001234567890\r\nx', 'x'.repeat(10_000)])(
    'of Telegram is no chat: %j',
    (address) => {
      expect(refuse({ kind: 'telegram', address, token: TOKEN }).details.field).toBe('address');
    },
  );

  test.each([undefined, '', 'AAE1q2w3e4r5t6y7u8i9o0p', `bot${TOKEN}`, `${TOKEN}/../x`, `${TOKEN}\r\nx`, '7:a'])(
    'of Telegram needs a token, and %j is none',
    (token) => {
      const error = refuse({ kind: 'telegram', address: '-1001234567890', token });
      expect([error.code, error.details.field]).toEqual(['INPUT_INVALID', 'token']);
      expect(error.message).toContain('@BotFather');
      expect(error.message).not.toContain('AAE1');
    },
  );

  test('takes no token but Telegram’s', () => {
    expect(refuse({ kind: 'slack', address: SLACK, token: TOKEN }).details.field).toBe('token');
    expect(refuse({ kind: 'email', address: 'marie@agence.example', token: TOKEN }).details.field).toBe('token');
  });
});

test('a number that cannot be one is named, with the way out', () => {
  const error = refuse({ kind: 'sms', address: '06 12' });
  expect(error.message).toBe(
    '"06 12" is no phone number that an SMS can go to: give it with its country code, such as +33612345678.',
  );
  expect(refuse({ kind: 'sms', address: '9'.repeat(2_000) }).message.length).toBeLessThan(200);
});

test('a French number needs no country code where the agency writes in French', () => {
  const channel = { kind: 'sms', address: '06 12 34 56 78' } as const;
  expect(readAddress(channel, 'fr').address).toBe('+33612345678');
  expect(refuse(channel, 'en').message).toContain('"06 12 34 56 78"');
});

describe('a browser', () => {
  const { subscription } = makePushBrowser(`https://updates.push.services.mozilla.com/wpush/v2/${TAIL}`);
  const { endpoint, keys } = subscription;

  test('keeps its subscription secret and shows which it is', () => {
    expect(readAddress({ kind: 'push', subscription }, 'fr')).toEqual({
      address: 'updates.push.services.mozilla.com/…/aB3x',
      secret: JSON.stringify({ endpoint, p256dh: keys.p256dh, auth: keys.auth }),
    });
  });

  const wrong: readonly (readonly [string, unknown, object])[] = [
    ['subscription', 'none', { subscription: undefined }],
    ['subscription.endpoint', 'http', { subscription: { endpoint: endpoint.replace('https', 'http'), keys } }],
    ['subscription.endpoint', 'a password', { subscription: { endpoint: endpoint.replace('//', '//a:b@'), keys } }],
    ['subscription.endpoint', 'a script', { subscription: { endpoint: 'javascript:alert(1)', keys } }],
    ['subscription.endpoint', 'a line break', { subscription: { endpoint: `${endpoint}\r\nx`, keys } }],
    ['subscription.endpoint', 'too long', { subscription: { endpoint: `${endpoint}${'a'.repeat(3_000)}`, keys } }],
    ['subscription.keys.p256dh', 'empty', { subscription: { endpoint, keys: { ...keys, p256dh: '' } } }],
    ['subscription.keys.p256dh', 'short', { subscription: { endpoint, keys: { ...keys, p256dh: 'BAAA' } } }],
    [
      'subscription.keys.p256dh',
      'a point beside the curve',
      { subscription: { endpoint, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } } },
    ],
    ['subscription.keys.auth', 'short', { subscription: { endpoint, keys: { ...keys, auth: 'c2hvcnQ' } } }],
    ['subscription.keys.auth', 'no base64url', { subscription: { endpoint, keys: { ...keys, auth: '!'.repeat(22) } } }],
    ['address', 'an address', { subscription, address: endpoint }],
  ];
  test.each(wrong)('is refused at %s for %s, without saying it again', (field, _what, given) => {
    const error = refuse({ kind: 'push', subscription, ...given });
    expect([error.code, error.details.field]).toEqual(['INPUT_INVALID', field]);
    expect(error.message).not.toContain(TAIL);
  });

  test('alone has a subscription, and every other channel an address', () => {
    expect(refuse({ kind: 'email', address: 'marie@agence.example', subscription }).details.field).toBe('subscription');
    expect(refuse({ kind: 'sms' }).message).toBe('A channel of kind sms needs an "address": add it.');
  });
});
