/** Telegram, by a local server that answers as the Bot API does. */
import { describe, expect, test } from 'vitest';
import { HOSTILE, json, testChatContract } from '../../support/chat-contract.ts';
import { ACKNOWLEDGE_URL } from '../sample-content.ts';

const TOKEN = '7001234567:AAE1q2w3e4r5t6y7u8i9o0p_a-s2d3f4g5h';

describe('the Telegram channel', () => {
  const sendAlert = testChatContract({
    kind: 'telegram',
    address: '-1001234567890',
    secret: TOKEN,
    origin: 'https://api.telegram.org',
    accepted: { answer: json(200, { ok: true, result: { message_id: 4711, chat: {} } }), providerId: '4711' },
    refused: {
      answer: json(400, { ok: false, error_code: 400, description: 'Bad Request: chat not found' }),
      told: 'Telegram answered 400: Bad Request: chat not found',
    },
    tooMany: {
      answer: json(429, {
        ok: false,
        error_code: 429,
        description: 'Too Many Requests: retry after 23',
        parameters: { retry_after: 23 },
      }),
      seconds: 23,
    },
    readText: ({ body }) => JSON.parse(body).text,
  });

  test('is written by the bot to the chat, with nothing previewed', async () => {
    const { request } = await sendAlert();
    expect(request.path).toBe(`/bot${TOKEN}/sendMessage`);
    const message = JSON.parse(request.body);
    expect(message).toMatchObject({
      chat_id: '-1001234567890',
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    });
    expect(message.text).toMatch(/^<b>Orange<\/b>\n<b>Bad buzz/);
    expect(message.text).toContain(`<a href="${ACKNOWLEDGE_URL}">J’ai vu, je m’en occupe</a>`);
  });

  test('keeps to the length of a message, and what strangers wrote is no HTML', async () => {
    const { request } = await sendAlert(HOSTILE);
    const { text } = JSON.parse(request.body);
    expect(text.replace(/<[^>]*>/g, '').replace(/&[#\w]+;/g, '.').length).toBeLessThanOrEqual(4_096);
    const tags: readonly string[] = text.match(/<[^>]*>/g);
    for (const tag of tags) expect(tag).toMatch(/^<(\/?[abi]|a href="https:\/\/[^"<>]*")>$/);
    expect(tags.filter((tag) => tag.startsWith('<a '))).toHaveLength(4);
    expect(text).toContain('&lt;script&gt;');
  });
});

describe('a group that became another chat', () => {
  const migrated = 'group chat was upgraded to a supergroup chat';
  testChatContract({
    kind: 'telegram',
    address: '-123456',
    secret: TOKEN,
    origin: 'https://api.telegram.org',
    accepted: { answer: json(200, { ok: true, result: { message_id: 1 } }), providerId: '1' },
    refused: {
      answer: json(400, { ok: false, description: migrated, parameters: { migrate_to_chat_id: -1009876543210 } }),
      told: 'the group is now the chat -1009876543210',
    },
    tooMany: { answer: json(429, { ok: false, parameters: { retry_after: 0.2 } }), seconds: 1 },
    readText: ({ body }) => JSON.parse(body).text,
  });
});
