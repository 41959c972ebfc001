/**
 * The bad buzz: what is written on the Tuesday evening when an update stops the boxes of Morvanel, minute by minute, of
 * our own writing. First people ask, then they find each other, then the answers of the operator make it worse.
 */
import type { SiteId } from './post.ts';

export type CrisisPost = Readonly<{
  /** On the wall in Paris, HH:MM; past midnight is not used. */
  at: string;
  site: SiteId;
  author: string | null;
  title: string | null;
  text: string;
}>;

const forum = (at: string, author: string, text: string): CrisisPost => ({
  at,
  site: 'forum',
  author,
  title: null,
  text,
});

const page = (
  at: string,
  site: Exclude<SiteId, 'forum'>,
  author: string | null,
  texts: Readonly<{ title: string; text: string }>,
): CrisisPost => ({ at, site, author, ...texts });

/** In the order of time. */
export const CRISIS_POSTS: readonly CrisisPost[] = [
  forum(
    '18:27',
    'Titi46',
    'Box Morvanel en panne d’un coup, voyant rouge, plus de télé ni d’internet. Je suis le seul ?',
  ),
  forum(
    '18:31',
    'CathyCastres',
    'Pareil à Castres, la box M4 Morvanel redémarre en boucle depuis 18 h 20. Galère, je suis en visio.',
  ),
  forum('18:34', 'nono09', 'panne aussi a Foix, morvanel injoignable au telephone, ca raccroche direct'),
  forum(
    '18:36',
    'SamirK',
    'Voyant rouge ici aussi. L’assistance Morvanel ne répond pas, l’appli dit « aucun incident ». Ridicule.',
  ),
  forum(
    '18:39',
    'LilouR',
    'Impossible de travailler, coupure complète à Albi. Et zéro information de Morvanel, c’est nul.',
  ),
  forum(
    '18:41',
    'Jean-Mi',
    'Bon ben c’est une grosse panne Morvanel, toute la rue est coupée. Ils ont encore raté une mise à jour…',
  ),
  forum(
    '18:43',
    'fibrette',
    'Mise à jour Morvanel foirée à 18 h 15 d’après mes logs, la box plante au démarrage. Incompétents.',
  ),
  page('18:45', 'letter', 'Duncan Frye', {
    title: 'Morvanel is down around Castres',
    text: 'No internet, no phone, and the Morvanel helpline hangs up. Terrible timing, I am stuck in the middle of a job interview.',
  }),
  forum(
    '18:47',
    'Marco_Auch',
    'Auch : pareil. J’ai attendu 25 min au service client Morvanel pour entendre un disque. Honteux.',
  ),
  forum(
    '18:49',
    'GwenaelleP',
    'Ma mère a une téléassistance branchée sur la box Morvanel. Plus de ligne, c’est dangereux, je suis très inquiète !',
  ),
  page('18:51', 'search', null, {
    title: 'Avis Morvanel : panne générale ce soir',
    text: 'Box morte, service client injoignable, aucune annonce. Je regrette d’avoir signé chez Morvanel.',
  }),
  forum(
    '18:52',
    'ZorgLub81',
    '« Vérifiez que votre box est bien branchée » : voilà la réponse de Morvanel. Ils se moquent de nous.',
  ),
  forum(
    '18:54',
    'Elodie_V',
    'Pas de réseau, pas de télé, deux ados furieux et moi aussi. Morvanel, c’est inadmissible.',
  ),
  forum('18:56', 'hibou_nocturne', 'Ca fait deux pannes en un an. Morvanel nous prend vraiment pour des idiots.'),
  page('18:57', 'blog', 'Inès Caumont', {
    title: 'Box M4 de Morvanel : la mise à jour de 18 h 15 est défectueuse',
    text: 'Le micrologiciel envoyé par Morvanel bloque le démarrage. Rien à faire côté abonné : le bug est chez eux, et personne n’a rien testé. Lamentable.',
  }),
  forum(
    '18:59',
    'bricolo12',
    'J’ai perdu une commande client à cause de Morvanel, paiement impossible ce soir. Qui va me rembourser cette perte ?',
  ),
  forum(
    '19:01',
    'ArianeM',
    'Morvanel parle d’un « incident mineur » sur son site. MINEUR ?? Quel mépris, c’est scandaleux.',
  ),
  forum(
    '19:02',
    'Papy_Albi',
    'Je n’ai plus le téléphone fixe et mon épouse est malade. Honte à Morvanel de nous laisser sans réponse.',
  ),
  forum('19:04', 'Yoann_L', 'incident mineur mdr… toute la ville est en panne. Morvanel = menteurs'),
  page('19:05', 'search', null, {
    title: 'Morvanel, plus jamais',
    text: 'Deux heures de panne, un service client qui raccroche au nez. Une arnaque à 39 € par mois, je résilie demain.',
  }),
  forum(
    '19:07',
    'dodo_le_geek',
    'Reset usine : ne faites surtout pas ca, la box Morvanel reste bloquée ensuite. Quel désastre.',
  ),
  forum(
    '19:09',
    'Sophie.B',
    'Cabinet médical à Gaillac, carte Vitale hors service, patients renvoyés chez eux. Morvanel est injoignable, c’est grave.',
  ),
  forum('19:11', 'FredFoix', 'Je résilie. Trop de pannes, trop de mensonges. Morvanel c’est fini pour moi.'),
  page('19:12', 'letter', 'Priya Nair', {
    title: 'A "minor incident", says Morvanel',
    text: 'Thousands of us are offline and Morvanel calls it minor. Shameful communication, I am furious.',
  }),
  forum(
    '19:14',
    'mamie_connectee',
    'c’est une honte , je ne peux plus appeler mes enfants . morvanel ne respecte pas ses clients',
  ),
  forum(
    '19:16',
    'pixel_perdu',
    'Qui lance la plainte groupée contre Morvanel ? Là c’est de la négligence, ils savaient que la version était buguée.',
  ),
  forum(
    '19:18',
    'garonne_libre',
    'Un ancien technicien Morvanel dit qu’ils ont viré l’équipe de test en septembre. Si c’est vrai c’est révoltant.',
  ),
  page('19:20', 'blog', 'Le Père Fil', {
    title: 'Morvanel, la panne et le silence',
    text: 'Ce n’est pas la panne qui est inacceptable, c’est le mensonge. Annoncer un incident mineur quand des milliers de foyers sont coupés, c’est du mépris.',
  }),
  forum('19:22', 'rougail974', 'Boycott Morvanel, sérieusement. 39 € par mois pour une brique avec un voyant rouge.'),
  forum('19:24', 'kevin31', 'Appelé trois fois, trois fois raccroché au nez. Service client Morvanel pathétique.'),
  page('19:26', 'search', null, {
    title: 'Panne Morvanel : ma boutique fermée ce soir',
    text: 'Terminal de paiement en panne, clients repartis, chiffre perdu. Morvanel ne répond à personne : scandaleux.',
  }),
  forum(
    '19:28',
    'Doc_Reseau',
    'Déployer un micrologiciel un mardi à 18 h sur tout le parc… Chez Morvanel l’incompétence est totale.',
  ),
  forum(
    '19:31',
    'nath.du.tarn',
    'Toujours rien à Lavaur. Ils effacent les commentaires négatifs sur leur page, c’est minable Morvanel.',
  ),
  forum(
    '19:33',
    'petit_switch',
    'Capture d’écran avant qu’ils suppriment : « nos abonnés exagèrent ». Signé le compte officiel Morvanel. Scandale.',
  ),
  forum('19:35', 'Le_Capitole', '« Nos abonnés exagèrent » ?! Foutage de gueule complet. Honteux, Morvanel.'),
  page('19:37', 'letter', 'Callum Reid', {
    title: 'Morvanel: "our customers exaggerate"',
    text: 'They actually wrote that before deleting it. Disgraceful. Never again, we are leaving Morvanel and so are our neighbours.',
  }),
  forum(
    '19:39',
    'vieux_modem',
    'Vingt ans de forum et je n’ai jamais vu un mépris pareil. Morvanel, vous êtes indignes.',
  ),
  page('19:41', 'search', null, {
    title: '« Nos abonnés exagèrent » : le message de Morvanel qui passe mal',
    text: 'Le message est supprimé mais les captures circulent. Colère, insultes, appels au boycott de Morvanel.',
  }),
  forum('19:43', 'lapinou82', 'boycott morvanel, passez le mot. Honte à eux pour les personnes agées sans telephone'),
  forum(
    '19:45',
    'MarionT',
    'Inscrite exprès pour dire ma colère. Morvanel m’a vendu une « fibre fiable ». Tromperie, je demande le remboursement.',
  ),
  page('19:48', 'press', 'La rédaction', {
    title: 'Panne géante chez Morvanel : des milliers de foyers coupés, la colère monte',
    text: 'Une mise à jour défectueuse a mis hors service les box de Morvanel dans tout le Sud-Ouest. Téléassistance et cabinets médicaux sont touchés. Un message jugé méprisant, depuis supprimé, aggrave la crise.',
  }),
  forum(
    '19:50',
    'ThierryL',
    'C’est dans le Courrier maintenant. Bien fait pour Morvanel, quelle catastrophe de communication.',
  ),
  forum(
    '19:52',
    'Aurelie_R',
    'Mon père a fait un malaise et n’a pas pu appeler. Il va bien mais je porte plainte contre Morvanel. Criminel.',
  ),
  page('19:55', 'search', null, {
    title: 'Morvanel : pétition pour une indemnisation',
    text: '1 200 signatures en une heure. Les abonnés dénoncent une panne grave et une entreprise irresponsable.',
  }),
  forum(
    '19:58',
    'Bruno_Muret',
    'Muret, toujours en panne. Troisième message vocal de Morvanel identique, j’en ai ras le bol.',
  ),
  forum(
    '20:01',
    'OcéaneD',
    'Résiliation envoyée. Je perds une soirée de travail à cause de Morvanel, c’est inacceptable.',
  ),
  page('20:04', 'blog', 'Bastien Roques', {
    title: 'Résilier Morvanel sans frais après la panne : ce que dit le contrat',
    text: 'La panne dépasse le délai garanti : le défaut de service permet de partir. Beaucoup sont écœurés et veulent quitter Morvanel ce soir.',
  }),
  forum('20:08', 'Doc_Reseau', 'Toujours bloqué. Et personne chez Morvanel pour s’excuser. Lamentable jusqu’au bout.'),
  forum(
    '20:13',
    'Titi46',
    'Bientôt deux heures de panne, pas un mot de Morvanel à part leur « incident mineur ». Dégoûté.',
  ),
  page('20:17', 'letter', 'Harriet Cole', {
    title: 'Still no Morvanel, still no apology',
    text: 'Two hours without a phone for elderly neighbours. Unacceptable, and Morvanel stays silent.',
  }),
  forum(
    '20:22',
    'Elodie_V',
    'Toujours rien à Montauban, le salon dans le noir devant une box inutile. Merci Morvanel pour cette soirée pourrie.',
  ),
  forum('20:31', 'SamirK', 'Morvanel vient de publier des excuses. Un peu tard, la panne dure encore ici.'),
  page('20:38', 'press', 'La rédaction', {
    title: 'Morvanel présente ses excuses et promet un mois offert',
    text: 'La directrice de Morvanel reconnaît une erreur et annonce un retour progressif. Le service est rétabli à Albi et à Auch.',
  }),
  forum('20:46', 'Marco_Auch', 'Voyant vert à Auch, internet est revenu. Morvanel annonce un mois offert.'),
  forum(
    '20:58',
    'CathyCastres',
    'Rétabli à Castres aussi, débit normal. Merci au technicien Morvanel qui a répondu ici.',
  ),
  forum('21:15', 'Papy_Albi', 'Le téléphone remarche, ouf. Les excuses de Morvanel sont bien, le mois offert aussi.'),
  page('21:34', 'search', null, {
    title: 'Morvanel : tout est rétabli',
    text: 'Box relancée à 21 h, tout fonctionne. Bon point pour la compensation de Morvanel.',
  }),
  forum('22:05', 'fibrette', 'Nouvelle version 4.3.2 reçue, la box Morvanel est stable. Bravo aux équipes de nuit.'),
];
