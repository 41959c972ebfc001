/** Drafts and their verdicts on the wire. */
import { type Static, Type } from 'typebox';
import { REASON_KINDS, VERDICTS, type Verdict } from '../../analysis/guard/verdict.ts';
import { LANGUAGES } from '../../domain/agency.ts';
import { IdInput, inputObject, NameInput, NullableId, NullableText, named, oneOf, ref } from './fields.ts';

const Offset = Type.Unsafe<number | null>({
  type: ['integer', 'null'],
  description: 'UTF-16 units of the draft, the end exclusive; null where the whole of it tells',
});

export const GuardReasonWire = named(
  'GuardReason',
  Type.Object({
    kind: oneOf(REASON_KINDS),
    severity: oneOf(['warn', 'stop'], { description: 'whether it is one of those for which the draft is stopped' }),
    weight: Type.Number({ description: 'how much it counts; about 2.4 for one other brand stops' }),
    term: Type.Unsafe<string | null>({ ...NullableText, description: 'as the draft writes it' }),
    start: Offset,
    end: Offset,
    brand: Type.Unsafe<string | null>({ ...NullableText, description: 'the brand that it points to' }),
    brandId: NullableId,
    message: Type.String({ description: 'one sentence in the language asked for' }),
  }),
);

export const GuardVerdictWire = named(
  'GuardVerdict',
  Type.Object({ verdict: oneOf(VERDICTS), reasons: Type.Array(ref(GuardReasonWire)) }),
);

const CLIENT_BRANDS_MAX = 1_000;

export const GuardInput = inputObject({
  brandId: Type.Optional(IdInput),
  account: Type.Optional(NameInput),
  draft: Type.String({ description: 'the text that is to be published' }),
  language: Type.Optional(oneOf(LANGUAGES)),
  clientOf: Type.Optional(
    Type.Array(IdInput, {
      minItems: 1,
      maxItems: CLIENT_BRANDS_MAX,
      description:
        'for an answer that is shown to a client: his brands. Any other account is not there (404), and of another’s things in the draft he is told that they are, not what or whose',
    }),
  ),
});

export function presentVerdict({ verdict, reasons }: Verdict): Static<typeof GuardVerdictWire> {
  return { verdict, reasons: [...reasons] };
}
