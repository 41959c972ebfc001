/** How a query is refused: at which character, and what would be right. */
import { AppError } from '../../base/errors.ts';

/** QUERY_INVALID with details { position }: the character, counted from 1. problem: the rest of a sentence. */
export function refuse(offset: number, problem: string): AppError {
  const position = offset + 1;
  return new AppError('QUERY_INVALID', `At character ${position} of the query, ${problem}.`, { details: { position } });
}

/** What a message quotes of a long query. */
const QUOTED_CHARACTER_COUNT_MAX = 80;

/** The end of a text that is too long to be quoted whole. */
export function quoteEnd(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= QUOTED_CHARACTER_COUNT_MAX ? trimmed : `…${trimmed.slice(-QUOTED_CHARACTER_COUNT_MAX)}`;
}

/** The beginning of a text that is too long to be quoted whole. */
export function quoteStart(text: string): string {
  const trimmed = text.trim();
  return trimmed.length <= QUOTED_CHARACTER_COUNT_MAX ? trimmed : `${trimmed.slice(0, QUOTED_CHARACTER_COUNT_MAX)}…`;
}
