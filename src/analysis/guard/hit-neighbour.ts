/** Whether a name is that of somebody of whom the account tells: a neighbour, a customer, whoever is visited or congratulated. */
import type { Hit } from './find-hits.ts';
import type { ReadDraft } from './read-draft.ts';
import { toSet, WE } from './small-words.ts';

const NEAR_PATTERN =
  /^ ?(?:est|se trouve|is) (?:juste |tout |just )?(?:à (?:\p{N}+|une?|deux|trois|cinq|dix|quelques) (?:min|minutes?|m|mètres?|km|kilomètres?|pas|rues?|stations?|arrêts?)|à côté|en face|next door|(?:\p{N}+|an?|two|five|ten) (?:min|minutes?|steps?|km|miles?) (?:away|walk))(?!\p{L})/iu;
const FOUND_PATTERN = /^,? (?:que |qu[’'])(?:vous|tu|on) (?:re)?trouve/iu;
/** « Bravo aux poussins du Judo Club », « tu sors de l’expo au Musée », « Soizic reçoit Jean-Marc de l’aquarium ». */
const TOLD_PATTERN =
  /(?<!\p{L})(?:(?:bravo|félicitations|congrats|congratulations) (?:à|au|aux|to) |(?:tu|vous) sor(?:s|tez) (?:de |d[’']|du |des )|(?:reçoit|reçoivent|recevons) \p{Lu}[\p{L}-]+ (?:de |d[’']|du |des ))(?:\p{L}+[’' ]){0,5}$/iu;
const TOLD_CHARS = 80;
const REQUIRED = toSet('exige exigee requis requise souhaite souhaitee demande demandee obligatoire apprecie required');
const PRESENT = toSet('serons sera seront sommes etions etait serai exposons');
const PLACE_ARTICLES = toSet('a au aux la le les l chez at the');
/** « notre », « votre boutique… »: said by whoever it belongs to. */
const OWNED = toSet('notre nos votre vos ta ton tes our your boutique boutiques magasin magasins agence agences');
const OWNED_WORDS = 3;

/** Whether it stands there as somebody else's, told by us. */
export function isNeighbours(
  draft: ReadDraft,
  hit: Hit,
  around: Readonly<{ before: readonly string[]; after: readonly string[] }>,
): boolean {
  const { before, after } = around;
  const behind = draft.text.slice(hit.end, hit.end + TOLD_CHARS).replaceAll('\u00a0', ' ');
  if (REQUIRED.has(after[0] ?? '') || FOUND_PATTERN.test(behind)) return true;
  // « La Cave nous a confié son comptoir »; not « Samsung, nous… »
  if (behind.startsWith(' ') && (after[0] === 'nous' || (after[0] === 'has' && after.slice(1, 3).includes('us'))))
    return true;
  if (TOLD_PATTERN.test(draft.text.slice(Math.max(0, hit.start - TOLD_CHARS), hit.start))) return true;
  const isOwned = before.slice(0, OWNED_WORDS).some((word) => OWNED.has(word));
  if (isName(hit) && !isOwned && NEAR_PATTERN.test(behind)) return true;
  // « nous serons au Bioparc avec nos jumelles »
  const verb = before.find((word) => !PLACE_ARTICLES.has(word)) ?? '';
  return PRESENT.has(verb) && before[0] !== verb && [...before, ...after].some((word) => WE.has(word));
}

function isName({ term }: Hit): boolean {
  return [...term.owners.values()].some(({ role }) => role === 'name');
}
