/** The card of a contact's page that makes this browser one of the contact's channels. */
import { type Html, html } from '../base/html.ts';
import { BUZZ_LEVELS } from '../domain/buzz.ts';
import type { ChannelInput } from '../intents/contacts.ts';
import { makeFields } from './fields.ts';
import { readLevel } from './form-problems.ts';
import type { Form } from './read-form.ts';
import { PUSH_BUTTON_PATH, PUSH_WORKER_PATH } from './scripts.ts';
import type { Words } from './words.ts';

/** What the script filled in, and the level that was chosen. */
export function readDevice(form: Form): ChannelInput {
  const keys = { p256dh: form.text('p256dh'), auth: form.text('auth') };
  return { kind: 'push', subscription: { endpoint: form.text('endpoint'), keys }, minLevel: readLevel(form) };
}

/**
 * Shape:   publicKey: of VAPID, base64url. problem: what was wrong with the device that was sent last; null for nothing.
 */
export function renderDevice(
  words: Words,
  device: Readonly<{ contactId: string; publicKey: string; problem: string | null }>,
): Html {
  const messages = words.messages.devices;
  const fields = makeFields(words, { values: { level: '' }, problems: {} });
  const levels = BUZZ_LEVELS.map((level) => ({ value: String(level), label: words.messages.levelOutOfFour(level) }));
  const options = [{ value: '', label: messages.defaultLevel }, ...levels];
  return html`<section class="card" id="device"><h2>${messages.title}</h2>
<p>${messages.intro}</p>
${device.problem === null ? null : html`<p class="notice wrong" role="alert">${device.problem}</p>`}
<p class="soft" id="device-none">${messages.none}</p>
<form method="post" action="/contacts/${device.contactId}/push" class="fields" id="device-form" data-key="${device.publicKey}" data-worker="${PUSH_WORKER_PATH}" hidden>
${['endpoint', 'p256dh', 'auth'].map((name) => html`<input type="hidden" name="${name}">`)}
${fields.select({ name: 'level', label: words.messages.contacts.level, options })}
<p><button>${messages.submit}</button></p>
<p class="problem" id="device-denied" role="alert" hidden>${messages.denied}</p>
<p class="problem" id="device-failed" role="alert" hidden>${messages.failed}</p></form>
<script type="module" src="${PUSH_BUTTON_PATH}"></script></section>`;
}
