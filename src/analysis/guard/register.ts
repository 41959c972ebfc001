/** How a brand speaks to its readers, and how a draft does: tu or vous, formal or casual. */
import { foldWord } from '../query/fold-word.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import type { ReadDraft } from './read-draft.ts';

/** What is expected of a brand's drafts; null: nothing. */
export type Register = Readonly<{ address: 'tu' | 'vous' | null; tone: 'formal' | 'casual' | null }>;

/** What a draft shows: 0 not at all, 1 somewhat, 2 clearly. */
export type DraftRegister = Readonly<{
  tu: number;
  vous: number;
  formal: number;
  casual: number;
  /** The places that tell, tu before vous. */
  marks: readonly Readonly<{ kind: 'tu' | 'vous' | 'formal' | 'casual'; start: number; end: number }>[];
}>;

const TU_PATTERN = /\b(?:tu|tutoie\w*|tutoy\w*|tutoiement|informel\w*)\b/;
const VOUS_PATTERN = /\b(?:vous|vouvoie\w*|vouvoy\w*|vouvoiement|voussoiement)\b/;
const FORMAL_PATTERN =
  /\b(?:formel\w*|formal\w*|soutenu\w*|institutionnel\w*|corporate|solennel\w*|poli|polite|serieux|professionnel\w*|professional|sobre|elegant\w*|distingue\w*|academique|expert\w*|luxe|premium|foermlich|sie)\b/;
const CASUAL_PATTERN =
  /\b(?:informel\w*|informal\w*|familier\w*|familiere\w*|decontracte\w*|casual|cool|fun|detendu\w*|relaxed|friendly|complice|jeune|chill|playful|cheeky|conversational|amical\w*|decale\w*|humour\w*|humoristique|drole|impertinent\w*|taquin\w*|punchy|chaleureu\w*|proche|witty|funny|humorous|quirky|bold|irreverent)\b/;

/** Null for words that say nothing of how to speak: they are told to whoever wrote them. */
export function parseRegister(written: string | null): Register | null {
  if (written === null || written.trim() === '') return { address: null, tone: null };
  const folded = foldWord(written);
  const isTu = TU_PATTERN.test(folded.replace(/\binformel\w*/g, ''));
  const isVous = VOUS_PATTERN.test(folded);
  const isCasual = CASUAL_PATTERN.test(folded);
  const isFormal = FORMAL_PATTERN.test(folded) && !isCasual;
  if (!isTu && !isVous && !isCasual && !isFormal) return null;
  return {
    address: isTu === isVous ? null : isTu ? 'tu' : 'vous',
    tone: isCasual ? 'casual' : isFormal ? 'formal' : null,
  };
}

const TU_WORDS = new Set(['tu', 'toi', 'ton', 'ta', 'tes', 'te', 'tiens', 'tienne']);
/** « t’as », « je t’aime »: the apostrophe is what tells. */
const T_PATTERN = /(?<![\p{L}-])[Tt][’'](?=\p{L})/gu;
/** « le ton », « sur un ton »: a noun. */
const BEFORE_NOUN_TON = new Set(['le', 'un', 'du', 'ce', 'de', 'au', 'meme', 'bon']);
/** At the beginning of a clause they are said to one person. */
const TU_IMPERATIVES = new Set(
  `viens passe file fonce dis clique tague partage abonne inscris envoie regarde ecoute teste gagne participe decouvre profite retrouve rejoins choisis commande raconte
  oublie laisse ramene prends fais vote like commente rentre pense reserve active essaie essaye ose imagine craque enfile glisse demande appelle telecharge garde evite
  debranche rebranche attends mets masse rince secoue ajoute cherche trouve ouvre sors viens tente joue repere note enregistre suis lis vas va vois montre offre craque saute cours`.split(
    /\s+/,
  ),
);
const VOUS_WORDS = new Set(['vous', 'votre', 'vos']);
const VOUS_ENDING_PATTERN = /^\p{L}{3,}ez$/u;
const NO_VERBS = new Set([
  'chez',
  'assez',
  'nez',
  'rez',
  'allez',
  'suez',
  'lopez',
  'gomez',
  'sanchez',
  'perez',
  'fernandez',
  'martinez',
  'rodriguez',
  'hernandez',
  'ramirez',
  'gonzalez',
  'jimenez',
  'tapez',
]);
/** Many are spoken to: « vous tous », « on vous attend nombreux ». */
const PLURAL_PATTERN =
  /\b(?:tous|toutes|nombreux|nombreuses|prets|pretes|ensemble|les amis|les gars|la team|tout le monde|merci a vous|on vous|vous etes \d|vous veut)\b/;

const FORMAL_PHRASES = [
  /nous (?:vous )?(?:informons|prions|remercions|rappelons|invitons|souhaitons|adressons|confirmons)/,
  /nous avons (?:le plaisir|l honneur|le regret)/,
  /veuillez/,
  /madame,? monsieur/,
  /cher(?:e)? (?:client|cliente|clients|madame|monsieur)/,
  /salutations? (?:distinguees|les meilleures)/,
  /cordialement/,
  /(?:restons|se tiennent|tenons) a votre (?:entiere )?disposition/,
  /nous vous prions/,
  /bien vouloir/,
  /dans les meilleurs delais/,
  /we (?:are pleased|regret|kindly|would like to inform|apologise|apologize)/,
  /(?:please be advised|yours (?:sincerely|faithfully)|dear (?:customer|customers|sir|madam))/,
  /kindly/,
  /any inconvenience/,
  /we will write to you/,
];
const CASUAL_PHRASES = [
  /\b(?:hey|coucou|yo|wesh|mdr|lol|ptdr|omg|wtf|grave|kiffe\w*|trop (?:bien|stylé|content|contente|beau|cool)|t as|ouais|bestie|potes|ta best|best ?friend|go go|tkt|oklm|perso on|la honte|haha|hihi|miam|oups|flemme|relou|chelou|ptit|p tit|nan|bah|stylee?|balance ta|dingue|on s en fout|c est cadeau|de rien|ca dit|ca te dit|tranquille|les copains|la team|trop stylee?|y a pas|ya|genre|askip|boom|bagnole|frerot|poto|meuf|mec)\b/,
  /\b(?:y all|gonna|wanna|gotta|ur|u|lit|folks|lads|mates?|guys|cheers|fam|yay|nope|yep|who s|grab|scenes|hell yeah|drop us)\b/,
];

/** Reads the draft's own words; what others are quoted with tells nothing. */
export function readRegister(draft: ReadDraft): DraftRegister {
  const marks: { kind: 'tu' | 'vous' | 'formal' | 'casual'; start: number; end: number }[] = [];
  const mark = (kind: 'tu' | 'vous' | 'formal' | 'casual', token: number): void => {
    marks.push({ kind, start: draft.starts[token] ?? 0, end: draft.ends[token] ?? 0 });
  };
  let tu = 0;
  let vous = 0;
  const isFrench = !isEnglish(draft);
  for (const [token, word] of draft.words.entries()) {
    if (!isFrench) break;
    if (draft.isQuoted[token] === true) continue;
    if (isTu(draft, token, word)) {
      tu += TU_IMPERATIVES.has(word) ? 1 : 2; // an imperative may be a noun or somebody else's verb
      mark('tu', token);
    } else if (VOUS_WORDS.has(word) || (VOUS_ENDING_PATTERN.test(word) && !NO_VERBS.has(word))) {
      if (isRendezVous(draft, token)) continue;
      vous += 1;
      mark('vous', token);
    }
  }
  const own = draft.words.filter((_, token) => draft.isQuoted[token] !== true).join(' ');
  const formal = countMatches(own, FORMAL_PHRASES);
  const casual = countMatches(own, CASUAL_PHRASES);
  const isPlural = PLURAL_PATTERN.test(own);
  return {
    tu: Math.min(2, tu),
    // one « vous » among many « tu » is the community's
    vous: tu > 0 ? 0 : toVousStrength({ vous, formal, casual, isPlural }),
    formal: Math.min(2, formal),
    casual: Math.min(2, casual + (tu >= 2 ? 1 : 0)),
    marks: marks.sort((one, other) => Number(one.kind === 'vous') - Number(other.kind === 'vous')),
  };
}

const VOUS_CLEAR_MIN = 2;

function toVousStrength(seen: Readonly<{ vous: number; formal: number; casual: number; isPlural: boolean }>): number {
  if (seen.formal > 0 && seen.vous > 0) return 2;
  if (seen.vous === 0 || seen.isPlural || seen.casual > 0) return 0;
  return seen.vous >= VOUS_CLEAR_MIN ? 2 : 1;
}

function isTu(draft: ReadDraft, token: number, word: string): boolean {
  const before = draft.words[token - 1] ?? '';
  if (word === 'ton') return !BEFORE_NOUN_TON.has(before) || draft.breaks[token] === true;
  if (TU_WORDS.has(word)) return draft.text.slice(draft.starts[token], draft.ends[token]) !== 'TA';
  if (word === 't') {
    T_PATTERN.lastIndex = draft.starts[token] ?? 0;
    return T_PATTERN.exec(draft.text)?.index === draft.starts[token];
  }
  return TU_IMPERATIVES.has(word) && isClauseStart(draft, token) && !isThirdPerson(draft, token);
}

/** "A ton of data" says tu to nobody. */
function isEnglish(draft: ReadDraft): boolean {
  const count = (language: string): number => draft.words.filter((word) => isFunctionWord(word, language)).length;
  return count('en') > count('fr');
}

/** A comma, a colon, « et » begin a clause too. */
function isClauseStart(draft: ReadDraft, token: number): boolean {
  if (draft.breaks[token] === true) return true;
  const before = draft.words[token - 1] ?? '';
  const gap = draft.text.slice(draft.ends[token - 1], draft.starts[token]);
  return /[,:]/.test(gap) || before === 'et' || before === 'ou' || before === 'alors';
}

/** « La marque, passe au vert » stays undecided; « une offre », « le passe » are nouns. */
function isThirdPerson(draft: ReadDraft, token: number): boolean {
  const next = draft.words[token + 1] ?? '';
  return ['gratuite', 'speciale', 'exclusive', 'de', 'd', 'du'].includes(next);
}

/** « rendez-vous » is a noun. */
function isRendezVous(draft: ReadDraft, token: number): boolean {
  const word = draft.words[token];
  return (
    (word === 'vous' && draft.words[token - 1] === 'rendez') || (word === 'rendez' && draft.words[token + 1] === 'vous')
  );
}

function countMatches(text: string, patterns: readonly RegExp[]): number {
  return patterns.filter((pattern) => pattern.test(text)).length;
}

/** How clearly a draft is not in the register that is expected: 0 not, 1 somewhat, 2 clearly. */
export function rateMisfit(draft: DraftRegister, expected: Register): number {
  let found = 0;
  if (expected.address === 'vous') found = Math.max(found, draft.tu);
  if (expected.address === 'tu') found = Math.max(found, draft.vous);
  if (expected.tone === 'formal') found = Math.max(found, draft.casual, draft.tu);
  if (expected.tone === 'casual' && expected.address === null) found = Math.max(found, draft.formal);
  return found;
}

/** How clearly it is: 0 where nothing tells. */
export function rateFit(draft: DraftRegister, expected: Register): number {
  let found = 0;
  if (expected.address === 'vous') found = Math.max(found, draft.vous);
  if (expected.address === 'tu') found = Math.max(found, draft.tu > 0 ? Math.max(draft.tu, draft.casual) : 0);
  if (expected.tone === 'formal') found = Math.max(found, draft.formal);
  if (expected.tone === 'casual') found = Math.max(found, draft.casual, draft.tu);
  return found;
}
