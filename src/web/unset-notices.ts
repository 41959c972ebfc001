/** Why alerts cannot leave: what the operator has not configured yet. */
import { type Html, html } from '../base/html.ts';
import type { Contact } from '../domain/alert.ts';
import type { WebDeps } from './web-deps.ts';
import type { Words } from './words.ts';

/** Null where mails can leave. */
export function renderMailNotice(words: Words, config: WebDeps['config']): Html | null {
  return config.smtpUrl === null ? html`<p class="notice unset">${words.messages.unset.mail}</p>` : null;
}

/** Null where SMS can leave, and while nobody is to be told by SMS. */
export function renderSmsNotice(
  words: Words,
  config: WebDeps['config'],
  contacts: readonly Pick<Contact, 'channels'>[],
): Html | null {
  const isWanted = contacts.some((contact) => contact.channels.some((channel) => channel.kind === 'sms'));
  return config.sms === null && isWanted ? html`<p class="notice unset">${words.messages.unset.sms}</p>` : null;
}
