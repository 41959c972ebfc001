/** The logbook and its debrief in French. */
import { wallMinuteOf } from '../base/zoned-time.ts';
import type { BuzzKind, BuzzLevel } from './buzz.ts';
import { type CountedForms, NBSP, quoteFrench } from './formats.ts';
import type { LogbookFacts } from './logbook.ts';
import type { DebriefBuzz, LogbookKit, LogbookWords } from './logbook-phrases.ts';
import type { SentimentLabel } from './mention.ts';

const MENTIONS: CountedForms = { one: 'mention', other: 'mentions' };
const LEVELS: Readonly<Record<BuzzLevel, string>> = {
  1: 'signal faible 1/4',
  2: 'signal à surveiller 2/4',
  3: 'bad buzz 3/4',
  4: 'crise 4/4',
};
const LABELS: Readonly<Record<SentimentLabel, string>> = {
  negative: 'négatif',
  neutral: 'neutre',
  positive: 'positif',
};

export function makeFrenchLogbookWords({ formats, timeZone, sayDay }: LogbookKit): LogbookWords {
  const { counted, plural, number } = formats;
  const agree = (count: number, one: string, other: string): string => plural(count, { one, other });
  const mentions = (count: number): string => counted(count, MENTIONS);
  const span = ({ from, until }: LogbookFacts): string =>
    from === undefined || until === undefined
      ? ''
      : ` du ${formats.longInstant(new Date(from))} au ${formats.longInstant(new Date(until))}`;
  const called = ({ name }: LogbookFacts): string => (name === undefined ? '' : ` ${quoteFrench(name)}`);
  const atTime = (instant: Date): string => `à ${formats.wallMinute(wallMinuteOf(instant, timeZone))}`;
  const forAll = (brandId: string | null): string => (brandId === null ? ' pour toutes les marques' : '');

  return {
    actions: {
      acknowledged: ({ facts }) => {
        const { word, isFeminine } = nameBuzz(facts);
        return `${toUpper(word)} ${isFeminine ? 'prise' : 'pris'} en charge`;
      },
      snoozed: ({ facts }) =>
        `Rappels reportés${facts.until === undefined ? '' : ` jusqu’au ${formats.longInstant(new Date(facts.until))}`}`,
      'false-alarm': ({ facts }) => `Fausse alerte signalée (${nameBuzz(facts).word})`,
      confirmed: ({ facts }) => {
        const { word, isFeminine } = nameBuzz(facts);
        return `${toUpper(word)} ${isFeminine ? 'confirmée' : 'confirmé'}`;
      },
      'mark-removed': ({ facts }) => `Avis retiré (${nameBuzz(facts).word})`,
      resolved: ({ facts }) => {
        const { word, isFeminine } = nameBuzz(facts);
        return `${toUpper(word)} ${isFeminine ? 'close' : 'clos'} à la main`;
      },
      handled: ({ count }) => `${mentions(count)} ${agree(count, 'traitée', 'traitées')}`,
      'set-aside': ({ count }) => `${mentions(count)} ${agree(count, 'écartée', 'écartées')}, hors sujet`,
      kept: ({ count }) => `${mentions(count)} ${agree(count, 'confirmée', 'confirmées')}, bien au sujet de la marque`,
      corrected: ({ count, facts }) =>
        count === 1
          ? `Sentiment d’une mention ${facts.label === undefined || facts.label === null ? 'rendu au modèle' : `corrigé en ${LABELS[facts.label]}`}`
          : `Sentiment de ${mentions(count)} corrigé`,
      'query-changed': ({ facts }) =>
        facts.name === undefined ? 'Requête modifiée' : `Requête modifiée par @${facts.name}`,
      'silence-set': ({ facts, brandId }) => `Silence demandé${forAll(brandId)}${span(facts)}`,
      'silence-ended': ({ brandId }) => `Silence levé${forAll(brandId)}`,
      'campaign-set': ({ facts }) => `Campagne${called(facts)} notée,${span(facts)}`,
      'campaign-changed': ({ facts }) => `Campagne${called(facts)} modifiée${NBSP}:${span(facts)}`,
      'campaign-removed': ({ facts }) => `Campagne${called(facts)} supprimée`,
      'priority-done': ({ facts }) => `Priorité faite${NBSP}: ${facts.text ?? ''}`,
    },
    by: (name) => `(${name})`,
    mentions: ({ mentionCount, negativeCount, usualMentionCount }, weekday) => {
      const usual =
        usualMentionCount === null
          ? ''
          : `${NBSP}; d’ordinaire ${usualMentionCount === 0 ? 'aucune' : number(usualMentionCount)} un ${weekday}`;
      if (mentionCount === 0) return `Aucune mention dans la journée${usual}.`;
      const negatives =
        negativeCount === 0
          ? 'aucune négative'
          : `dont ${counted(negativeCount, { one: 'négative', other: 'négatives' })}`;
      return `${mentions(mentionCount)} dans la journée, ${negatives}${usual}.`;
    },
    buzz: (buzz, sayTime) => {
      const { word, isFeminine } = nameBuzz({ level: buzz.level, buzzKind: buzz.kind });
      const e = isFeminine ? 'e' : '';
      return `${toUpper(word)} ${isFeminine ? 'ouverte' : 'ouvert'} ${sayTime(buzz.openedAt)}, ${sayCare(buzz, e, sayTime)}, ${
        buzz.resolvedAt === null ? 'toujours en cours' : `terminé${e} ${sayTime(buzz.resolvedAt)}`
      }.`;
    },
    unanswered: (count) => `${counted(count, { one: 'mention négative', other: 'mentions négatives' })} sans suite.`,
    doneTitle: `Fait${NBSP}:`,
    nothingDone: 'Rien n’a été noté.',
    openTitle: `Reste à faire${NBSP}:`,
    nothingOpen: 'Aucune priorité en attente.',
    since: (date) => `(depuis le ${sayDay(date)})`,
    onDay: (instant) => `le ${formats.day(instant)} ${atTime(instant)}`,
    atTime,
    andMore: (count) => `et ${counted(count, { one: 'autre', other: 'autres' })}`,
  };
}

function sayCare(buzz: DebriefBuzz, e: string, sayTime: (instant: string) => string): string {
  const { acknowledgedAt, acknowledgedBy } = buzz;
  if (acknowledgedAt === null) return 'sans réponse';
  return `pris${e} en charge ${sayTime(acknowledgedAt)}${acknowledgedBy === null ? '' : ` par ${acknowledgedBy}`}`;
}

function nameBuzz({ level, buzzKind }: LogbookFacts): Readonly<{ word: string; isFeminine: boolean }> {
  const names: Readonly<Record<Exclude<BuzzKind, 'negative'>, string>> = {
    positive: 'buzz positif',
    silence: 'silence inhabituel',
  };
  if (buzzKind !== undefined && buzzKind !== 'negative') return { word: names[buzzKind], isFeminine: false };
  return level === undefined ? { word: 'buzz', isFeminine: false } : { word: LEVELS[level], isFeminine: level === 4 };
}

function toUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
