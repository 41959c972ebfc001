/** import: a whole agency from one file, or a feed reader's feeds into one that exists. */
import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { readConfig } from '../base/config.ts';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { parseOpml } from '../crawlers/parse-opml.ts';
import { importAgency } from '../intents/import-agency.ts';
import { importFeeds } from '../intents/import-feeds.ts';
import { openWorld } from '../world.ts';
import { type Command, type CommandIo, readArguments } from './command.ts';

export const importCommand: Command = {
  name: 'import',
  summary: 'a whole agency (JSON or YAML), or the feeds of a feed reader (OPML)',
  help: `vigie import FILE.yaml|FILE.json|-
vigie import --agency NAME [--brand NAME] FEEDS.opml|-

The first creates an agency with its owner, brands, subscriptions and contacts, and prints its API key. The second
subscribes an agency to every feed of an OPML file, with its folders as tags, and says how many of its addresses are
none. All of a file is imported, or nothing.

  --agency NAME  the agency that the feeds are for
  --brand NAME   listen for this brand only (all of the agency's)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('import', args, {
      agency: { type: 'string' },
      brand: { type: 'string' },
    });
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) {
      throw new AppError('USAGE_WRONG', 'Name one file, or - for standard input. See "vigie import --help".');
    }
    const text = await readText(io, file);
    return /^\s*</.test(text)
      ? await runFeedImport(io, { text, agencyName: values.agency, brandName: values.brand ?? null })
      : await runAgencyImport(io, { text, file });
  },
};

async function runAgencyImport(io: CommandIo, input: Readonly<{ text: string; file: string }>): Promise<number> {
  const value = readYaml(input);
  await using world = await openWorld(readConfig(), { schedule: 'left' });
  const imported = await importAgency(world, value);
  io.write(
    `Imported ${imported.agency.name}: ${imported.brandCount} brands, ${imported.subscriptionCount} subscriptions, ${imported.contactCount} contacts.`,
  );
  io.write(`API key (shown once): ${imported.apiKey}`);
  if (imported.generatedPassword !== null) io.write(`Owner's password (shown once): ${imported.generatedPassword}`);
  for (const { address, secret } of imported.webhookSecrets) {
    io.write(`Signing secret of ${address} (shown once): ${secret}`);
  }
  return 0;
}

async function runFeedImport(
  io: CommandIo,
  input: Readonly<{ text: string; agencyName: string | undefined; brandName: string | null }>,
): Promise<number> {
  const { agencyName, brandName } = input;
  if (agencyName === undefined) {
    throw new AppError('USAGE_WRONG', 'Feeds are imported into an agency: name it by --agency NAME.');
  }
  const parsed = parseOpml(input.text);
  if (parsed.kind === 'refused') throw new AppError('IMPORT_INVALID', parsed.message);
  const feeds = parsed.outlines.map(({ xmlUrl, tags }) => ({ url: xmlUrl, tags }));
  await using world = await openWorld(readConfig(), { schedule: 'left' });
  const { newCount, knownCount } = await importFeeds(world, { feeds, agencyName, brandName });
  const leftOut =
    parsed.leftOutCount === 0 ? '' : ` Left out, because they are no web addresses: ${parsed.leftOutCount}.`;
  io.write(
    `${agencyName} listens to ${newCount} more ${newCount === 1 ? 'feed' : 'feeds'}; already known: ${knownCount}.${leftOut}`,
  );
  return 0;
}

async function readText(io: CommandIo, file: string): Promise<string> {
  try {
    return new TextDecoder().decode(file === '-' ? await io.readStdin() : await readFile(file));
  } catch (error) {
    throw new AppError('IMPORT_INVALID', `${file} cannot be read (${toErrorMessage(error)}): check the path.`);
  }
}

/** YAML holds JSON, so one parser reads both. */
function readYaml(input: Readonly<{ text: string; file: string }>): unknown {
  try {
    return parse(input.text, { maxAliasCount: 100 });
  } catch (error) {
    const message = toErrorMessage(error).split('\n')[0];
    throw new AppError('IMPORT_INVALID', `${input.file} is neither JSON nor YAML: ${message}`);
  }
}
