/** Turns whatever was thrown into a problem that the caller can act on, and logs what is our own fault. */
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { AppError, type ErrorCode, HTTP_STATUS, toErrorMessage } from '../../base/errors.ts';
import type { ApiDeps } from '../deps.ts';
import { PROBLEM_TYPE, type Problem } from '../schemas/problem.ts';
import { toFieldProblem } from './field-problems.ts';

/** Codes of HTTP itself, beside those of the product. */
type ProblemCode =
  | ErrorCode
  | 'BODY_TOO_LARGE'
  | 'INTERNAL_ERROR'
  | 'MEDIA_TYPE_UNSUPPORTED'
  | 'NOT_READY'
  | 'RATE_LIMITED'
  | 'TIMED_OUT';

type ProblemInput = Readonly<{
  status: number;
  code: ProblemCode;
  detail: string;
  errors?: readonly Readonly<{ field: string; message: string }>[];
}>;

/** What Fastify and its plugins refuse with, by status; anything else of theirs counts as INPUT_INVALID. */
const CODE_BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  404: 'NOT_FOUND',
  413: 'BODY_TOO_LARGE',
  415: 'MEDIA_TYPE_UNSUPPORTED',
  429: 'RATE_LIMITED',
};

/** Errors of every route become problems; pages that answer in HTML set a handler of their own in their own scope. */
export function addProblemReplies(app: FastifyInstance, deps: Pick<ApiDeps, 'log'>): void {
  app.setErrorHandler((error, request, reply) => sendError(deps, error, request, reply));
}

/** Whatever has no route in this scope is a 404 problem. */
export function addNotFoundReplies(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '';
    return sendProblem(request, reply, {
      status: 404,
      code: 'NOT_FOUND',
      detail: `There is nothing at ${request.method} ${path}: /v1/openapi.json lists what there is.`,
    });
  });
}

/** Answers with the problem that the error is. Faults of ours are logged and keep their words to themselves. */
export function sendError(
  deps: Pick<ApiDeps, 'log'>,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error, request.id);
  if (problem.status >= 500) {
    deps.log.error('request.failed', {
      requestId: request.id,
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: problem.status,
      message: toErrorMessage(error),
      stack: error instanceof Error ? error.stack : undefined,
    });
  }
  return sendProblem(request, reply, problem);
}

/** Answers with one problem. */
export function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: ProblemInput): FastifyReply {
  const body: Problem = {
    type: `urn:vigie:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
    title: toTitle(problem.code),
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    instance: `urn:uuid:${request.id}`,
    ...(problem.errors === undefined ? {} : { errors: [...problem.errors] }),
  };
  // RFC 9110 section 11.6.1: a 401 says how to be let in
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer realm="Vigie"');
  return reply.code(problem.status).type(PROBLEM_TYPE).send(body);
}

function toProblem(error: unknown, requestId: string): ProblemInput {
  if (error instanceof AppError) {
    const status = HTTP_STATUS[error.code];
    return status < 500
      ? { status, code: error.code, detail: error.message }
      : { status, code: error.code, detail: faultDetail(requestId) };
  }
  const fault = error instanceof Error ? (error as Partial<FastifyError>) : {};
  const fieldError = fault.validation?.[0];
  if (fieldError !== undefined) {
    const { field, message } = toFieldProblem(fieldError, fault.validationContext);
    return { status: 400, code: 'INPUT_INVALID', detail: message, errors: [{ field, message }] };
  }
  if (fault.code === 'FST_ERR_HANDLER_TIMEOUT') {
    return { status: 503, code: 'TIMED_OUT', detail: 'The answer took too long and was given up: try again later.' };
  }
  const status = fault.statusCode ?? 500;
  if (status < 400 || status >= 500) {
    return { status: 500, code: 'INTERNAL_ERROR', detail: faultDetail(requestId) };
  }
  return {
    status,
    code: CODE_BY_STATUS[status] ?? 'INPUT_INVALID',
    detail: REFUSALS[fault.code ?? ''] ?? fault.message ?? 'The request cannot be read.',
  };
}

/** Fastify's own refusals in our words: what was wrong and what to do. */
const REFUSALS: Readonly<Record<string, string>> = {
  FST_ERR_BAD_URL: 'The address holds a % that is followed by no character code: write a percent sign as %25.',
  FST_ERR_CTP_BODY_TOO_LARGE: 'The body is too large: send less at once.',
  FST_ERR_CTP_EMPTY_JSON_BODY:
    'The body is empty though its type is application/json: send a JSON object, or no Content-Type.',
  FST_ERR_CTP_INVALID_JSON_BODY: 'The body is not valid JSON: check its quotes, commas and brackets.',
  FST_ERR_CTP_INVALID_MEDIA_TYPE:
    'The body is of a type that is not read here: send JSON with Content-Type: application/json.',
};

function faultDetail(requestId: string): string {
  return `Something went wrong on our side: try again, and if it stays, look for ${requestId} in the service's log.`;
}

/** BRAND_NAME_TAKEN is "Brand name taken". */
function toTitle(code: ProblemCode): string {
  const words = code.toLowerCase().replaceAll('_', ' ').replace('api', 'API');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
