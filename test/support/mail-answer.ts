/** A mail as somebody's mail program sends it in answer to one that was received. */
import type { ReceivedMail } from './local-mailbox.ts';

export type MailAnswer = Readonly<{
  to: ReceivedMail;
  text: string;
  from?: string;
  messageId?: string | null;
  /** Further lines of the header. */
  headers?: readonly string[];
  contentType?: string;
}>;

/** With the text as it is, so that a quotation is the caller's to write. */
export function makeMailAnswer(answer: MailAnswer): string {
  const { to, text, from = to.to[0] ?? '', messageId = '<answer-1@mail.example>', headers = [] } = answer;
  const { messageId: answered = '', subject = '', references = '' } = to.parsed;
  return [
    `From: Claire Martin <${from}>`,
    'To: carnet@vigie.example',
    `Subject: =?utf-8?B?${Buffer.from(`Re: ${subject}`).toString('base64')}?=`,
    ...(messageId === null ? [] : [`Message-ID: ${messageId}`]),
    `In-Reply-To: ${answered}`,
    `References: ${references} ${answered}`,
    `Content-Type: ${answer.contentType ?? 'text/plain; charset=utf-8'}`,
    'Content-Transfer-Encoding: base64',
    ...headers,
    '',
    Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\r\n'),
    '',
  ].join('\r\n');
}
