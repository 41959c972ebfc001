/** The log: pino, one JSON object a line, on stderr, because stdout belongs to what a command answers. */
import { type DestinationStream, destination, type Logger, pino } from 'pino';
import type { Clock } from './clock.ts';
import type { LogLevel } from './config.ts';

/** Everything that is logged has one of these names; dashboards and greps may rely on them. */
export type LogEvent =
  | 'service.started'
  | 'service.stopping'
  | 'service.stopped'
  | 'migrations.applied'
  | 'clock.skewed'
  | 'database.connection-broken'
  | 'jobs.failed'
  | 'job.failed'
  | 'step.failed'
  | 'source.fetched'
  | 'source.failed'
  | 'source.moved'
  | 'hub.subscribed'
  | 'hub.refused'
  | 'documents.analysed'
  | 'judge.refused'
  | 'judge.fell'
  | 'query.refused'
  | 'buzz.opened'
  | 'buzz.escalated'
  | 'buzz.fell'
  | 'buzz.reopened'
  | 'buzz.resolved'
  | 'alert.decided'
  | 'alert.withheld'
  | 'delivery.bundled'
  | 'delivery.throttled'
  | 'delivery.accepted'
  | 'delivery.postponed'
  | 'delivery.dead'
  | 'delivery.fell-back'
  | 'digest.made'
  | 'channel.unreachable'
  | 'mail.confirmation-asked'
  | 'mail.reply-refused'
  | 'mail.reply-taken'
  | 'partitions.dropped'
  | 'database.vacuumed'
  | 'request.failed';

export type LogFields = Readonly<Record<string, unknown>>;

export type Log = Readonly<{
  debug: (event: LogEvent, fields?: LogFields) => void;
  info: (event: LogEvent, fields?: LogFields) => void;
  warn: (event: LogEvent, fields?: LogFields) => void;
  error: (event: LogEvent, fields?: LogFields) => void;
}>;

const STDERR = 2;

/** Fields named like secrets are never written, whoever passes them. */
export function makeLog(
  deps: Readonly<{ clock: Clock }>,
  level: LogLevel,
  stream: DestinationStream = destination({ dest: STDERR, sync: true }),
): Log {
  const logger = pino(
    {
      level,
      base: null,
      messageKey: 'event',
      timestamp: () => `,"at":"${deps.clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: ['password', 'token', 'secret', 'authorization', 'cookie', '*.password', '*.token', '*.secret'],
    },
    stream,
  );
  return {
    debug: writeAt(logger, 'debug'),
    info: writeAt(logger, 'info'),
    warn: writeAt(logger, 'warn'),
    error: writeAt(logger, 'error'),
  };
}

function writeAt(logger: Logger, level: 'debug' | 'info' | 'warn' | 'error') {
  return (event: LogEvent, fields: LogFields = {}): void => logger[level](fields, event);
}
