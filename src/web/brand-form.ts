/** The form that a new brand begins with, on the welcome page and later. */
import { type Html, html } from '../base/html.ts';
import { BRAND_KINDS } from '../domain/brand.ts';
import { SECTORS, type Sector } from '../domain/sector.ts';
import type { SourceKind } from '../domain/source.ts';
import type { BrandBeginning } from '../intents/watch-brand.ts';
import type { FieldKit } from './fields.ts';
import { findTextProblems, type Problems, readSources } from './form-problems.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';
import type { Words } from './words.ts';

const SOURCE_AREAS: Readonly<Record<string, SourceKind>> = { feeds: 'feed', forums: 'forum', searches: 'search' };

export type BeginningInput = Omit<BrandBeginning, 'contact'> &
  Readonly<{ values: Readonly<Record<string, string>>; problems: Problems }>;

/** What was typed: as it can be written, as it can be shown again, and what is wrong with it. */
export function readBrandBeginning(messages: Messages, form: Form): BeginningInput {
  const { sources, problems } = readSources(messages, form, SOURCE_AREAS);
  const name = form.text('name');
  const kind = form.oneOf('kind', BRAND_KINDS) ?? 'client';
  const sector = readSector(form) ?? null;
  return {
    brand: { name, kind, query: form.text('query') || toDefaultQuery(name), sector },
    sources,
    values: {
      name,
      kind,
      sector: toSectorValue(sector),
      query: form.text('query'),
      ...Object.fromEntries(Object.keys(SOURCE_AREAS).map((area) => [area, form.lines(area).join('\n')])),
    },
    problems: { ...problems, ...findTextProblems(messages, form, ['name']) },
  };
}

/** The exact name, quoted: what nobody has to learn a language for. */
export function toDefaultQuery(name: string): string {
  return `"${name.replace(/["“”«»]/g, ' ').trim()}"`;
}

export function listKindOptions(messages: Messages): readonly Readonly<{ value: string; label: string }>[] {
  return BRAND_KINDS.map((kind) => ({ value: kind, label: messages.brandKinds[kind] }));
}

/** What a form says of no sector. */
const NO_SECTOR = 'none';

/** Null: of none; undefined: the form does not say. */
export function readSector(form: Form): Sector | null | undefined {
  const value = form.oneOf('sector', [NO_SECTOR, ...SECTORS]);
  return value === NO_SECTOR ? null : value;
}

export function toSectorValue(sector: Sector | null): string {
  return sector ?? NO_SECTOR;
}

export function renderSectorField(messages: Messages, fields: FieldKit): Html {
  const options = [NO_SECTOR, ...SECTORS] as const;
  return fields.select({
    name: 'sector',
    label: messages.brand.sector,
    options: options.map((value) => ({ value, label: messages.sectors[value] })),
  });
}

export function renderBeginningFields(words: Words, fields: FieldKit): Html {
  const { messages } = words;
  const { brand } = messages;
  return html`<fieldset><legend>${messages.brands.name}</legend>
<div class="pair">
${fields.input({ name: 'name', label: brand.name })}
${fields.select({ name: 'kind', label: brand.kind, options: listKindOptions(messages) })}
${renderSectorField(messages, fields)}
</div>
${fields.area({ name: 'query', label: brand.query, hint: brand.queryHint, rowCount: 2, isOptional: true })}
</fieldset>
<fieldset><legend>${messages.welcome.sources}</legend>
${fields.area({ name: 'feeds', label: brand.feeds, hint: brand.feedsHint, rowCount: 3, isOptional: true })}
${fields.area({ name: 'forums', label: brand.forums, hint: brand.forumsHint, rowCount: 2, isOptional: true })}
${fields.area({ name: 'searches', label: brand.searches, hint: brand.searchesHint, rowCount: 2, isOptional: true })}
</fieldset>`;
}
