/** A mail as it came over the wire, read for what its sender wrote. */
import { Parser } from 'htmlparser2';
import PostalMime, { type Email } from 'postal-mime';
import { cutQuotation, isAutomaticMail, listAnsweredIds } from '../domain/mail-reply.ts';

export type ReadMail = Readonly<{
  /** Null where it has none. */
  messageId: string | null;
  /** The one address that it says to be from; null where that is none, or several. */
  from: string | null;
  isAutomatic: boolean;
  /** The deliveries of ours that it answers, the nearest first. */
  answeredIds: readonly string[];
  /** Above the quotation; empty where nothing is. */
  written: string;
}>;

/** Far beyond any mail that a person writes; a part within a part within a part is an attack. */
const NESTING_DEPTH_MAX = 50;
const HEADER_BYTES_MAX = 256 * 1_024;
/** Of what a person wrote; of the rest nothing is noted. */
const TEXT_CHARS_MAX = 400_000;

/** Null for what no mail is. */
export async function readMail(raw: Uint8Array): Promise<ReadMail | null> {
  const email = await parseMail(raw);
  const address = email?.from?.address;
  if (email === null || email.headers.length === 0) return null;
  const subject = email.subject ?? '';
  const text = email.text ?? htmlToWritten((email.html ?? '').slice(0, TEXT_CHARS_MAX));
  return {
    messageId: email.messageId ?? null,
    from: address === undefined || address === '' ? null : address,
    isAutomatic: isAutomaticMail(email.headers, subject),
    answeredIds: listAnsweredIds({ inReplyTo: email.inReplyTo ?? '', references: email.references ?? '' }),
    written: cutQuotation(text.slice(0, TEXT_CHARS_MAX)),
  };
}

async function parseMail(raw: Uint8Array): Promise<Email | null> {
  try {
    return await PostalMime.parse(raw, {
      maxNestingDepth: NESTING_DEPTH_MAX,
      maxHeadersSize: HEADER_BYTES_MAX,
      forceRfc822Attachments: true,
    });
  } catch {
    return null; // beyond a limit or broken: in either case no mail that can be read
  }
}

const DROPPED = new Set(['script', 'style', 'head', 'title', 'template', 'svg', 'blockquote']);
const BLOCKS = new Set([
  'address',
  'br',
  'div',
  'dd',
  'dt',
  'h1',
  'h2',
  'h3',
  'h4',
  'hr',
  'li',
  'p',
  'pre',
  'table',
  'tr',
  'ul',
]);

/** The text of a mail that has markup alone, without what it quotes. */
function htmlToWritten(markup: string): string {
  let text = '';
  let droppedDepth = 0;
  const parser = new Parser({
    onopentag: (name, attributes) => {
      const isDropped = DROPPED.has(name) || /\bgmail_quote\b/.test(attributes.class ?? '');
      if (droppedDepth > 0 || isDropped) droppedDepth += 1;
      else if (BLOCKS.has(name)) text += '\n';
    },
    ontext: (data) => {
      if (droppedDepth === 0) text += data.replace(/[^\S\u00a0]+/g, ' ');
    },
    onclosetag: (name) => {
      if (droppedDepth > 0) droppedDepth -= 1;
      else if (BLOCKS.has(name) && name !== 'br') text += '\n';
    },
  });
  parser.write(markup);
  parser.end();
  return text.replace(/ *\n */g, '\n').replace(/\n{3,}/g, '\n\n');
}
