/** Opinion words of French: by how positive they are, -1 to 1; 0 takes the opinion out of a word. Of our own writing. */
export const FRENCH: Readonly<Record<string, string>> = {
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
