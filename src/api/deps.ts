/** What the API is given: what its intents need, and what it tells its operators through. */
import type { Config } from '../base/config.ts';
import type { Log } from '../base/log.ts';
import type { Metrics } from '../base/metrics.ts';
import type { DigestWriter } from '../domain/digest-report.ts';
import type { IntentDeps } from '../intents/deps.ts';
import type { Guard } from '../intents/guard.ts';

/** The slice of the World that the API uses; it has no way to start work. */
export type ApiDeps = IntentDeps &
  Readonly<{
    guard: Guard;
    log: Pick<Log, 'error' | 'info' | 'warn'>;
    metrics: Pick<Metrics, 'registry'>;
    digestWriter: DigestWriter;
    config: Pick<Config, 'publicUrl' | 'trustedProxies' | 'smtpUrl' | 'sms' | 'smsReplies' | 'summaryModel'>;
  }>;

/** What every route group is registered with. */
export type RouteOptions = Readonly<{ deps: ApiDeps }>;
