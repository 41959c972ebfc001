/** Digests in French. */
import type { BuzzKind, BuzzLevel } from '../../domain/buzz.ts';
import { windowMs } from '../../domain/buzz-phrases.ts';
import type { DigestContent } from '../../domain/digest.ts';
import { NBSP, quoteFrench } from '../../domain/formats.ts';
import { makeSayReliability } from '../../domain/reliability-words.ts';
import type { Sector } from '../../domain/sector.ts';
import { CRISIS_WORDS, THEME_WORDS } from '../../domain/talk-words.ts';
import { changeRatio, lastInstant, negativeRatio, summariseBuzzes } from '../digest/summarise.ts';
import { toHeading } from './alert-words.ts';
import { BLIND_WORDS } from './blind-words.ts';
import type { MakeDigestWords } from './digest-words.ts';

const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'Signal faible 1/4',
  2: 'À surveiller 2/4',
  3: 'Bad buzz 3/4',
  4: 'Crise 4/4',
};
const OTHER_KINDS: Readonly<Record<Exclude<BuzzKind, 'negative'>, string>> = {
  positive: 'On en a dit du bien',
  silence: 'Silence inhabituel',
};
const MENTIONS = { one: 'mention', other: 'mentions' };
const NEGATIVE_MENTIONS = { one: 'mention négative', other: 'mentions négatives' };
const NEGATIVES = { one: 'négative', other: 'négatives' };
const BRANDS = { one: 'marque', other: 'marques' };
const OTHER_BRANDS = { one: 'autre marque', other: 'autres marques' };
const STORIES = { one: 'sujet', other: 'sujets' };
const POINTS = { one: 'point', other: 'points' };
const TOLD = { one: 'mention', other: 'mentions' };
const SOURCES = {
  one: 'source n’a pas pu être lue',
  other: 'sources n’ont pas pu être lues',
};
/** What a brand of the sector is, for « on a parlé de l’opérateur Orange »; of the others it is a brand. */
const OF_BRAND: Partial<Record<Sector, string>> = {
  telecom: 'de l’opérateur',
  bank: 'de la banque',
  insurance: 'de l’assureur',
  energy: 'de l’énergéticien',
  retail: 'de l’enseigne',
  media: 'du média',
};

/** « de juin », but « d’avril »: no month begins with an aspirated h. */
function ofMonth(month: string): string {
  return /^[aeiouy]/i.test(month) ? `d’${month}` : `de ${month}`;
}

/** How the period and those before it are called. */
type Calendar = Readonly<{ now: string; before: string; four: string }>;

export const makeFrenchDigestWords: MakeDigestWords = (formats) => {
  const { number, median, counted, percent, duration, longInstant, day, weekday, longDay, month, dayName } = formats;
  const points = (ratioChange: number): string => {
    const forms = Math.abs(Math.round(ratioChange * 100)) < 2 ? POINTS.one : POINTS.other;
    return `${formats.signedPoints(ratioChange)}${NBSP}${forms}`;
  };

  /** What is not nothing is not told as 0 %, and what is not all not as 100 %. */
  const part = (ratio: number): string => {
    const wholePercent = Math.round(ratio * 100);
    if (wholePercent === 0 && ratio > 0) return `moins de ${percent(0.01)}`;
    return wholePercent === 100 && ratio < 1 ? `presque ${percent(1)}` : percent(ratio);
  };

  const calendarOf = ({ period, periodFrom }: DigestContent): Calendar => {
    const name = dayName(new Date(periodFrom));
    return {
      day: { now: `ce ${name}`, before: `le ${name} d’avant`, four: `quatre ${name}s d’avant` },
      week: { now: 'cette semaine', before: 'la semaine d’avant', four: 'quatre semaines d’avant' },
      month: { now: 'ce mois-là', before: 'le mois d’avant', four: 'quatre mois d’avant' },
    }[period];
  };

  const saySome = (names: readonly string[], count: number): string => {
    if (names.length === 0) return '';
    return names.length < count ? `, surtout ${formats.list(names)}` : `${NBSP}: ${formats.list(names)}`;
  };

  const ofBrands = (count: number): string => (count === 1 ? 'd’une marque' : `de ${counted(count, BRANDS)}`);

  const ofWhom = (content: DigestContent): string =>
    content.kind === 'agency'
      ? ofBrands(content.brands.length)
      : `${(content.sector !== null && OF_BRAND[content.sector]) || 'de la marque'} ${content.brandName}`;

  const volume = (content: DigestContent): string => {
    const calendar = calendarOf(content);
    const count = content.counts.mentionCount;
    const before = content.countsBefore.mentionCount;
    const change = changeRatio({ now: count, before });
    const mentions = `${counted(count, MENTIONS)} ${ofWhom(content)} ${calendar.now}`;
    const usual =
      content.medians === null
        ? ''
        : ` La médiane des ${calendar.four} est de ${median(content.medians.mentionCount)}.`;
    if (change === null) return `${mentions}, aucune ${calendar.before}.${usual}`;
    if (count === before) return `${mentions}, autant que ${calendar.before}.${usual}`;
    const amount = Math.round(Math.abs(change) * 100) === 0 ? 'un peu' : `${part(Math.abs(change))} de`;
    return `${mentions}, ${amount} ${count > before ? 'plus' : 'moins'} que ${calendar.before} (${number(before)}).${usual}`;
  };

  const share = (content: DigestContent): string => {
    const { before } = calendarOf(content);
    const now = negativeRatio(content.counts);
    if (now === null) return 'Aucune mention, donc aucune part de négatif.';
    const ratioBefore = negativeRatio(content.countsBefore);
    const measured = `${toHeading(part(now))} de négatif (${counted(content.counts.negativeCount, NEGATIVE_MENTIONS)})`;
    return ratioBefore === null
      ? `${measured}, sans comparaison possible${NBSP}: aucune mention ${before}.`
      : `${measured}, contre ${part(ratioBefore)} ${before}.`;
  };

  const buzzes = (content: DigestContent): string => {
    const { now } = calendarOf(content);
    const { count, openCount, highest, brandCount } = summariseBuzzes(content);
    if (highest === null) return `Aucun buzz ${now}.`;
    const level = LEVELS[highest].toLowerCase();
    const where =
      content.kind === 'agency' ? `, sur ${brandCount === 1 ? 'une marque' : counted(brandCount, BRANDS)}` : '';
    if (count === 1) return `Un buzz ${now} (${level})${where}, ${openCount === 0 ? 'terminé' : 'toujours en cours'}.`;
    const state =
      openCount === 0 ? 'tous terminés' : `dont ${openCount === 1 ? 'un' : number(openCount)} toujours en cours`;
    return `${number(count)} buzz ${now} (au plus haut${NBSP}: ${level})${where}, ${state}.`;
  };

  const shortPeriod = ({ period, periodFrom }: DigestContent): string => {
    const from = new Date(periodFrom);
    return { day: weekday(from), week: `semaine du ${day(from)}`, month: month(from) }[period];
  };

  return {
    subject: (content) => {
      const heading = `${content.kind === 'agency' ? content.agencyName : content.brandName}${NBSP}: ${shortPeriod(content)}`;
      const ratio = negativeRatio(content.counts);
      return ratio === null
        ? `${heading} – aucune mention`
        : `${heading} – ${counted(content.counts.mentionCount, MENTIONS)}, ${percent(ratio)} de négatif`;
    },
    period: (content) => {
      const from = new Date(content.periodFrom);
      return {
        day: () => `Journée du ${longDay(from)}`,
        week: () => `Semaine du ${weekday(from)} au ${longDay(lastInstant(content))}`,
        month: () => `Mois ${ofMonth(month(from))}`,
      }[content.period]();
    },
    summary: (content) => [volume(content), share(content), buzzes(content)],
    about: (terms) =>
      `Plus présents que les quatre semaines d’avant${NBSP}: ${formats.list(terms.map(({ term, storyCount }) => `${quoteFrench(term)} (${counted(storyCount, STORIES)})`))}.`,
    nothing: (content) => {
      const { now } = calendarOf(content);
      const blindCount = content.blindSources.length;
      if (content.kind === 'agency' && content.brands.length === 0) return 'Aucune marque de client n’est suivie.';
      return blindCount === 0
        ? `Personne n’a parlé ${ofWhom(content)} ${now} dans les sources suivies, et toutes ont pu être lues.`
        : `Aucune mention ${ofWhom(content)} ${now}. Mais ${counted(blindCount, SOURCES)}${NBSP}: ce silence est à prendre avec prudence.`;
    },
    level: (level) => LEVELS[level],
    buzz: ({ kind, level }) => (kind === 'negative' ? LEVELS[level] : OTHER_KINDS[kind]),
    buzzOpened: (openedAt) => `ouvert le ${longInstant(openedAt)}`,
    buzzDetected: (durationMs) => `repéré ${duration(durationMs)} après sa première mention négative`,
    buzzAcknowledged: (durationMs) =>
      durationMs === null ? 'personne ne l’a pris en charge' : `pris en charge en ${duration(durationMs)}`,
    buzzResolved: (durationMs) => (durationMs === null ? 'toujours en cours' : `terminé en ${duration(durationMs)}`),
    buzzNegatives: ({ negativeCount, windowMinutes }) =>
      `${counted(negativeCount, NEGATIVE_MENTIONS)}${windowMinutes === undefined ? '' : ` en ${duration(windowMs({ windowMinutes }))}`}`,
    mentions: (count) => counted(count, MENTIONS),
    otherBrands: (count) => counted(count, OTHER_BRANDS),
    ofWhichNegative: (count) => counted(count, NEGATIVES),
    points,
    why: ({ score, themes, crisis, toldCount, outletWeight }) => {
      const parts = [
        `ton${NBSP}${formats.balance(score)}`,
        ...(themes.length === 0 ? [] : [formats.list(themes.map((theme) => THEME_WORDS.fr[theme]))]),
        ...(crisis.weight === 0 ? [] : [CRISIS_WORDS.fr[crisis.weight](crisis.terms)]),
        ...(outletWeight === 3 ? ['presse nationale'] : outletWeight === 2 ? ['presse régionale ou spécialisée'] : []),
        ...(toldCount < 2 ? [] : [`le même sujet dans ${counted(toldCount, TOLD)}`]),
      ];
      return `Pourquoi${NBSP}: ${parts.join(' · ')}`;
    },
    newAuthors: (count, names) =>
      `${counted(count, { one: 'personne en a parlé', other: 'personnes en ont parlé' })} pour la première fois${saySome(names, count)}.`,
    newSites: (sites) =>
      `${sites.length < 2 ? 'Site nouveau' : 'Sites nouveaux'}, absent${sites.length < 2 ? '' : 's'} des quatre semaines d’avant${NBSP}: ${formats.list(sites)}.`,
    onDay: (on, brandName, said) => `${on}${brandName === null ? '' : `, ${brandName}`}${NBSP}: ${said}`,
    ofBrand: (brandName, said) => (brandName === null ? said : `${brandName}${NBSP}: ${said}`),
    moreDone: (count) => `Et ${counted(count, { one: 'autre action', other: 'autres actions' })}.`,
    reliability: makeSayReliability('fr', formats),
    blind: ({ state = 'failing', since }) => `${BLIND_WORDS.fr[state]} depuis le ${longInstant(new Date(since))}`,
    blindNote: 'À la fin de la période, Vigie n’y lisait plus rien.',
    footer: ({ period, agencyName }) =>
      `Bilan ${{ day: 'quotidien', week: 'hebdomadaire', month: 'mensuel' }[period]} préparé par ${agencyName}.`,
    columns: ({ period }) => [{ day: 'Jour', week: 'Semaine', month: 'Mois' }[period], 'Avant', 'Médiane', 'Écart'],
    labels: {
      figures: 'Les chiffres',
      mentions: 'Mentions',
      negatives: 'Négatives',
      positives: 'Positives',
      negativeShare: 'Part de négatif',
      netSentiment: 'Solde de tonalité',
      netShort: 'Solde',
      days: 'Jour par jour',
      day: 'Jour',
      competitors: 'Part de voix',
      share: 'Part',
      negativeShort: 'Négatif',
      changeShort: 'Écart',
      buzzes: 'Les buzz',
      brands: 'Les marques',
      done: 'Ce qui a été fait',
      priorities: 'À faire ensuite',
      worstMentions: 'Les pires mentions',
      bestMentions: 'Les meilleures mentions',
      sites: 'Où l’on en parle',
      blindSources: 'Sources muettes',
      openBrand: 'Voir la marque dans Vigie',
      openAgency: 'Voir toutes les marques dans Vigie',
      unknownAuthor: 'auteur inconnu',
      noBase: '–',
      brand: 'Marque',
      others: 'Autres mentions',
    },
  };
};
