/** The pieces of a form. A form that was refused comes back as it was filled, with one sentence at each wrong field. */
import { type Html, type HtmlValue, html } from '../base/html.ts';
import type { Words } from './words.ts';

/** What was typed and what is wrong with it, by the field's name. */
export type FormState = Readonly<{
  values: Readonly<Record<string, string>>;
  problems: Readonly<Record<string, string>>;
}>;

export const EMPTY_FORM: FormState = { values: {}, problems: {} };

type Field = Readonly<{ name: string; label: string; hint?: string | undefined; isOptional?: boolean }>;

export type FieldKit = Readonly<{
  input: (
    field: Field &
      Readonly<{
        type?: 'text' | 'email' | 'password' | 'tel' | 'url' | 'number' | 'date' | 'time' | 'datetime-local' | 'color';
        autocomplete?: string;
        charsMax?: number;
        /** The id of a <datalist>. */
        list?: string;
      }>,
  ) => Html;
  area: (field: Field & Readonly<{ rowCount: number }>) => Html;
  /** Has a value always, so that it is neither needed nor optional. */
  select: (field: Omit<Field, 'isOptional'> & Readonly<{ options: readonly Option[] }>) => Html;
  /** What stands above a form that was refused. */
  summary: () => Html | null;
}>;

export type Option = Readonly<{ value: string; label: string }>;

/** Longest text of one line; longer addresses of sources are refused by their own rule. */
export const LINE_CHARS_MAX = 200;
const AREA_CHARS_MAX = 20_000;

export function makeFields(words: Words, state: FormState): FieldKit {
  const value = (name: string): string => state.values[name] ?? '';
  return {
    input: (field) =>
      wrap(
        words,
        state,
        field,
        html`<input ${shared(state, field)} type="${field.type ?? 'text'}" value="${field.type === 'password' ? '' : value(field.name)}" maxlength="${field.charsMax ?? (field.type === 'url' ? 2_048 : LINE_CHARS_MAX)}"${attribute('autocomplete', field.autocomplete)}${attribute('list', field.list)}>`,
      ),
    area: (field) =>
      wrap(
        words,
        state,
        field,
        // a line break right after the tag is not part of the value
        html`<textarea ${shared(state, field)} rows="${field.rowCount}" maxlength="${AREA_CHARS_MAX}" spellcheck="false">
${value(field.name)}</textarea>`,
      ),
    select: (field) =>
      wrap(
        words,
        state,
        field,
        html`<select id="${field.name}" name="${field.name}"${attribute('aria-describedby', field.hint === undefined ? undefined : `${field.name}-hint`)}>${field.options.map(
          (option) =>
            html`<option value="${option.value}"${option.value === value(field.name) ? html` selected` : null}>${option.label}</option>`,
        )}</select>`,
      ),
    summary: () =>
      Object.keys(state.problems).length === 0
        ? null
        : html`<p class="notice wrong" role="alert">${words.messages.formHasErrors}</p>`,
  };
}

/** A box to tick. */
export function renderCheckbox(
  box: Readonly<{ name: string; value: string; label: HtmlValue; isChecked: boolean }>,
): Html {
  return html`<label class="check"><input type="checkbox" name="${box.name}" value="${box.value}"${box.isChecked ? html` checked` : null}> ${box.label}</label>`;
}

/** A button that is a form of its own. */
export function renderAction(
  action: Readonly<{
    path: string;
    label: string;
    title?: string;
    className?: string;
    fields?: Readonly<Record<string, string>>;
  }>,
): Html {
  return html`<form method="post" action="${action.path}" class="action">${Object.entries(action.fields ?? {}).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  )}<button class="${action.className ?? 'quiet'}"${attribute('aria-label', action.title)}>${action.label}</button></form>`;
}

function wrap(words: Words, state: FormState, field: Field, control: Html): Html {
  const problem = state.problems[field.name];
  return html`<div class="field${problem === undefined ? '' : ' wrong'}">
<label for="${field.name}">${field.label}${field.isOptional ? html` <span class="soft">(${words.messages.optional})</span>` : null}</label>
${control}
${problem === undefined ? null : html`<p class="problem" id="${field.name}-problem">${problem}</p>`}
${field.hint === undefined ? null : html`<p class="hint" id="${field.name}-hint">${field.hint}</p>`}
</div>`;
}

function shared(state: FormState, field: Field): Html {
  const isWrong = state.problems[field.name] !== undefined;
  const described = [isWrong ? `${field.name}-problem` : '', field.hint === undefined ? '' : `${field.name}-hint`];
  return html`id="${field.name}" name="${field.name}"${field.isOptional ? null : html` required`}${isWrong ? html` aria-invalid="true"` : null}${Object.keys(state.problems)[0] === field.name ? html` autofocus` : null}${attribute('aria-describedby', described.filter((id) => id !== '').join(' ') || undefined)}`;
}

function attribute(name: string, value: string | undefined): Html | null {
  return value === undefined ? null : html` ${name}="${value}"`;
}
