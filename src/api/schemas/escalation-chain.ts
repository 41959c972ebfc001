/** Escalation chains on the wire. */
import { type Static, Type } from 'typebox';
import { BUZZ_LEVELS } from '../../domain/buzz.ts';
import {
  CHAIN_STEPS_MAX,
  type EscalationChain,
  type EscalationStep,
  type EscalationTarget,
  STEP_TARGETS_MAX,
  STEP_WAIT_MINUTES_MAX,
} from '../../domain/escalation.ts';
import { Id, IdInput, Instant, inputObject, integerInput, NullableId, named, oneOf } from './fields.ts';

export const EscalationChainWire = named(
  'EscalationChain',
  Type.Object({
    brandId: Type.Unsafe<string | null>({
      ...NullableId,
      description: 'null: of every brand that has no chain of its own',
    }),
    steps: Type.Array(
      Type.Object({
        waitMinutes: Type.Integer({ description: 'after the step before it, while nobody says "I have it"' }),
        minLevel: oneOf(BUZZ_LEVELS, {
          description: 'a buzz of a lower level is told no further than the step before',
        }),
        targets: Type.Array(
          Type.Object({
            contactId: Type.Optional(Id),
            rotaId: Type.Optional(Id),
            everybody: Type.Optional(Type.Literal(true, { description: 'everybody who hears of the brand' })),
          }),
          { description: 'each one of the three' },
        ),
      }),
    ),
    createdAt: Instant,
  }),
);

const TargetInput = Type.Object(
  {
    contactId: Type.Optional(IdInput),
    rotaId: Type.Optional(IdInput),
    everybody: Type.Optional(Type.Literal(true, { description: 'true' })),
  },
  {
    additionalProperties: false,
    minProperties: 1,
    maxProperties: 1,
    description: 'exactly one of {"contactId": …}, {"rotaId": …} and {"everybody": true}',
  },
);

export const EscalationChainInput = inputObject({
  steps: Type.Array(
    inputObject({
      waitMinutes: integerInput(0, STEP_WAIT_MINUTES_MAX),
      minLevel: Type.Optional(oneOf(BUZZ_LEVELS, { default: 1 })),
      targets: Type.Array(TargetInput, {
        minItems: 1,
        maxItems: STEP_TARGETS_MAX,
        description: `a list of 1 to ${STEP_TARGETS_MAX} to tell`,
      }),
    }),
    { minItems: 1, maxItems: CHAIN_STEPS_MAX, description: `a list of 1 to ${CHAIN_STEPS_MAX} steps` },
  ),
});

export function readSteps({ steps }: Static<typeof EscalationChainInput>): readonly EscalationStep[] {
  return steps.map(({ waitMinutes, minLevel = 1, targets }) => ({
    ...{ waitMinutes, minLevel },
    targets: targets.map(readTarget),
  }));
}

/** The schema has seen to it that it is one of the three. */
function readTarget({ contactId, rotaId }: Static<typeof TargetInput>): EscalationTarget {
  if (contactId !== undefined) return { kind: 'contact', contactId };
  return rotaId === undefined ? { kind: 'everybody' } : { kind: 'rota', rotaId };
}

export function presentEscalationChain(chain: EscalationChain): Static<typeof EscalationChainWire> {
  return {
    brandId: chain.brandId,
    steps: chain.steps.map(({ waitMinutes, minLevel, targets }) => ({
      ...{ waitMinutes, minLevel },
      targets: targets.map(({ kind, ...named }) => (kind === 'everybody' ? { everybody: true as const } : named)),
    })),
    createdAt: chain.createdAt.toISOString(),
  };
}
