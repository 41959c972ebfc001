/** What somebody who was told of something writes back: a note and priorities for the brand's logbook. */
import { addDays } from '../base/zoned-time.ts';
import {
  type LogbookText,
  type LogbookVia,
  NOTE_CHARS_MAX,
  NOTES_PER_DAY_MAX,
  OPEN_PRIORITIES_MAX,
  PRIORITY_CHARS_MAX,
  splitPriorities,
} from '../domain/logbook.ts';
import type { Db } from '../store/database.ts';
import { countNotes, recordEntries } from '../store/logbook.ts';
import { countOpenPriorities, recordPriorities } from '../store/priorities.ts';
import type { WriteDeps } from './deps.ts';
import { findToday } from './log-actions.ts';

/** sourceKey: the message's own name, so that one that comes twice is noted once. */
export type LogbookMessage = Readonly<{
  agencyId: string;
  brandId: string;
  buzzId: string | null;
  via: Extract<LogbookVia, 'sms' | 'email'>;
  authorName: string;
  text: string;
  sourceKey: string;
}>;

export type MessageProblem = 'empty' | 'too-long' | 'full';

/** Why it cannot be noted; null: it can. */
export async function findMessageProblem(
  db: Db,
  deps: Pick<WriteDeps, 'now'>,
  message: LogbookMessage,
): Promise<MessageProblem | null> {
  const { agencyId, brandId } = message;
  const { note, priorities } = toText(message.text);
  if (note === '' && priorities.length === 0) return 'empty';
  if (note.length > NOTE_CHARS_MAX || priorities.some(({ length }) => length > PRIORITY_CHARS_MAX)) return 'too-long';
  const onDate = await findToday(db, agencyId, deps.now);
  if ((await countNotes(db, { agencyId, brandId, onDate })) >= NOTES_PER_DAY_MAX) return 'full';
  const openCount = await countOpenPriorities(db, { agencyId, brandId });
  return priorities.length > 0 && openCount + priorities.length > OPEN_PRIORITIES_MAX ? 'full' : null;
}

/** Notes it; false where it was noted before. What is to be done is set for the next day. */
export async function logMessage(db: Db, deps: WriteDeps, message: LogbookMessage): Promise<boolean> {
  const { agencyId, brandId, buzzId, via, authorName, sourceKey } = message;
  const { note, priorities } = toText(message.text);
  const onDate = await findToday(db, agencyId, deps.now);
  const entry = {
    ...{ agencyId, brandId, buzzId, onDate, via, sourceKey },
    kind: 'note',
    author: { kind: 'contact', id: null, name: authorName },
    text: note,
    facts: {},
  } as const;
  const entries = await recordEntries(db, deps, note === '' ? [] : [entry]);
  const forDate = addDays(onDate, 1);
  const set = await recordPriorities(
    db,
    deps,
    priorities.map((text, index) => ({
      ...{ agencyId, brandId, text, forDate, authorName },
      sourceKey: `${sourceKey} ${index}`,
    })),
  );
  return entries.length + set.length > 0;
}

function toText(text: string): LogbookText {
  const { note, priorities } = splitPriorities(text.replace(/\r\n?/g, '\n').replace(/[^\P{Cc}\n\t]/gu, ''));
  return { note, priorities: priorities.map((priority) => priority.replace(/\s+/gu, ' ')) };
}
