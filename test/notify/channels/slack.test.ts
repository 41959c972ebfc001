/** Slack, by a local server that answers as its incoming webhooks do. */
import { describe, expect, test } from 'vitest';
import { HOSTILE, testChatContract } from '../../support/chat-contract.ts';
import { ACKNOWLEDGE_URL } from '../sample-content.ts';

type Text = Readonly<{ type: string; text: string; verbatim?: boolean }>;
type Block = Readonly<{ type: string; text?: Text; fields?: readonly Text[]; elements?: readonly Text[] }>;
type Message = Readonly<{ text: string; unfurl_links: boolean; blocks: readonly Block[] }>;

function listTexts(message: Message): readonly Text[] {
  return message.blocks.flatMap(({ text, fields = [], elements = [] }) => [
    ...(text === undefined ? [] : [text]),
    ...fields,
    ...elements,
  ]);
}

describe('the Slack channel', () => {
  const sendAlert = testChatContract({
    kind: 'slack',
    address: 'hooks.slack.com/…/aB3x',
    secret: 'https://hooks.slack.com/services/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',
    origin: 'https://hooks.slack.com',
    accepted: { answer: { status: 200, body: 'ok' }, providerId: null },
    refused: { answer: { status: 410, body: 'channel_is_archived' }, told: 'Slack answered 410: channel_is_archived' },
    tooMany: { answer: { status: 429, headers: { 'retry-after': '30' }, body: 'rate_limited' }, seconds: 30 },
    readText: ({ body }) => {
      const message: Message = JSON.parse(body);
      return [message.text, ...listTexts(message).map(({ text }) => text)].join('\n');
    },
  });

  test('goes to the webhook’s own path, with a line for notifications and nothing unfurled', async () => {
    const { request } = await sendAlert();
    expect(request.path).toBe('/services/T0123ABCD/B0123ABCD/q1w2e3r4t5y6u7i8o9p0aB3x');
    const message: Message = JSON.parse(request.body);
    expect(message.text).toMatch(/^Orange/);
    expect(message.unfurl_links).toBe(false);
    const links = listTexts(message).find(({ text }) => text.includes(ACKNOWLEDGE_URL));
    expect(links?.text).toMatch(/^\*<https:\/\/vigie\.example\/a\/[\w-]+\|J’ai vu, je m’en occupe>\*/);
  });

  test('keeps to the limits of blocks, and markup is ours alone', async () => {
    const { request } = await sendAlert(HOSTILE);
    const message: Message = JSON.parse(request.body);
    expect(message.blocks.length).toBeLessThanOrEqual(50);
    for (const { type, text, fields = [] } of message.blocks) {
      expect(text?.text.length ?? 0).toBeLessThanOrEqual(type === 'header' ? 150 : 3_000);
      expect(fields.length).toBeLessThanOrEqual(10);
    }
    for (const { type, text, verbatim } of listTexts(message)) {
      expect(text).not.toBe('');
      if (type !== 'mrkdwn') continue;
      expect(verbatim).toBe(true);
      // only whole links, whose label opens no other
      expect(text.replace(/<https:\/\/[^<>|]*\|[^<>]*>/g, '')).not.toMatch(/[<>]/);
      expect(text.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
    }
    expect(message.text).not.toMatch(/[<>]/);
  });
});
