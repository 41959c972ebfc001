/**
 * The words of crises in French and English, as queries in Vigie's own language: plurals, phrases and words near each other
 * mean there what they mean in a brand's query. Of our own writing; one entry is one matter. What the weights mean is said
 * in src/domain/crisis.ts.
 */
import type { CrisisWeight } from '../../domain/crisis.ts';
import type { Sector } from '../../domain/sector.ts';

export type CrisisEntry = Readonly<{ weight: CrisisWeight; query: string }>;

/** For brands of every sector, and of none. */
export const GENERAL_ENTRIES: readonly CrisisEntry[] = [
  // harm
  {
    weight: 3,
    query: `décès OR décédé OR décédée OR "est mort" OR "est morte" OR "sont morts" OR "sont mortes" OR mortel OR mortelle OR "tué par" OR "tuée par" OR suicide
      OR "was killed" OR "were killed" OR "people died" OR "has died" OR "child died" OR fatality OR fatalities`,
  },
  {
    weight: 3,
    query: `blessé OR blessée OR hospitalisé OR hospitalisée OR brûlures OR électrocuté OR électrocutée
      OR injured OR injuries OR hospitalised OR hospitalized OR "burns to" OR electrocuted`,
  },
  {
    weight: 3,
    query: `"rappel produit" OR "rappel de produit" OR "rappel de lots" OR "rappel massif" OR "campagne de rappel" OR (rappelle ONEAR/3 (lot OR produit)) OR "retiré de la vente" OR "retrait du marché"
      OR "product recall" OR "safety recall" OR "recall notice" OR (recalls ONEAR/3 (product OR batch)) OR "recalled over"`,
  },
  {
    weight: 3,
    query: `incendie OR "a explosé" OR "ont explosé" OR "a pris feu" OR "ont pris feu" OR "prend feu"
      OR "caught fire" OR "catches fire" OR "burst into flames" OR exploded`,
  },
  {
    weight: 3,
    query: `intoxication OR intoxiqué OR intoxiquée OR contaminé OR contaminée OR contamination OR toxique OR amiante OR cancérigène OR cancérogène
      OR poisoning OR poisoned OR contaminated OR toxic OR asbestos OR carcinogenic`,
  },
  {
    weight: 3,
    query: `"fuite de données" OR "vol de données" OR "données volées" OR "données dérobées" OR cyberattaque OR rançongiciel OR "mots de passe volés"
      OR "data breach" OR "data leak" OR "stolen data" OR cyberattack OR ransomware`,
  },
  {
    weight: 3,
    query: `"mise en examen" OR "mis en examen" OR perquisition OR perquisitionné OR "garde à vue" OR "enquête judiciaire" OR "enquête préliminaire" OR "mise en danger"
      OR indicted OR "criminal charges" OR "criminal investigation" OR "police raid"`,
  },
  {
    weight: 3,
    query: `"agression sexuelle" OR "agressions sexuelles" OR viol OR "travail forcé" OR "travail des enfants" OR esclavage
      OR "sexual assault" OR "forced labour" OR "forced labor" OR "child labour" OR "child labor"`,
  },
  // accusations and calls to act
  { weight: 2, query: 'boycott OR boycotter OR boycottez OR boycottons OR boycotté OR boycotting OR boycotted' },
  { weight: 2, query: 'scandale OR scandal' },
  {
    weight: 2,
    query: `arnaque OR arnaqué OR arnaquée OR arnaqueur OR escroc OR escroquerie OR fraude
      OR scam OR scammed OR scammer OR fraud OR fraudulent OR swindle`,
  },
  {
    weight: 2,
    query: `"action de groupe" OR "action collective" OR "porter plainte" OR "porte plainte" OR "portons plainte" OR "plainte déposée" OR "dépose plainte" OR "déposer plainte" OR "dépôt de plainte" OR procès OR tribunal OR "mise en demeure"
      OR "class action" OR lawsuit OR sued OR suing OR "legal action" OR "taken to court"`,
  },
  { weight: 2, query: 'pétition OR petition' },
  {
    weight: 2,
    query: `discrimination OR discriminé OR racisme OR raciste OR sexisme OR sexiste OR homophobe OR antisémite OR harcèlement
      OR racism OR racist OR sexism OR sexist OR homophobic OR antisemitic OR harassment`,
  },
  {
    weight: 2,
    query: `mensonge OR mensonger OR mensongère OR tromperie OR "fausse promesse" OR "fausses promesses"
      OR deception OR "false advertising" OR "cover up" OR misleading`,
  },
  { weight: 2, query: '"bad buzz" OR polémique OR "tollé" OR backlash OR outcry' },
  {
    weight: 2,
    query: `DGCCRF OR CNIL OR "UFC Que Choisir" OR "60 millions de consommateurs" OR "répression des fraudes" OR Signalconso
      OR "trading standards" OR "consumer watchdog" OR ombudsman`,
  },
  {
    weight: 2,
    query: `"plan social" OR "licenciements massifs" OR "vague de licenciements" OR "burn out" OR greenwashing OR "évasion fiscale"
      OR "mass layoffs" OR "tax evasion"`,
  },
  // anger
  { weight: 1, query: 'plainte OR réclamation OR litige OR complaint OR complaints' },
  {
    weight: 1,
    query: `honte OR honteux OR honteuse OR scandaleux OR scandaleuse OR inadmissible OR inacceptable OR intolérable OR indigne OR révoltant OR "se moque du monde" OR "foutage de gueule"
      OR disgrace OR disgraceful OR shameful OR unacceptable OR outrageous OR appalling`,
  },
  {
    weight: 1,
    query: 'colère OR furieux OR furieuse OR excédé OR excédée OR "ras le bol" OR furious OR outraged OR "fed up"',
  },
  {
    weight: 1,
    query: `remboursez OR "exige un remboursement" OR "demande un remboursement" OR "demande le remboursement"
      OR "want a refund" OR "want my money back" OR "demand a refund"`,
  },
  { weight: 1, query: '"à fuir" OR fuyez OR "plus jamais" OR "stay away" OR "never again"' },
];

/** Beside the general ones, for brands of that sector alone: « rats » is gossip of a bank and a crisis of a restaurant. */
export const SECTOR_ENTRIES: Readonly<Record<Sector, readonly CrisisEntry[]>> = {
  telecom: [
    { weight: 3, query: '"numéros d’urgence" OR "appels d’urgence" OR "emergency calls" OR téléassistance' },
    {
      weight: 2,
      query:
        '"panne générale" OR "panne géante" OR "panne nationale" OR "panne massive" OR "coupure générale" OR "nationwide outage" OR "major outage"',
    },
  ],
  food: [
    {
      weight: 3,
      query: `salmonelle OR salmonellose OR listeria OR listériose OR "e coli" OR "escherichia coli" OR botulisme OR "corps étranger" OR "corps étrangers" OR "bouts de verre" OR "morceaux de verre" OR "allergène non déclaré"
        OR salmonella OR listeriosis OR botulism OR "glass in" OR "undeclared allergen"`,
    },
    {
      weight: 2,
      query: `périmé OR périmée OR moisi OR moisie OR moisissure OR asticot OR cafard OR rats OR souris OR insalubre OR "maltraitance animale" OR pesticide OR OGM
        OR expired OR mouldy OR moldy OR maggot OR cockroach OR unhygienic OR "animal cruelty"`,
    },
  ],
  bank: [
    {
      weight: 3,
      query:
        '"virement frauduleux" OR "virements frauduleux" OR "compte piraté" OR "compte vidé" OR faillite OR "panique bancaire" OR blanchiment OR "account hacked" OR "bank run" OR "money laundering" OR bankruptcy OR insolvent',
    },
    {
      weight: 2,
      query:
        '"compte bloqué" OR "comptes bloqués" OR "compte clôturé" OR "fonds bloqués" OR hameçonnage OR phishing OR "faux conseiller" OR "frozen account" OR "account frozen" OR "account closed"',
    },
  ],
  insurance: [
    { weight: 3, query: 'faillite OR insolvable OR bankruptcy OR insolvent' },
    {
      weight: 2,
      query:
        '"refus d’indemnisation" OR "refuse d’indemniser" OR "refuse d’indemnisation" OR "refuse de payer" OR "mauvaise foi" OR "claim denied" OR "claims denied" OR "refuses to pay" OR "bad faith"',
    },
  ],
  energy: [
    {
      weight: 3,
      query:
        '"fuite de gaz" OR "fuite radioactive" OR radioactif OR irradié OR "marée noire" OR "accident nucléaire" OR "incident nucléaire" OR "gas leak" OR "oil spill" OR "radioactive leak" OR meltdown',
    },
    {
      weight: 2,
      query:
        '"black out" OR délestage OR "coupure d’électricité" OR "coupure de courant" OR "coupé le courant" OR "démarchage abusif" OR "power cut" OR "power outage"',
    },
  ],
  transport: [
    {
      weight: 3,
      query:
        'accident OR déraillement OR déraillé OR crash OR "atterrissage d’urgence" OR collision OR évacuation OR derailment OR derailed OR "emergency landing"',
    },
    {
      weight: 2,
      query:
        '"passagers bloqués" OR "voyageurs bloqués" OR "vol annulé" OR "vols annulés" OR "train supprimé" OR "trains supprimés" OR surbooking OR "passengers stranded" OR "flights cancelled" OR "stranded passengers"',
    },
  ],
  retail: [
    { weight: 3, query: 'effondrement OR effondré OR "malaise en magasin" OR "collapsed shelf"' },
    {
      weight: 2,
      query:
        'contrefaçon OR "faux avis" OR "fausse promotion" OR "fausses promotions" OR "travail dissimulé" OR périmé OR périmée OR counterfeit OR "fake reviews" OR "fake discount"',
    },
  ],
  cosmetics: [
    {
      weight: 3,
      query:
        '"réaction allergique" OR "réactions allergiques" OR "choc allergique" OR brûlé OR brûlée OR défigurée OR "perturbateur endocrinien" OR "perturbateurs endocriniens" OR "allergic reaction" OR "chemical burn" OR "endocrine disruptor"',
    },
    {
      weight: 2,
      query:
        '"testé sur les animaux" OR "testés sur les animaux" OR "tests sur les animaux" OR irritation OR eczéma OR "animal testing" OR rash',
    },
  ],
  health: [
    {
      weight: 3,
      query:
        '"effets secondaires graves" OR "effet indésirable grave" OR "effets indésirables graves" OR "erreur médicale" OR "infection nosocomiale" OR surdose OR malformation OR "medical error" OR malpractice OR overdose OR "birth defect"',
    },
    {
      weight: 2,
      query:
        '"rupture de stock" OR pénurie OR "effet secondaire" OR "effets secondaires" OR "effet indésirable" OR "effets indésirables" OR maltraitance OR shortage OR "side effect"',
    },
  ],
  technology: [
    {
      weight: 3,
      query:
        '"batterie explose" OR "batterie gonflée" OR "faille critique" OR "zero day" OR "porte dérobée" OR "exploding battery" OR "critical vulnerability" OR backdoor',
    },
    {
      weight: 2,
      query:
        '"faille de sécurité" OR espionnage OR "mise à jour défectueuse" OR "obsolescence programmée" OR "vie privée" OR "security flaw" OR spyware OR bricked OR "planned obsolescence"',
    },
  ],
  media: [
    {
      weight: 2,
      query:
        'diffamation OR plagiat OR "fausse information" OR désinformation OR "fake news" OR censure OR "droit de réponse" OR defamation OR libel OR plagiarism OR misinformation OR censorship',
    },
  ],
  public: [
    {
      weight: 3,
      query:
        '"détournement de fonds" OR corruption OR "pot de vin" OR "pots de vin" OR embezzlement OR bribery OR bribe',
    },
    {
      weight: 2,
      query:
        '"conflit d’intérêts" OR "prise illégale d’intérêts" OR favoritisme OR "gaspillage d’argent public" OR "emploi fictif" OR "conflict of interest" OR cronyism',
    },
  ],
  other: [],
};
