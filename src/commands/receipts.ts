/** receipts: the address where the SMS provider is to tell what became of each message. */
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { makeCallUrl } from '../domain/sms-call.ts';
import { openWorld } from '../world.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

export const receiptsCommand: Command = {
  name: 'receipts',
  summary: 'the address where the SMS provider tells what became of each message',
  help: `vigie receipts

Prints the address for the SMS provider that is configured. It is a secret: whoever knows it can tell Vigie that a
message was lost. Twilio and Brevo are given it with each message; for OVHcloud write it into the SMS account's
"callback" of state changes; another provider posts JSON to it, {"id":"…","status":"delivered"|"undelivered"}, where id is
its own or the message's {id}. With the embedded database, stop the service first.`,
  run: async (args, io) => {
    refusePositionals('receipts', readArguments('receipts', args, {}).positionals);
    const config = readConfig();
    if (config.sms === null) {
      throw new AppError(
        'CONFIG_INVALID',
        'No SMS provider is configured: set the variables of one (TWILIO_…, OVH_…, BREVO_… or SMS_HTTP_…) first.',
      );
    }
    await using world = await openWorld(config, { schedule: 'left' });
    io.write(makeCallUrl(world.secretKey, config.publicUrl, { purpose: 'receipts', provider: config.sms.provider }));
    return 0;
  },
};
