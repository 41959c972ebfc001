/** Microsoft Teams, by a local server that answers as a workflow does. */
import { describe, expect, test } from 'vitest';
import { HOSTILE, json, testChatContract } from '../../support/chat-contract.ts';
import { ACKNOWLEDGE_URL, BUZZ_URL, makeMention } from '../sample-content.ts';

const RUN_ID = '08584519847112356789012345678CU01';
const SECRET =
  'https://prod-12.westeurope.logic.azure.com/workflows/0123456789abcdef0123456789abcdef/triggers/manual/paths/invoke?api-version=2016-06-01&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=q1w2e3r4t5y6u7i8o9p0a_s-d2f3g4h5j6k7l8z9aB3x';

function readCard(body: string) {
  return JSON.parse(body).attachments[0].content;
}

describe('the Microsoft Teams channel', () => {
  const sendAlert = testChatContract({
    kind: 'teams',
    address: 'prod-12.westeurope.logic.azure.com/…/aB3x',
    secret: SECRET,
    origin: 'https://prod-12.westeurope.logic.azure.com',
    accepted: { answer: { status: 202, headers: { 'x-ms-workflow-run-id': RUN_ID } }, providerId: RUN_ID },
    refused: {
      answer: json(401, { error: { code: 'DirectApiAuthorizationRequired', message: 'The request must be signed.' } }),
      told: 'Microsoft Teams answered 401: The request must be signed.',
    },
    tooMany: {
      answer: json(429, { error: { code: 'WorkflowRunsLimit' } }, { 'retry-after': '12' }),
      seconds: 12,
    },
    readText: ({ body }) => JSON.stringify(readCard(body), null, 1),
  });

  test('is an Adaptive Card in a message, to the signed address of the workflow', async () => {
    const { request } = await sendAlert();
    expect(request.path).toBe(SECRET.replace('https://prod-12.westeurope.logic.azure.com', ''));
    expect(JSON.parse(request.body)).toMatchObject({
      type: 'message',
      attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } }],
    });
    const card = readCard(request.body);
    expect(card.body[0]).toMatchObject({ type: 'Container', style: 'attention' });
    expect(card.actions).toEqual([
      { type: 'Action.OpenUrl', title: 'J’ai vu, je m’en occupe', url: ACKNOWLEDGE_URL },
      { type: 'Action.OpenUrl', title: 'Voir le buzz dans Vigie', url: BUZZ_URL },
    ]);
  });

  test('what strangers wrote stands where Markdown is not read', async () => {
    const { request } = await sendAlert(HOSTILE);
    const card = readCard(request.body);
    expect(JSON.stringify(card)).not.toContain('"TextBlock"');
    expect(JSON.stringify(card.body.find((each: { type: string }) => each.type === 'FactSet'))).not.toContain('panne');
  });

  test('a card that would be too large loses its last quotes, not the alert', async () => {
    const wide = '\u{1f525}'.repeat(300);
    const url = `https://forum.exemple.fr/${'é'.repeat(160)}`;
    const mention = makeMention({ title: wide, excerpt: `${wide}.`, author: wide, site: wide, url });
    const { request } = await sendAlert({ worstMentions: [mention, mention, mention], brandName: wide });
    expect(Buffer.byteLength(request.body)).toBeLessThanOrEqual(28 * 1024);
    expect(request.body).toContain(ACKNOWLEDGE_URL);
  });
});
