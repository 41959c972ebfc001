/** The French alerts that have most to say, as they are sent: for the test and for `npm run show:sms`. */
import { makeAcknowledgeToken } from '../../../src/domain/acknowledge-link.ts';
import { ALERT_REASONS, type AlertContent, type AlertReason } from '../../../src/domain/alert.ts';
import { makeFormats } from '../../../src/domain/formats.ts';
import { countSegments, countSeptets, toGsm7 } from '../../../src/notify/sms/gsm7.ts';
import { renderAlertSms } from '../../../src/notify/templates/alert-sms.ts';
import { chooseAlertWords } from '../../../src/notify/words/choose-words.ts';
import { makeFigures } from '../../support/buzz-figures.ts';
import { makeAlertContent, makeMention, makeTerm } from '../sample-content.ts';

export type LongestAlert = Readonly<{
  brandName: string;
  /** What it would take to say all of it. */
  wantedSeptets: number;
  text: string;
  septets: number;
  segments: number;
}>;

export const LONGEST_COUNT = 20;

const BRANDS = [
  'Société coopérative des établissements Œuvre & Çédille',
  'Crédit Mutuel Agricole et Maritime de Bretagne-Sud',
  'L’Épicerie du Cœur d’Été 🍓',
  'Hôtels & Châteaux d’Île-de-France [groupe]',
  'Compagnie générale des eaux minérales naturelles',
  'Ça va être bon 😋🥖',
  'Les Ateliers éphémères de Noël 🎄✨',
  'Forêt Éternelle™',
  'Laboratoires pharmaceutiques Hélène & Zoë',
  'Assurance mutuelle des instituteurs {AMI}',
  'Maïté & Gaël – traiteur d’exception',
  'Chocolaterie « Fève à cœur »',
  'Transports régionaux de Nouvelle-Aquitaine',
  'Ondelia Fibre Très Haut Débit 🚀 Entreprises',
  'Ÿnsolite Voyages ✈️ Europe de l’Est',
  'Crêperie Ty Coz 🥞 Pont-l’Abbé',
  'Énergie & Réseaux ~ Sud-Ouest',
  'Pharmacie de garde du Vieux-Lille',
  'Łódź Mode française',
  'Caisse d’épargne €co-responsable',
  'Fédération des enseignes du Grand Marché',
  '東京 Sushi Bar, Montréal-la-Cluse',
  'Orange',
  'LG',
];
const FIGURES = [
  makeFigures(),
  makeFigures({
    negativeCount: 12_345,
    expectedNegativeCount: 987,
    negativeRatio: 1,
    authorCount: 8_765,
    windowMinutes: 45,
  }),
];
const BY_HAND = ['closed', 'false-alarm'] as const;
const WHO = 'Marie-Françoise de La Rochefoucauld-Œuvrard';
const TERMS = ['panne box', 'rappel de lots de lait infantile', 'grève à l’entrepôt'];
const HEADLINE =
  'Scandale : « jamais vu ça », des milliers de clients privés d’accès depuis l’aube, l’enseigne se tait';
const KEY = { present: Buffer.alloc(32, 7), previous: [] };
const DELIVERY_ID = '01970000-0000-7000-8000-00000000abcd';
const ACKNOWLEDGE_URL = `https://vigie.example/a/${makeAcknowledgeToken(KEY, DELIVERY_ID)}`;

/** The longest of each brand, those that have most to say first. */
export function listLongestAlerts(): readonly LongestAlert[] {
  return BRANDS.map((brandName) => listAlerts(brandName).toSorted(byWanted)[0])
    .filter((alert) => alert !== undefined)
    .toSorted(byWanted)
    .slice(0, LONGEST_COUNT);
}

/** Every alert about the brand: each level, reason, size of the figures and topic. */
export function listAlerts(brandName: string): readonly LongestAlert[] {
  const alerts: LongestAlert[] = [];
  for (const level of [2, 3, 4] as const) {
    for (const reason of ALERT_REASONS) {
      for (const figures of FIGURES) {
        for (const term of TERMS) {
          const worstMentions = [makeMention({ title: HEADLINE })];
          const emergingTerms = [makeTerm(term)];
          const said = { brandName, level, reason, figures, emergingTerms, worstMentions };
          alerts.push(...listEnds(reason).map((end) => toAlert(makeAlertContent({ ...said, ...end }))));
        }
      }
    }
  }
  return alerts;
}

/** Of the end each way it may come; of anything else the one there is. */
function listEnds(reason: AlertReason): readonly Pick<AlertContent, 'end'>[] {
  if (reason !== 'resolved') return [{}];
  return [{ as: 'by-itself', by: null } as const, ...BY_HAND.map((as) => ({ as, by: WHO }))].map((end) => ({ end }));
}

function toAlert(content: AlertContent): LongestAlert {
  const words = chooseAlertWords('fr', makeFormats({ language: 'fr', timeZone: 'UTC' })).sms;
  const text = renderAlertSms({ content, language: 'fr', links: { acknowledgeUrl: ACKNOWLEDGE_URL } });
  const whole =
    `[${content.brandName}] ${words.facts(content, null).join(', ')}.` +
    (content.reason === 'resolved'
      ? ''
      : ` ${words.about(content.emergingTerms?.[0]?.term ?? '')}. "${HEADLINE}". ${words.seen} ${ACKNOWLEDGE_URL}`);
  return {
    brandName: content.brandName,
    wantedSeptets: countSeptets(toGsm7(whole)),
    text,
    septets: countSeptets(text),
    segments: countSegments(text),
  };
}

function byWanted(one: LongestAlert, other: LongestAlert): number {
  return other.wantedSeptets - one.wantedSeptets;
}
