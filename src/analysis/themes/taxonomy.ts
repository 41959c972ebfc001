/**
 * What customers and the press speak of, in French and English, as queries in Vigie's own language: phrases, plurals and
 * words near each other mean there what they mean in a brand's query. Of our own writing.
 */
import type { Theme } from '../../domain/theme.ts';

export const TAXONOMY: Readonly<Record<Theme, string>> = {
  price: `prix OR tarif OR cher OR chère OR "hors de prix" OR augmentation OR promo OR promotion OR remise OR réduction OR "pouvoir d’achat" OR abordable
    OR price OR pricing OR pricey OR expensive OR cheap OR overpriced OR discount OR "price hike" OR "price increase" OR affordable OR "rip off" OR ripoff`,
  billing: `facture OR facturé OR facturée OR facturation OR surfacturation OR prélevé OR prélevée OR prélèvement OR remboursé OR remboursée OR remboursement OR rembourser OR remboursez OR "frais cachés"
    OR invoice OR billing OR billed OR overcharged OR "charged twice" OR "hidden fees" OR refund OR refunded OR chargeback`,
  contract: `résiliation OR résilier OR résilié OR résiliée OR engagement OR désabonnement OR désabonner OR abonnement OR contrat OR rétractation OR portabilité
    OR contract OR subscription OR unsubscribe OR cancellation OR "cancel my" OR "early termination"`,
  delivery: `livraison OR livré OR livrée OR livreur OR colis OR expédition OR expédié OR transporteur OR "point relais" OR "suivi de commande"
    OR delivery OR delivered OR parcel OR shipping OR shipped OR shipment OR courier OR "tracking number" OR "lost package"`,
  'customer-service': `"service client" OR "service clients" OR "service après vente" OR SAV OR hotline OR conseiller OR conseillère OR injoignable OR réclamation OR "temps d’attente" OR "ne répond pas" OR "aucune réponse" OR (accueil NEAR/3 boutique)
    OR "customer service" OR "customer support" OR "customer care" OR helpline OR "call centre" OR "call center" OR "on hold" OR "no reply" OR "no response" OR "support team"`,
  outage: `panne OR "en panne" OR coupure OR coupé OR coupée OR indisponible OR dysfonctionnement OR bug OR plantage OR déconnexion OR "ne marche plus" OR "ne fonctionne plus" OR "hors service" OR inaccessible
    OR outage OR outages OR downtime OR "is down" OR "are down" OR "went down" OR crash OR crashed OR crashing OR glitch OR unavailable OR "not working" OR "stopped working"`,
  quality: `qualité OR défaut OR défectueux OR défectueuse OR cassé OR cassée OR solide OR fiable OR fiabilité OR (durable NEAR/3 produit) OR médiocre OR finition OR malfaçon
    OR quality OR defective OR faulty OR broken OR reliable OR reliability OR unreliable OR sturdy OR flimsy OR shoddy OR durability`,
  safety: `danger OR dangereux OR dangereuse OR "rappel produit" OR "rappel de produit" OR (rappelle NEAR/3 lot) OR incendie OR explosion OR intoxication OR contamination OR salmonelle OR listeria OR blessé OR blessée OR accident OR (sécurité NEAR/3 (produit OR consommateur OR client))
    OR dangerous OR hazard OR recall OR recalled OR "product recall" OR (fire NEAR/4 battery) OR explosion OR poisoning OR contamination OR salmonella OR listeria OR injury OR injured OR unsafe`,
  'data-leak': `"fuite de données" OR "données personnelles" OR piratage OR piraté OR piratée OR cyberattaque OR rançongiciel OR hameçonnage OR CNIL OR RGPD OR "mots de passe" OR espionnage
    OR "data breach" OR "data leak" OR "personal data" OR hacked OR hackers OR cyberattack OR ransomware OR phishing OR GDPR OR "leaked passwords"`,
  ethics: `éthique OR scandale OR discrimination OR racisme OR raciste OR sexisme OR sexiste OR harcèlement OR corruption OR boycott OR boycotter OR boycottez OR "travail des enfants" OR "travail forcé" OR "évasion fiscale" OR mensonge OR "publicité mensongère" OR arnaque
    OR ethics OR ethical OR unethical OR scandal OR racism OR racist OR sexism OR sexist OR harassment OR corruption OR boycott OR boycotting OR "child labour" OR "child labor" OR "forced labour" OR "tax evasion" OR "false advertising" OR scam`,
  environment: `écologie OR écologique OR environnement OR pollution OR polluer OR pollueur OR climat OR carbone OR CO2 OR "obsolescence programmée" OR greenwashing OR recyclage OR recyclable OR (plastique NEAR/4 emballage) OR pesticide
    OR environmental OR climate OR carbon OR polluting OR emissions OR "planned obsolescence"  OR "single-use plastic" OR pesticides OR sustainability`,
  legal: `procès OR tribunal OR justice OR plainte OR "mise en demeure" OR condamné OR condamnée OR amende OR DGCCRF OR "action de groupe" OR (enquête NEAR/4 (parquet OR ouverte OR ouvre OR justice)) OR perquisition
    OR lawsuit OR court OR sued OR suing OR "class action" OR fined OR "legal action" OR investigation OR probe OR prosecutors OR settlement`,
  employment: `salarié OR salariée OR licenciement OR licencié OR licenciée OR grève OR gréviste OR syndicat OR recrutement OR recrute OR embauche OR "plan social" OR "suppression de postes" OR "suppressions de postes" OR "suppressions d’emplois" OR "conditions de travail" OR démission
    OR layoff OR layoffs OR "laid off" OR (strike NEAR/5 (workers OR union OR staff OR pay)) OR union OR hiring OR "job cuts" OR employees OR "working conditions" OR workforce`,
  communication: `publicité OR pub OR "campagne publicitaire" OR "campagne de pub" OR "campagne de communication" OR slogan OR communiqué OR "community manager" OR influenceur OR influenceuse OR sponsor OR sponsoring OR "réseaux sociaux"
    OR advert OR advertising OR advertisement OR "ad campaign" OR "marketing campaign" OR slogan OR "press release" OR influencer OR sponsorship OR "social media" OR billboard`,
};
