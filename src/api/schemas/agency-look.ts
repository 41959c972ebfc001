/** How digests look, on the wire. */
import { type Static, Type } from 'typebox';
import type { AgencyLook } from '../../domain/agency-look.ts';
import { changesObject, NullableText, named } from './fields.ts';

const SENDER_CHARS_MAX = 100;
const EMAIL_CHARS_MAX = 320;

export const LookWire = named(
  'AgencyLook',
  Type.Object({
    color: Type.Unsafe<string | null>({ type: ['string', 'null'], description: '`#rrggbb`; null: Vigie’s' }),
    senderName: Type.Unsafe<string | null>({
      type: ['string', 'null'],
      description: 'named as the sender; the address stays the service’s own; null: as it is set up',
    }),
    replyTo: NullableText,
    logo: Type.Union([Type.Object({ widthPx: Type.Integer(), heightPx: Type.Integer() }), Type.Null()]),
  }),
);

export const LookChanges = changesObject({
  color: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    pattern: '^#[0-9A-Fa-f]{6}$',
    description: 'six digits such as "#23395b", or null for Vigie’s',
  }),
  senderName: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    minLength: 1,
    maxLength: SENDER_CHARS_MAX,
    description: `a name of 1 to ${SENDER_CHARS_MAX} characters, or null`,
  }),
  replyTo: Type.Unsafe<string | null>({
    type: ['string', 'null'],
    minLength: 3,
    maxLength: EMAIL_CHARS_MAX,
    description: 'an e-mail address, or null',
  }),
});

export const LogoFile = {
  description: 'the picture',
  content: { 'image/png': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
};

export function presentLook({ color, senderName, replyTo, logo }: AgencyLook): Static<typeof LookWire> {
  return {
    ...{ color, senderName, replyTo },
    logo: logo === null ? null : { widthPx: logo.widthPx, heightPx: logo.heightPx },
  };
}
