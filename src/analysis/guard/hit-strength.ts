/** How surely a hit is the brand and not a word of every day: by case, by what stands around it, by what the draft speaks of. */

import { findKnownName } from '../sentiment/known-names.ts';
import { isPersonName } from './common-words.ts';
import type { Hit } from './find-hits.ts';
import { wordsAfter, wordsBefore } from './hit-voice.ts';
import type { ReadDraft } from './read-draft.ts';

/** 3 beyond doubt, 0 a word like another. */
const SURE = 3;
const LIKELY = 2.3;

const FORMS: Readonly<Record<Exclude<Hit['form'], 'plain'>, Readonly<{ common: number; other: number }>>> = {
  slip: { common: 0, other: 2.4 },
  hashtag: { common: 2, other: SURE },
  handle: { common: SURE, other: SURE },
  'in-hashtag': { common: 0.6, other: 2 },
  'in-handle': { common: 0, other: 1 },
};

/** What stands before a name that is a word. */
const CUES_BEFORE = new Set(
  `chez by équipe equipe equipes team boutique boutiques magasin magasins abonne abonnes client clients forfait operateur marque appli application groupe fibre box reseau carte
  banque espace rayon univers showroom agence via hypermarches supermarches supermarche enseigne at from with join avec conseiller conseillers`.split(
    /\s+/,
  ),
);
const CUES_AFTER = new Set(
  `vous te t france mobile bank store telecom lance presente propose devoile annonce offre recrute launches introduces presents offers customers clients is has s`.split(
    /\s+/,
  ),
);
const DETERMINERS = new Set('un une des le la les l the a an ce cette ces son sa ses leur'.split(' '));

export type StrengthInput = Readonly<{
  draft: ReadDraft;
  hit: Hit;
  /** Only a part of what the brand goes by. */
  part: 'name' | 'product' | null;
  /** How much the draft speaks of what the brand deals in. */
  tradeScore: () => number;
}>;

const PLACE_PREPOSITIONS = new Set('a au de d du in of from near vers depuis entre sur pres'.split(' '));
const PLACE = 0.7;
const TRADE_FITS_MIN = 1.5;

export function rateHit(input: StrengthInput): number {
  const { draft, hit, part } = input;
  const { isCommon } = hit.term;
  if (hit.form !== 'plain') {
    const { common, other } = FORMS[hit.form];
    return part === null ? (isCommon ? common : other) : Math.min(isCommon ? common : other, 2);
  }
  if (part !== null) return ratePart(draft, hit, part);
  if (isCommon) return rateCommon(input);
  return rateName(draft, hit);
}

/** « lg » is hardly a word, and hardly anybody's name for LG. */
function rateName(draft: ReadDraft, hit: Hit): number {
  const isShort = hit.term.key.length <= 2;
  if (!isShort) return isCapital(draft, hit) || draft.letterCase !== 'mixed' || hit.term.words.length > 1 ? SURE : 2.6;
  if (hit.term.key.length === 1) return isCapital(draft, hit) && hasCue(draft, hit) ? LIKELY : 0;
  if (isCapital(draft, hit)) return isAllCapital(draft, hit) || draft.letterCase === 'upper' ? SURE : 1.5;
  return hasCue(draft, hit) ? LIKELY : 0.5;
}

function ratePart(draft: ReadDraft, hit: Hit, part: 'name' | 'product'): number {
  // « à Brest », « la gare de Rennes »: a place, whoever has it in his name
  const [first = '', , third = ''] = wordsBefore(draft, hit.from);
  const isKnown = findKnownName(hit.term.key) === 'plain';
  const isAfterPlace =
    first === 'et' || first === 'ou' || first === 'and' ? PLACE_PREPOSITIONS.has(third) : PLACE_PREPOSITIONS.has(first);
  if (part === 'name' && !isKnown && isAfterPlace) return PLACE;
  const whole = hit.term.words.length > 1 || isKnown ? 2.7 : part === 'product' ? 2.5 : 1.4;
  if (draft.letterCase !== 'mixed' || isCapital(draft, hit)) return whole;
  return hit.term.words.length > 1 ? whole : whole * 0.6;
}

function rateCommon(input: StrengthInput): number {
  const { draft, hit, tradeScore } = input;
  if (isPerson(draft, hit)) return PERSON;
  const fits = tradeScore() >= TRADE_FITS_MIN;
  if (draft.letterCase !== 'mixed') {
    if (hasCue(draft, hit)) return LIKELY;
    return fits && !hasDeterminer(draft, hit) ? 1.5 : 0;
  }
  if (!isCapital(draft, hit)) return wordsBefore(draft, hit.from)[0] === 'chez' ? LIKELY : 0;
  if (draft.breaks[hit.from] === true) {
    if (CUES_AFTER.has(wordsAfter(draft, hit.until)[0] ?? '')) return LIKELY + (fits ? 0.7 : 0);
    return fits ? 1.2 : 0.5;
  }
  if (hasCue(draft, hit)) return SURE;
  if (isWithinTitle(draft, hit)) return 0.8;
  if (hasDeterminer(draft, hit) && hit.term.words.length === 1) return fits ? LIKELY : 1;
  return fits ? SURE : LIKELY;
}

const PERSON = 0.4;
const BEFORE_PERSON = new Set(
  `bonjour bonsoir salut coucou hello hi hey dear cher chere merci bravo felicitations anniversaire mme mlle madame mademoiselle monsieur m mr mrs ms dr docteur maitre me
  papi mamie tonton tata saint sainte st ste avec thanks welcome bienvenue notre nos collegue chef directeur directrice president presidente coach`.split(
    /\s+/,
  ),
);

/** « Merci Camille », « Camille Roussel », « Jules, 8 ans »: somebody of that name. */
function isPerson(draft: ReadDraft, hit: Hit): boolean {
  if (hit.term.words.length > 1 || !isPersonName(hit.term.key)) return false;
  if (BEFORE_PERSON.has(wordsBefore(draft, hit.from)[0] ?? '')) return true;
  const behind = draft.text.slice(hit.end, hit.end + 40);
  // another name behind, an age, a job
  return (
    /^ \p{Lu}\p{Ll}{2,}(?! *(?:vous|te|lance|présente)(?!\p{L}))/u.test(behind) ||
    /^,? \d{1,2} ans(?!\p{L})/u.test(behind) ||
    /^, (?:notre|votre|nos|chef|responsable|de l[’']équipe|du service|our)(?!\p{L})/u.test(behind)
  );
}

function hasCue(draft: ReadDraft, hit: Hit): boolean {
  return (
    CUES_BEFORE.has(wordsBefore(draft, hit.from)[0] ?? '') || CUES_AFTER.has(wordsAfter(draft, hit.until)[0] ?? '')
  );
}

function hasDeterminer(draft: ReadDraft, hit: Hit): boolean {
  return DETERMINERS.has(wordsBefore(draft, hit.from)[0] ?? '');
}

/** The last word tells: « La Poste » begins sentences with a capital that tells nothing. */
function isCapital(draft: ReadDraft, hit: Hit): boolean {
  const last = draft.text.slice(draft.starts[hit.until - 1], draft.ends[hit.until - 1]);
  const first = draft.text.slice(draft.starts[hit.from], draft.ends[hit.from]);
  // « Hello bank! » within a sentence
  if (hit.until - hit.from > 1 && draft.breaks[hit.from] !== true && /^\p{Lu}/u.test(first)) return true;
  return (
    /^\p{Lu}/u.test(last) ||
    (/^\P{L}/u.test(last) && /^\p{Lu}/u.test(first)) ||
    /^\p{Ll}*\p{Lu}/u.test(last) ||
    /^\p{Lo}/u.test(last)
  );
}

function isAllCapital(draft: ReadDraft, hit: Hit): boolean {
  return !/\p{Ll}/u.test(draft.text.slice(hit.start, hit.end));
}

/** « Total Look », « Apple Pie »: a title of several words, none of which is the brand. */
function isWithinTitle(draft: ReadDraft, hit: Hit): boolean {
  if (draft.breaks[hit.until] !== false) return false;
  const next = draft.text.slice(draft.starts[hit.until], draft.ends[hit.until]);
  return /^\p{Lu}\p{Ll}/u.test(next) && draft.text.slice(hit.end, draft.starts[hit.until]) === ' ';
}
