/**
 * What people write in French on ordinary days, of our own writing: {b} is a brand, {p} one of its products, {l} a
 * place. Accents are missing where people leave them out.
 */
import type { SentimentLabel } from '../domain/mention.ts';

/** What a text is meant to say; the sentiment that Vigie reads in it is Vigie's own. */
export type Mood = SentimentLabel;

/** title is null where a post stands under its thread's title. */
export type Sample = Readonly<{ mood: Mood; title: string | null; text: string }>;

const toPosts = (mood: Mood, texts: readonly string[]): readonly Sample[] =>
  texts.map((text) => ({ mood, title: null, text }));

export const FORUM_TELECOM: readonly Sample[] = [
  ...toPosts('positive', [
    'Technicien {b} passé ce matin à {l}, fibre tirée en deux heures, travail propre et très sympa. Je recommande.',
    'Bonne surprise avec {b} : appel au service client à 9 h, réponse à 9 h 05, problème résolu avant le café.',
    'Depuis que je suis passé à la {p} chez {b}, plus une seule déconnexion. Ravi, pour l’instant rien à redire.',
    'franchement {b} à {l} ca marche nickel, 900 mega en filaire et le wifi passe dans toute la maison',
    'Petit retour sur {b} : résilié mon ancien opérateur, portabilité faite en 24 h, zéro coupure. Chapeau.',
    'Merci à l’équipe {b} de {l} qui m’a prêté une clé 4G le temps des travaux dans la rue.',
    'La nouvelle appli de {b} est vraiment pratique, on voit enfin qui est connecté et c’est rapide.',
    'Deux ans chez {b} et toujours content, le prix n’a pas bougé. {p} impeccable.',
    'Très bon accueil à la boutique {b} de {l}, on m’a changé la {p} sans discuter. Bravo.',
    'J’avais peur de changer mais {b} a tout géré, super service, ma mère de 80 ans est enchantée.',
    'Débit excellent le soir chez {b}, même pendant le match. Je suis satisfait de mon choix.',
    'Le geste commercial promis par {b} est bien arrivé sur la facture. Heureux, c’est assez rare pour le dire.',
  ]),
  ...toPosts('neutral', [
    'Bonjour, quelqu’un sait si {b} propose l’IPv6 sur la {p} ? Je ne trouve pas l’option dans l’interface.',
    'Question pour ceux qui sont chez {b} à {l} : vous êtes sur quel NRO ?',
    'Je compare {b} et les autres pour mon déménagement à {l}. Vous payez combien par mois ?',
    '{b} passe la semaine prochaine pour le raccordement, faut-il prévoir un fourreau jusqu’au salon ?',
    'La {p} de {b} est donnée pour quelle puissance électrique ? C’est pour dimensionner un onduleur.',
    'quelqu’un a deja branché son propre routeur derriere la {p} {b} ? il faut quel VLAN ?',
    'Reçu un courrier de {b} : passage à la nouvelle grille en janvier. Vous l’avez eu aussi ?',
    'Sur {b}, le port 25 est ouvert par défaut ou il faut le demander ?',
    'Mon voisin est chez {b}, moi non. On partage la même armoire de rue d’après le technicien.',
    'Je cherche la procédure pour récupérer son RIO chez {b}, sur le site je tourne en rond entre deux pages.',
    'La fibre {b} arrive dans mon immeuble à {l}, le syndic a voté l’installation hier.',
    'Vous mettez la {p} dans le tableau électrique ou dans le salon ? Celle de {b} a l’air de chauffer un peu.',
    '{b} annonce la VoWiFi pour décembre d’après le vendeur de {l}. À suivre.',
    'Est-ce que le décodeur {b} fonctionne sur un deuxième logement ? Je suis à {l} un week-end sur deux.',
  ]),
  ...toPosts('negative', [
    'Troisième rendez-vous manqué par {b} à {l}, personne ne prévient. J’en ai marre.',
    'wifi de la {p} toujours aussi mauvais à l’étage, {b} me dit d’acheter un répéteur… décevant.',
    'Facture {b} de ce mois : 12 € d’options que je n’ai jamais demandées. Réclamation envoyée.',
    'Service client {b} injoignable ce midi, 40 minutes d’attente pour rien.',
    'Depuis la mise à jour la {p} redémarre toutes les nuits. {b} ne répond pas à mes messages.',
    'Ping catastrophique chez {b} à {l} entre 20 h et 22 h, le jeu en ligne est impossible.',
    'Résiliation {b} demandée il y a un mois, toujours prélevé. Ras le bol.',
    'Ligne {b} coupée depuis hier à {l}, un camion a arraché le câble. Délai annoncé : dix jours.',
    'deçu de {b}, promo annoncée a 19,99 et au final 27 avec la location de la {p}',
    'Encore un bug dans l’appli {b}, je n’arrive plus à voir mes factures. Pénible.',
  ]),
];

export const FORUM_ELECTRONICS: readonly Sample[] = [
  ...toPosts('positive', [
    'Reçu le {p} de {b} hier, finition superbe et réglage très simple. Content de mon achat.',
    '{b} m’a remplacé mon {p} sous garantie en quatre jours, parfait.',
    'Pour le prix, le {p} {b} est vraiment bon, je le préfère à mon ancien qui coûtait le double.',
    'Six mois avec le {p} de {b} et aucune panne. Je recommande sans hésiter.',
    'Le son du {p} {b} est magnifique, surtout sur le jazz. Belle réussite.',
  ]),
  ...toPosts('neutral', [
    'Quelqu’un a le {p} de {b} ? Je cherche le poids exact sans l’emballage.',
    'Le {p} {b} se connecte bien en Bluetooth 5.3 ou seulement 5.0 ?',
    'Je cherche une télécommande pour le {p} {b}, la mienne a fini dans la gueule du chien.',
    'Quel réglage utilisez-vous sur le {p} de {b} pour les dialogues de films ?',
    '{b} a publié la mise à jour 4.2 pour le {p}. Je la passe ce week-end et je vous dis.',
    'Vu le {p} {b} à {l} en magasin, il est plus petit que je pensais.',
  ]),
  ...toPosts('negative', [
    'Mon {p} {b} est tombé en panne juste après la garantie. Déçu.',
    'La notice du {p} de {b} est incompréhensible, traduction ridicule.',
    'Le {p} {b} fait un sifflement insupportable à fort volume, je le renvoie.',
    'SAV {b} lent, trois semaines sans réponse pour mon {p}.',
  ]),
];

export const FORUM_OTHER: readonly string[] = [
  'Vous utilisez quoi comme NAS à la maison ? Le mien a dix ans et je voudrais quelque chose de silencieux.',
  'Petit rappel : pensez à changer le mot de passe par défaut de vos caméras.',
  'Quel câble pour tirer 20 mètres dans une gaine de 16 ? Cat 6 ou fibre plastique ?',
  'Je cherche un bon tuto pour passer mon réseau en 2,5 gigabits.',
  'Les CPL, ça vaut encore le coup en 2026 ou tout le monde est passé au maillage wifi ?',
  'Bonjour à tous, nouveau sur le forum, retraité à {l} et curieux de domotique.',
  'Quelqu’un a un onduleur à conseiller pour une petite installation ?',
  'Mon imprimante apparaît deux fois sur le réseau, une idée ?',
];

export const PRESS_TELECOM: readonly Sample[] = [
  {
    mood: 'neutral',
    title: '{l} : {b} ouvre une nouvelle boutique en centre-ville',
    text: 'L’enseigne {b} s’installe rue de la République, à {l}. Quatre conseillers y travailleront du lundi au samedi.',
  },
  {
    mood: 'neutral',
    title: 'Fibre : {b} raccorde trois nouvelles communes autour de {l}',
    text: 'Les travaux de {b} dureront jusqu’au printemps. Environ 4 000 foyers sont concernés, indique la communauté de communes.',
  },
  {
    mood: 'positive',
    title: '{b} soutient le club de rugby de {l}',
    text: 'L’opérateur {b} équipe le stade en wifi et finance l’école de rugby. « Une belle nouvelle pour les jeunes », se réjouit le président.',
  },
  {
    mood: 'neutral',
    title: 'Téléphonie : {b} revoit ses forfaits',
    text: 'Le forfait d’entrée de gamme de {b} passe à 60 gigaoctets. Les abonnés actuels seront informés par courrier.',
  },
  {
    mood: 'negative',
    title: '{l} : des habitants sans téléphone depuis une semaine',
    text: 'Un poteau tombé prive de ligne le hameau du Bosc. {b} évoque un délai de réparation. « C’est long et inquiétant », déplore une riveraine.',
  },
  {
    mood: 'positive',
    title: 'Emploi : {b} mise sur l’apprentissage à {l}',
    text: 'Douze apprentis techniciens rejoignent {b}. Le centre de formation salue un partenariat utile et solide.',
  },
  {
    mood: 'neutral',
    title: 'Antenne-relais de {l} : {b} présente son projet en mairie',
    text: 'Une réunion publique est prévue jeudi à 18 h 30. {b} y répondra aux questions des habitants.',
  },
];

export const PRESS_ELECTRONICS: readonly Sample[] = [
  {
    mood: 'positive',
    title: '{b} relocalise l’assemblage de son {p}',
    text: 'Le fabricant {b} assemblera le {p} près de {l}. Quarante emplois créés, une bonne nouvelle pour le bassin.',
  },
  {
    mood: 'neutral',
    title: 'Salon de l’électronique : {b} attendu avec un nouveau {p}',
    text: 'Le stand de {b} occupera 200 mètres carrés. Les commandes ouvriront en décembre.',
  },
  {
    mood: 'neutral',
    title: 'Indice de réparabilité : où se situe le {p} de {b} ?',
    text: 'Notre comparatif passe douze appareils en revue, dont le {p} de {b}, qui obtient 7,4 sur 10.',
  },
];

export const PRESS_OTHER: readonly Sample[] = [
  {
    mood: 'neutral',
    title: '{l} : le marché de Noël cherche ses exposants',
    text: 'Les dossiers sont à retirer en mairie. Soixante chalets seront installés sur l’esplanade.',
  },
  {
    mood: 'neutral',
    title: 'Circulation alternée sur la rocade de {l}',
    text: 'Les travaux de chaussée se poursuivent jusqu’à vendredi, entre 9 heures et 16 heures.',
  },
  {
    mood: 'positive',
    title: 'Rugby : {l} s’impose à domicile',
    text: 'Un succès bonifié devant 3 000 spectateurs, et une deuxième mi-temps très aboutie.',
  },
  {
    mood: 'neutral',
    title: 'La médiathèque de {l} élargit ses horaires',
    text: 'Elle ouvrira désormais le mercredi soir jusqu’à 20 heures.',
  },
  {
    mood: 'neutral',
    title: '{l} : l’eau sera analysée après les orages',
    text: 'Les résultats sont attendus lundi. La consommation reste autorisée.',
  },
  {
    mood: 'negative',
    title: 'Sécheresse : les maraîchers de {l} inquiets',
    text: 'Les réserves sont au plus bas et les pertes s’annoncent lourdes pour la saison.',
  },
];

export const BLOG_TELECOM: readonly Sample[] = [
  {
    mood: 'positive',
    title: 'Une semaine avec la {p} de {b}',
    text: 'Installation simple, interface claire, débit stable. La {p} de {b} est une réussite, et le wifi porte loin dans une vieille maison de pierre.',
  },
  {
    mood: 'neutral',
    title: 'Mettre la {p} de {b} en mode pont',
    text: 'Pas à pas : où se trouve le réglage chez {b}, ce qu’il faut noter avant, et comment revenir en arrière.',
  },
  {
    mood: 'negative',
    title: '{b} et ses options cochées d’avance',
    text: 'Trois options payantes cochées d’office dans le parcours de commande de {b}. C’est une pratique agaçante et un peu méprisante.',
  },
  {
    mood: 'neutral',
    title: 'Mesures de latence : {b} depuis {l}',
    text: 'J’ai laissé tourner une sonde pendant dix jours chez {b}. Voici les courbes, heure par heure, et la méthode.',
  },
];

export const BLOG_ELECTRONICS: readonly Sample[] = [
  {
    mood: 'positive',
    title: 'Essai : le {p} de {b}',
    text: 'Un appareil agréable, bien fini, et un réglage d’usine excellent. Le {p} de {b} mérite sa réputation.',
  },
  {
    mood: 'neutral',
    title: 'Démonter un {p} {b} pour changer le condensateur',
    text: 'Huit vis, deux clips, un fer à souder. Le schéma du {p} de {b} est en fin d’article.',
  },
  {
    mood: 'negative',
    title: '{b} : une mise à jour ratée pour le {p}',
    text: 'Depuis la version 4.1, le {p} de {b} perd ses réglages. Bug reconnu, pas encore corrigé, c’est décevant.',
  },
  {
    mood: 'positive',
    title: 'Pourquoi je garde mon vieux {p} {b}',
    text: 'Il a sept ans, il est réparable et fiable. {b} fournit encore les pièces : bravo.',
  },
  {
    mood: 'neutral',
    title: 'Relier le {p} de {b} à une centrale domotique',
    text: 'Le protocole du {p} est documenté par {b}. Quelques lignes de script suffisent.',
  },
];

export const BLOG_OTHER: readonly Sample[] = [
  {
    mood: 'neutral',
    title: 'Ranger ses câbles une bonne fois',
    text: 'Étiquettes, velcro et un samedi pluvieux : ma méthode pour la baie du garage.',
  },
  {
    mood: 'neutral',
    title: 'Un compteur d’eau connecté fait maison',
    text: 'Un capteur magnétique, une petite carte et une pile pour deux ans. Le code est en ligne.',
  },
];

/** Reviews and personal pages that the search alert finds. */
export const REVIEWS: readonly Sample[] = [
  {
    mood: 'positive',
    title: 'Avis sur {b} : client depuis 2021',
    text: 'Prix correct, débit rapide, service client aimable. Je recommande {b} à {l}.',
  },
  {
    mood: 'neutral',
    title: 'Quel opérateur choisir à {l} ?',
    text: 'Tableau des offres disponibles à {l} : {b}, Hautefil et deux autres, avec les frais de mise en service.',
  },
  {
    mood: 'negative',
    title: 'Avis {b} : frais cachés à la résiliation',
    text: '59 € de frais que personne n’avait annoncés. Déçu, j’attendais mieux de {b}.',
  },
  {
    mood: 'positive',
    title: 'Notre emménagement à {l}, épisode 4 : Internet',
    text: 'Rendez-vous {b} honoré, technicien adorable, ligne active le soir même. Ouf et merci !',
  },
  {
    mood: 'neutral',
    title: '{b} : code promo de novembre',
    text: 'Les conditions de l’offre {b} pour toute ouverture de ligne avant la fin du mois.',
  },
  {
    mood: 'neutral',
    title: 'Parrainage {b}, mode d’emploi',
    text: 'Comment fonctionne le parrainage chez {b}, et à quel moment la remise apparaît.',
  },
  {
    mood: 'negative',
    title: 'Avis {b} : boutique de {l}',
    text: 'Une heure de queue et un vendeur désagréable. La {p} est bien, l’accueil est nul.',
  },
];

/** What some posts end with. */
export const FORUM_CLOSERS: readonly string[] = [
  '',
  '',
  '',
  ' Vous en pensez quoi ?',
  ' Bonne journée à tous.',
  ' Voilà pour le retour.',
  ' Je vous tiens au courant.',
  ' (posté depuis mon téléphone)',
];

export const PLACES: readonly string[] = [
  'Albi',
  'Auch',
  'Cahors',
  'Castres',
  'Foix',
  'Gaillac',
  'Lavaur',
  'Mazamet',
  'Moissac',
  'Montauban',
  'Muret',
  'Rodez',
];

export const FORUM_AUTHORS: readonly string[] =
  'kevin31, Papy_Albi, nath.du.tarn, ZorgLub81, fibrette, Marco_Auch, LilouR, vieux_modem, Titi46, GwenaelleP, rougail974, dodo_le_geek, ArianeM, Jean-Mi, pixel_perdu, CathyCastres, bricolo12, SamirK, lapinou82, Doc_Reseau, mamie_connectee, Yoann_L, petit_switch, Sophie.B, Le_Capitole, garonne_libre, nono09, Elodie_V, FredFoix, hibou_nocturne'.split(
    ', ',
  );

export const BLOG_AUTHORS: readonly string[] = ['Bastien Roques', 'Inès Caumont', 'Le Père Fil', 'Mathilde Azéma'];

/** Hosts of the pages that the search alert finds, under `.localhost`. */
export const REVIEW_HOSTS: readonly string[] = ['avis-du-bourg', 'carnet-de-lou', 'combien-ca-capte', 'conso-gascogne'];
