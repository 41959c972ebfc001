/**
 * Whether a draft speaks as the brand that it names, of it, or but mentions it: « chez LG, nous… », « le Galaxy est arrivé »,
 * « plutôt que SFR ».
 */
import type { Hit } from './find-hits.ts';
import { isNeighbours } from './hit-neighbour.ts';
import type { ReadDraft } from './read-draft.ts';
import { toSet, WE } from './small-words.ts';

/** as: who speaks is the brand. to: what is said is its to say. of: no more than named. aside: compared, thanked, quoted. */
export type Voice = 'as' | 'to' | 'of' | 'aside';

const TEAM = toSet('equipe equipes team teams crew staff');
const ARTICLES = toSet('le la les l de d du des the of a au aux un une');
const OUR = toSet('notre nos our mon ma mes');
const YOUR = toSet('votre vos ton ta tes your');
const ADJECTIVES = toSet(
  `nouveau nouvelle nouveaux nouvelles nouvel dernier derniere derniers dernieres premier premiere tout toute tous toutes grand grande petit petite gamme collection propre
  belle beau fameux fameuse celebre new latest very own brand first range app appli application`,
);
const ADDRESSED = toSet('vous te t');
const SAYS = toSet(
  `lance presente propose devoile annonce offre fete recrute installe ouvre introduces launches presents offers announces unveils invite remercie souhaite wishes accueille livre`,
);
/** What stands right before a name that is but mentioned; the words between may be articles. */
const BEFORE_ASIDE = toSet(
  `contre face vs versus que qu contrairement unlike than marre quitter quitte quittez quittent resilier resilie bravo felicitations merci thanks congrats congratulations remercie
  remercions ex ancien ancienne concurrent concurrents competitor partenaire partenaires partner partners ami amis friends voisin voisins confreres compatible compatibles
  via selon mecenat soutien sponsor parrainage accompagner accompagne accompagnons soutenir soutient soutenons soutenez supporting proud comme adieu away against from switching leaving filiale`,
);
/** Wherever they stand before it in the sentence. */
const HELPED = toSet(
  'soutenir soutient soutenons soutien mecenat mecene parrainage parrain accompagner accompagnons accompagne sponsor sponsors partenaire partenaires partenariat partner partners partnership supporting',
);
const PARTNERS = toSet('partenaire partenaires partner partners sponsor ami amis friends');
const TICKETS = toSet(
  'place places billet billets invitation invitations entree entrees ticket tickets match rencontre',
);
const PARTNERSHIP = toSet(
  'partenariat collaboration collab association accord partnership compatible compatibles collaborating teamed alliance duo main',
);
const AVAILABLE = toSet(
  `dispo disponible disponibles vente rayon stock exclusivite exclusivement retrouver retrouvez retrouve available stockists sold commande commandez achetez acheter boutiques magasins
  vu offert offerts offerte fournit fourni invite visite decouverte pres quartier`,
);
const AND = toSet('et x × & and avec with');
const FROM_PLACE = toSet(
  'de venez viens venir venant passer passe passee passes quittez quitter client clients cliente abonne abonnes',
);
const WINDOW = 9;

export type VoiceInput = Readonly<{
  draft: ReadDraft;
  hit: Hit /** Tokens of the account's own terms. */;
  isOwn: (token: number) => boolean;
  /** The account's own term: nobody tells of himself as of a neighbour. */
  isAccounts: boolean;
}>;

/** How the draft speaks where the hit stands. */
export function tellVoice(input: VoiceInput): Voice {
  const { draft, hit } = input;
  if (draft.isQuoted[hit.from] === true) return 'aside';
  const before = wordsBefore(draft, hit.from);
  const after = wordsAfter(draft, hit.until);
  if (isSignature(draft, hit) || isWeAt(before, after) || isTeam(before, after) || isPerson(before)) return 'as';
  if (isBeside(input, before) || isAside(draft, hit, before)) return 'aside';
  if (!input.isAccounts && isNeighbours(draft, hit, { before, after })) return 'aside';
  if (isOurs(before)) return 'to';
  const [next = '', second = ''] = after;
  if (ADDRESSED.has(next) || SAYS.has(next) || (ARTICLES.has(next) && ADDRESSED.has(second))) return 'to';
  if (YOUR.has(before[0] ?? '')) return 'to';
  return 'of';
}

/** In the same sentence, the nearest first. */
export function wordsBefore(draft: ReadDraft, from: number): readonly string[] {
  const words: string[] = [];
  for (let token = from; token > 0 && words.length < WINDOW && draft.breaks[token] !== true; token -= 1) {
    words.push(draft.words[token - 1] ?? '');
  }
  return words;
}

export function wordsAfter(draft: ReadDraft, until: number): readonly string[] {
  const words: string[] = [];
  for (
    let token = until;
    token < draft.words.length && words.length < WINDOW && draft.breaks[token] !== true;
    token += 1
  ) {
    words.push(draft.words[token] ?? '');
  }
  return words;
}

/** « Contrairement à SFR », « marre de SFR », « moins cher que SFR », « pourquoi payer chez SFR ? ». */
const AGAINST = toSet(
  'contrairement mieux moins plus marre ras bol quitter quitte quittez payer paye payez versus vs face adieu fini oubliez oublie lieu unlike better cheaper than tired leave leaving switch ditch payant cher chere',
);
const AGAINST_WORDS = 5;

/** Whether the name is that of whom one sets oneself against. */
export function isAgainst(draft: ReadDraft, hit: Hit): boolean {
  const before = wordsBefore(draft, hit.from).slice(0, AGAINST_WORDS);
  const [first = ''] = before.filter((word) => !ARTICLES.has(word));
  const isCompared = ['que', 'qu', 'chez', 'than', 'at', 'comme', 'pas'].includes(first);
  return (isCompared || AGAINST.has(first) || first === 'contrairement') && before.some((word) => AGAINST.has(word));
}

/** « Le far de la Maison Kerouan »; not « l’équipe de… », « les boutiques de… ». */
export function isGenitive(draft: ReadDraft, hit: Hit): boolean {
  const before = wordsBefore(draft, hit.from);
  const index = OF.has(before[0] ?? '') ? 0 : OF.has(before[1] ?? '') && ARTICLES.has(before[0] ?? '') ? 1 : -1;
  return index >= 0 && !OWN_PLACES.has(before[index + 1] ?? '');
}

const SIGNATURE_WORDS_MAX = 5;
const SIGNERS = toSet(
  'equipe team service client clients support conseiller conseillere sav relation direction communication sincerely faithfully vous amicalement cordialement signe',
);

/** « – L’équipe SFR », « Bien à vous, SFR », a last line that is the name. */
function isSignature(draft: ReadDraft, hit: Hit): boolean {
  if (hit.form !== 'plain' && hit.form !== 'slip') return false;
  if (hit.until < draft.endsAt) return false;
  if (isClosing(draft, hit)) return true;
  let from = hit.from;
  while (from > 0 && draft.breaks[from] !== true && hit.from - from < SIGNATURE_WORDS_MAX + 1) from -= 1;
  const leading = draft.words.slice(from, hit.from);
  if (from === 0 || leading.length > SIGNATURE_WORDS_MAX) return false;
  if (/[.!?…]["»”)]?\s*$/u.test(draft.text.slice(hit.end).trimEnd().slice(0, 2)) && !isDashed(draft, from))
    return false;
  const content = leading.filter((word) => !ARTICLES.has(word) && !YOUR.has(word));
  return (
    content.every((word) => SIGNERS.has(word)) &&
    (content.length > 0 || isDashed(draft, from) || draft.lineBreaks[from] === true)
  );
}

const CLOSERS = toSet('equipe team service support sav conseillers conseillere conseiller direction communication');

/** « Bonne journée, l’équipe SFR », « Bien à vous, le service client La Poste »: the last words, behind a comma or a break. */
function isClosing(draft: ReadDraft, hit: Hit): boolean {
  let from = hit.from;
  while (
    from > 0 &&
    (SIGNERS.has(draft.words[from - 1] ?? '') ||
      ARTICLES.has(draft.words[from - 1] ?? '') ||
      YOUR.has(draft.words[from - 1] ?? ''))
  ) {
    from -= 1;
    if (draft.breaks[from] === true) break;
  }
  if (from === 0 || !draft.words.slice(from, hit.from).some((word) => CLOSERS.has(word))) return false;
  return draft.breaks[from] === true || /,\s*(?:[\p{L}]{1,3}[’'\s])?$/u.test(textBefore(draft, from));
}

function isDashed(draft: ReadDraft, token: number): boolean {
  return /[–—-]\s?$/u.test(textBefore(draft, token).replace(/[Ll][’']$/u, ''));
}

const BEFORE_CHARS = 16;

/** The end of what stands before the token. */
function textBefore(draft: ReadDraft, token: number): string {
  const start = draft.starts[token] ?? draft.text.length;
  return draft.text.slice(Math.max(0, start - BEFORE_CHARS), start);
}

/** « chez LG, nous », « nous, chez LG », « bienvenue chez LG », "at LG, we". */
function isWeAt(before: readonly string[], after: readonly string[]): boolean {
  const [first = '', second = '', third = ''] = before;
  if (first === 'chez' && !FROM_PLACE.has(second)) {
    return second === 'bienvenue' || WE.has(second) || after.slice(0, 4).some((word) => WE.has(word) || word === 'j');
  }
  if (first === 'at') return second === 'here' || WE.has(second) || after.slice(0, 3).some((word) => WE.has(word));
  return first === 'to' && second === 'welcome' && third !== 'you';
}

/** « l’équipe SFR », « les équipes de SFR », "the SFR team"; not « contre l’équipe de… ». */
function isTeam(before: readonly string[], after: readonly string[]): boolean {
  const words = before.filter((word) => !ARTICLES.has(word));
  const [first = '', second = ''] = words;
  if (TEAM.has(first)) return !BEFORE_ASIDE.has(second) && !AND.has(second) && second !== 'par';
  return TEAM.has(after[0] ?? '') && !BEFORE_ASIDE.has(first) && !AND.has(first);
}

/** « Julie, de SFR » is said of anybody; « ici Julie de SFR » of oneself. */
function isPerson(before: readonly string[]): boolean {
  const [first = '', , third = '', fourth = ''] = before;
  if (!['de', 'chez', 'from', 'd'].includes(first)) return false;
  return (
    ['ici', 'suis', 'm'].includes(third) || (third === 'est' && fourth === 'c') || (third === 'is' && fourth === 'this')
  );
}

/** « Orange et Samsung », « Samsung x Orange »: together with the account. */
function isBeside({ draft, hit, isOwn }: VoiceInput, before: readonly string[]): boolean {
  if (AND.has(before[0] ?? '') && isOwn(hit.from - 2)) return true;
  const joint = draft.words[hit.until] ?? '';
  const gap = draft.text.slice(hit.end, draft.starts[hit.until] ?? hit.end);
  if (AND.has(joint) && isOwn(hit.until + 1)) return true;
  return (
    (/[×&+/]/u.test(gap) && isOwn(hit.until)) ||
    (hit.from > 0 && /[×&+/]/u.test(draft.text.slice(draft.ends[hit.from - 1], hit.start)) && isOwn(hit.from - 1))
  );
}

function isAside(draft: ReadDraft, hit: Hit, before: readonly string[]): boolean {
  // « notre client Biocoop »; « votre espace client Orange » is one's own
  if (ACQUAINTED.has(before[0] ?? '') && ONES.has(before[1] ?? '')) return true;
  // an answer to that account
  if (hit.form === 'handle' && hit.start === 0) return true;
  const content = before.filter((word) => !ARTICLES.has(word));
  const [first = '', second = ''] = content;
  if (BEFORE_ASIDE.has(first)) return true;
  // « plutôt que SFR ou Free »
  if (
    (first === 'ou' || first === 'et' || first === 'or') &&
    content.length > 2 &&
    content.slice(1, 4).some((word) => BEFORE_ASIDE.has(word))
  )
    return true;
  if (
    before.some((word) => HELPED.has(word)) ||
    wordsAfter(draft, hit.until)
      .slice(0, 3)
      .some((word) => PARTNERS.has(word))
  )
    return true;
  if (first === 'avec' || first === 'with' || first === 'par' || first === 'by')
    return content.slice(1, 4).some((word) => PARTNERSHIP.has(word));
  if (first === 'chez' || first === 'at' || first === 'dans') {
    return (
      before[1] === 'de' ||
      FROM_PLACE.has(second) ||
      (before.includes('de') && FROM_PLACE.has(before[before.indexOf('de') + 1] ?? '')) ||
      content.slice(1).some((word) => AVAILABLE.has(word))
    );
  }
  if (isAnothers(before) || isAlternative(draft, hit)) return true;
  if (before[0] === 'de' || before[0] === 'd')
    return [
      'passe',
      'passee',
      'passer',
      'passez',
      'passes',
      'parti',
      'partie',
      'viens',
      'venez',
      'client',
      'cliente',
    ].includes(before[1] ?? '');
  if (first === 'pour' || first === 'for') return content.slice(1, 4).some((word) => TICKETS.has(word));
  return draft.words[hit.from - 1] === 'pas' || first === 'pas';
}

const ACQUAINTED = toSet(
  'client cliente clients clientes fournisseur fournisseurs adherent adherents sponsor sponsors voisin voisins customer customers',
);
const ONES = toSet('notre nos un une des our');
const RIVAL_PATTERN = /^[^\p{L}\p{N}]*(?:ou|or)\s+\p{Lu}/u;
const CHOICE_PATTERN = /(?:plut[ôo]t|team|pour|rather)\s+$/iu;

/** « Plutôt Stade Toulousain ou Racing ? »: asked by somebody who is neither. */
function isAlternative(draft: ReadDraft, hit: Hit): boolean {
  return (
    RIVAL_PATTERN.test(draft.text.slice(hit.end, hit.end + 20)) && CHOICE_PATTERN.test(draft.text.slice(0, hit.start))
  );
}

const OF = toSet('de du d of');
const OWN_PLACES = toSet(
  'equipe equipes conseiller conseillers conseillere boutique boutiques magasin magasins agence agences service services site client clients marque gamme appli application espace team store stores branch branches',
);
const SELECTED = toSet('selection collection collections exposition oeuvre oeuvres pret loan');

/** « On fournit le goûter du tournoi de l’ASPTT »: we, and something of theirs; not « nos boutiques de… ». */
function isAnothers(before: readonly string[]): boolean {
  const [first = '', second = ''] = before;
  const index = OF.has(first) ? 0 : OF.has(second) && ARTICLES.has(first) ? 1 : -1;
  if (index < 0) return false;
  const content = before.slice(index + 1).filter((word) => !ARTICLES.has(word));
  if (SELECTED.has(content[0] ?? '')) return true;
  return !OWN_PLACES.has(content[0] ?? '') && content.slice(2).some((word) => WE.has(word));
}

/** « notre nouvelle Livebox »; not « notre partenaire ». */
function isOurs(before: readonly string[]): boolean {
  const index = before.findIndex((word) => !ADJECTIVES.has(word));
  return index >= 0 && index <= 2 && OUR.has(before[index] ?? '');
}
