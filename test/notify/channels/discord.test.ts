/** Discord, by a local server that answers as its webhooks do. */
import { describe, expect, test } from 'vitest';
import { HOSTILE, json, testChatContract } from '../../support/chat-contract.ts';

const TOKEN = 'q1w2e3r4t5y6u7i8o9p0a_s-d2f3g4h5j6k7l8z9x8c7v6b5n4m3q1w2e3r4t5y6aB3x';
const MESSAGE_ID = '1112223334445556667';

describe('the Discord channel', () => {
  const sendAlert = testChatContract({
    kind: 'discord',
    address: 'discord.com/…/aB3x',
    secret: `https://discord.com/api/webhooks/223344556677889900/${TOKEN}`,
    origin: 'https://discord.com',
    accepted: { answer: json(200, { id: MESSAGE_ID, type: 0, channel_id: '42' }), providerId: MESSAGE_ID },
    refused: {
      answer: json(404, { message: 'Unknown Webhook', code: 10015 }),
      told: 'Discord answered 404: Unknown Webhook (error 10015)',
    },
    tooMany: {
      answer: json(
        429,
        { message: 'You are being rate limited.', retry_after: 64.57, global: false },
        { 'retry-after': '65' },
      ),
      seconds: 65,
    },
    readText: ({ body }) => {
      const { content, embeds } = JSON.parse(body);
      return [content, embeds[0].title, embeds[0].description, embeds[0].footer.text].join('\n');
    },
  });

  test('waits for the message to be posted, and lets it ring nobody', async () => {
    const { request } = await sendAlert();
    expect(request.path).toBe(`/api/webhooks/223344556677889900/${TOKEN}?wait=true`);
    const message = JSON.parse(request.body);
    expect(message.allowed_mentions).toEqual({ parse: [] });
    expect(message.content).toMatch(/^Orange/);
    expect(message.content).not.toContain('http');
    expect(message.embeds).toHaveLength(1);
    expect(message.embeds[0].color).toBe(0xb3340f);
  });

  test('keeps to the limits of an embed, and what strangers wrote is no Markdown', async () => {
    const { request } = await sendAlert(HOSTILE);
    const { content, embeds } = JSON.parse(request.body);
    const [{ title, description, footer }] = embeds;
    expect(content.length).toBeLessThanOrEqual(2_000);
    expect(title.length).toBeLessThanOrEqual(256);
    expect(description.length).toBeLessThanOrEqual(4_096);
    expect(footer.text.length).toBeLessThanOrEqual(2_048);
    expect(title.length + description.length + footer.text.length).toBeLessThanOrEqual(6_000);
    // two of ours, two to the pages that were read; an address ends where it should
    const links = [...description.matchAll(/(?<!\\)\]\((?<url>[^)\s]*)\)/g)].map((match) => match.groups.url);
    expect(links).toHaveLength(4);
    expect(links[2]).toBe('https://forum.exemple.fr/a%28b%29|c?x=%3Cy%3E&z=%221%22');
    expect(title).toMatch(/^<\u200bscript\\>/);
    expect(title).toContain('\\*Orange\\*');
  });
});
