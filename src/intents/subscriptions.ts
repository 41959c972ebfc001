/** Listening to a source. */
import { AppError } from '../base/errors.ts';
import {
  DEFAULT_READERS,
  type ReaderName,
  type ReaderSettings,
  type Source,
  type SourceKind,
  type SourceSecret,
  type Subscription,
} from '../domain/source.ts';
import { findOrCreateSource, type NewSource } from '../store/sources.ts';
import { createSubscription, deleteSubscription } from '../store/subscriptions.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { sealSecret } from './source-secrets.ts';

const URL_CHARS_MAX = 2_048;
const SETTINGS_CHARS_MAX = 20_000;

export type NewSubscription = Readonly<{
  url: string;
  kind: SourceKind;
  brandId: string | null;
  /** What it is read by; left out: what its kind is usually read by. */
  reader?: ReaderName | undefined;
  /** What the reader is told. With settings or a secret the source is this agency's own. */
  settings?: ReaderSettings | null | undefined;
  secret?: SourceSecret | null | undefined;
  tags?: readonly string[] | undefined;
  /** Whether the articles behind a feed's teasers are read too. */
  wantsFullText?: boolean | undefined;
}>;

/**
 * Listens to the URL for one brand or (null) for all. A source that others listen to already is shared, and what it
 * brought lately is matched to this agency's brands in the background. One that is read with the agency's own key or
 * settings is shared with nobody.
 *
 * Errors:  INPUT_INVALID for a URL that is none, a reader of another kind, settings that it cannot use and a secret that
 *          lacks a part; NOT_FOUND for another agency's brand, SUBSCRIPTION_EXISTS.
 */
export async function addSubscription(
  deps: IntentDeps,
  agencyId: string,
  input: NewSubscription,
): Promise<Readonly<{ subscription: Subscription; source: Source }>> {
  const newSource = toNewSource(deps, agencyId, input);
  return await inTransaction(deps, async (db, writeDeps) => {
    const source = await findOrCreateSource(db, writeDeps, newSource);
    const subscription = await createSubscription(db, agencyId, writeDeps, {
      sourceId: source.id,
      brandId: input.brandId,
      tags: input.tags ?? [],
      wantsFullText: input.wantsFullText ?? false,
    });
    if (source.lastSuccessAt !== null) {
      await deps.jobs.sendRematch(db, { agencyId, brandId: input.brandId, sourceId: source.id });
    }
    return { subscription, source };
  });
}

/** Mentions that were found stay. Errors: NOT_FOUND, SUBSCRIPTION_OF_SEARCH. */
export async function removeSubscription(
  deps: IntentDeps,
  key: Readonly<{ agencyId: string; subscriptionId: string }>,
): Promise<void> {
  await inTransaction(deps, (db) => deleteSubscription(db, key));
}

function toNewSource(deps: IntentDeps, agencyId: string, input: NewSubscription): NewSource {
  const { kind, reader = DEFAULT_READERS[kind], settings = null, secret = null } = input;
  const url = toSourceUrl(input.url);
  const fact = deps.readers[reader];
  if (fact.kind !== kind) {
    throw new AppError(
      'INPUT_INVALID',
      `The reader "${reader}" reads sources of kind "${fact.kind}" and not "${kind}": give that kind, or another reader.`,
      { details: { field: 'reader' } },
    );
  }
  checkSettings(settings, fact.findSettingsProblems(settings));
  const secretEncrypted = sealSecret(deps, { title: `The reader "${reader}"`, secretNames: fact.secretNames }, secret);
  const isOwn = settings !== null || secretEncrypted !== null;
  return { url, kind, reader, owner: isOwn ? { agencyId, settings, secretEncrypted } : null };
}

/** Errors: INPUT_INVALID. */
function checkSettings(settings: ReaderSettings | null, problems: readonly string[]): void {
  const text = problems.length > 0 || settings === null ? '' : JSON.stringify(settings);
  const [first] = [
    ...problems,
    ...(text.length > SETTINGS_CHARS_MAX ? [`The settings are longer than ${SETTINGS_CHARS_MAX} characters.`] : []),
    // PostgreSQL's jsonb holds neither
    ...(/\\u(?:0000|d[89a-f])/i.test(text)
      ? ['The settings hold a character that cannot be stored: take it out.']
      : []),
  ];
  if (first !== undefined) throw new AppError('INPUT_INVALID', first, { details: { field: 'settings' } });
}

/**
 * The order in which sources are named where one transaction names many: by host, as hosts are locked everywhere, then
 * by address. Two that meet wait for each other instead of blocking.
 */
export function compareSourceUrls(one: string, other: string): number {
  const [left, right] = [one, other].map((url) => `${URL.parse(url)?.host ?? ''} ${url}`) as [string, string];
  if (left === right) return 0;
  return left < right ? -1 : 1;
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
