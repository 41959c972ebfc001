/** How a source is blind, for "… depuis le …" and "… since …". */
import type { Language } from '../../domain/agency.ts';
import type { BlindSource } from '../../domain/source.ts';

export const BLIND_WORDS: Readonly<Record<Language, Readonly<Record<NonNullable<BlindSource['state']>, string>>>> = {
  fr: { failing: 'illisible', silent: 'muette, contre son habitude,', gone: 'fermée' },
  en: { failing: 'unreadable', silent: 'silent, against its habit,', gone: 'closed' },
};
