/**
 * Words that tell a company's world from everyday life, French and English: before any mark is there, who writes of
 * customers and bills writes of a brand, and who writes of sugar and crossroads does not.
 *
 * A star stands for any ending. Written for this service, by fields of life; no list of anybody else's is in it.
 */
import { foldWord } from '../query/fold-word.ts';

/** Buying and being served, the network, the shop, the device, the parcel, the pump, the stock exchange, the court. */
const COMPANY_LIST = `client* clientele abonne* abonnement* forfait* resili* desabonn* factur* rembours* livraison* livreur* livre
colis relais commande commandes commandé commander magasin* boutique* enseigne* supermarch* hypermarch* superette* caisse caisses
caissier* caissiere* rayon rayons promo promos promotion* solde soldes rabais remise* fidelite sav hotline conseiller* conseillere*
assistance reclamation* litige* garanti* technicien* depann* panne pannes reseau* box fibre* internet wifi adsl mobile* telephon*
smartphone* iphone* ipad* airpods imac macbook* mac macs ordinateur* ordi tablette* montre ecouteur* appli applis application*
compte comptes identifiant* operateur* debit 4g 5g antenne* sim esim data roaming itinerance portabilite offre offres tarif* prix
hausse augment* payer payé payant* prelev* virement euros achat* achete* acheter vend vendu* vendre vente* ventes vendeur*
vendeuse* marque* groupe entreprise* societe filiale* pdg dg dirigeant* patron* direction actionnaire* action actions bourse cac
benefice* perte* milliard* million* trimestr* resultat* investi* rachat* rachete* rachete fusion acqui* concurren* rival* salarie*
employe* embauch* recrut* cdi cdd licenci* greve grevistes syndicat* syndical* suppression* postes annonce annonc* lance lancent
lancement* devoile* supprim* rappelle sponsor* partenair* publicit* pub pubs campagne* slogan logo site communique* porte-parole
proces condamn* amende* cnil autorite justice tribunal enquete* plainte plaintes fuite* pirat* cyber* hack* donnees personnelles
station stations essence gazole gasoil carburant* diesel plein petrol* raffin* gisement* forage* energie* electricite gaz
agence agences guichet* facteur* factrice* bureau bureaux timbre* courrier* lettre recommande recommandé avis passage tournee
banque banques bancaire* livret pret credit drive franchis* ouverture* fermeture* fermer rouvr* stock stocks rupture* rappel
rappels produit* usine* fournisseur* distributeur* marge* mdd qualite arnaqu* scandal* boycott* honte deçu decue decus
incompeten* attente rappelé joindre repond* repondre chatbot message messages chez internaute* consommateur* ufc numerique
logiciel* intelligence ios android update maj bug bugs bogue* stockage cloud streaming chaine chaines abo decodeur freebox livebox
replay droits antenne emission* televis* concession* gamme collection* modele* version marketing design puce processeur
customer* service services store stores shop* bill billing refund* deliver* order orders subscri* network* outage* company ceo
shares stock revenue profit* quarter* employee* strike* layoff* price* brand* app apps account* contract* support watch pay
music tv vision silicon google samsung amazon microsoft facebook android xiaomi huawei sosh bouygues sfr leclerc auchan lidl
intermarche monoprix casino shell bp esso exxon chronopost colissimo dhl ups fedex mondial relay darty fnac nike adidas zara`;

/** Food, colours, house, body, nature, weather, places, streets, school, sport, arts, history, feasts, numbers. */
const EVERYDAY_LIST = `recette* cuisin* cuire cuisson four sucre sucré* farine beurre oeuf oeufs gateau* tarte* cake* confit*
marmelade* compote* jus zeste* fruit* legume* pomme* poire* citron* clementine* mandarine* banane* raisin* abricot* amande*
noix peler eplucher pulpe pepin* ecorce sauce* canard poulet porc veau boeuf poisson* salade* soupe* epice* gingembre cannelle
vanille caramel chocolat* miel the tisane infusion cafe* cidre* biere* vin vins rhum sirop liqueur* cocktail* verre verres bouteille*
cuillere* gramme* litre* pate pates dessert* gouter sorbet* glace glaces bonbon* restaurant* resto menu menus cantine auberge
hotel petit-dejeuner boulangerie croissant* baguette* levain brioche* couleur* teinte* teindre teint ton tons coloris nuance* bleu*
vert verte verts jaune* rouge* violet* rose roses noir noire blanc blanche gris grise marron beige kaki fluo orangé* peinture*
peint* repeint* mur murs salon chambre canape rideau* coussin* tapis bougie* lampe* robe robes pull* veste* chemise* chaussure*
jupe* pantalon* chapeau* echarpe* maillot* tissu* laine vernis levre* rouge-a-levres maquillage cheveu* meche* ongle* bijou*
collier* ciel soleil coucher lune planete* etoile* univers mer plage* riviere* fleuve* lac lacs ecluse* bateau* peniche* berge*
inondation* crue* jardin* jardinier* fleur* petale* feuille* arbre* oranger* verger* plante* graine* champ champs animal* animaux
chat chats chien chiens lion* felin* tigre* oiseau* renard* cheval chevaux chasse* foret* bois montagne* alpes colline* sapin
vigilance alerte alertes meteo orage* orageux pluie* neige neiges verglas vent vents tempete* temperature* canicule* prefet
prefecture departement* rouge ville villes vaucluse village* commune* quartier* cimetiere eglise* mairie* maire habitant*
banlieue rue rues route* virage* rond-point giratoire pieton* velo* voiture* conducteur* clio voyant clignot* accident* collision*
feu feux stop panneau* priorite* permis freiner circulation bouchon* deviation* nationale autoroute* peage* croisement* intersection*
tracteur* pompier* gendarme* somme* nombre* addition* soustraction moyenne* calcul* calculer impot* revenus points score* duree
kilometre* theatre* antique* amphitheatre arc festival* choregies opera* musique* musicien* jazz rock punk rap concert* album*
chanson* chant* chanteuse* chanteur* guitare* piano* disque* batterie tube film* cinema* kubrick realisateur* acteur* actrice*
serie documentaire* roman* romancier* conte* poeme* poesie* tableau* exposition* histoire historique siecle* moyen-age roi rois
reine* prince* guerre* armee* armees soldat* bataille* empire empereur* napoleon romain* mythologi* dieu* saint* antiquite ancien*
relais diligence* cheval yoga posture* meditat* respir* zen poker roulette jackpot miser bal enfant* bebe* ecole* ecolier* college*
collegiens lycee* lyceen* eleve* cours prof professeur* anglais* vocabulaire phrase traduction mot mots dictee examen* exam* partiel*
bac etudiant* metier* orientation artisan* match* equipe* joueur* jouer jeu jeux ballon but buts penalty rugby football basket nba
tennis ski skieur* grimp* escalade* course* coureur* marathon podium sport* entraineur* coach arbitre* victoire defaite boxe boxeur*
combat* grand-mere mamie papi papy papa maman mere pere frere soeur tante oncle cousin* copain copine* coloc noel anniv anniversaire*
mariage* marie fete fetes soiree* teuf party danse* danser vacances voyage* passeport* ambassade* consulat* sejour* frontiere*
etranger* allemand* anglais* britannique* italien* espagnol* portugais* japonais* chinois* americain* canadien* suisse belge*
russe* indien* hopital* medecin* infirmier* maladie* docteur cholesterol regime* gluten lessive* respect silence* chaos desastre
fiasco gachis flou bordel noir black-out confinement eclipse* destruction confiance vie reflexion croisee chemins destin
new york brooklyn manhattan hollywood pie cider juice sauce cinnamon tree eye day doctor crumble strudel eve jam big fiona
style freestyle lance ride rider fight willy hugs jazz solo flow floating agent throw feel duty tax cruelty sugar smoke gluten`;

/** Words of an English phrase within French talk: a borrowed expression, seldom a brand. */
const ENGLISH_LIST = `the an of to my your you me and is are was it this that for with on at in not no all be am do day good big
little old new feel like eye keeps away guide time day life love real best`;

/** How many such words a text holds tells more than which. */
export type ContextWords = Readonly<{
  isCompany: (folded: string) => boolean;
  isEveryday: (folded: string) => boolean;
  isEnglish: (folded: string) => boolean;
}>;

export const CONTEXT_WORDS: ContextWords = {
  isCompany: makeTest(COMPANY_LIST),
  isEveryday: makeTest(EVERYDAY_LIST),
  isEnglish: makeTest(ENGLISH_LIST),
};

function makeTest(list: string): (folded: string) => boolean {
  const wholes = new Set<string>();
  const beginnings = new Set<string>();
  for (const entry of list.split(/\s+/)) {
    const folded = foldWord(entry.replace('*', ''));
    if (entry.endsWith('*')) beginnings.add(folded);
    else wholes.add(folded);
  }
  const lengths = [...new Set([...beginnings].map((beginning) => beginning.length))];
  return (folded) =>
    wholes.has(folded) || lengths.some((length) => length <= folded.length && beginnings.has(folded.slice(0, length)));
}
