/** Why alerts cannot leave: what the operator has not configured yet. */
import { type Html, html } from '../base/html.ts';
import type { Contact } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
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

/** More names than this hide the sentence; the rest is counted. */
const NAMED_BRANDS_MAX = 8;

/** The brands of whose bad buzz nobody would hear, by name; null where there is none. */
export function renderUnheardNotice(
  words: Words,
  brands: readonly Pick<Brand, 'name'>[],
  link: 'with-link' | 'on-the-page',
): Html | null {
  if (brands.length === 0) return null;
  const names = brands.slice(0, NAMED_BRANDS_MAX).map((brand) => brand.name);
  const { unset } = words.messages;
  const moreCount = brands.length - names.length;
  const text = unset.unheard(words.formats.list(moreCount === 0 ? names : [...names, unset.moreBrands(moreCount)]));
  const way = link === 'with-link' ? html` <a href="/contacts">${unset.unheardLink}</a>` : null;
  return html`<p class="notice unset">${text}${way}</p>`;
}
