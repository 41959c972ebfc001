/** Edited documents: whose word counts, and that every change is analysed again and nothing else is. */
import { describe, expect, test } from 'vitest';
import { addMs, DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { makeSeededRandom } from '../../src/base/random.ts';
import { DOCUMENT_TYPES, type DocumentType } from '../../src/domain/document-facts.ts';
import {
  claimUnanalysedDocuments,
  type NewDocument,
  recordAnalyses,
  recordDocuments,
} from '../../src/store/documents.ts';
import { moveSource } from '../../src/store/source-pace.ts';
import { findOrCreateSource } from '../../src/store/sources.ts';
import { makeTestWorld, type TestWorld } from '../support/test-world.ts';
import { makePublicFeed } from '../support/visits.ts';

async function setUp() {
  const world = await makeTestWorld();
  const make = async (url: string) =>
    (await findOrCreateSource(world.db, { newId: world.newId, now: world.clock.now() }, makePublicFeed(url))).id;
  return {
    world,
    own: await make('https://site.example/feed'),
    ownTwin: await make('https://site.example/category/feed'),
    foreign: await make('https://aggregator.example/feed'),
    otherForeign: await make('https://reposts.example/feed'),
  };
}

type Told = Readonly<{
  by: string;
  isOwnSite: boolean;
  text: string;
  title?: string | null;
  name?: string;
  type?: DocumentType;
}>;

function toDocument(world: TestWorld, told: Told): NewDocument {
  const name = told.name ?? 'article';
  return {
    keyHash: Buffer.from(name.padEnd(32)),
    sourceId: told.by,
    isOwnSite: told.isOwnSite,
    publishedAt: addMs(world.clock.now(), -HOUR_MS),
    isPublishedAtKnown: true,
    isBacklog: false,
    url: `https://site.example/${name}`,
    site: 'site.example',
    title: told.title === undefined ? 'Panne' : told.title,
    text: told.text,
    author: null,
    ...(told.type === undefined ? {} : { type: told.type }),
  };
}

/** One batch, as a transaction. Returns who brought something new, once for each document. */
async function tell(world: TestWorld, ...told: readonly Told[]): Promise<readonly string[]> {
  world.clock.advanceMs(MINUTE_MS);
  const documents = told.map((each) => toDocument(world, each));
  const { stored } = await world.db
    .transaction()
    .execute((transaction) =>
      recordDocuments(transaction, world, { keptFrom: new Date(0), arrivedAt: world.clock.now(), documents }),
    );
  return stored.map(({ sourceId }) => sourceId);
}

/** What waits for analysis, ticked off. */
async function analyse(world: TestWorld): Promise<readonly string[]> {
  const now = world.clock.now();
  const claimed = await claimUnanalysedDocuments(world.db, { now, leasedUntil: addMs(now, MINUTE_MS), limit: 100 });
  const analyses = claimed.map((document) => ({ document, language: null, storyId: 'x' }));
  await recordAnalyses(world.db, { analysedAt: now, analyses });
  return claimed.map(({ text }) => text);
}

async function readTexts(world: TestWorld): Promise<readonly string[]> {
  const rows = await world.db.selectFrom('documents').select('text').orderBy('text').execute();
  return rows.map(({ text }) => text);
}

describe('an edited document', () => {
  test('of the same source has the new title and text, keeps its row, and is analysed again', async () => {
    const { world, own } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'avant' });
    const before = await world.db.selectFrom('documents').select(['id', 'arrived_at']).execute();
    expect(await analyse(world)).toEqual(['avant']);
    expect(await tell(world, { by: own, isOwnSite: true, text: 'après', title: 'Panne finie' })).toEqual([]);
    const after = await world.db.selectFrom('documents').select(['id', 'arrived_at', 'title', 'text']).execute();
    expect(after).toEqual([{ ...before[0], title: 'Panne finie', text: 'après' }]);
    expect(await analyse(world)).toEqual(['après']);
  });

  test('whose title alone was changed, or came late, is analysed again', async () => {
    const { world, own } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'x', title: null });
    await analyse(world);
    for (const title of ['Panne', 'Panne générale', null]) {
      await tell(world, { by: own, isOwnSite: true, text: 'x', title });
      expect(await analyse(world)).toEqual(['x']);
    }
  });

  test('that is told again as it was is left alone, however often', async () => {
    const { world, own } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'x' });
    await analyse(world);
    for (let time = 0; time < 3; time += 1) {
      await tell(world, { by: own, isOwnSite: true, text: 'x' });
      expect(await analyse(world)).toEqual([]);
    }
  });

  test('that is edited while it is being analysed is analysed once more', async () => {
    const { world, own } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'avant' });
    const now = world.clock.now();
    const claimed = await claimUnanalysedDocuments(world.db, { now, leasedUntil: addMs(now, HOUR_MS), limit: 9 });
    await tell(world, { by: own, isOwnSite: true, text: 'après' });
    const analyses = claimed.map((document) => ({ document, language: null, storyId: 'x' }));
    await recordAnalyses(world.db, { analysedAt: now, analyses });
    expect(await analyse(world)).toEqual(['après']);
  });

  test('and edited back is as it was first', async () => {
    const { world, own } = await setUp();
    for (const text of ['un', 'deux', 'un']) {
      await tell(world, { by: own, isOwnSite: true, text });
      expect(await readTexts(world)).toEqual([text]);
      expect(await analyse(world)).toEqual([text]);
    }
  });
});

describe('another source', () => {
  test('cannot rewrite what a site said of itself, but is heard: the document is analysed for its listeners, once', async () => {
    const { world, own, foreign } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'vrai' });
    await analyse(world);
    await tell(world, { by: foreign, isOwnSite: false, text: 'faux' });
    expect(await readTexts(world)).toEqual(['vrai']);
    expect(await analyse(world)).toEqual(['vrai']);
    await tell(world, { by: foreign, isOwnSite: false, text: 'encore plus faux' });
    expect(await readTexts(world)).toEqual(['vrai']);
    expect(await analyse(world)).toEqual([]);
  });

  test('cannot rewrite what a third one told first either; the one that told it can', async () => {
    const { world, foreign, otherForeign } = await setUp();
    await tell(world, { by: foreign, isOwnSite: false, text: 'premier' });
    await tell(world, { by: otherForeign, isOwnSite: false, text: 'second' });
    expect(await readTexts(world)).toEqual(['premier']);
    await tell(world, { by: foreign, isOwnSite: false, text: 'premier, corrigé' });
    expect(await readTexts(world)).toEqual(['premier, corrigé']);
  });

  test('of the same site does not play ping-pong: the first teller’s words stay, and nothing is analysed over and over', async () => {
    const { world, own, ownTwin } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'tout l’article' });
    await tell(world, { by: ownTwin, isOwnSite: true, text: 'le chapeau…' });
    await analyse(world);
    for (let time = 0; time < 4; time += 1) {
      await tell(world, { by: own, isOwnSite: true, text: 'tout l’article' });
      await tell(world, { by: ownTwin, isOwnSite: true, text: 'le chapeau…' });
      expect(await readTexts(world)).toEqual(['tout l’article']);
      expect(await analyse(world)).toEqual([]);
    }
  });
});

describe('the document’s own site', () => {
  test('takes over from a foreign teller, once, and has the last word from then on', async () => {
    const { world, own, foreign } = await setUp();
    await tell(world, { by: foreign, isOwnSite: false, text: 'recopié' });
    await analyse(world);
    await tell(world, { by: own, isOwnSite: true, text: 'original' });
    expect(await readTexts(world)).toEqual(['original']);
    expect(await analyse(world)).toEqual(['original']);
    await tell(world, { by: foreign, isOwnSite: false, text: 'recopié' });
    expect(await readTexts(world)).toEqual(['original']);
    expect(await analyse(world)).toEqual([]);
    await tell(world, { by: own, isOwnSite: true, text: 'original, corrigé' });
    expect(await readTexts(world)).toEqual(['original, corrigé']);
  });

  test('that says the same as a foreign teller takes over at its first edit, not the foreign one at its next', async () => {
    const { world, own, foreign } = await setUp();
    await tell(world, { by: foreign, isOwnSite: false, text: 'pareil' });
    await tell(world, { by: own, isOwnSite: true, text: 'pareil' });
    await tell(world, { by: own, isOwnSite: true, text: 'corrigé' });
    await tell(world, { by: foreign, isOwnSite: false, text: 'détourné' });
    expect(await readTexts(world)).toEqual(['corrigé']);
  });

  test('puts right at its next word what a foreign teller rewrote', async () => {
    const { world, own, foreign } = await setUp();
    await tell(world, { by: foreign, isOwnSite: false, text: 'pareil' });
    await tell(world, { by: own, isOwnSite: true, text: 'pareil' });
    await tell(world, { by: foreign, isOwnSite: false, text: 'détourné' });
    await analyse(world);
    await tell(world, { by: own, isOwnSite: true, text: 'pareil' });
    expect(await readTexts(world)).toEqual(['pareil']);
  });

  test('wins over a foreign source in one batch, whichever comes first in it', async () => {
    for (const order of [0, 1]) {
      const { world, own, foreign } = await setUp();
      const told: readonly Told[] = [
        { by: own, isOwnSite: true, text: 'original' },
        { by: foreign, isOwnSite: false, text: 'recopié' },
      ];
      const bringers = await tell(world, ...(order === 0 ? told : told.toReversed()));
      expect(await readTexts(world)).toEqual(['original']);
      expect(bringers).toEqual([own]);
    }
  });

  test('wins over a foreign teller that edits in the same batch', async () => {
    for (const order of [0, 1]) {
      const { world, own, foreign } = await setUp();
      await tell(world, { by: foreign, isOwnSite: false, text: 'recopié' });
      const told: readonly Told[] = [
        { by: own, isOwnSite: true, text: 'original' },
        { by: foreign, isOwnSite: false, text: 'recopié, remanié' },
      ];
      await tell(world, ...(order === 0 ? told : told.toReversed()));
      expect(await readTexts(world), `order ${order}`).toEqual(['original']);
    }
  });

  test('takes over only from a foreign one: two feeds of it stay with the first that spoke', async () => {
    const { world, own, ownTwin, foreign } = await setUp();
    await tell(world, { by: foreign, isOwnSite: false, text: 'recopié' });
    await tell(world, { by: own, isOwnSite: true, text: 'un' }, { by: ownTwin, isOwnSite: true, text: 'deux' });
    const [first] = await readTexts(world);
    for (let time = 0; time < 3; time += 1) {
      await tell(world, { by: own, isOwnSite: true, text: 'un' }, { by: ownTwin, isOwnSite: true, text: 'deux' });
      expect(await readTexts(world)).toEqual([first]);
    }
  });
});

describe('a source that moved to the address of another', () => {
  test('leaves its documents to it: what is edited there is followed', async () => {
    const { world, own } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'avant' });
    const deps = { newId: world.newId, now: world.clock.now() };
    const there = await findOrCreateSource(world.db, deps, makePublicFeed('https://www.site.example/feed'));
    await world.db
      .transaction()
      .execute((transaction) => moveSource(transaction, { id: own, ownerAgencyId: null }, there.url));
    await tell(world, { by: there.id, isOwnSite: true, text: 'après' });
    expect(await readTexts(world)).toEqual(['après']);
  });
});

describe('many at once', () => {
  test('of which each is told by several sources in several batches at the same time: one row each, one teller’s words', async () => {
    const { world, own, ownTwin, foreign, otherForeign } = await setUp();
    const tellers = [own, ownTwin, foreign, otherForeign];
    const random = makeSeededRandom(11);
    const arrivedAt = world.clock.now();
    for (let round = 0; round < 6; round += 1) {
      const batches = tellers.map((by) => {
        const isOwnSite = by === own || by === ownTwin;
        const documents = Array.from({ length: 230 }, (_, index) =>
          toDocument(world, { by, isOwnSite, text: `${by} ${round} ${index}`, name: `article-${index}` }),
        );
        return documents.sort(() => random.next() - 0.5);
      });
      await Promise.all(
        batches.map((documents) =>
          world.db
            .transaction()
            .execute((transaction) =>
              recordDocuments(transaction, world, { keptFrom: new Date(0), arrivedAt, documents }),
            ),
        ),
      );
    }
    const texts = await readTexts(world);
    expect(texts).toHaveLength(230);
    // whoever told first, the site has taken over long ago, and the last edit of that teller is what stands
    expect(texts.filter((text) => !(text.startsWith(own) || text.startsWith(ownTwin)))).toEqual([]);
    expect(texts.filter((text) => text.split(' ')[1] !== '5')).toEqual([]);
    const { keyCount } = await world.db
      .selectFrom('document_keys')
      .select(({ fn }) => fn.countAll<string>().as('keyCount'))
      .executeTakeFirstOrThrow();
    expect(Number(keyCount)).toBe(230);
  });

  test('edits over several months find their rows', async () => {
    const { world, own } = await setUp();
    for (let month = 0; month < 3; month += 1) {
      await tell(world, { by: own, isOwnSite: true, text: `mois ${month}`, name: `article-${month}` });
      if (month < 2) world.clock.advanceMs(20 * DAY_MS);
    }
    await analyse(world);
    await tell(
      world,
      ...[0, 1, 2].map((month) => ({ by: own, isOwnSite: true, text: `corrigé ${month}`, name: `article-${month}` })),
    );
    expect(await readTexts(world)).toEqual(['corrigé 0', 'corrigé 1', 'corrigé 2']);
    expect(await analyse(world)).toHaveLength(3);
  });
});

describe('what a document is', () => {
  async function claimTypes(world: TestWorld): Promise<Readonly<Record<string, DocumentType | null>>> {
    const now = world.clock.now();
    const claimed = await claimUnanalysedDocuments(world.db, { now, leasedUntil: now, limit: 100 });
    return Object.fromEntries(claimed.map(({ text, type }) => [text, type]));
  }

  test('is stored as its reader told it, and comes with the claim; null where it could not tell', async () => {
    const { world, own } = await setUp();
    const told = DOCUMENT_TYPES.map((type) => ({ by: own, isOwnSite: true, text: type, name: type, type }));
    await tell(world, ...told, { by: own, isOwnSite: true, text: 'untold', name: 'untold' });
    expect(await claimTypes(world)).toEqual({
      article: 'article',
      post: 'post',
      comment: 'comment',
      review: 'review',
      untold: null,
    });
  });

  test('stays when it is edited, whatever the edit is told as', async () => {
    const { world, own } = await setUp();
    await tell(world, { by: own, isOwnSite: true, text: 'avant', type: 'post' });
    await tell(world, { by: own, isOwnSite: true, text: 'après', type: 'comment' });
    expect(await claimTypes(world)).toEqual({ après: 'post' });
  });

  test('is one of the four words, or the database refuses it', async () => {
    const { world, own } = await setUp();
    const telling = tell(world, { by: own, isOwnSite: true, text: 'x', type: 'rumour' as DocumentType });
    await expect(telling).rejects.toThrow(/documents_type_check/);
  });
});
