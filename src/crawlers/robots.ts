/** robots.txt: whether a site's owner lets us read a page. */
import robotsParser from 'robots-parser';
import { type Clock, DAY_MS, MINUTE_MS, SECOND_MS } from '../base/clock.ts';
import type { Http, HttpFailureReason } from '../base/http.ts';

export type RobotsAnswer =
  | Readonly<{ kind: 'allowed' }>
  /** robots-refused: its rules say no. Any other: its rules could not be had, which forbids for a few minutes. */
  | Readonly<{
      kind: 'refused';
      reason: HttpFailureReason | 'robots-refused' | 'server-error';
      message: string;
    }>;

export type Robots = Readonly<{
  isAllowed: (url: string) => Promise<RobotsAnswer>;
  /** The pause between two requests that the site's rules ask for; null where they ask for none. */
  crawlDelayMs: (url: string) => Promise<number | null>;
}>;

const RULES_AGE_MS_MAX = DAY_MS;
/** An outage is looked at again soon: nobody's rules were learnt. */
const OUTAGE_AGE_MS_MAX = 10 * MINUTE_MS;
const ORIGINS_MAX = 10_000;
/** RFC 9309 section 2.5: at least 500 KiB are read. */
const ROBOTS_BYTES_MAX = 1_048_576;
/** Of one site's rules; what comes after is left unread (RFC 9309 section 2.5 asks for 500 KiB). */
const RULES_BYTES_MAX = 512_000;
const LINES_MAX = 10_000;
const LINE_CHARS_MAX = 2_048;
const STARS_MAX = 10;
/** Of all that are remembered, as they were sent: in memory they take about twenty times as much. */
const REMEMBERED_BYTES_MAX = 16_777_216;
const ROBOTS_TIMEOUT_MS = 10_000;
/** RFC 9309 section 2.3.1.2: at least five. */
const ROBOTS_REDIRECTS_MAX = 5;

/** Its types promise a default export, its module is the function itself. */
const parseRules = robotsParser as unknown as typeof robotsParser.default;

type Rules = ReturnType<typeof parseRules>;
type Policy =
  | Readonly<{ kind: 'rules'; rules: Rules; byteCount: number }>
  | Readonly<{ kind: 'open' }>
  | Readonly<{ kind: 'outage'; answer: RobotsAnswer }>;
type Remembered = Readonly<{ policy: Promise<Policy>; askedAt: Date }> & { ageMsMax: number; byteCount: number };

/**
 * Answers whether a page may be read, asking each origin for its rules once a day.
 *
 * A missing robots.txt (any 4xx) allows everything; one that cannot be had (5xx, no connection) forbids everything,
 * but is remembered for ten minutes only. Questions that come together share one request. At most 10,000 origins and 16 MiB
 * of rules are remembered, the longest-unused go first.
 *
 * Errors:  none for what a site does: an answer says why.
 * Source:  RFC 9309 sections 2.3.1 (statuses), 2.4 (24 hours).
 */
export function makeRobots(deps: Readonly<{ http: Http; clock: Clock; userAgent: string }>): Robots {
  const byOrigin = new Map<string, Remembered>();

  let rememberedBytes = 0;

  const forget = (origin: string): Remembered | undefined => {
    const known = byOrigin.get(origin);
    byOrigin.delete(origin);
    rememberedBytes -= known?.byteCount ?? 0;
    return known;
  };
  const remember = (origin: string, remembered: Remembered): void => {
    byOrigin.set(origin, remembered);
    rememberedBytes += remembered.byteCount;
    for (const oldest of byOrigin.keys()) {
      if (byOrigin.size <= ORIGINS_MAX && rememberedBytes <= REMEMBERED_BYTES_MAX) break;
      forget(oldest);
    }
  };

  const getPolicy = async (origin: string): Promise<Policy> => {
    const now = deps.clock.now();
    const known = forget(origin);
    const isFresh = known !== undefined && now.getTime() - known.askedAt.getTime() < known.ageMsMax;
    const remembered = isFresh
      ? known
      : { policy: fetchPolicy(deps.http, origin), askedAt: now, ageMsMax: RULES_AGE_MS_MAX, byteCount: 0 };
    remember(origin, remembered);
    const policy = await remembered.policy;
    if (policy.kind === 'outage') remembered.ageMsMax = OUTAGE_AGE_MS_MAX;
    if (policy.kind === 'rules' && byOrigin.get(origin) === remembered) {
      forget(origin);
      remembered.byteCount = policy.byteCount;
      remember(origin, remembered);
    }
    return policy;
  };

  return {
    isAllowed: async (url) => {
      const parsed = URL.parse(url);
      if (parsed === null) return { kind: 'allowed' }; // the request itself will say what is wrong with it
      const policy = await getPolicy(parsed.origin);
      switch (policy.kind) {
        case 'open':
          return { kind: 'allowed' };
        case 'outage':
          return policy.answer;
        case 'rules':
          return policy.rules.isAllowed(url, deps.userAgent) === false ? refuse(parsed.host) : { kind: 'allowed' };
      }
    },
    crawlDelayMs: async (url) => {
      const origin = URL.parse(url)?.origin;
      const policy = origin === undefined ? null : await getPolicy(origin);
      const seconds = policy?.kind === 'rules' ? policy.rules.getCrawlDelay(deps.userAgent) : undefined;
      return seconds === undefined || !(seconds > 0) ? null : seconds * SECOND_MS;
    },
  };
}

async function fetchPolicy(http: Http, origin: string): Promise<Policy> {
  const url = `${origin}/robots.txt`;
  const outcome = await http.request({
    url,
    timeoutMs: ROBOTS_TIMEOUT_MS,
    bodyBytesMax: ROBOTS_BYTES_MAX,
    redirectCountMax: ROBOTS_REDIRECTS_MAX,
  });
  if (outcome.kind === 'failed') {
    return { kind: 'outage', answer: { kind: 'refused', reason: outcome.reason, message: outcome.message } };
  }
  if (outcome.status >= 500) {
    const message = `${new URL(origin).host} could not say what may be read (its robots.txt answered ${outcome.status}): it is asked again later.`;
    return { kind: 'outage', answer: { kind: 'refused', reason: 'server-error', message } };
  }
  if (outcome.status < 200 || outcome.status >= 300) return { kind: 'open' };
  const text = withinReason(new TextDecoder().decode(outcome.body.subarray(0, RULES_BYTES_MAX)));
  return { kind: 'rules', rules: parseRules(url, text), byteCount: Buffer.byteLength(text) };
}

/** Every rule is tried on every address, and every star on every character of it: nobody needs that many. */
function withinReason(text: string): string {
  return text
    .split(/\r\n?|\n/, LINES_MAX)
    .map((line) => line.replace(/\*{2,}/g, '*'))
    .filter((line) => line.length <= LINE_CHARS_MAX && line.split('*', STARS_MAX + 2).length <= STARS_MAX + 1)
    .join('\n');
}

function refuse(host: string): RobotsAnswer {
  return {
    kind: 'refused',
    reason: 'robots-refused',
    message: `The robots.txt of ${host} asks programs not to read this address: ask its owner, or use another feed of the site.`,
  };
}
