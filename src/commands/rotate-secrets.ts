/** rotate-secrets: seals everything that is stored with the present SECRET_KEY. */
import { readConfig } from '../base/config.ts';
import { type RotatedTable, rotateSecrets } from '../intents/rotate-secrets.ts';
import { openWorld, renewKeyFile } from '../world.ts';
import { type Command, type CommandIo, readArguments, refusePositionals } from './command.ts';

export const rotateSecretsCommand: Command = {
  name: 'rotate-secrets',
  summary: 'seals every stored secret with the present SECRET_KEY',
  help: `vigie rotate-secrets [--new-key]

To change SECRET_KEY: set the new key as SECRET_KEY and the old one as SECRET_KEY_PREVIOUS for every process (several old
ones with commas between, the newest first), start them anew, and run this. Secrets that were sealed with an old key are
sealed with the new one; it may be stopped and run again at any time. It exits with 1, and names them, where some open with
none of the keys.

  --new-key  where the key is in DATA_DIR/secret.key: writes a new one before the old ones, and goes on as above

With the embedded database, stop the service first.`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('rotate-secrets', args, { 'new-key': { type: 'boolean' } });
    refusePositionals('rotate-secrets', positionals);
    const config = readConfig();
    await using world = await openWorld(config, { schedule: 'left' });
    // only now: a service that is still running would go on with the key from before
    const secretKey = values['new-key'] === true ? renewKeyFile(config) : world.secretKey;
    const tables = await rotateSecrets({ ...world, secretKey });
    return tellRotation(io, tables, { isPreviousNamed: secretKey.previous.length > 0 });
  },
};

/** The exit code: 1 where something is lost. */
export function tellRotation(
  io: Pick<CommandIo, 'write' | 'tell'>,
  tables: readonly RotatedTable[],
  { isPreviousNamed }: Readonly<{ isPreviousNamed: boolean }>,
): number {
  for (const { table, resealedCount, keptCount, lost } of tables) {
    io.write(`${table}: ${resealedCount} sealed anew, ${keptCount} already, ${lost.length} opened by no key`);
  }
  const lost = tables.flatMap((each) => each.lost.map((secret) => ({ table: each.table, ...secret })));
  for (const { table, id, name } of lost) {
    io.tell(
      `The secret of ${name} (${table}, ${id}) opens with none of the keys: name the key of its time in SECRET_KEY_PREVIOUS and run this again, or give the secret anew.`,
    );
  }
  if (lost.length > 0) return 1;
  io.write(isPreviousNamed ? PREVIOUS_NOT_NEEDED : 'No previous key is named, and none is needed.');
  return 0;
}

const PREVIOUS_NOT_NEEDED = `Nothing that is stored needs a previous key any more. Remove SECRET_KEY_PREVIOUS (or the lines below the first of
DATA_DIR/secret.key) once the links of mails and SMS that were sent with it may die, and the addresses of "vigie mail-bounces",
"vigie receipts" and "vigie replies" were given to the providers anew; hubs get theirs by themselves when their lease ends.`;
