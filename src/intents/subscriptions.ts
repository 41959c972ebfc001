/** Listening to a source. */
import { AppError } from '../base/errors.ts';
import type { Source, SourceKind, Subscription } from '../domain/source.ts';
import { findOrCreateSource } from '../store/sources.ts';
import { createSubscription } from '../store/subscriptions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';

const URL_CHARS_MAX = 2_048;

export type NewSubscription = Readonly<{ url: string; kind: SourceKind; brandId: string | null }>;

/**
 * Listens to the URL for one brand or (null) for all. A source that others listen to already is shared, and what it
 * brought lately is matched to this agency's brands in the background.
 *
 * Errors:  INPUT_INVALID for a URL that is none, NOT_FOUND for another agency's brand, SUBSCRIPTION_EXISTS.
 */
export async function addSubscription(
  deps: IntentDeps,
  agencyId: string,
  input: NewSubscription,
): Promise<Readonly<{ subscription: Subscription; source: Source }>> {
  const url = toSourceUrl(input.url);
  return await inTransaction(deps, async (db, writeDeps) => {
    const source = await findOrCreateSource(db, writeDeps, { url, kind: input.kind });
    const subscription = await createSubscription(db, agencyId, writeDeps, {
      sourceId: source.id,
      brandId: input.brandId,
    });
    if (source.lastSuccessAt !== null) {
      await deps.jobs.sendRematch(db, { agencyId, brandId: input.brandId, sourceId: source.id });
    }
    return { subscription, source };
  });
}

/** One spelling for one source, so that two agencies share it. Errors: INPUT_INVALID. */
export function toSourceUrl(text: string): string {
  const trimmed = text
    .trim()
    .replace(/^feed:(\/\/)?(?=https?:)/i, '')
    .replace(/^feed:\/\//i, 'http://');
  const url = URL.canParse(trimmed) ? new URL(trimmed) : null;
  // as it is stored: an accent takes six characters there, and an index holds no more than 2,704 bytes
  if (trimmed.length > URL_CHARS_MAX || (url !== null && url.href.length > URL_CHARS_MAX)) {
    throw new AppError(
      'INPUT_INVALID',
      `The URL is longer than ${URL_CHARS_MAX} characters: give the source's own URL.`,
    );
  }
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new AppError('INPUT_INVALID', `"${text}" is no web address: give one that begins with https:// or http://.`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new AppError(
      'INPUT_INVALID',
      `The URL of ${url.host} holds a name or password: give it without, because a source is shared by all who listen.`,
    );
  }
  url.hash = '';
  return url.href;
}
