/** What a form says of a contact beside the channels: the person, the brands, the hours; the same on both pages. */
import { type Html, html } from '../base/html.ts';
import { isTimeZone, readWallMinute, toWallMinuteText } from '../base/zoned-time.ts';
import { LANGUAGES } from '../domain/agency.ts';
import type { Contact } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import { DIGEST_PERIODS, DIGEST_SCOPES, type DigestPeriod } from '../domain/digest.ts';
import type { ContactChanges } from '../intents/contacts.ts';
import { type FieldKit, renderCheckbox } from './fields.ts';
import { findTextProblems, type Problems } from './form-problems.ts';
import { LANGUAGE_NAMES } from './layout.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';
import { renderTimeZones } from './time-zones.ts';
import type { RoomVisit } from './visits.ts';
import type { Words } from './words.ts';

/** The boxes of the form beside its fields. */
export type Ticks = Readonly<{
  brandIds: readonly string[];
  /** None: he gets no digest. */
  digestPeriods: readonly DigestPeriod[];
  isClient: boolean;
}>;

const NAMES = ['name', 'language', 'digestScope', 'quietFrom', 'quietUntil', 'timeZone'] as const;

/** What was typed: as it can be written, as it can be shown again, and what is wrong with it. */
export function readPerson(visit: RoomVisit, form: Form, brands: readonly Brand[]) {
  const { messages } = visit.words;
  const ticks: Ticks = {
    brandIds: brands.map((brand) => brand.id).filter((id) => form.all('brands').includes(id)),
    digestPeriods: DIGEST_PERIODS.filter((period) => form.all('digestPeriods').includes(period)),
    isClient: form.isChecked('client'),
  };
  const [fromMinute, untilMinute] = [readWallMinute(form.text('quietFrom')), readWallMinute(form.text('quietUntil'))];
  const timeZone = form.text('timeZone') || null;
  const digestScope = form.oneOf('digestScope', DIGEST_SCOPES) ?? 'brands';
  const person = {
    name: form.text('name'),
    language: form.oneOf('language', LANGUAGES) ?? visit.room.agency.language,
    brandIds: ticks.brandIds,
    isClient: ticks.isClient,
    isDigestReader: ticks.digestPeriods.length > 0,
    // what he read before is kept for the day on which he reads them again
    ...(ticks.digestPeriods.length > 0 ? { digestPeriods: ticks.digestPeriods } : {}),
    digestScope,
    quietHours: fromMinute === null || untilMinute === null ? null : { fromMinute, untilMinute },
    timeZone,
  } satisfies ContactChanges;
  const problems: Problems = {
    ...findTextProblems(messages, form, ['name']),
    ...findQuietProblems(messages, form),
    ...(digestScope !== 'brands' && ticks.brandIds.length > 0 ? { digestScope: messages.contacts.digestOfAll } : {}),
    ...(timeZone === null || isTimeZone(timeZone) ? {} : { timeZone: messages.problems.timeZone }),
  };
  const values = Object.fromEntries(NAMES.map((name) => [name, form.text(name)]));
  return { person, ticks, values, problems };
}

/** Both ends or none, and not the same. */
function findQuietProblems(messages: Messages, form: Form): Problems {
  const [from, until] = [form.text('quietFrom'), form.text('quietUntil')];
  if (from === '' && until === '') return {};
  if (readWallMinute(from) === null) return { quietFrom: messages.problems.wallMinute };
  if (readWallMinute(until) === null) return { quietUntil: messages.problems.wallMinute };
  return from === until ? { quietUntil: messages.contacts.quietAllDay } : {};
}

/** A contact as the form shows it. */
export function toPersonValues(contact: Contact): Readonly<Record<string, string>> {
  const { name, language, digestScope, quietHours, timeZone } = contact;
  return {
    ...{ name, language, digestScope, timeZone: timeZone ?? '' },
    quietFrom: quietHours === null ? '' : toWallMinuteText(quietHours.fromMinute),
    quietUntil: quietHours === null ? '' : toWallMinuteText(quietHours.untilMinute),
  };
}

/** The periods of who reads no digest are those that he read before: none is ticked, so that saving makes him no reader. */
export function toTicks({ brandIds, isClient, isDigestReader, digestPeriods }: Contact): Ticks {
  return { brandIds, isClient, digestPeriods: isDigestReader ? digestPeriods : [] };
}

/** Who it is: above the channels. */
export function renderPerson(words: Words, fields: FieldKit): Html {
  const messages = words.messages.contacts;
  return html`<div class="pair">
${fields.input({ name: 'name', label: messages.name, autocomplete: 'off' })}
${fields.select({ name: 'language', label: messages.language, options: LANGUAGES.map((language) => ({ value: language, label: LANGUAGE_NAMES[language] })) })}
</div>`;
}

/** What he hears of, and when: below the channels. */
export function renderHabits(
  visit: RoomVisit,
  { fields, ticks, brands }: Readonly<{ fields: FieldKit; ticks: Ticks; brands: readonly Brand[] }>,
): Html {
  const messages = visit.words.messages.contacts;
  return html`${
    brands.length === 0
      ? null
      : html`<fieldset class="inner"><legend>${messages.brands}</legend><p class="hint">${messages.brandsHint}</p>${brands.map((brand) => renderCheckbox({ name: 'brands', value: brand.id, label: brand.name, isChecked: ticks.brandIds.includes(brand.id) }))}</fieldset>`
  }
<fieldset class="inner"><legend>${messages.quietHours}</legend><p class="hint">${messages.quietHint}</p>
<div class="pair">
${fields.input({ name: 'quietFrom', label: messages.quietFrom, type: 'time', isOptional: true })}
${fields.input({ name: 'quietUntil', label: messages.quietUntil, type: 'time', isOptional: true })}
</div>
${fields.input({ name: 'timeZone', label: messages.timeZone, hint: messages.timeZoneHint(visit.room.agency.timeZone), list: 'time-zones', autocomplete: 'off', isOptional: true })}
${renderTimeZones()}</fieldset>
<fieldset class="inner"><legend>${messages.digests}</legend><p class="hint">${messages.digestsHint}</p>
${DIGEST_PERIODS.map((period) => renderCheckbox({ name: 'digestPeriods', value: period, label: messages.digestPeriods[period], isChecked: ticks.digestPeriods.includes(period) }))}
${fields.select({ name: 'digestScope', label: messages.digestScope, options: DIGEST_SCOPES.map((scope) => ({ value: scope, label: messages.digestScopes[scope] })) })}</fieldset>
${renderCheckbox({ name: 'client', value: 'yes', label: messages.isClient, isChecked: ticks.isClient })}`;
}
