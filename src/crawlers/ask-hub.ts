/** One request to a hub (WebSub): tell us of this feed's news, or stop doing so. */
import type { Clock } from '../base/clock.ts';
import type { Http, HttpFailureReason } from '../base/http.ts';
import { parseRetryAfter } from './parse-retry-after.ts';

export type HubRequest = Readonly<{
  mode: 'subscribe' | 'unsubscribe';
  hubUrl: string;
  /** As the feed names itself to the hub. */
  topicUrl: string;
  callbackUrl: string;
  secret: string;
}>;

export type HubAnswer =
  /** Not yet subscribed: it asks back at the callback address first. */
  | Readonly<{ kind: 'accepted' }>
  /** refused: it answered, and not with yes; else why it could not be asked. message: a sentence without the URL. */
  | Readonly<{
      kind: 'failed';
      reason: HttpFailureReason | 'refused';
      message: string;
      retryAfterSeconds: number | null;
    }>;

/** Ten days, as the specification advises hubs; the hub decides. */
export const HUB_LEASE_SECONDS = 864_000;

const HUB_TIMEOUT_MS = 10_000;
const HUB_BODY_BYTES_MAX = 16_384;
const HUB_REDIRECTS_MAX = 2;

/**
 * Asks the hub, and says whether it took the request up. Any 2xx counts: hubs of the protocol's first versions confirm
 * before they answer, with 204.
 *
 * A hub may send us on to another one (307, 308): the guarded client never follows a POST, so that each address is asked
 * here as if it were the first. From HTTPS nobody is followed to plain HTTP.
 *
 * Errors:  none for what the other side does.
 * Source:  WebSub sections 5.1 and 5.1.2.
 */
export async function askHub(deps: Readonly<{ http: Http; clock: Clock }>, request: HubRequest): Promise<HubAnswer> {
  const body = toForm(request);
  let url = request.hubUrl;
  for (let redirectCount = 0; ; redirectCount += 1) {
    const outcome = await deps.http.request({
      url,
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      timeoutMs: HUB_TIMEOUT_MS,
      bodyBytesMax: HUB_BODY_BYTES_MAX,
      answerBody: 'ignored',
      redirectCountMax: 0,
    });
    if (outcome.kind === 'failed') return { ...outcome, retryAfterSeconds: null };
    const { status, headers } = outcome;
    if (status >= 200 && status < 300) return { kind: 'accepted' };
    const nextUrl = status === 307 || status === 308 ? toNextUrl(url, headers.location) : null;
    if (nextUrl === null || redirectCount >= HUB_REDIRECTS_MAX) {
      const message = `The hub ${URL.parse(url)?.host} answered ${status}: it is asked again later, and the feed polled until then.`;
      const retryAfterSeconds = parseRetryAfter({ header: headers['retry-after'], now: deps.clock.now() });
      return { kind: 'failed', reason: 'refused', message, retryAfterSeconds };
    }
    url = nextUrl;
  }
}

function toForm(request: HubRequest): string {
  return new URLSearchParams({
    'hub.mode': request.mode,
    'hub.topic': request.topicUrl,
    'hub.callback': request.callbackUrl,
    'hub.lease_seconds': String(HUB_LEASE_SECONDS),
    'hub.secret': request.secret,
  }).toString();
}

function toNextUrl(url: string, location: string | undefined): string | null {
  const next = location === undefined ? null : URL.parse(location, url);
  if (next === null) return null;
  return url.startsWith('https:') && next.protocol !== 'https:' ? null : next.href;
}
