/** The form that a new brand begins with, on the welcome page and later. */
import { type Html, html } from '../base/html.ts';
import { BRAND_KINDS, type Brand, SENSITIVITIES } from '../domain/brand.ts';
import { COUNTRIES } from '../domain/country.ts';
import { SECTORS } from '../domain/sector.ts';
import type { SourceKind } from '../domain/source.ts';
import type { BrandBeginning } from '../intents/watch-brand.ts';
import { listCountryOptions } from './countries.ts';
import type { FieldKit } from './fields.ts';
import { findTextProblems, type Problems, readSources } from './form-problems.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';
import type { Words } from './words.ts';

const SOURCE_AREAS: Readonly<Record<string, SourceKind>> = { feeds: 'feed', forums: 'forum', searches: 'search' };

export type BeginningInput = Omit<BrandBeginning, 'contact'> &
  Readonly<{ values: Readonly<Record<string, string>>; problems: Problems }>;

/** What the form of a new brand begins with. */
export const NEW_BRAND_VALUES = { kind: 'client', sensitivity: 'balanced' } as const;

/** What was typed: as it can be written, as it can be shown again, and what is wrong with it. */
export function readBrandBeginning(messages: Messages, form: Form): BeginningInput {
  const { sources, problems } = readSources(messages, form, SOURCE_AREAS);
  const name = form.text('name');
  const kind = form.oneOf('kind', BRAND_KINDS) ?? 'client';
  const { sector = null, sensitivity = 'balanced', country = null } = readTraits(form);
  return {
    brand: { name, kind, query: form.text('query') || toDefaultQuery(name), sector, sensitivity, country },
    sources,
    values: {
      name,
      kind,
      ...toTraitValues({ sector, sensitivity, country }),
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

/** What decides how a brand's talk is judged, besides its query. */
export type Traits = Pick<Brand, 'sector' | 'sensitivity' | 'country'>;

/** What a form says of no sector. */
const NO_SECTOR = 'none';
/** What a form says of the country of the agency. */
const AGENCY_COUNTRY = 'agency';

/** What the form says of them; what it does not say is left out. */
export function readTraits(form: Form): Partial<Traits> {
  const sector = form.oneOf('sector', [NO_SECTOR, ...SECTORS]);
  const sensitivity = form.oneOf('sensitivity', SENSITIVITIES);
  const country = form.oneOf('country', [AGENCY_COUNTRY, ...COUNTRIES]);
  return {
    ...(sector === undefined ? {} : { sector: sector === NO_SECTOR ? null : sector }),
    ...(sensitivity === undefined ? {} : { sensitivity }),
    ...(country === undefined ? {} : { country: country === AGENCY_COUNTRY ? null : country }),
  };
}

export function toTraitValues({ sector, sensitivity, country }: Traits): Readonly<Record<keyof Traits, string>> {
  return { sector: sector ?? NO_SECTOR, sensitivity, country: country ?? AGENCY_COUNTRY };
}

/** Sector and country, for beside the other short fields. */
export function renderTraitFields(words: Words, fields: FieldKit): Html {
  const { brand, sectors } = words.messages;
  const sectorNames = [NO_SECTOR, ...SECTORS] as const;
  const agencyCountry = { value: AGENCY_COUNTRY, label: brand.agencyCountry };
  return html`${fields.select({
    name: 'sector',
    label: brand.sector,
    options: sectorNames.map((value) => ({ value, label: sectors[value] })),
  })}
${fields.select({
  name: 'country',
  label: brand.country,
  options: [agencyCountry, ...listCountryOptions(words.language)],
  hint: brand.countryHint,
})}`;
}

export function renderSensitivityField(messages: Messages, fields: FieldKit): Html {
  const { sensitivity, sensitivities, sensitivityHint } = messages.brand;
  return fields.select({
    name: 'sensitivity',
    label: sensitivity,
    options: SENSITIVITIES.map((value) => ({ value, label: sensitivities[value] })),
    hint: sensitivityHint,
  });
}

export function renderBeginningFields(words: Words, fields: FieldKit): Html {
  const { messages } = words;
  const { brand } = messages;
  return html`<fieldset><legend>${messages.brands.name}</legend>
<div class="pair">
${fields.input({ name: 'name', label: brand.name })}
${fields.select({ name: 'kind', label: brand.kind, options: listKindOptions(messages) })}
${renderTraitFields(words, fields)}
</div>
${renderSensitivityField(messages, fields)}
${fields.area({ name: 'query', label: brand.query, hint: brand.queryHint, rowCount: 2, isOptional: true })}
</fieldset>
<fieldset><legend>${messages.welcome.sources}</legend>
${fields.area({ name: 'feeds', label: brand.feeds, hint: brand.feedsHint, rowCount: 3, isOptional: true })}
${fields.area({ name: 'forums', label: brand.forums, hint: brand.forumsHint, rowCount: 2, isOptional: true })}
${fields.area({ name: 'searches', label: brand.searches, hint: brand.searchesHint, rowCount: 2, isOptional: true })}
</fieldset>`;
}
