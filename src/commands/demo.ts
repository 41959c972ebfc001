/** demo: a recorded bad buzz, replayed end to end on this machine. */

import { AppError } from '../base/errors.ts';
import { runDemo } from '../demo/run-demo.ts';
import { drainPipeline } from '../pipeline/steps.ts';
import { startServer } from '../server.ts';
import { type Command, readArguments, refusePositionals } from './command.ts';

export const demoCommand: Command = {
  name: 'demo',
  summary: 'a recorded bad buzz, replayed end to end on this machine with no internet',
  help: `vigie demo [--keep] [--lang fr|en] [--port PORT]

Starts local web sites, a local mailbox and a local SMS gateway, replays four weeks of ordinary talk and then a bad
buzz through the real pipeline with a clock moved fast, and shows what arrives. Exits 0 only if the alert, its e-mail
and its SMS arrived.

  --keep        leaves the dashboard open afterwards, until Ctrl-C
  --lang fr|en  the language of the story told in the terminal (fr)
  --port PORT   where the dashboard listens (any free port)`,
  run: async (args, io) => {
    const { values, positionals } = readArguments('demo', args, {
      keep: { type: 'boolean', default: false },
      lang: { type: 'string', default: 'fr' },
      port: { type: 'string', default: '0' },
    });
    refusePositionals('demo', positionals);
    const { lang } = values;
    if (lang !== 'fr' && lang !== 'en') throw new AppError('USAGE_WRONG', `--lang is "${lang}": give fr or en.`);
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) {
      throw new AppError('USAGE_WRONG', `--port is "${values.port}": give a whole number from 0 to 65535.`);
    }
    const outcome = await runDemo({
      isKept: values.keep,
      language: lang,
      port,
      write: io.write,
      signal: io.signal,
      startServer,
      drain: drainPipeline,
    });
    return outcome.kind === 'arrived' ? 0 : 1;
  },
};
