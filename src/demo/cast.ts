/**
 * Who and what the demo is about: an agency, its brands, the people who are told, and when the story happens. Brands,
 * people and sites are all invented.
 */
import type { Language } from '../domain/agency.ts';
import type { BrandKind } from '../domain/brand.ts';

export type DemoBrand = 'morvanel' | 'tesselian' | 'hautefil';

/** The brand that the bad buzz is about. */
export const CRISIS_BRAND: DemoBrand = 'morvanel';

export const BRANDS: Readonly<Record<DemoBrand, Readonly<{ name: string; kind: BrandKind; query: string }>>> = {
  morvanel: { name: 'Morvanel', kind: 'client', query: 'Morvanel NOT ("offre d’emploi" OR recrute)' },
  tesselian: { name: 'Tessélian', kind: 'client', query: 'Tessélian OR "casque Halo 2"' },
  hautefil: { name: 'Hautefil', kind: 'competitor', query: 'Hautefil' },
};

export const AGENCY = { name: 'Atelier Garance', language: 'fr', timeZone: 'Europe/Paris' } as const;

export const OWNER = {
  name: 'Marie Delcourt',
  email: 'marie@atelier-garance.example',
  /** Told on the terminal: the demo's dashboard is only on this machine and only as long as the demo runs. */
  password: 'vigie-demo-2026',
} as const;

export const CONTACTS: readonly Readonly<{
  name: string;
  language: Language;
  email: string;
  /** Null: no SMS. */
  phone: string | null;
}>[] = [
  { name: OWNER.name, language: 'fr', email: OWNER.email, phone: '+33639980142' },
  { name: 'Tom Ashby', language: 'en', email: 'tom@atelier-garance.example', phone: null },
];

/**
 * The story's calendar, in Paris. Four weeks from a Monday on, the end of summer time (25 October) among them, then
 * the Tuesday. The sites hold a few days more, as every site does when somebody begins to listen.
 */
export const CALENDAR = {
  talkFrom: new Date('2026-10-08T22:00:00Z'),
  listenFrom: new Date('2026-10-11T22:00:00Z'),
  weekCount: 4,
  /** 18:00 on the wall: nothing is wrong yet. */
  crisisFrom: new Date('2026-11-10T17:00:00Z'),
  talkUntil: new Date('2026-11-11T22:00:00Z'),
} as const;

export const TALK_SEED = 20_261_110;
