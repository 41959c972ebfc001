/** Silences on the wire. */
import { type Static, Type } from 'typebox';
import type { Silence } from '../../domain/escalation.ts';
import { Id, IdInput, Instant, InstantInput, inputObject, NameInput, NullableId, named, pageQuery } from './fields.ts';

export const SilenceWire = named(
  'Silence',
  Type.Object({
    id: Id,
    brandId: Type.Unsafe<string | null>({ ...NullableId, description: 'null: of every brand of the agency' }),
    reason: Type.String(),
    startsAt: Instant,
    endsAt: Type.String({ ...Instant, description: 'no part of it any more' }),
    createdBy: Type.String({ description: "a member's or an API key's name, as it was then" }),
    createdAt: Instant,
  }),
);

export const SilenceInput = inputObject({
  brandId: Type.Unsafe<string | null>({
    ...IdInput,
    type: ['string', 'null'],
    description: 'an id: a UUID, or null for every brand',
  }),
  reason: NameInput,
  startsAt: Type.Optional(InstantInput),
  endsAt: InstantInput,
});

export const SilenceQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  past: Type.Optional(Type.Boolean({ default: false, description: 'true for those that are over' })),
});

export function presentSilence(silence: Silence): Static<typeof SilenceWire> {
  const { id, brandId, reason, createdBy } = silence;
  return {
    ...{ id, brandId, reason, createdBy },
    startsAt: silence.startsAt.toISOString(),
    endsAt: silence.endsAt.toISOString(),
    createdAt: silence.createdAt.toISOString(),
  };
}
