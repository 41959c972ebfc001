/**
 * Opinion words that natural's lists lack: the vocabulary of angry customers and of bad buzz, the words and groups of
 * words that negate, and emoji, which say the same in every language. Of our own writing.
 */
import { foldWord } from '../query/fold-word.ts';

/** What is known of a language beyond natural's list. Everything is folded: lower case, no accents. */
export type OwnLexicon = Readonly<{
  /** Opinion in a word or a group of words, by its first word; longest group first. */
  entriesByFirstWord: ReadonlyMap<string, readonly OwnEntry[]>;
  /** Words that turn the opinions after them round. */
  negators: ReadonlySet<string>;
  /** Words that negate only where one of the others stands shortly before: « on n’en veut plus », but « plus vite ». */
  pairedNegators: ReadonlyMap<string, ReadonlySet<string>>;
  /** Words that make the opinion right after them stronger. */
  intensifiers: ReadonlySet<string>;
  /** After these, what was negated no longer is: « pas cher mais nul ». */
  turns: ReadonlySet<string>;
}>;

/** polarity: -1 to 1; 0 takes the opinion out of a word ("no problem at all" says nothing bad). */
export type OwnEntry = Readonly<{ words: readonly string[]; polarity: number }>;

const FRENCH: Readonly<Record<string, string>> = {
  '-1': `
    abject, abjecte, à fuir, à vomir, arnaque, arnaqué, arnaquée, arnaquer, arnaqueur, boycott, boycotte, boycotter, boycottez, boycottons, catastrophe,
    catastrophique, criminel, criminelle, dégueulasse, dégoûtant, dégoûté, dégoûtée, désastre, désastreux, désastreuse, enfoiré, escroc,
    escroquerie, foutage de gueule, foutent de nous, fuyez, honte, honte à, honteux, honteuse, immonde, inadmissible, indigne, infâme, intolérable,
    inacceptable, lamentable, lamentablement, lynchage, merde, merdique, ordure, pathétique, plus jamais, pourri, pourrie, révoltant, révoltante, scandale, scandaleux,
    scandaleuse, se moquent de nous, se fichent de nous, tromperie, une blague ce service, vol manifeste, voleur, voleuse, ras le bol, ça suffit, écœurant,
    écœurante, écœuré, ignoble, odieux, odieuse, saloperie, salaud, connard, crève, menteur, menteuse, mensonge, mensonger, mensongère`,
  '-0.7': `
    abusé, abusif, abusive, aberrant, aberrante, absurde, abus, accuse, accusé, accusée, accuser, agacé, agaçant, atroce, bug, bugué, buguée, colère, condamné,
    condamnée, coupable, crise, danger, dangereux, dangereuse, déçu, déçue, décevant, décevante, déception, défaillance, défectueux, défectueuse, démission,
    déplorable, désabonnement, désinformation, discrimination, énervé, énervée, en grève, en panne, effondrement, enquête ouverte, fiasco, fraude, fuite de données, furieux, furieuse,
    faillite, galère, gâchis, grave, hypocrite, hypocrisie, hypocrites, horreur, horrible, idiot, idiote, imbécile, incapable, incompétence, incompétent, incompétente,
    indignation, indigné, indignée, injoignable, injuste, injustice, insulte, insupportable, inutilisable, intoxication, irresponsable, mauvais, mauvaise, médiocre, menace, mépris, méprisant, méprisante, mise en demeure,
    nul, nulle, nullité, panne, pire, plainte, porte plainte, plaintes, polémique, pollution, polluer, pollueur, poubelle, problème, problématique, publicité mensongère, raciste, racisme,
    rage, rappel de produit, rappel produit, ratage, remboursez, ridicule, sexiste, sexisme, stupide, surfacturation, surfacturé, tollé, tromper, trompé, trompée, trompeur,
    trompeuse, trahi, trahison, victime, violation, violence, greenwashing, grotesque, débile, bordel, foutu, foutue, toxique, tuer, mort, destruction, détruire, détruit, désespérant, inutile, inefficace, inquiétant, inquiétante, piraté, piratage, cyberattaque`,
  '-0.4': `
    alerte, annulation, annulé, annulée, attente interminable, bloqué, bloquée, boudé, cher pour, colis perdu, compliqué, coupé, coupée, coupure, ne répond, ne répondent, ne fonctionne, ne marche, critique, critiqué, critiquée, défaut,
    délai, dépassé, difficile, dommage, dysfonctionnement, échec, échoué, enquête, erreur, facture salée, faute, fermeture, grève, hélas, impossible, inaccessible, incident, indisponible,
    inquiet, inquiète, inquiétude, interruption, introuvable, lent, lente, lenteur, licenciement, litige, malheureusement, manque, peur, perte, perdu, perdue, perturbation, pénurie, plaindre, plaignent, pauvre,
    procès, procédure, regrette, reproche, réclamation, résiliation, résilié, résilier, retard, risque, sans réponse, sans solution, saturé, saturée, suppression d'emplois,
    suspendu, toujours pas, toujours rien, trop cher, trop chère, trop chers, victimes, tarde, triste, tristesse, rater, raté, fatigue, fatigué, marre`,
  '0': `premier, première, dernier, dernière, nouveau, nouvel, nouvelle, grand, grande, petit, petite, conseil, jeune, seul, seule, public, publique, pas de problème, aucun problème, aucun souci, pas de souci, sans problème, sans souci, grand public, bon sang, bon courage, bon ben`,
  '0.4': `
    améliore, améliorer, amélioration, apprécié, apprécier, avantage, efficace, fiable, gagne, gratuit, heureusement, innovant, innovante, intéressant, intéressante, pas cher, pas chère, pas mal, pratique, progrès, propre, rapide, rapidement, réactif,
    réactive, remboursé, réparé, résolu, rétabli, rétablie, simple, solution, solide, soutien, utile, positif, positive, espoir, joli, jolie, sympa, intelligent`,
  '0.7': `
    à l'écoute, adore, adoré, adorons, agréable, aime, beau, belle, bien joué, bonne nouvelle, bravo, chapeau, content, contente, contents, félicitation, fier, fière, génial, géniale,
    heureux, heureuse, impeccable, j'adore, je recommande, merci, nickel, rien à redire, rien à reprocher, aucun regret, ravi, ravie, recommande, réussite, réussi, satisfait, satisfaite, succès, super, top, victoire, bonheur,
    chouette, enthousiaste, bon, bonne, meilleur, meilleure`,
  '1': `excellent, excellente, excellence, exceptionnel, exceptionnelle, fabuleux, formidable, incroyable service, magnifique, merveilleux, merveilleuse, parfait, parfaite, sublime, extraordinaire, magique, au top, je kiffe, génialissime`,
};

const ENGLISH: Readonly<Record<string, string>> = {
  '-1': `
    abysmal, awful, boycott, boycotting, con artists, data breach, disgusted, disgusting, disgrace, disgraceful, fraudulent, fraudster, never again, pathetic, rip off, ripoff, rip offs, ripped off, scam, scammed, scammer, scamming, scandal,
    scandalous, shame on, stay away, unacceptable, worst, avoid like the plague, horrendous, appalling, atrocious, garbage, outrage, outrageous, sickening, vile, despicable, worse than ever`,
  '-0.7': `
    backlash, bug, buggy, class action, complain, complaint, crappy, crashed, crashing, defective, disappointed, disappointing, dismal, downtime, faulty, fiasco, fuming, furious, glitch, glitchy, greenwashing, incompetent, incompetence, lawsuit, misleading, not working, outage, overcharged,
    overpriced, product recall, recalled, refund me, rude, shoddy, stopped working, sucks, sued, terrible, toxic, unreliable, unresponsive, unusable, useless, waste of money, waste of time, went down, hacked, hypocrite, hypocrites, hypocrisy, racist, sexist, lied, liar, liars, lying`,
  '-0.4': `cancelled, cancelling, delay, delayed, delays, dropped calls, is down, are down, keeps dropping, no answer, no reply, no response, on hold, refund, still no, still not, still waiting, too expensive, slow, broken, layoffs, investigation, smh, wtf`,
  '0': `customer support, tech support, customer care, no problem, no problems, no issue, no issues, no worries, not bad at all, good grief, oh my god, like to know, feel like, looks like, look like, looked like, seems like, like this, like that, like a, like an, good morning, good night, good luck with that, just like, sounds like`,
  '0.4': `fast, reliable, responsive, fixed, works fine, works well, smooth, not bad, back up, back online, cheap`,
  '0.7': `can't wait, highly recommend, recommend, thank you, thanks, well done, kudos, impressed, nothing to complain about, no complaints, works great, stellar, flawless, seamless`,
  '1': `life saver, lifesaver, second to none, top notch`,
};

const EMOJI: Readonly<Record<string, string>> = {
  '-1': '🤬 😡 🤮 🖕',
  '-0.7': '😠 👎 🤢 😤 💩 😾 😒 🙄 😞 😔 😣 😖 😩 😫 😢 💔 😨 😰 😱 🤦 🚨',
  '0.4': '🙂 😀 😃 😄 😁 😆 😉 😌 🤗 💪 🙌 ✨ 💚 🌞',
  '0.7': '😊 ☺ 👍 👏 🎉 🥳 😎 🙏 😘 💙 💛 💜 🧡 ♥ 💕 😂',
  '1': '❤ 😍 🥰 🤩 💯 💖',
};

const NONE: ReadonlySet<string> = new Set();

/** For languages without a list of their own here. */
const EMPTY_OWN_LEXICON: OwnLexicon = {
  entriesByFirstWord: new Map(),
  negators: NONE,
  pairedNegators: new Map(),
  intensifiers: NONE,
  turns: NONE,
};

const FRENCH_NE = new Set(['ne', 'n']);

/** By ISO 639-1 code. */
const OWN_LEXICONS: Readonly<Record<string, OwnLexicon>> = {
  fr: {
    entriesByFirstWord: toEntries(FRENCH),
    negators: toWordSet('pas, jamais, aucun, aucune, sans, ni, guère, nullement, zéro'),
    pairedNegators: new Map([
      ['plus', FRENCH_NE],
      ['rien', FRENCH_NE],
      ['point', FRENCH_NE],
    ]),
    intensifiers: toWordSet(
      'très, trop, vraiment, tellement, complètement, totalement, extrêmement, absolument, si, hyper, super, ultra',
    ),
    turns: toWordSet('mais, cependant, pourtant, sauf'),
  },
  en: {
    entriesByFirstWord: toEntries(ENGLISH),
    // "don’t" is read as the two words "don" and "t".
    negators: toWordSet(
      'not, never, no, nothing, without, t, dont, doesnt, didnt, isnt, wasnt, cant, cannot, wont, aint, hardly, nobody, neither, nor',
    ),
    pairedNegators: new Map(),
    intensifiers: toWordSet('very, so, really, too, extremely, absolutely, totally, completely, utterly'),
    turns: toWordSet('but, however, although, except'),
  },
  es: { ...EMPTY_OWN_LEXICON, negators: toWordSet('no, nunca, jamás, sin, ni, tampoco'), turns: toWordSet('pero') },
  it: {
    ...EMPTY_OWN_LEXICON,
    negators: toWordSet('non, mai, senza, né, nessun, nessuna'),
    turns: toWordSet('ma, però'),
  },
  de: {
    ...EMPTY_OWN_LEXICON,
    negators: toWordSet('nicht, kein, keine, keinen, keiner, nie, niemals, ohne'),
    turns: toWordSet('aber'),
  },
  pt: { ...EMPTY_OWN_LEXICON, negators: toWordSet('não, nunca, jamais, sem, nem'), turns: toWordSet('mas, porém') },
  nl: { ...EMPTY_OWN_LEXICON, negators: toWordSet('niet, geen, nooit, zonder'), turns: toWordSet('maar') },
};

/** « Pas bon » is less bad than « mauvais ». */
export const NEGATION_FACTOR = -0.7;
/** A negator reaches this many words on: « ce n’est pas du tout une bonne affaire ». */
export const NEGATION_WORD_COUNT = 4;
/** A paired negator looks back this far for its partner: « on ne les rappellera plus ». */
const PARTNER_WORD_COUNT = 4;

/** What is known of a language; nothing where it has no list here. */
export function findOwnLexicon(language: string): OwnLexicon {
  return (Object.hasOwn(OWN_LEXICONS, language) ? OWN_LEXICONS[language] : undefined) ?? EMPTY_OWN_LEXICON;
}

type Said = Readonly<{ text: string }>;

/** Whether the word turns the opinions after it round; index: its place in what is said. */
export function negates(word: string, said: readonly Said[], index: number, own: OwnLexicon): boolean {
  if (own.negators.has(word)) return true;
  const partners = own.pairedNegators.get(word);
  if (partners === undefined) return false;
  return said.slice(Math.max(0, index - PARTNER_WORD_COUNT), index).some(({ text }) => partners.has(text));
}

/** The longest word or group of words of the list that begins here. */
export function findGroupAt(said: readonly Said[], index: number, own: OwnLexicon): OwnEntry | undefined {
  const entries = own.entriesByFirstWord.get(said[index]?.text ?? '');
  return entries?.find(({ words }) => words.every((word, shift) => said[index + shift]?.text === word));
}

/** Opinion in an emoji without its skin colour or presentation mark; absent where it says nothing by itself. */
export const EMOJI_POLARITIES: ReadonlyMap<string, number> = new Map(
  Object.entries(EMOJI).flatMap(([polarity, list]) =>
    list.split(' ').map((emoji) => [emoji, Number(polarity)] as const),
  ),
);

function toEntries(listByPolarity: Readonly<Record<string, string>>): ReadonlyMap<string, readonly OwnEntry[]> {
  const byFirstWord = new Map<string, OwnEntry[]>();
  for (const [polarity, list] of Object.entries(listByPolarity)) {
    for (const written of list.split(',')) {
      const words = written
        .trim()
        .split(/[\s'’]+/u)
        .map(foldWord);
      const first = words[0] ?? '';
      byFirstWord.set(first, [...(byFirstWord.get(first) ?? []), { words, polarity: Number(polarity) }]);
    }
  }
  for (const entries of byFirstWord.values()) entries.sort((left, right) => right.words.length - left.words.length);
  return byFirstWord;
}

function toWordSet(list: string): ReadonlySet<string> {
  return new Set(list.split(',').map((word) => foldWord(word.trim())));
}
