/** Mattermost, by a local server that answers as its incoming webhooks do. */
import { describe, expect, test } from 'vitest';
import { HOSTILE, json, testChatContract } from '../../support/chat-contract.ts';

describe('the Mattermost channel', () => {
  const sendAlert = testChatContract({
    kind: 'mattermost',
    address: 'chat.agence.example/…/aB3x',
    secret: 'https://chat.agence.example/equipe/hooks/q1w2e3r4t5y6u7i8o9p0d2aB3x',
    origin: 'https://chat.agence.example',
    accepted: {
      answer: {
        status: 200,
        headers: { 'content-type': 'text/plain', 'x-request-id': 'hoan6o9ws7rp5xj7' },
        body: 'ok',
      },
      providerId: null,
    },
    refused: {
      answer: json(400, {
        id: 'web.incoming_webhook.invalid.app_error',
        message: 'Invalid webhook.',
        request_id: 'hoan6o9ws7rp5xj7',
        status_code: 400,
      }),
      told: 'Mattermost answered 400: Invalid webhook.',
    },
    tooMany: {
      answer: { status: 429, headers: { 'retry-after': '2', 'x-ratelimit-limit': '10' }, body: 'limit exceeded' },
      seconds: 2,
    },
    readText: ({ body }) => Object.values(JSON.parse(body).attachments[0]).join('\n'),
  });

  test('goes to the webhook of the agency’s own server, with a line for notifications', async () => {
    const { request } = await sendAlert();
    expect(request.path).toBe('/equipe/hooks/q1w2e3r4t5y6u7i8o9p0d2aB3x');
    const message = JSON.parse(request.body);
    expect(message.attachments).toHaveLength(1);
    expect(message.attachments[0]).toMatchObject({ title: 'Orange', color: '#b3340f' });
    expect(message.attachments[0].fallback).toMatch(/^Orange/);
  });

  test('keeps to the length of a post, and what strangers wrote is no Markdown', async () => {
    const { request } = await sendAlert(HOSTILE);
    const { text, fallback } = JSON.parse(request.body).attachments[0];
    expect(text.length).toBeLessThanOrEqual(16_383);
    expect(text).toContain('\\[ici\\]\\(https:\u200b//phish');
    expect(text.match(/(?<!\\)\]\(/g)).toHaveLength(4);
    expect(text).not.toMatch(/@\w/);
    expect(fallback).not.toMatch(/@\w/);
  });
});
