/** What English speakers in the south-west of France write on ordinary days; {b}, {p} and {l} as in texts-fr.ts. */
import type { Sample } from './texts-fr.ts';

export const LETTER_TELECOM: readonly Sample[] = [
  {
    mood: 'positive',
    title: 'Fibre at last, thanks to {b}',
    text: 'After two years of waiting, {b} connected our barn near {l}. Polite engineer, great speed, very happy.',
  },
  {
    mood: 'neutral',
    title: 'Does {b} have an English helpline?',
    text: 'We are moving to {l} in spring. Someone mentioned that {b} answers in English on weekdays. Is that so?',
  },
  {
    mood: 'negative',
    title: '{b} missed another appointment',
    text: 'Nobody came and nobody called. The third time this month, and the {b} chat was useless. Disappointed.',
  },
  {
    mood: 'neutral',
    title: 'Setting up the {b} box without French',
    text: 'A few screenshots of the {b} menus with translations, from the Wi-Fi name to the guest network.',
  },
  {
    mood: 'positive',
    title: 'Good experience with {b} in {l}',
    text: 'Quick switch, clear bill, friendly shop. I would recommend {b} to other newcomers.',
  },
  {
    mood: 'neutral',
    title: '{b} or a satellite dish?',
    text: 'We have both options in our valley outside {l}. What do other readers pay per month?',
  },
  {
    mood: 'negative',
    title: 'Slow evenings on {b}',
    text: 'Films keep buffering after eight. The support line says it is my router. Annoying.',
  },
];

export const LETTER_ELECTRONICS: readonly Sample[] = [
  {
    mood: 'positive',
    title: 'Review: the {p} from {b}',
    text: 'Lovely picture, sensible menus and an excellent price. {b} has done a brilliant job with the {p}.',
  },
  {
    mood: 'neutral',
    title: 'Where to buy a {b} {p} near {l}',
    text: 'The shop by the covered market has it in stock. Delivery takes about a week.',
  },
  {
    mood: 'negative',
    title: 'My {b} {p} failed after a year',
    text: 'The screen went black and the repair costs more than half its price. Disappointing.',
  },
  {
    mood: 'positive',
    title: 'A small {p} that sounds big',
    text: 'I was impressed by the {p}. {b} ships spare parts too, which is great.',
  },
  {
    mood: 'neutral',
    title: 'Changing the language of a {b} {p}',
    text: 'Hold the menu key for five seconds, then choose the third line. Works on the 2024 and 2025 models.',
  },
  {
    mood: 'neutral',
    title: '{b} opens orders for its next {p}',
    text: 'The announcement says December for France and January for other countries.',
  },
];

export const LETTER_OTHER: readonly Sample[] = [
  {
    mood: 'neutral',
    title: 'Choir rehearsals start again in {l}',
    text: 'Thursdays at seven in the chapel. No audition, bring a pencil.',
  },
  {
    mood: 'neutral',
    title: 'Firewood: two addresses near {l}',
    text: 'Both deliver within twenty kilometres and both take cheques.',
  },
  {
    mood: 'positive',
    title: 'The best bakery in {l}?',
    text: 'Our vote goes to the one behind the station, for its wonderful walnut bread.',
  },
];

export const LETTER_AUTHORS: readonly string[] = [
  'Harriet Cole',
  'Duncan Frye',
  'Priya Nair',
  'Owen Thistle',
  'Marguerite Lane',
  'Callum Reid',
];
