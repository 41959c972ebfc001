/** Who has spoken of each brand before. */
import { sql } from 'kysely';
import type { Mention } from '../domain/mention.ts';
import type { Db } from './database.ts';
import { deleteInParts } from './delete-in-parts.ts';

type Spoken = Pick<Mention, 'agencyId' | 'brandId' | 'documentId' | 'author' | 'site' | 'publishedAt'>;

/**
 * Notes the authors of these mentions. Returns those mentions that are the first of their author, the earliest published
 * of each; where no author is named the site speaks for itself.
 *
 * Run it in the transaction that stores the mentions, before them.
 */
export async function noteAuthors<S extends Spoken>(
  db: Db,
  now: Date,
  mentions: readonly S[],
): Promise<ReadonlySet<S>> {
  const firsts = new Map<string, S>();
  for (const mention of mentions) {
    const key = toKey({ ...mention, author: toName(mention) });
    const first = firsts.get(key);
    if (first === undefined || mention.publishedAt < first.publishedAt) firsts.set(key, mention);
  }
  if (firsts.size === 0) return new Set();
  // in the key's order, so that two workers never wait for each other in a circle
  const spoken = [...firsts.values()];
  const { rows } = await sql<{ agency_id: string; brand_id: string; name: string }>`
    with spoken as (
      select agency_id, brand_id, name, hashtextextended(name, 0) as author_hash from unnest(
        ${spoken.map(({ agencyId }) => agencyId)}::uuid[], ${spoken.map(({ brandId }) => brandId)}::uuid[],
        ${spoken.map(toName)}::text[]
      ) as spoken (agency_id, brand_id, name)
    ), noted as (
      insert into brand_authors (agency_id, brand_id, author_hash, first_heard_at)
      select agency_id, brand_id, author_hash, ${now} from spoken order by agency_id, brand_id, author_hash
      on conflict do nothing returning agency_id, brand_id, author_hash
    )
    select agency_id, brand_id, name from noted join spoken using (agency_id, brand_id, author_hash)`.execute(db);
  return new Set(
    rows.flatMap((row) => {
      const first = firsts.get(toKey({ agencyId: row.agency_id, brandId: row.brand_id, author: row.name }));
      return first === undefined ? [] : [first];
    }),
  );
}

/** Who was first heard longer ago than mentions are kept is new when he comes back. */
export async function deleteBrandAuthorsBefore(db: Db, before: Date): Promise<void> {
  await deleteInParts(db, sql`brand_authors`, sql`first_heard_at < ${before}`);
}

function toName({ author, site }: Pick<Mention, 'author' | 'site'>): string {
  return `${author ?? ''} ${site}`;
}

function toKey({ agencyId, brandId, author }: Readonly<{ agencyId: string; brandId: string; author: string }>): string {
  return `${agencyId} ${brandId} ${author}`;
}
