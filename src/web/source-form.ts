/** The form that adds a source: its address and kind, and behind a fold how it is read and what opens it. */
import { type Html, html } from '../base/html.ts';
import type { Brand } from '../domain/brand.ts';
import type { ReaderFacts } from '../domain/search-service.ts';
import { READER_NAMES, type ReaderSettings, SOURCE_KINDS } from '../domain/source.ts';
import type { NewSubscription } from '../intents/subscriptions.ts';
import { type FormState, makeFields, renderCheckbox } from './fields.ts';
import { type Problems, readSources } from './form-problems.ts';
import type { Messages } from './messages-fr.ts';
import { type Form, readId } from './read-form.ts';
import { readSecret, renderSecretFields, toSecretField } from './secret-fields.ts';
import type { Words } from './words.ts';

const ALL_BRANDS = '';
const USUAL_READER = '';
const SETTINGS_EXAMPLE = '{"item": "li.post", "body": ".text", "date": "time@datetime"}';
const ADVANCED_FIELDS = ['reader', 'settings', 'keys', 'secret-cookie'];

export const NEW_SOURCE: FormState = { values: { sourceKind: 'feed', brand: ALL_BRANDS }, problems: {} };

export type SourceInput = Readonly<{
  input: NewSubscription;
  /** As it can be shown again: without the secret. */
  values: Readonly<Record<string, string>>;
  problems: Problems;
}>;

/** What was typed. A reader that is named knows its kind. Errors: NOT_FOUND for a brand that can be none. */
export function readSourceForm(
  deps: Readonly<{ readers: ReaderFacts; messages: Messages }>,
  body: unknown,
  form: Form,
): SourceInput {
  const { messages, readers } = deps;
  const reader = form.oneOf('reader', READER_NAMES);
  const kind = reader === undefined ? (form.oneOf('sourceKind', SOURCE_KINDS) ?? 'feed') : readers[reader].kind;
  const brandId = form.text('brand') === ALL_BRANDS ? null : readId(body, 'brand');
  const url = form.text('url');
  const settings = readSettings(form.text('settings'));
  const secret = readSecret(form, []);
  const wantsFullText = form.isChecked('fullText');
  const problems = {
    ...(url === '' ? { url: messages.problems.missing } : readSources(messages, form, { url: kind }).problems),
    ...(settings === 'unreadable' ? { settings: messages.problems.settings } : {}),
    ...(secret === 'unreadable' ? { [toSecretField([], null)]: messages.problems.keys } : {}),
  };
  return {
    input: {
      ...{ url, kind, brandId, wantsFullText, reader },
      settings: settings === 'unreadable' ? null : settings,
      secret: secret === 'unreadable' ? null : secret,
    },
    values: {
      ...{ url, sourceKind: kind, brand: brandId ?? ALL_BRANDS, reader: reader ?? USUAL_READER },
      ...{ settings: form.text('settings'), fullText: wantsFullText ? 'yes' : '' },
    },
    problems,
  };
}

export function renderSourceForm(words: Words, state: FormState, brands: readonly Brand[]): Html {
  const { messages } = words;
  const fields = makeFields(words, state);
  const isAdvanced = ADVANCED_FIELDS.some((name) => state.problems[name] !== undefined || state.values[name]);
  return html`<section class="card narrow" id="add"><h2>${messages.sources.addTitle}</h2>
${fields.summary()}
<form method="post" action="/sources" class="fields">
${fields.input({ name: 'url', label: messages.sources.url, type: 'url', hint: messages.sources.urlHint })}
<div class="pair">
${fields.select({ name: 'sourceKind', label: messages.sources.kind, options: SOURCE_KINDS.map((kind) => ({ value: kind, label: messages.sourceKinds[kind] })) })}
${fields.select({ name: 'brand', label: messages.sources.brand, options: [{ value: ALL_BRANDS, label: messages.sources.allBrands }, ...brands.map((brand) => ({ value: brand.id, label: brand.name }))] })}
</div>
${renderCheckbox({ name: 'fullText', value: 'yes', label: messages.sources.fullText, isChecked: state.values.fullText === 'yes' })}
<details${isAdvanced ? html` open` : null}><summary>${messages.sources.advanced}</summary>
${fields.select({ name: 'reader', label: messages.sources.reader, options: [{ value: USUAL_READER, label: messages.sources.usualReader }, ...READER_NAMES.map((name) => ({ value: name, label: messages.readers[name] }))] })}
${fields.area({ name: 'settings', label: messages.sources.settings, hint: `${messages.sources.settingsHint} ${SETTINGS_EXAMPLE}`, rowCount: 3, isOptional: true })}
${renderSecretFields(words, fields, [])}
<p class="hint">${messages.sources.ownHint}</p>
</details>
<p><button>${messages.sources.submit}</button></p></form></section>`;
}

/** Null: nothing was typed. */
function readSettings(text: string): ReaderSettings | null | 'unreadable' {
  if (text === '') return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : 'unreadable';
  } catch {
    return 'unreadable';
  }
}
