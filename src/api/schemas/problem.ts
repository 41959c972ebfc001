/** How the API says no: RFC 9457 problem details, one shape for every status from 400 on. */
import { STATUS_CODES } from 'node:http';
import { type Static, Type } from 'typebox';
import { named, ref } from './fields.ts';

export const PROBLEM_TYPE = 'application/problem+json';

export const Problem = named(
  'Problem',
  Type.Object({
    type: Type.String({ description: 'urn:vigie:problem: and the code in lower case' }),
    title: Type.String({ description: 'the kind of problem, the same each time' }),
    status: Type.Integer(),
    detail: Type.String({ description: 'a sentence that names the thing and the way out' }),
    code: Type.String({ description: 'for programs: from a closed list, such as BRAND_NAME_TAKEN' }),
    instance: Type.Optional(Type.String({ description: 'the id of this request, as it stands in the log' })),
    errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
  }),
);

export type Problem = Static<typeof Problem>;

type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;

type ProblemResponse = Readonly<{
  description: string;
  content: Readonly<{ 'application/problem+json': Readonly<{ schema: ReturnType<typeof ref<typeof Problem>> }> }>;
}>;

/** The schemas of the ways in which a route can refuse. */
export function problems<const Statuses extends readonly ProblemStatus[]>(...statuses: Statuses) {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      { description: STATUS_CODES[status] ?? '', content: { [PROBLEM_TYPE]: { schema: ref(Problem) } } },
    ]),
  ) as Record<Statuses[number], ProblemResponse>;
}
