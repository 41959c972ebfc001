/** What is wrong with a form, found before anything is written and told at the field where it is. */
import { AppError, type ErrorCode } from '../base/errors.ts';
import type { Language } from '../domain/agency.ts';
import { CHAT_KINDS } from '../domain/alert.ts';
import { BUZZ_LEVELS, type BuzzLevel } from '../domain/buzz.ts';
import type { SourceKind } from '../domain/source.ts';
import { readAddress } from '../intents/channel-address.ts';
import { toSourceUrl } from '../intents/subscriptions.ts';
import { LINE_CHARS_MAX } from './fields.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';

export type Problems = Readonly<Record<string, string>>;

/** The fields among these that are empty or too long. */
export function findTextProblems(messages: Messages, form: Form, names: readonly string[]): Problems {
  const entries = names.flatMap((name) => {
    const text = form.text(name);
    if (text === '') return [[name, messages.problems.missing]];
    return text.length > LINE_CHARS_MAX ? [[name, messages.problems.tooLong(LINE_CHARS_MAX)]] : [];
  });
  return Object.fromEntries(entries);
}

/** Of a number that was refused, what is told of it. */
const NUMBER_CHARS_TOLD = 40;

/** The channels whose address is a field of its own. */
export const FIELD_KINDS = ['email', 'sms', 'webhook'] as const;

/** An address of this channel that cannot be one; an empty field has no problem here. language: the agency's. */
export function findAddressProblem(
  words: Readonly<{ messages: Messages; language: Language }>,
  form: Form,
  field: Readonly<{ name: string; kind: (typeof FIELD_KINDS)[number] }>,
): Problems {
  const { name, kind } = field;
  const { problems } = words.messages;
  const address = form.text(name);
  if (address === '') return {};
  if (findRefusal(() => readAddress({ kind, address }, words.language)) === null) return {};
  return { [name]: kind === 'sms' ? problems.sms(address.slice(0, NUMBER_CHARS_TOLD)) : problems[kind] };
}

/** The chat that a form names by the fields chat, chatAddress and chatToken; undefined where it names none. */
export function readChat(form: Form) {
  const kind = form.oneOf('chat', CHAT_KINDS);
  if (kind === undefined) return undefined;
  const address = form.text('chatAddress');
  return kind === 'telegram' ? { kind, address, token: form.text('chatToken') } : { kind, address };
}

/** From which level a form's channels are told; undefined: each channel's own. */
export function readLevel(form: Form): BuzzLevel | undefined {
  return BUZZ_LEVELS.find((level) => String(level) === form.text('level'));
}

/** What is wrong with the chat of a form. */
export function findChatProblem(words: Readonly<{ messages: Messages; language: Language }>, form: Form): Problems {
  const { problems } = words.messages;
  const chat = readChat(form);
  const isAddressGiven = form.text('chatAddress') !== '';
  if (chat === undefined) return isAddressGiven ? { chat: problems.noChat } : {};
  if (!isAddressGiven) return { chatAddress: problems.missing };
  const refusal = findRefusal(() => readAddress(chat, words.language));
  if (refusal === null) return {};
  return refusal.details.field === 'token'
    ? { chatToken: problems.chatToken }
    : { chatAddress: problems.chatAddress[chat.kind] };
}

export type NamedSource = Readonly<{ url: string; kind: SourceKind }>;

/** The sources of a form's text areas (one address a line) and the first line of each that is no address. */
export function readSources(
  messages: Messages,
  form: Form,
  areas: Readonly<Record<string, SourceKind>>,
): Readonly<{ sources: readonly NamedSource[]; problems: Problems }> {
  const sources = Object.entries(areas).flatMap(([name, kind]) => form.lines(name).map((url) => ({ name, url, kind })));
  const wrong = sources.filter(({ url }) => findRefusal(() => toSourceUrl(url)) !== null);
  const problems = wrong.toReversed().map(({ name, url }) => [name, messages.problems.url(url)]);
  return { sources: sources.map(({ url, kind }) => ({ url, kind })), problems: Object.fromEntries(problems) };
}

/** What the store or an intent refused, as a problem of a field; whatever is no matter of this form is thrown on. */
export function toProblems(
  messages: Messages,
  error: unknown,
  fieldNames: Readonly<Partial<Record<ErrorCode, string>>>,
): Problems {
  const name = error instanceof AppError ? fieldNames[error.code] : undefined;
  if (!(error instanceof AppError) || name === undefined) throw error;
  return { [name]: toSentence(messages, error) };
}

/** Where a form tells what was refused: by code, or by the field of the input that the refusal names. */
export type InputFields = Readonly<Partial<Record<ErrorCode, string>>> &
  Readonly<{
    reader?: string;
    settings?: string;
    service?: string;
    instanceUrl?: string;
    /** A function: which of the secret's fields, by what is missing. */
    secret?: string | ((missing: unknown) => string);
  }>;

/** As toProblems, and INPUT_INVALID at the field that it names; whatever is no matter of this form is thrown on. */
export function toInputProblems(messages: Messages, error: unknown, fieldNames: InputFields): Problems {
  const { problems } = messages;
  if (!(error instanceof AppError) || error.code !== 'INPUT_INVALID') return toProblems(messages, error, fieldNames);
  const { field, missing } = error.details;
  const { reader, settings, service, instanceUrl, secret } = fieldNames;
  switch (field) {
    case 'settings':
      if (settings !== undefined) return { [settings]: problems.settingsRefused(error.message) };
      break;
    case 'service':
      if (service !== undefined) return { [service]: problems.notAskable };
      break;
    case 'reader':
      if (reader !== undefined) return { [reader]: error.message };
      break;
    case 'instanceUrl':
      if (instanceUrl !== undefined) return { [instanceUrl]: problems.instance };
      break;
    case 'searchCount':
      if (service !== undefined) return { [service]: problems.tooManySearches };
      break;
    case 'secret':
      if (typeof secret === 'string') return { [secret]: problems.secret };
      if (secret !== undefined) return { [secret(missing)]: problems.secret };
      break;
  }
  throw error;
}

function toSentence(messages: Messages, error: AppError): string {
  const { problems } = messages;
  const sentences: Readonly<Partial<Record<ErrorCode, string>>> = {
    AGENCY_NAME_TAKEN: problems.agencyNameTaken,
    BRAND_NAME_TAKEN: problems.brandNameTaken,
    EMAIL_TAKEN: problems.emailTaken,
    SEARCH_EXISTS: problems.searchExists,
    SUBSCRIPTION_EXISTS: problems.subscriptionExists,
    ROTA_NAME_TAKEN: problems.rotaNameTaken,
    THEME_NAME_TAKEN: problems.themeNameTaken,
    LIMIT_REACHED: error.details.of === 'campaigns' ? problems.tooManyCampaigns : problems.limitReached,
    QUERY_INVALID: sayQueryProblem(problems, error),
  };
  return sentences[error.code] ?? error.message;
}

function sayQueryProblem(problems: Messages['problems'], { details: { place, position } }: AppError): string {
  if (place === 'passage') return problems.passageQuery;
  if (place === 'rule') return problems.ruleQuery;
  return problems.query(typeof position === 'number' ? position : null);
}

/** The refusal of a check that says no by INPUT_INVALID; null when it passes. */
function findRefusal(check: () => unknown): AppError | null {
  try {
    check();
    return null;
  } catch (error) {
    if (error instanceof AppError && error.code === 'INPUT_INVALID') return error;
    throw error;
  }
}
