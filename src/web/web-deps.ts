/** What the pages are given: a slice of the World. */
import type { Config } from '../base/config.ts';
import type { Log } from '../base/log.ts';
import type { DigestWriter } from '../domain/digest-report.ts';
import type { IntentDeps } from '../intents/deps.ts';
import type { Guard } from '../intents/guard.ts';

export type WebDeps = IntentDeps &
  Readonly<{
    guard: Guard;
    log: Pick<Log, 'error'>;
    digestWriter: DigestWriter;
    config: Pick<Config, 'publicUrl' | 'smtpUrl' | 'sms' | 'summaryModel'>;
  }>;

/** What every group of pages is registered with. */
export type PageOptions = Readonly<{ deps: WebDeps }>;
