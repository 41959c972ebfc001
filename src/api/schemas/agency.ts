/** Agencies, their owner and their keys on the wire. */
import { type Static, Type } from 'typebox';
import { type Agency, type ApiKey, LANGUAGES, type Member } from '../../domain/agency.ts';
import { PASSWORD_CHARS_MIN } from '../../intents/people.ts';
import {
  changesObject,
  Id,
  Instant,
  inputObject,
  integerInput,
  NameInput,
  NullableInstant,
  named,
  oneOf,
  ref,
  textInput,
  WeekdayField,
  ZoneInput,
} from './fields.ts';

const PASSWORD_CHARS_MAX = 200;
const EMAIL_CHARS_MAX = 320;
const SMS_DAILY_SEGMENTS_MAX = 1_000_000;

export const AgencyWire = named(
  'Agency',
  Type.Object({
    id: Id,
    name: Type.String(),
    language: oneOf(LANGUAGES),
    timeZone: Type.String({ description: 'IANA name; days, weeks and digests are counted on this wall clock' }),
    digestWeekday: WeekdayField,
    digestHour: Type.Integer(),
    nextDigestAt: Instant,
    smsDailySegmentMax: Type.Unsafe<number | null>({
      type: ['integer', 'null'],
      description: 'segments of SMS in a day of its time zone, twice as many at level 4; null: no limit',
    }),
    provesSms: Type.Boolean({ description: 'whether channels are tested each week by SMS too, which costs money' }),
    createdAt: Instant,
  }),
);

const HourInput = integerInput(0, 23);

export const AgencyChanges = changesObject({
  name: NameInput,
  language: oneOf(LANGUAGES),
  timeZone: ZoneInput,
  digestWeekday: WeekdayField,
  digestHour: HourInput,
  smsDailySegmentMax: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 0,
    maximum: SMS_DAILY_SEGMENTS_MAX,
    description: `a whole number from 0 to ${SMS_DAILY_SEGMENTS_MAX}, or null for no limit`,
  }),
  provesSms: Type.Boolean({ description: 'true or false' }),
});

export const ApiKeyWire = named(
  'ApiKey',
  Type.Object({
    id: Id,
    name: Type.String(),
    hint: Type.String({ description: 'the first characters of the key' }),
    createdAt: Instant,
    lastUsedAt: NullableInstant,
  }),
);

export const NewApiKeyWire = named(
  'NewApiKey',
  Type.Object({
    ...ApiKeyWire.properties,
    key: Type.String({ description: 'the key itself, shown in this answer and never again' }),
  }),
);

export const ApiKeyInput = inputObject({ name: NameInput });

export const SetUpInput = inputObject({
  agency: inputObject({
    name: NameInput,
    language: oneOf(LANGUAGES),
    timeZone: ZoneInput,
    digestWeekday: Type.Optional(WeekdayField),
    digestHour: Type.Optional(HourInput),
  }),
  owner: inputObject({
    name: NameInput,
    email: textInput(EMAIL_CHARS_MAX, 'an e-mail address'),
    password: Type.String({
      minLength: PASSWORD_CHARS_MIN,
      maxLength: PASSWORD_CHARS_MAX,
      description: `a password of ${PASSWORD_CHARS_MIN} to ${PASSWORD_CHARS_MAX} characters`,
    }),
  }),
});

export const SetUpWire = named(
  'SetUp',
  Type.Object({
    agency: ref(AgencyWire),
    owner: Type.Object({ id: Id, name: Type.String(), email: Type.String() }),
    apiKey: ref(NewApiKeyWire),
  }),
);

export function presentAgency(agency: Agency): Static<typeof AgencyWire> {
  return { ...agency, nextDigestAt: agency.nextDigestAt.toISOString(), createdAt: agency.createdAt.toISOString() };
}

export function presentApiKey(apiKey: ApiKey): Static<typeof ApiKeyWire> {
  const { id, name, hint } = apiKey;
  return {
    id,
    name,
    hint,
    createdAt: apiKey.createdAt.toISOString(),
    lastUsedAt: apiKey.lastUsedAt?.toISOString() ?? null,
  };
}

/** The one time that a key is on the wire. */
export function presentNewApiKey(issued: Readonly<{ apiKey: ApiKey; key: string }>): Static<typeof NewApiKeyWire> {
  return { ...presentApiKey(issued.apiKey), key: issued.key };
}

export function presentSetUp(
  made: Readonly<{ agency: Agency; owner: Member; apiKey: ApiKey; key: string }>,
): Static<typeof SetUpWire> {
  const { id, name, email } = made.owner;
  return { agency: presentAgency(made.agency), owner: { id, name, email }, apiKey: presentNewApiKey(made) };
}
