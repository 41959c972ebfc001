/** replies: the address where the SMS provider is to bring what readers write back. */
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { makeCallUrl } from '../domain/sms-call.ts';
import { openWorld } from '../world.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

export const repliesCommand: Command = {
  name: 'replies',
  summary: 'the address where the SMS provider brings what readers write back',
  help: `vigie replies

Prints the address for the provider that SMS_REPLIES names. It is a secret: whoever knows it can answer alerts in
anybody's name. Write it into Twilio's number ("A message comes in"), into the answers of OVHcloud's SMS account, or into
a webhook of Brevo; another provider posts JSON to it, {"id":"…","from":"+33612345678","text":"1A"}. The sender of the SMS
must be a number that can be answered. With the embedded database, stop the service first.`,
  run: async (args, io) => {
    refusePositionals('replies', readArguments('replies', args, {}).positionals);
    const config = readConfig();
    if (config.smsReplies === null) {
      throw new AppError(
        'CONFIG_INVALID',
        'SMS_REPLIES is not set: give the provider that brings answers, twilio, ovh, brevo or generic, first.',
      );
    }
    await using world = await openWorld(config, { schedule: 'left' });
    io.write(makeCallUrl(world.secretKey, config.publicUrl, { purpose: 'replies', provider: config.smsReplies }));
    return 0;
  },
};
