/**
 * Words that set two names against each other, by what they do, in six languages: what is learned of « mieux que » then
 * holds of "better than". Folded, of our own writing.
 */
import { foldWord } from '../query/fold-word.ts';

const WORDS = {
  better:
    'mieux, meilleur, meilleure, meilleurs, meilleures, better, best, superior, superieur, mejor, mejores, meglio, migliore, migliori, besser, bessere, melhor, melhores',
  worse:
    'pire, pires, worse, worst, inferior, inferieur, peor, peores, peggio, peggiore, schlechter, schlimmer, pior, piores',
  more: 'plus, more, mas, piu, mehr',
  less: 'moins, less, fewer, menos, meno, weniger',
  than: 'que, qu, than, di, als',
  as: 'aussi, autant, as, tan, tanto, cosi, ebenso, tao',
  not: 'pas, ne, n, not, no, non, nicht, nao, never, jamais, jamas, mai, nie, isn, doesn, don, didn, wasn, can, won, ni, nor, neither',
  for: 'pour, for, por, per, fur, para',
  at: 'chez, at, with, avec, con, bei, mit, com',
  to: 'vers, to, passe, passer, passee, passes, passait, switched, switching, switch, moved, moving, move, migre, bascule, basculer, rejoins, rejoint, pasado, cambiado, passato, passata, gewechselt, wechsel, mudei, migrei',
  from: 'de, d, from, depuis, da, von',
  leave:
    'quitte, quitter, quittee, quittez, quittant, lache, lacher, resilie, resilier, parti, partie, partir, fui, fuir, abandonne, abandonner, largue, plaque, vire, left, leave, leaving, ditch, ditched, ditching, drop, dropped, dropping, dumped, quit, cancelled, canceled, dejado, deje, lasciato, lasciare, verlassen, gekundigt, larguei, deixei, abandonei',
  back: 'retour, retourne, retourner, retournee, revenu, revenue, reviens, revenir, back, returned, return, vuelto, tornato, zuruck, voltei',
  instead: 'lieu, plutot, instead, rather, lugar, invece, statt, vez',
  replace:
    'remplace, remplacer, remplacee, replaced, replace, replacing, swapped, swap, traded, troque, echange, sustituido, sostituito, ersetzt, troquei, troquer',
  prefer:
    'prefere, preferer, preferais, prefer, preferred, prefiero, preferisco, lieber, prefiro, choisi, choisis, choose, chose, picked, opte',
  unlike: 'contrairement, unlike, inverse, oppose, contrario, diferencia, differenza, gegensatz, contrary, opposed',
  beside:
    'cote, face, rapport, compare, comparee, comparaison, compared, comparison, next, versus, vs, contre, against, frente, confronto, vergleich, perto',
  ahead:
    'devant, ahead, depasse, devance, detrone, surpasse, bat, ecrase, surclasse, overtakes, overtake, beats, beat, beating, tops, outperforms, outshines, destroys, crushes, delante, davanti, vor, enterre, explose, humilie, distance, coiffe, double, smokes, trounces, outsells, wins, gagne',
  behind:
    'derriere, behind, traine, distancee, lags, trails, loses, perd, arrive, cheville, vaut, egale, candle, detras, dietro, hinter, atras',
  same: 'pareil, meme, memes, idem, deux, kif, both, same, alike, equally, either, tous, toutes, igual, iguales, ambos, entrambi, beide, gleich, ambas, equal, autre, encore',
  and: 'et, and, comme, like, y, e, und, ou, or, o, oder, puis',
  rescue:
    'heureusement, merci, thank, thanks, thankfully, luckily, fortunately, bravo, kudos, gluck, finalmente, enfin, finally, sauve, sauvee, saved, rescued, chapeau',
  regret: 'regret, regrette, regrets, regretter, regretted, missing, miss, manque, erreur, mistake',
  sue: 'attaque, attaquer, assigne, poursuit, poursuivi, porte, sues, sued, suing, accuse, accuses, accused, denonce, denounces, plainte, complaint, lawsuit, proces',
  buy: 'rachete, racheter, rachat, acquiert, buys, acquires, buy, bought, acquisition, fusion, merge, merger, partenariat, partnership, partner, partners, signe, signs, accord, deal, alliance',
  only: 'seul, seule, seuls, only, least, sauf, except',
} as const;

/** What a word does between two names. */
export type JointKind = keyof typeof WORDS;

const kindByWord: ReadonlyMap<string, JointKind> = new Map(
  (Object.entries(WORDS) as [JointKind, string][]).flatMap(([kind, list]) =>
    list.split(',').map((word) => [foldWord(word.trim()), kind] as const),
  ),
);

/** Undefined where the word does nothing of the kind. */
export function findJoint(word: string): JointKind | undefined {
  return kindByWord.get(word);
}
