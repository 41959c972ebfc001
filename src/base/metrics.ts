/** What /metrics serves: prom-client counters and histograms, labels from closed sets only, never an id or a URL. */
import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof makeMetrics>;

/** A registry of its own for each service, so that two in one process (tests, the demo) don't add up. */
export function makeMetrics() {
  const registry = new Registry();
  const shared = { registers: [registry] };
  return {
    registry,
    /** Node's own figures (memory, event loop lag); once for a process, or they are collected twice. */
    collectProcess: () => collectDefaultMetrics({ register: registry }),
    fetches: new Counter({
      ...shared,
      name: 'vigie_fetches_total',
      help: 'Visits to sources by outcome: read, unchanged, or why not.',
      labelNames: ['outcome'],
    }),
    fetchSeconds: new Histogram({
      ...shared,
      name: 'vigie_fetch_duration_seconds',
      help: 'Time of one visit to a source, parsing included.',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20],
    }),
    documents: new Counter({
      ...shared,
      name: 'vigie_documents_total',
      help: 'Documents by what became of them: stored, known, analysed.',
      labelNames: ['outcome'],
    }),
    mentions: new Counter({
      ...shared,
      name: 'vigie_mentions_total',
      help: 'Mentions recorded, by sentiment.',
      labelNames: ['sentiment'],
    }),
    sentimentAsks: new Counter({
      ...shared,
      name: 'vigie_sentiment_asks_total',
      help: 'Texts for the plugged-in sentiment model by outcome: judged, or why not.',
      labelNames: ['outcome'],
    }),
    buzzSteps: new Counter({
      ...shared,
      name: 'vigie_buzz_judgements_total',
      help: 'Judgements of brands by outcome.',
      labelNames: ['outcome'],
    }),
    alerts: new Counter({
      ...shared,
      name: 'vigie_alert_decisions_total',
      help: 'Decisions to tell or not to tell, by reason.',
      labelNames: ['reason'],
    }),
    deliveries: new Counter({
      ...shared,
      name: 'vigie_delivery_attempts_total',
      help: 'Tries to deliver by channel and outcome: accepted, or why not.',
      labelNames: ['channel', 'outcome'],
    }),
    digests: new Counter({ ...shared, name: 'vigie_digests_total', help: 'Weekly digests made.' }),
    stepSeconds: new Histogram({
      ...shared,
      name: 'vigie_step_duration_seconds',
      help: 'Time of one pass of a pipeline step.',
      labelNames: ['step'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
    }),
    stepFailures: new Counter({
      ...shared,
      name: 'vigie_step_failures_total',
      help: 'Passes of a pipeline step that ended in a fault.',
      labelNames: ['step'],
    }),
  };
}
