/**
 * A stand-in for Twilio's Messages resource on this machine: it checks what Twilio checks, answers as Twilio answers,
 * and keeps the messages instead of sending them.
 *
 * Source: https://www.twilio.com/docs/messaging/api/message-resource, https://www.twilio.com/docs/api/errors.
 */
import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Clock } from '../base/clock.ts';
import { startLocalServer } from './local-server.ts';

export type ReceivedSms = Readonly<{ receivedAt: Date; to: string; from: string; body: string; sid: string }>;

export type SmsGateway = AsyncDisposable &
  Readonly<{ url: string; accountSid: string; authToken: string; from: string; messages: readonly ReceivedSms[] }>;

const ACCOUNT_SID = `AC${'d'.repeat(32)}`;
const AUTH_TOKEN = 'demo-token';
const FROM = '+33644601234';
const FORM_BYTES_MAX = 16_384;
const BODY_LENGTH_MAX = 1_600;

type GatewayAnswer = Readonly<{ status: number; fields: Readonly<Record<string, unknown>> }>;

/** Messages stand in the order of their arrival. */
export async function startSmsGateway(deps: Readonly<{ clock: Clock }>): Promise<SmsGateway> {
  const messages: ReceivedSms[] = [];
  const server = await startLocalServer((request, response) => {
    const reply = ({ status, fields }: GatewayAnswer): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(fields));
    };
    readForm(request).then(
      (form) => reply(form === null ? refuse(413, 20_413, 'Request too large') : answer(request, form)),
      (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
    );
  });

  const answer = (request: IncomingMessage, form: URLSearchParams): GatewayAnswer => {
    const refusal = findRefusal(request, form);
    if (refusal !== null) return refusal;
    const message: ReceivedSms = {
      receivedAt: deps.clock.now(),
      to: form.get('To') ?? '',
      from: form.get('From') ?? '',
      body: form.get('Body') ?? '',
      sid: `SM${createHash('md5').update(`demo ${messages.length}`).digest('hex')}`,
    };
    messages.push(message);
    const { sid, to, from, body } = message;
    return {
      status: 201,
      fields: {
        sid,
        account_sid: ACCOUNT_SID,
        status: 'queued',
        to,
        from,
        body,
        error_code: null,
        error_message: null,
      },
    };
  };

  return {
    url: `http://127.0.0.1:${server.port}`,
    accountSid: ACCOUNT_SID,
    authToken: AUTH_TOKEN,
    from: FROM,
    messages,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function findRefusal(request: IncomingMessage, form: URLSearchParams): GatewayAnswer | null {
  if (request.url !== `/2010-04-01/Accounts/${ACCOUNT_SID}/Messages.json`) {
    return refuse(404, 20_404, `The requested resource ${request.url ?? ''} was not found`);
  }
  if (request.method !== 'POST') return refuse(405, 20_004, 'Method not allowed');
  const credentials = Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64');
  if (request.headers.authorization !== `Basic ${credentials}`) return refuse(401, 20_003, 'Authenticate');
  const to = form.get('To') ?? '';
  if (to === '') return refuse(400, 21_604, "A 'To' phone number is required.");
  if (!/^\+[1-9]\d{6,14}$/.test(to)) return refuse(400, 21_211, `The 'To' number ${to} is not a valid phone number.`);
  if ((form.get('From') ?? '') === '') return refuse(400, 21_603, "A 'From' phone number is required.");
  const body = form.get('Body') ?? '';
  if (body === '') return refuse(400, 21_602, 'Message body is required.');
  return body.length > BODY_LENGTH_MAX
    ? refuse(400, 21_617, 'The concatenated message body exceeds the 1600 character limit.')
    : null;
}

function refuse(status: number, code: number, message: string): GatewayAnswer {
  return { status, fields: { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status } };
}

/** Null for a form that is longer than any message. */
async function readForm(request: IncomingMessage): Promise<URLSearchParams | null> {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > FORM_BYTES_MAX) return null;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
