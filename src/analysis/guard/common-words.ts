/**
 * Which words of a name are words of every day: « Orange » and « Free » are written where nobody thinks of a brand. Not a list
 * of brands: any name of an agency is asked word by word.
 */
import { foldWord } from '../query/fold-word.ts';
import { pluralForms } from '../query/plural-forms.ts';
import { findKnownName } from '../sentiment/known-names.ts';
import { FRENCH } from '../sentiment/lexicons/fr.ts';
import { isFunctionWord } from '../terms/function-words.ts';
import { VOCABULARY_EN } from './vocabulary-en.ts';
import { VOCABULARY_FR } from './vocabulary-fr.ts';

/** Folded when read. Nouns, adjectives and first names that stand in names of brands and of products. */
const WORDS = `
abricot accent accord acier acte actif action active activite adieu affaire agence agent aigle aile air album alerte alliance alpha alpin amande ambiance ambre ame ami amie
amour ancre ange angle animal anneau annonce antique appel application aqua arbre arc argent arme armor art artisan as atelier atlas atlantique atout aube auberge aurore auto autre avenir aventure avis azur
bagage baie bain bal balance balcon ballon bambou banc bande banque bar barre base basic basique bastion bateau baton beau beaute bebe bel belle berge bien bille bio bise blanc blanche ble bleu bleue
bloc blond bois boisson boite bol bon bonheur bonne bord bosse bouchon boucle bougie boule boulanger boulangerie boulevard bouquet bourse bout bouteille boutique bouton box branche bras brasserie brave brique brise brun brut bruit bulle bureau but
cabane cabinet cadeau cadre cafe caisse calme camp campagne canal canard cap capital caprice capsule caravane cargo carre carrefour carriere carte carton cas case casino casque cave cedre celeste centre cercle cerf cerise chaine chaise chalet chambre champ champion chance change chanson
chant chapeau charbon charge charme chat chateau chaud chemin chemise chene cheval chevre chic chien choc choix chou ciel cigale cigogne cime cinema citron claire clair classe classic classique clef cle clic client climat cloche club cocon coeur coin col colline colombe colonne combo comme commerce compagnie compagnon compas complet compte comptoir
concept concert conseil conserve constance conte contact contour contrat copain coq coquille corail corde cordon corne corps cote coton couleur coupe cour couronne cours course court couvert crayon creation creme crepe cri cristal croix cube cuir cuisine culture cycle cycles cygne
dame dauphin debut decor defi delice delta demain demeure dent depart desir dessert dessin destin detail dimanche direct doigt domaine don dore dos double douce douceur doux dragon drapeau droit drive duo dune
eau ecart echo eclair eclat ecole economie ecorce ecran edition effet elan elegance element eleve elite emploi empire encre energie enfant ensemble entree envie epoque equilibre equipe ere escale espace esprit essence essentiel essor est etage etape ete etoile etude europe evasion eveil event evidence evolution excellence expert express extra
fabrique face facile facteur faim famille far faune fee femme fer ferme fete feu feuille fibre figue fil fille film fils final fine flamme flash fleche fleur flotte flute foi foire fond fontaine force foret forge forme formule fort fortune forum four fournil foyer fraise franc france fraternelle free frere froid front fruit fusee futur
gain galaxie galerie galet galop gamme garage garant garde gare garden gateau general genie genou geant gel geste gite glace globe gloire gold gomme gouter goutte grace grain graine gramme grand grande grange granit gratuit grenier griffe gris gros groupe guide
habitat halle hameau harmonie hasard haut hero heros heure heureux hibou hirondelle hiver homme honneur horizon horloge hote hotel huile
idee ile image immo impact impulsion indigo infini infinity info initial innovation instant institut instinct intense interieur
jade jardin jasmin jaune jeu jeune joie joli jour journal joyau jumeau jungle jus juste
kilo kiosque lac laine lait lampe lance langage lanterne lapin large laser lavage lavande leader leger legende les lettre levant levier liberte libre lien lieu ligne lilas limite lin lion lis lit livre livret loft loi loisir long lotus loup lueur lumiere lumineux lune luxe lynx lys
machine madame magasin magie magique magnolia main maison maitre malice maman manche mandat manege manoir marche marcheur mare maree margot marin marine marque marron mars martin masque mat matin maxi maximum mel melodie menthe menu mer mercure merveille message mesure metal methode metier metro midi mie miel mieux milieu mille mimosa mini minute miroir miss mission mix mobile mode modele moderne moment monde montagne monte montre mont morceau mot moto mouette moulin mousse mouvement moyen mur mure muse musee musique mystere mystique
national nature navire neige nez nid noble noel noir noisette nom nord note nouveau nouvelle nuage nuit numero
oasis objectif objet ocean oeil oeuf oeuvre offre oignon oiseau olive olivier ombre once onde opale optique opera or orage orange orchidee ordre oreille origine orme oro ours outil ouest
pacte page pain paix palace palais palette palme panda panier panorama paon papa papier papillon par paradis parc parfait parfum parole part partage partenaire pas passage passe passion pastel pate patrimoine paul pavillon pay pays peche perle petit petite peuplier phare photo piano pic picard pie pied pierre pigeon pile pilote pin pion pirate piste pivot pixel place plage plaisir plan planete plante plat platine plein plume plus poche poele poeme point pointe poire pois poisson pole pomme pont populaire port porte post poste pot poudre poule pouls poupe prairie premier premiere premium present presse prestige pret prime primo prince princesse principe printemps prise prix pro prochain produit profil progres projet promesse prune puce puits pulse pur pure puzzle
quai qualite quart quartier quick quotidien
racine radio rail raisin rapide rayon reel reflet reflets refuge regard region reine relais remparts renard rendez repas repos republique reseau reserve reve reveil revolution riche rive riviere robe roc roche roi roman rond rose rosee roue rouge route royal royale ruban ruche rue ruelle
sable sac safran sage saint saison salon sante sapin satin sauge savon sceau scene science secret securite sel selection sens sentier serein serenite serie service seve signal signature silence simple sirene sirius socle soie soif soin soir sol solaire soldat soleil solide solo solution sommet son songe sonneur souche source sourire souris soutien spa special speciale spirale sport stade standard star station stella studio style sucre sud suite super surf syrah systeme
table tableau tache talent tambour taureau teint tempo temps tendance tendre terrain terre terroir tete texte the theatre theme tiers tigre tilleul timbre titan titre toile toit tomate tonic tonus top torche tortue total tour tourbillon toupie train trait transport transports travail travaux trefle tresor tribu trio triomphe tronc trophee tropical tube tulipe turbo
ultra union unique uni unite univers urban urbain usage usine utile
vague vaisseau val valeur vallee vanille vapeur velo velours vent verger verite vermeil verre vers vert verte vertige veste victoire vie vieux vif vigne village ville vin violet violette virage visage visite vision vital vite vitesse vitrail vivant vivre voile voisin voisine voiture voix vol volcan voyage vrai vue
watch wave week week-end zen zenith zephyr zero zeste zone zoom
advantage alert amber angel anchor apple april arrow ascent august ball bank bar base bay beam bear beauty bee bell berry best better big bird black blink bloom blue board boat body bold bolt bond bone book boost boots border boss bottle bow boy brand bread breeze bridge bright brook brother brown bubble buddy buffalo bullet
camp candle candy cape care castle cat chain chance chapel charm chase cheer cherry chief child choice circle city classic clean clear clever cliff clock cloud clover coach coast coffee collection color colour comet common company compass connect cook cool copper coral core corner cotton country cove craft cream creek cross crown cruise crystal current curve
daily dash dawn day deal dear deep deer delight desert detect diamond digital direct discover dock dog door dot dove dragon drawer dream dress drop duck dusk dust eagle earth easy echo edge elm energy engine enter escape essential ever every express eye
fable face factory fair faith falcon family fancy farm fast father feather field finch fine fire first fish five flag flame flash flat fleet flight float floor flow flower fly focus folk force forest forge form forward fox frame free freedom fresh friend frontier fruit fun future
gap garden gate gather gem gentle giant gift ginger girl glass globe glow goal gold golden good grace grain grand grape graph grass great green grid ground grove grow guard guide gulf
half hall hand happy harbor harbour hard harmony harvest haven hawk hazel head heart heath helm help herald hero high hill hive hollow home honest honey hook hope horizon horse house hub humble hunter ice idea imagine impact insight island ivory ivy jack jasmine jet jewel join journey joy juice jump just keen key kind king kit kite knight label lake lamp land lane lark laurel leaf league leap legend lemon level liberty life lift light lighthouse lily lime line link lion little live local loft lotus love loyal lucky lunar magic main major maker mango manor maple march mark market marsh master match max meadow medal merit metro mile mill mind mint mirror mist mobile modern moment monday moon more morning mother motion mountain move museum music
nation native nature nest net new next night nine noble north note nova now oak ocean old olive one onward open orbit orchard origin other owl pace pack palace palm panther paper park pass path patriot peak pearl pebble pen people pepper perfect phoenix piano pilot pine pink pioneer pivot place plain planet plant play plaza plum plus pocket point polar pond pop port power prime prism pro project promise proof pulse pure purple quest quick quiet rabbit radar rainbow rainy range rapid raven ray ready real red reef relay republic rest ribbon ridge right ring rise river road robin rock rocket root rose round royal ruby run rush sage sail salt sand saver scout sea second seed select sense shade shadow shape shark shell shelter shield shine ship shop shore side sight signal silk silver simple sky slate smart smile smooth snap snow soft solar sons soul sound south spark speed sphere spice spirit splash spoon spot spring sprout square stable stage star start state station steady steak steel stem step stone storm story stream street stripe strong studio style success sugar summer summit sun sunny super sure surf swan sweet swift table tail talent target team temple ten tender terra the thread three thrive thunder tide tiger time timber tiny tip together token top torch total touch tower town track trail tree trend tribe true trust truth turn twin two ultra union unity up urban valley value vault vegan velvet venture view village vine violet vision vista vital vivid voice wagon walk wall warm water way west whale wheat wheel whisper white wild willow wind window wing winter wise wish wolf wonder wood word work world yellow yes young zebra`;

/** Names that people bear: « merci Camille », whoever Camille is. Folded when read. */
const FIRST_NAMES = `
adam adele adrien agathe agnes alain albert alex alexandra alexandre alexis alice alicia aline alix amandine ambre amelie anais anatole andre andrea angele angelique anna anne anthony antoine apolline ariane arnaud arthur aude audrey augustin aurelie aurelien aurore axel axelle
baptiste barbara basile bastien beatrice benjamin benoit bernadette bernard bertrand brigitte bruno camille carla carole caroline catherine cecile celeste celia celine chantal charles charlie charlotte chloe christelle christian christiane christine christophe claire clara claude claudine clemence clement colette coline constance corinne cyril cyrille
damien daniel danielle david deborah delphine denis diane didier dimitri dominique dorothee edgar edith edouard eleonore elena eliane elias elie eliot elisa elisabeth elise eliott ella elodie eloise elsa emile emilie emma emmanuel emmanuelle enzo eric estelle esther ethan etienne eugene eva eve evelyne fabien fabienne fabrice fanny felix ferdinand flora florence florent florian francis franck francois francoise frederic frederique
gabin gabriel gabrielle gael gaelle gaetan gaspard gaston gauthier genevieve geoffrey georges gerald gerard germain ghislaine gilbert gilles gisele gregory guillaume gustave guy hadrien helena helene henri hector hortense hubert hugo ines irene iris isabelle isaac ivan jacqueline jacques jade jean jeanne jeremy jerome jessica joel joelle johan johanna jonathan jordan joris joseph josephine josiane jules julia julie julien juliette justin justine karim karine kevin laetitia lara laura laure laurence laurent lea leila lena leo leon leonie leopold liam lila lili liliane lilou lina lisa loic lola lorenzo lou louane louis louise luc luca lucas lucette lucie lucien lucienne ludovic lydie
madeleine mael maeva magali manon marc marcel marcelle margaux margot marguerite maria marianne marie marine marion marius martin martine mateo mathieu mathilde mathis matthieu maud maurice max maxence maxime maya medhi melanie melina melissa mia michel michele mickael milo mireille mohamed monique morgane myriam nadege nadia nadine nathalie nathan nicolas nicole nina ninon nino noa noah noe noel noemie olga olivia olivier oscar pascal pascale patrice patricia patrick paul paula pauline philippe pierre quentin rachel raoul raphael raymond rebecca regine regis remi remy renaud rene robert robin roger romain romane romeo romy rosalie rose roxane ruben sabine sabrina sacha salome samuel sandra sandrine sara sarah sebastien serge severine simon simone sofia solene sonia sophie stephane stephanie suzanne suzie sylvain sylvie tania tatiana theo theodore therese thibault thierry thomas timothee tom tristan ugo ulysse valentin valentine valerie vanessa veronique vera victor victoire victoria vincent virginie vivien xavier yacine yann yannick yasmine yoann yohan yolande yvan yves yvette yvonne zoe
alan andy amy ben charlie daisy dave ellie emily frank george grace harry henry jack jake james jamie jane jenny jim joe john kate kelly kim lily lucy mary matt mike molly nick oliver peter rob ruby ryan sally sam scott steve sue ted tim toby tony will zara
bernard petit durand leroy moreau simon lefebvre garcia fournier girard mercier dupont lambert bonnet francois martinez legrand garnier faure rousseau blanc guerin muller henry roussel mathieu gautier masson marchand duval denis dumont lemaire noel meyer dufour meunier brun blanchard giraud joly riviere lucas brunet gaillard barbier arnaud gerard roche renard schmitt roy leroux colin vidal caron picard roger fabre aubert lemoine renaud dumas lacroix olivier philippe bourgeois pierre benoit rey leclerc payet rolland leclercq guillaume lecomte lopez jean dupuy guillot hubert berger carpentier sanchez dupuis moulin deschamps huet vasseur perez boucher fleury royer klein jacquet adam paris poirier marty aubry guyot carre charles renault charpentier menard maillard baron bertin bailly herve schneider collet leger bouvier julien prevost millet perrot daniel cousin germain breton besson langlois remy etienne lebrun fontaine rodriguez martel marin`;

const names = new Set(FIRST_NAMES.trim().split(/\s+/).map(foldWord));

/** Whether the folded word is a first name or a surname of many. */
export function isPersonName(folded: string): boolean {
  return names.has(folded);
}

const own = new Set(WORDS.trim().split(/\s+/).map(foldWord));
const learned = new Set(
  [...Object.values(VOCABULARY_FR), ...Object.values(VOCABULARY_EN), ...Object.values(FRENCH)].flatMap((list) =>
    list
      .split(/[,\n]/)
      .map((entry) => foldWord(entry.trim().replace(/^[+-]/, '')))
      .filter((entry) => !entry.includes(' ')),
  ),
);
/** Endings of words of every day, which few made-up names have. */
const ENDINGS_PATTERN =
  /(?:tion|ment|able|ible|ique|euse|eur|ante|ants|ance|ence|isme|iste|ness|less|ings?|ette|esse|age|erie|ages|aire|elle)s?$/;
const LETTERS_PATTERN = /^\p{L}+$/u;

/**
 * Whether the folded word is one that people write without thinking of a brand.
 *
 * @example isCommonWord('orange')  // true
 * @example isCommonWord('sfr')     // false
 */
export function isCommonWord(folded: string): boolean {
  if (isFunctionWord(folded, 'fr') || isFunctionWord(folded, 'en')) return true;
  const known = findKnownName(folded);
  if (known === 'ambiguous' || (known === null && names.has(folded))) return true;
  const isListed = pluralForms(folded).some((form) => own.has(form) || learned.has(form));
  return isListed && (known === null || own.has(folded));
}

/** The same, and whatever is formed like one: for parts of a name, which must tell more than a whole name. */
export function isCommonPart(folded: string): boolean {
  return isCommonWord(folded) || (LETTERS_PATTERN.test(folded) && ENDINGS_PATTERN.test(folded));
}
