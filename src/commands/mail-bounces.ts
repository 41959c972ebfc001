/** mail-bounces: where a mail provider is to report bounces and complaints. */
import { readConfig } from '../base/config.ts';
import { makeMailBouncesUrl } from '../domain/mail-bounces-address.ts';
import { readSecretKey } from '../world.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

export const mailBouncesCommand: Command = {
  name: 'mail-bounces',
  summary: 'the address at which a mail provider reports bounces and complaints',
  help: `vigie mail-bounces

Prints the address to enter as webhook at Amazon SES (by SNS), Brevo, Postmark or Mailgun, or to post returned mails to
(curl --data-binary @mail). It holds a secret made from SECRET_KEY: whoever knows it can make addresses unreachable.`,
  run: async (args, io) => {
    refusePositionals('mail-bounces', readArguments('mail-bounces', args, {}).positionals);
    const config = readConfig();
    io.write(makeMailBouncesUrl(readSecretKey(config), config.publicUrl));
    return await Promise.resolve(0);
  },
};
