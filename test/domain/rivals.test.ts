/** Whom a brand is compared with, and whose competitors stay the other client's. */
import { describe, expect, test } from 'vitest';
import type { Brand } from '../../src/domain/brand.ts';
import { NO_VOICE } from '../../src/domain/brand-voice.ts';
import { listRivals } from '../../src/domain/rivals.ts';

function makeBrand(name: string, more: Partial<Brand> = {}): Brand {
  const at = new Date('2026-06-01T08:00:00Z');
  return {
    ...{ agencyId: 'agency', id: name, name, kind: 'competitor', query: name, relevanceThreshold: 0.5, sector: null },
    ...{ sensitivity: 'balanced', country: null, createdAt: at, updatedAt: at },
    ...NO_VOICE,
    ...more,
  };
}

const BRANDS = [
  makeBrand('Orange', { kind: 'client', sector: 'telecom' }),
  makeBrand('Free', { sector: 'telecom' }),
  makeBrand('Samsung', { sector: 'technology' }),
  makeBrand('Nestlé'),
];

describe('a brand is compared with', () => {
  test.each<[string, Pick<Brand, 'competitors' | 'sector'>, readonly string[]]>([
    [
      'those that it names, whatever their sector',
      { competitors: ['samsung', 'NESTLE'], sector: 'telecom' },
      ['Samsung', 'Nestlé'],
    ],
    ['none, where it names others', { competitors: ['SFR'], sector: 'telecom' }, []],
    [
      'those of its sector and those of which none is known',
      { competitors: [], sector: 'telecom' },
      ['Free', 'Nestlé'],
    ],
    ['all, where its own is not known', { competitors: [], sector: null }, ['Free', 'Samsung', 'Nestlé']],
  ])('%s', (_, brand, names) => {
    expect(listRivals(brand, BRANDS).map(({ name }) => name)).toEqual(names);
  });
});
