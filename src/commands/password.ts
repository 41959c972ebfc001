/** password: a new one for a member who forgot hers. */
import { readConfig } from '../base/config.ts';
import { AppError } from '../base/errors.ts';
import { resetPassword } from '../intents/people.ts';
import { openWorld } from '../world.ts';
import { type Command, readArguments } from './command.ts';

export const passwordCommand: Command = {
  name: 'password',
  summary: 'a new password for a member who forgot hers',
  help: `vigie password EMAIL

Gives the member with this address a new password, prints it once, and ends all her sessions. With the embedded
database, stop the service first.`,
  run: async (args, io) => {
    const [email, ...more] = readArguments('password', args, {}).positionals;
    if (email === undefined || more.length > 0) {
      throw new AppError('USAGE_WRONG', 'Name one e-mail address. See "vigie password --help".');
    }
    await using world = await openWorld(readConfig(), { schedule: 'left' });
    io.write(`New password of ${email} (shown once): ${await resetPassword(world, email)}`);
    return 0;
  },
};
