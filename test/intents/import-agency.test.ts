/** Importing a whole agency: all of it, or a sentence that names the place and nothing. */
import { describe, expect, test } from 'vitest';
import { importAgency } from '../../src/intents/import-agency.ts';
import { importFeeds } from '../../src/intents/import-feeds.ts';
import { countAgencies } from '../../src/store/agencies.ts';
import { listBrands } from '../../src/store/brands.ts';
import { listContacts } from '../../src/store/contacts.ts';
import { listHeardSources } from '../../src/store/sources.ts';
import { makeTestWorld } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };

const FILE = {
  agency: { name: 'Agence du Quai', language: 'fr', timeZone: 'Europe/Paris' },
  owner: { name: 'Marie', email: 'Marie@agence.example' },
  brands: [
    { name: 'Ondelia', query: 'Ondelia AND (box OR fibre)' },
    { name: 'Hautefil', kind: 'competitor', query: '"Haute Fil"', sector: 'telecom' },
  ],
  subscriptions: [
    { url: 'https://forum.example/feed' },
    { url: 'https://alerts.example/1', kind: 'search', brand: 'Ondelia' },
  ],
  contacts: [
    {
      name: 'Marie',
      brands: ['Ondelia'],
      digest: true,
      digestPeriods: ['day', 'week'],
      channels: [
        { kind: 'email', address: 'marie@agence.example' },
        { kind: 'sms', address: '+33 6 12 34 56 78' },
        { kind: 'webhook', address: 'https://hooks.example/vigie', minLevel: 3 },
        { kind: 'telegram', address: '@alertes', token: '7001234567:AAE1q2w3e4r5t6y7u8i9o0p_a-s2d3f4g5h' },
      ],
    },
  ],
};

describe('importing an agency', () => {
  test('creates its brands, subscriptions and contacts, and shows each secret once', async () => {
    const world = await makeTestWorld();
    const imported = await importAgency(world, FILE);
    const agencyId = imported.agency.id;
    const brands = await listBrands(world.db, agencyId, FIRST_PAGE);
    expect(brands.map((brand) => [brand.name, brand.kind, brand.sector])).toEqual([
      ['Hautefil', 'competitor', 'telecom'],
      ['Ondelia', 'client', null],
    ]);
    const sources = await listHeardSources(world.db, agencyId, FIRST_PAGE);
    expect(sources.map((source) => source.url)).toEqual(['https://alerts.example/1', 'https://forum.example/feed']);
    expect(sources[0]?.subscriptions[0]?.brandId).toBe(brands[1]?.id);
    const [contact] = await listContacts(world.db, agencyId);
    expect(contact).toMatchObject({ isDigestReader: true, digestPeriods: ['day', 'week'], digestScope: 'brands' });
    expect(contact?.channels.map((channel) => [channel.kind, channel.address, channel.minLevel])).toEqual([
      ['email', 'marie@agence.example', 2],
      ['sms', '+33612345678', 3],
      ['webhook', 'https://hooks.example/vigie', 3],
      ['telegram', '@alertes', 2],
    ]);
    expect(imported.apiKey).toMatch(/^vigie_key_/);
    expect(imported.generatedPassword).toHaveLength(20);
    expect(imported.webhookSecrets).toHaveLength(1);
    const stored = JSON.stringify(await world.db.selectFrom('api_keys').selectAll().execute());
    expect(stored).not.toContain(imported.apiKey);
  });

  test.each([
    [
      'a query that does not parse',
      { brands: [{ name: 'Ondelia', query: '(Ondelia' }] },
      /^brands\[0\]: .*Nothing was imported\.$/,
    ],
    [
      'an unknown field',
      { colour: 'red' },
      /^colour is no field that Vigie knows\. Correct it; nothing was imported\.$/,
    ],
    ['a field of another type', { brands: 'Ondelia' }, /^brands must be array/],
    [
      'three mistakes at once',
      {
        brands: [{ name: 'A', query: 'a', kind: 'friend' }, { name: 'B' }],
        contacts: [{ name: 'M', channels: [{ kind: 'sms', address: 33612345678 }] }],
      },
      /^brands\[0\]\.kind must be one of client, competitor; brands\[1\] lacks query; contacts\[0\]\.channels\[0\]\.address must be string \(quote it\)\. Correct it/,
    ],
    ['a URL that is none', { subscriptions: [{ url: 'forum' }] }, /^subscriptions\[0\]: "forum" is no web address/],
    [
      'a brand that is not in the file',
      { subscriptions: [{ url: 'https://a.example/', brand: 'Free' }] },
      /"Free" is none of/,
    ],
    ['a time zone that is none', { agency: { ...FILE.agency, timeZone: 'Paris' } }, /^agency: "Paris" is no time zone/],
    [
      'a phone number without country',
      { contacts: [{ name: 'M', channels: [{ kind: 'sms', address: '0612' }] }] },
      /^contacts\[0\]: "0612"/,
    ],
    ['two brands of one name', { brands: [FILE.brands[0], FILE.brands[0]] }, /^brands\[1\]: A brand of this name/],
    [
      'a short password',
      { owner: { ...FILE.owner, password: 'court' } },
      /^owner\.password: The password is too short/,
    ],
  ])('with %s names the place and leaves nothing behind', async (_case, change, sentence) => {
    const world = await makeTestWorld();
    const error = await importAgency(world, { ...FILE, ...change }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'AppError', message: expect.stringMatching(sentence) });
    expect(await countAgencies(world.db)).toBe(0);
    expect(await world.db.selectFrom('sources').selectAll().execute()).toEqual([]);
  });

  test('which is none names what is missing', async () => {
    const world = await makeTestWorld();
    await expect(importAgency(world, 'just words')).rejects.toThrow('the file must hold the fields');
    expect(await countAgencies(world.db)).toBe(0);
  });

  test('a feed reader’s feeds are added once, whatever is imported twice', async () => {
    const world = await makeTestWorld();
    const { agency } = await importAgency(world, FILE);
    const feeds = {
      feeds: [
        { url: 'https://a.example/feed', tags: ['Presse', 'Télécoms'] },
        { url: 'https://b.example/feed', tags: [] },
      ],
      agencyName: agency.name,
      brandName: null,
    };
    expect(await importFeeds(world, feeds)).toEqual({ newCount: 2, knownCount: 0 });
    expect(await importFeeds(world, feeds)).toEqual({ newCount: 0, knownCount: 2 });
    await expect(importFeeds(world, { ...feeds, agencyName: 'Nobody' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});
