/** The part of a brand's settings that says what it is known by and how it speaks: what drafts are held against. */
import { type Html, html } from '../base/html.ts';
import { type BrandVoice, VOICE_ITEM_CHARS_MAX, VOICE_ITEMS_MAX, VOICE_LISTS } from '../domain/brand-voice.ts';
import type { FieldKit } from './fields.ts';
import type { Problems } from './form-problems.ts';
import type { Messages } from './messages-fr.ts';
import type { Form } from './read-form.ts';

/** A form without it leaves the voice as it is. */
const SENT = 'voice';

export function isVoiceSent(form: Form): boolean {
  return form.isChecked(SENT);
}

export function readVoice(form: Form): BrandVoice {
  return {
    products: form.lines('products'),
    handles: form.lines('handles'),
    hashtags: form.lines('hashtags'),
    competitors: form.lines('competitors'),
    register: form.text('register') || null,
    language: form.text('voiceLanguage').toLowerCase() || null,
  };
}

const LANGUAGE_PATTERN = /^[a-z]{2}( *, *[a-z]{2}){0,9}$/;

export function findVoiceProblems(messages: Messages, voice: BrandVoice): Problems {
  const tooLong = messages.problems.tooLong(VOICE_ITEM_CHARS_MAX);
  const lists = VOICE_LISTS.flatMap((name) => {
    const items = voice[name];
    if (items.length > VOICE_ITEMS_MAX) return [[name, messages.voice.tooMany(VOICE_ITEMS_MAX)]];
    return items.some((item) => item.length > VOICE_ITEM_CHARS_MAX) ? [[name, tooLong]] : [];
  });
  const register = (voice.register ?? '').length > VOICE_ITEM_CHARS_MAX ? [['register', tooLong]] : [];
  const isLanguage = voice.language === null || LANGUAGE_PATTERN.test(voice.language);
  return Object.fromEntries([
    ...lists,
    ...register,
    ...(isLanguage ? [] : [['voiceLanguage', messages.voice.noLanguage]]),
  ]);
}

export function toVoiceValues(voice: BrandVoice): Readonly<Record<string, string>> {
  return {
    ...Object.fromEntries(VOICE_LISTS.map((name) => [name, voice[name].join('\n')])),
    register: voice.register ?? '',
    voiceLanguage: voice.language ?? '',
  };
}

export function renderVoiceFields(messages: Messages, fields: FieldKit): Html {
  const { voice } = messages;
  return html`<fieldset><legend>${voice.title}</legend><p class="hint">${voice.hint}</p>
<input type="hidden" name="${SENT}" value="yes">
${VOICE_LISTS.map((name) => fields.area({ name, label: voice[name], rowCount: 2, isOptional: true }))}
<div class="pair">
${fields.input({ name: 'register', label: voice.register, hint: voice.registerHint, charsMax: VOICE_ITEM_CHARS_MAX, isOptional: true })}
${fields.input({ name: 'voiceLanguage', label: voice.language, hint: voice.languageHint, isOptional: true })}
</div></fieldset>`;
}
