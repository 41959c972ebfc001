/** An agency's own words of crisis on the wire. */
import { type Static, Type } from 'typebox';
import { CRISIS_WEIGHTS, type CrisisTerm } from '../../domain/crisis.ts';
import { SECTORS } from '../../domain/sector.ts';
import { QueryInput, SectorInput } from './brand.ts';
import { changesObject, Id, Instant, inputObject, named, nullableEnum, oneOf } from './fields.ts';

const WEIGHT = '1 anger, 2 an accusation or a call to act, 3 harm or the law';

export const CrisisTermWire = named(
  'CrisisTerm',
  Type.Object({
    id: Id,
    sector: nullableEnum(SECTORS),
    query: Type.String({ description: 'looked for in the passages about the brand' }),
    weight: oneOf(CRISIS_WEIGHTS, { description: WEIGHT }),
    createdAt: Instant,
  }),
);

export const CrisisTermInput = inputObject({
  query: QueryInput,
  weight: oneOf(CRISIS_WEIGHTS),
  sector: Type.Optional(SectorInput),
});

export const CrisisTermChanges = changesObject({
  query: QueryInput,
  weight: oneOf(CRISIS_WEIGHTS),
  sector: SectorInput,
});

export function presentCrisisTerm(term: CrisisTerm): Static<typeof CrisisTermWire> {
  const { agencyId: _, ...shown } = term;
  return { ...shown, createdAt: term.createdAt.toISOString() };
}
