/** What is shown when a page cannot be: a sentence for the person, never the fault's own text. */
import { AppError, type ErrorCode, HTTP_STATUS } from '../base/errors.ts';
import { html } from '../base/html.ts';
import { renderPage, renderTitle } from './layout.ts';
import type { Messages } from './messages-fr.ts';
import { type Answer, showPage, type Visit } from './visits.ts';

type Errors = Messages['errors'];
type Said = Readonly<{ title: string; text: string }>;

/** Thrown for a form that another site sent. */
export const FOREIGN_FORM = 'foreign-form';

/** The page for whatever was thrown. Shape: statusOf: the HTTP status that Fastify gave a fault of its own. */
export function renderErrorPage(visit: Visit, error: unknown): Answer {
  const { messages } = visit.words;
  const status = toStatus(error);
  const said = toSaid(messages.errors, error, status);
  return showPage(
    renderPage(visit, {
      title: said.title,
      body: html`${renderTitle(said.title)}<p>${said.text}</p><p><a class="button" href="/">${messages.errors.home}</a></p>`,
    }),
    status,
  );
}

/** 500 for a fault of ours, which is logged; below that it is a matter of who asked. */
export function toStatus(error: unknown): number {
  if (error instanceof AppError) return HTTP_STATUS[error.code];
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : 500;
}

function toSaid(errors: Errors, error: unknown, status: number): Said {
  if (error instanceof AppError) {
    const code = toKnownCode(error.code);
    if (code !== undefined) return sayCode(errors, code, error.details.reason === FOREIGN_FORM);
  }
  if (status === 404) return { title: errors.notFoundTitle, text: errors.notFound };
  if (status < 500) return { title: errors.badRequestTitle, text: errors.badRequest };
  return { title: errors.faultTitle, text: errors.fault };
}

const KNOWN_CODES = [
  'NOT_FOUND',
  'NOT_ALLOWED',
  'BUZZ_RESOLVED',
  'CURSOR_INVALID',
  'DATABASE_UNREACHABLE',
  'DELIVERY_NOT_RESENDABLE',
] as const;
type KnownCode = (typeof KNOWN_CODES)[number];

function toKnownCode(code: ErrorCode): KnownCode | undefined {
  return KNOWN_CODES.find((known) => known === code);
}

function sayCode(errors: Errors, code: KnownCode, isForeignForm: boolean): Said {
  switch (code) {
    case 'NOT_FOUND':
      return { title: errors.notFoundTitle, text: errors.notFound };
    case 'NOT_ALLOWED':
      return { title: errors.notAllowedTitle, text: isForeignForm ? errors.foreignForm : errors.notAllowed };
    case 'BUZZ_RESOLVED':
      return { title: errors.conflictTitle, text: errors.buzzResolved };
    case 'DELIVERY_NOT_RESENDABLE':
      return { title: errors.conflictTitle, text: errors.notResendable };
    case 'CURSOR_INVALID':
      return { title: errors.badRequestTitle, text: errors.cursorInvalid };
    case 'DATABASE_UNREACHABLE':
      return { title: errors.unavailableTitle, text: errors.unavailable };
  }
}
