/** What a visit means for the source's hub (WebSub): one to be asked, one to be forgotten, or one more look after news. */
import type { SourceReading } from '../crawlers/reader.ts';
import { isReachableByHubs } from '../domain/hub-subscription.ts';
import type { Source } from '../domain/source.ts';
import type { Db } from '../store/database.ts';
import { type HubOffer, lookAgainAfterNews, recordHubOffers } from '../store/hub-subscriptions.ts';

type EndedVisit = Readonly<{ source: Source; reading: SourceReading; visitedAt: Date }>;

/** As between any two visits that a hub's news makes. */
const LOOK_AGAIN_SECONDS = 60;
const HUB_URL_CHARS_MAX = 2_048;

/** Whether its hub is believed to tell of news now: only while hubs can reach us at all. */
export function isPushed(config: Readonly<{ publicUrl: string }>, source: Source, now: Date): boolean {
  return source.hubLeaseUntil !== null && source.hubLeaseUntil > now && isReachableByHubs(config.publicUrl);
}

/** Run it in the transaction of the record, after the sources were written. */
export async function followHubs(
  transaction: Db,
  deps: Readonly<{ config: Readonly<{ publicUrl: string }> }>,
  visits: readonly EndedVisit[],
  now: Date,
): Promise<void> {
  if (!isReachableByHubs(deps.config.publicUrl)) return;
  const offers = new Map(visits.flatMap(toOffer).map((offer) => [offer.sourceId, offer]));
  await recordHubOffers(transaction, [...offers.values()], now);
  const looked = visits
    .filter(({ source, reading, visitedAt }) => reading.kind !== 'failed' && isPushed(deps.config, source, visitedAt))
    .map(({ source, visitedAt }) => ({ sourceId: source.id, visitedAt, visitedBeforeAt: source.lastCheckedAt }));
  await lookAgainAfterNews(transaction, looked, LOOK_AGAIN_SECONDS);
}

/** An unchanged feed still offers what it offered: the service may have got its public address since. */
function toOffer({ source, reading }: EndedVisit): readonly HubOffer[] {
  const sourceId = source.id;
  if (reading.kind === 'failed') return [];
  const hub = reading.kind === 'read' ? reading.wishes.hub : source.wishes.hub;
  if (hub !== null && isStorable(hub.hubUrl) && isStorable(hub.topicUrl)) return [{ sourceId, hub }];
  return source.wishes.hub === null ? [] : [{ sourceId, hub: null }];
}

function isStorable(url: string): boolean {
  return url.length <= HUB_URL_CHARS_MAX;
}
