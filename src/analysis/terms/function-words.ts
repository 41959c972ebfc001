/**
 * Words that tell nothing by themselves: no term begins or ends with one. Besides articles and the like these are words of
 * time, because every Tuesday holds « mardi » more often than the weeks before, and numbers. Folded, of our own writing.
 */
import { foldWord } from '../query/fold-word.ts';

const WORDS: Readonly<Record<string, string>> = {
  fr: `a afin ah ai aie ailleurs ainsi alors an annee annees ans apres as assez au aucun aucune aujourd auquel aura aurai aurait auront aussi autant
    autre autres aux avaient avais avait avant avec avez avoir avons ayant bah beaucoup ben bien bientot bon bonjour bonsoir bref c ca car ce ceci
    cela celle celles celui cent certain certaine certaines certains ces cet cette ceux chacun chacune chaque chez ci cinq combien comme comment contre
    coup d dans de debut deja demain depuis derniere dernieres dernier derniers des desormais deux devant devoir devrait dire dis disent disait dit dix
    doit doivent donc dont du durant dès dus eh elle elles en encore enfin entre environ es est et etaient etais etait ete etes etre eu eux evidemment
    faire fais faisait fait faites fallait faut fera ferait fin font franchement furent grace h hein heure heures hier huit hui hélas ici il ils j
    jamais janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre je jeudi jour journee journees jours jusqu jusque
    juste l la là laquelle le lequel les lesquels leur leurs loin lors lorsque lui lundi m ma maintenant mais mardi matin matinee me meme memes mercredi
    merci mes met mettre midi mien mieux mille min minuit minute minutes moi moins mois moment mon n ne neuf ni non nos notamment notre nous nouveau
    nouveaux nouvelle nouvelles nuit o oh ok on ont onze or ou où ouais oui par parce parfois parmi pas pendant personne peu peut peuvent peux plus
    plusieurs plutot point pour pourquoi pourra pourrait pourtant pouvoir pres presque prochain prochaine puis puisque pu qu quand quarante quatre que
    quel quelle quelles quelqu quelque quelques quels qui quinze quoi quoique quatorze rien s sa salut sans sauf se seconde secondes seize selon semaine
    semaines sept sera serait seront ses seul seule seulement si sinon six soir soiree soirees sois soit sommes son sont sous souvent suffit suis sur surtout
    t ta tant tard te tel telle telles tellement tels temps tes toi ton tot toujours tous tout toute toutes treize trente tres trois trop tu un une va vais
    vas vendredi vers via vingt voici voila voir vont vos votre voulez vouloir voulu vous vraiment vu week weekend end y samedi dimanche peine fois
    avons serez suite niveau part chose choses truc gens façon cas lieu svp stp mdr lol pfff bof quasi hors meilleur pire mal`,
  en: `a about above after again ago all almost already also always am an and another any anyone anything april are aren around as at august away
    back be became because been before being below between both but by came can cannot come could couldn d day days december did didn do does
    doesn doing don done down during each eight either else enough even ever every everyone everything far february few first five for four friday
    from gave get gets getting give go goes going gone got great had hadn has hasn have haven having he hello her here hers hi him his hour hours how
    however hundred i if in instead into is isn it its january july june just keep kept know last later least less let like ll long look made make
    makes making many march may maybe me mean might mine minute minutes monday month months more morning most much must my near need never new next nine
    no nobody none nor not nothing november now o october of off often oh ok on once one only or other others our ours out over own people per please
    put quite rather re really right s said same saturday saw say says second see seen september seven shall she should shouldn since six so some
    somebody someone something soon still such sunday sure t take taken ten than thank thanks that the their theirs them then there these they thing things
    think this those though thousand three through thursday till time times to today together tomorrow tonight too took toward tuesday twice two under
    until up upon us use used using ve very via want wanted was wasn way we wednesday week weekend weeks well went were weren what when where whether
    which while who whole whom whose why will with within without won would wouldn yeah year years yes yesterday yet you your yours evening night`,
  es: `a al algo ahora ano anos antes aqui asi aun aunque ayer bien cada como con contra cual cuando de del desde dia dias donde dos el ella ellas ellos en
    entre era es esa ese eso esta estaba estan estar este esto fue fueron ha habia hace hacer han hasta hay hora horas hoy la las le les lo los mas me
    mes meses mi mientras mis muy nada ni no nos o os otra otro para pero poco por porque pues que quien se sea ser si sido sin sobre solo son su sus
    tambien tan tanto te tiene tienen todo todos tres tu tus un una uno unos va vez ya yo y lunes martes miercoles jueves viernes sabado domingo manana`,
  it: `a ad al alla alle ai agli anche ancora anni anno avere c che chi ci ciao come con cosa così cui d da dal dalla degli dei del della delle dello di
    dopo dove due e ed era erano essere fa fare fatto fino fra già giorno giorni gli ha hanno ho i il in io l la le lei li lo loro lui ma mai me mese mesi
    mi mia mio molto ne nel nella nelle nei niente no noi non nostro o oggi ogni ora ore per perche pero piu poco poi prima può qua quale quando quanto
    quella quello questa questo qui quindi sara se sei senza si sia solo sono sopra sotto sta su sua sul sulla suo te ti tra tre tu tutti tutto un una uno
    vi voi lunedi martedi mercoledi giovedi venerdi sabato domenica ieri domani settimana settimane`,
  de: `ab aber alle allem allen alles als also am an ander andere auch auf aus bei beim bin bis bist da damit dann das dass dein dem den der des dich die
    dies diese dieser dieses dir doch dort du durch ein eine einem einen einer eines er es etwas euch für gegen gar ganz hab habe haben hat hatte hier
    hin ich ihm ihn ihnen ihr ihre im immer in ins ist ja jahr jahre jede jeder jetzt kann kein keine konnte man mal mehr mein meine mich mir mit monat
    muss nach nicht nichts noch nun nur ob oder ohne schon sehr sein seine seit sich sie sind so soll sondern stunde stunden tag tage um und uns unter
    viel vom von vor war waren warum was weil wenn wer werden wie wieder will wir wird wo woche wochen zu zum zur montag dienstag mittwoch donnerstag
    freitag samstag sonntag heute gestern morgen`,
  pt: `a agora ainda algo ano anos ao aos apenas aqui as assim ate com como da das de dela dele depois desde dia dias do dois dos e ela elas ele eles em
    entre era essa esse esta estao estava este eu faz fazer foi foram ha hora horas hoje isso isto ja la lhe mais mas me mes meses mesmo meu minha muito
    na nada nao nas nem no nos nossa nosso num numa o onde ontem os ou outra outro para pela pelo pode por porque quando quanto que quem se sem semana
    ser seu sido so sobre sou sua tambem tao te tem tenho ter teu toda todo todos tres tu um uma vai vez voce`,
};

const SETS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(WORDS).map(([language, words]) => [language, new Set(words.split(/\s+/).map(foldWord))]),
);

/** Short texts are often taken for another language: these two are asked where the text is in neither. */
const ALWAYS_ASKED = ['fr', 'en'];

/**
 * Whether a folded word tells nothing by itself in a text of this language.
 *
 * « car » is one in French, where an English car is a car: each language asks its own list.
 *
 * @example isFunctionWord('mardi', 'fr')  // true
 */
export function isFunctionWord(folded: string, language: string | null): boolean {
  const own = SETS.get(language ?? '');
  if (language !== null && ALWAYS_ASKED.includes(language)) return own?.has(folded) ?? false;
  return (own?.has(folded) ?? false) || ALWAYS_ASKED.some((each) => SETS.get(each)?.has(folded) ?? false);
}
