/** mail-replies: where answers to mails are brought, or mails from files. */
import { readFile } from 'node:fs/promises';
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { makeMailRepliesUrl } from '../domain/mail-replies-address.ts';
import { takeMailReply } from '../intents/mail-replies.ts';
import { openWorld, readSecretKey } from '../world.ts';
import { type Command, readArguments } from './command.ts';

const MAIL_BYTES_MAX = 10 * 1_024 * 1_024;

export const mailRepliesCommand: Command = {
  name: 'mail-replies',
  summary: 'what people answer to mails, noted in the logbook; or the address to bring it to',
  help: `vigie mail-replies [FILE…|-]

Without a file, prints the address to post answers to, each mail whole as it came (curl --data-binary @mail), or as
Postmark's inbound webhook with its raw content. It holds a secret made from SECRET_KEY: whoever knows it can bring forged
mails, of which those that answer a mail of ours by its id, in its reader's name, are noted. Set MAIL_REPLIES_ADDRESS to the
mailbox from which they come, so that mails say where to answer.

With files, or - for stdin, reads mails, one a file or a mailbox of many (mbox), and writes one JSON object for each:
{"file","outcome":"noted"|"known"|"refused","brandName"|"reason","message"}. Exit code 1 where one was refused. With the
embedded database, stop the service first.`,
  run: async (args, io) => {
    const { positionals } = readArguments('mail-replies', args, {});
    const config = readConfig();
    if (positionals.length === 0) {
      io.write(makeMailRepliesUrl(readSecretKey(config), config.publicUrl));
      return 0;
    }
    await using world = await openWorld(config, { schedule: 'left' });
    let refusedCount = 0;
    for (const file of positionals) {
      const bytes = file === '-' ? await io.readStdin() : await readMailFile(file);
      for (const mail of splitMailbox(bytes)) {
        const outcome = await takeMailReply(world, mail.subarray(0, MAIL_BYTES_MAX));
        if (outcome.outcome === 'refused') refusedCount += 1;
        io.write(JSON.stringify({ file, ...outcome }));
      }
    }
    return refusedCount === 0 ? 0 : 1;
  },
};

/**
 * The mails of a mailbox; a mail alone is itself.
 *
 * A line that begins with "From " was put behind a ">" when it was written there, and is what somebody wrote, no quotation.
 *
 * Source:  RFC 4155 (each message begins with a line "From ", behind an empty line; such lines in a text stand behind ">").
 */
export function splitMailbox(bytes: Uint8Array): readonly Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!buffer.subarray(0, 5).equals(Buffer.from('From '))) return [bytes];
  const mails: Uint8Array[] = [];
  let start = 0;
  while (start < buffer.length) {
    const next = findNext(buffer, start);
    const firstLineEnd = buffer.indexOf('\n', start);
    if (firstLineEnd !== -1 && firstLineEnd < next) mails.push(toWritten(buffer.subarray(firstLineEnd + 1, next)));
    start = next;
  }
  return mails;
}

/** Of latin1, in which every byte is a character: what the mail is written in is its own business. */
function toWritten(mail: Buffer): Buffer {
  return Buffer.from(mail.toString('latin1').replace(/^>(>*From )/gm, '$1'), 'latin1');
}

/** Where the next mail begins; the end where none does. */
function findNext(buffer: Buffer, start: number): number {
  const unix = buffer.indexOf('\n\nFrom ', start);
  const windows = buffer.indexOf('\r\n\r\nFrom ', start);
  const ends = [unix === -1 ? [] : [unix + 2], windows === -1 ? [] : [windows + 4]].flat();
  return ends.length === 0 ? buffer.length : Math.min(...ends);
}

async function readMailFile(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file);
  } catch (error) {
    throw new AppError('USAGE_WRONG', `${file} cannot be read: name a file that holds a mail, or - for stdin.`, {
      cause: error,
    });
  }
}
