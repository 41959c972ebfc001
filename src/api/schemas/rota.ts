/** Rotas, their overrides and who is on call, on the wire. */
import { type Static, Type } from 'typebox';
import type { Contact } from '../../domain/alert.ts';
import { ROTA_MEMBERS_MAX, type Rota, type RotaOverride } from '../../domain/escalation.ts';
import type { OnCallNow } from '../../intents/rotas.ts';
import {
  changesObject,
  Id,
  IdInput,
  Instant,
  InstantInput,
  inputObject,
  integerInput,
  NameInput,
  NullableId,
  NullableText,
  named,
  textInput,
  WeekdayField,
  ZoneInput,
} from './fields.ts';

const DAY_CHARS_MAX = 40;

const properties = {
  id: Id,
  name: Type.String(),
  timeZone: Type.String({ description: 'IANA name' }),
  handOverWeekday: WeekdayField,
  handOverHour: Type.Integer({ description: 'of the wall clock, 0 to 23' }),
  startsOn: Type.String({
    format: 'date',
    description: "the first one's first week begins at the first hand-over on or after this day",
  }),
  contactIds: Type.Array(Id, { description: 'in their turn' }),
  createdAt: Instant,
};

export const RotaWire = named('Rota', Type.Object(properties));

const OnCall = { contactId: NullableId, contactName: NullableText };

export const RotaDetailWire = named(
  'RotaDetail',
  Type.Object({
    ...properties,
    onCall: Type.Object(
      {
        ...OnCall,
        until: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          format: 'date-time',
          description: 'null: nobody takes over within a year',
        }),
      },
      { description: 'who is on call now; contactId is null where nobody is' },
    ),
    nextHandOvers: Type.Array(Type.Object({ at: Instant, ...OnCall }), {
      description: 'when somebody else is on call than just before, overrides too, the next first',
    }),
  }),
);

const fields = {
  name: NameInput,
  timeZone: ZoneInput,
  handOverWeekday: WeekdayField,
  handOverHour: integerInput(0, 23),
  startsOn: textInput(DAY_CHARS_MAX, 'a day such as 2026-06-01'),
  contactIds: Type.Array(IdInput, {
    minItems: 1,
    maxItems: ROTA_MEMBERS_MAX,
    description: `a list of 1 to ${ROTA_MEMBERS_MAX} ids of contacts, in their turn`,
  }),
};

export const RotaInput = inputObject({
  name: fields.name,
  timeZone: Type.Optional(fields.timeZone),
  handOverWeekday: Type.Optional(fields.handOverWeekday),
  handOverHour: Type.Optional(fields.handOverHour),
  startsOn: Type.Optional(fields.startsOn),
  contactIds: fields.contactIds,
});

export const RotaChanges = changesObject(fields);

export const RotaOverrideWire = named(
  'RotaOverride',
  Type.Object({
    id: Id,
    contactId: Id,
    startsAt: Instant,
    endsAt: Type.String({ ...Instant, description: 'no part of it any more' }),
    createdBy: Type.String({ description: "a member's or an API key's name, as it was then" }),
    createdAt: Instant,
  }),
);

export const RotaOverrideInput = inputObject({ contactId: IdInput, startsAt: InstantInput, endsAt: InstantInput });

export const overrideParams = inputObject({ rotaId: IdInput, overrideId: IdInput });

export function presentRota(rota: Rota): Static<typeof RotaWire> {
  const { agencyId: _, ...shown } = rota;
  return { ...shown, contactIds: [...rota.contactIds], createdAt: rota.createdAt.toISOString() };
}

export function presentRotaDetail(
  rota: Rota,
  now: OnCallNow,
  contacts: readonly Pick<Contact, 'id' | 'name'>[],
): Static<typeof RotaDetailWire> {
  const toOnCall = (contactId: string | null) => ({
    contactId,
    contactName: contacts.find(({ id }) => id === contactId)?.name ?? null,
  });
  return {
    ...presentRota(rota),
    onCall: { ...toOnCall(now.contactId), until: now.until?.toISOString() ?? null },
    nextHandOvers: now.handOvers.map(({ at, contactId }) => ({ at: at.toISOString(), ...toOnCall(contactId) })),
  };
}

export function presentRotaOverride(override: RotaOverride): Static<typeof RotaOverrideWire> {
  const { id, contactId, createdBy } = override;
  return {
    ...{ id, contactId, createdBy },
    startsAt: override.startsAt.toISOString(),
    endsAt: override.endsAt.toISOString(),
    createdAt: override.createdAt.toISOString(),
  };
}
