/** Warnings on the wire: what of the agency's own set-up would let a bad buzz go unheard. */
import { type Static, Type } from 'typebox';
import { Id, named, oneOf } from './fields.ts';

export const WarningWire = named(
  'Warning',
  Type.Object({
    kind: oneOf(['no-working-channel'], {
      description:
        'no-working-channel: nobody would be told of a bad buzz (level 3) of these brands, because no channel for it works',
    }),
    brandIds: Type.Array(Id),
  }),
);

/** Nothing to warn of makes no warning. */
export function presentWarnings(
  brandsWithoutChannel: readonly Readonly<{ id: string }>[],
): Static<typeof WarningWire>[] {
  if (brandsWithoutChannel.length === 0) return [];
  return [{ kind: 'no-working-channel', brandIds: brandsWithoutChannel.map((brand) => brand.id) }];
}
