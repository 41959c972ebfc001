/** A digest's figures in the reader's words: what every form of it shows, mail, page and PDF alike. */
import type { Language } from '../../domain/agency.ts';
import type {
  AgencyDigestContent,
  BrandDigestContent,
  DigestContent,
  DigestMention,
  PeriodCounts,
} from '../../domain/digest.ts';
import type { DigestReport, FigureTable, ReportChart, ReportQuote, ReportSection } from '../../domain/digest-report.ts';
import { type Formats, makeFormats } from '../../domain/formats.ts';
import type { LogbookWords } from '../../domain/logbook-phrases.ts';
import { makeLogbookWords, sayEntry } from '../../domain/logbook-words.ts';
import { stripControls, toOneLine } from '../one-line.ts';
import { toQuote, toSafeUrl } from '../templates/quoted.ts';
import { chooseDigestWords } from '../words/choose-words.ts';
import type { DigestWords } from '../words/digest-words.ts';
import { isolate } from './reading-order.ts';
import {
  changeRatio,
  elapsedMs,
  loudestVoices,
  negativeRatio,
  netSentimentRatio,
  ratioDifference,
  sharesOfVoice,
  type VoiceShare,
} from './summarise.ts';

const NAME_LENGTH_MAX = 60;
const TITLE_LENGTH_MAX = 140;
const NOTE_LENGTH_MAX = 240;
const VOICES_MAX = 12;
/** More bars than this have no room for a label each. */
const LABELLED_BARS_MAX = 10;
/** Of a thousand brands those in trouble come first; the page has them all. */
const BRANDS_MAX = 50;

/** What writes one digest for one reader. */
type Writer = Readonly<{ words: DigestWords; formats: Formats; logbook: LogbookWords }>;

/**
 * A digest reads the same every time, so that it can be read in a minute; sections without content are left out, and
 * a period without a single mention says that in one sentence instead of showing a page of zeros.
 *
 * Errors:  RangeError for an unknown time zone.
 */
export function toDigestReport(content: DigestContent, language: Language): DigestReport {
  const formats = makeFormats({ language, timeZone: content.timeZone });
  const words = chooseDigestWords(language, formats);
  const writer = { words, formats, logbook: makeLogbookWords({ language, timeZone: content.timeZone }) };
  return {
    language,
    subject: stripControls(words.subject(content)),
    heading: stripControls(content.kind === 'agency' ? content.agencyName : content.brandName),
    period: words.period(content),
    lead: listLead(content, words),
    sections: content.kind === 'agency' ? listAgencySections(content, writer) : listBrandSections(content, writer),
    sender: stripControls(content.agencyName),
    footer: stripControls(words.footer(content)),
  };
}

function listLead(content: DigestContent, words: DigestWords): readonly string[] {
  const [volume, share, buzzes] = words.summary(content).map(stripControls);
  const told = [volume, share, buzzes].filter((line) => line !== undefined);
  if (content.counts.mentionCount === 0) {
    const hasBuzz =
      content.kind === 'brand' ? content.buzzes.length > 0 : content.brands.some((each) => each.buzzCount);
    return [stripControls(words.nothing(content)), ...(hasBuzz ? told.slice(2) : [])];
  }
  if (content.kind === 'agency' || content.emergingTerms.length === 0) return told;
  const terms = content.emergingTerms.map((term) => ({ ...term, term: isolate(stripControls(term.term)) }));
  return [...told, words.about(terms)];
}

function listBrandSections(content: BrandDigestContent, writer: Writer): readonly ReportSection[] {
  const { words } = writer;
  const { labels } = words;
  return [
    ...toFigureSection(content, writer, content.reliability === null ? [] : [words.reliability(content.reliability)]),
    ...toDaySection(content, writer),
    ...when(content.competitors.length > 0 && hasVoices(content), () => toVoiceSection(content, writer)),
    ...when(content.buzzes.length > 0, () => ({
      ...bare(labels.buzzes),
      body: { kind: 'bullets', items: listBuzzes(content, words).map((text) => ({ text, url: null })) },
    })),
    ...toDoneSection(content, writer),
    ...toPrioritySection(content, writer),
    ...toQuoteSection(labels.worstMentions, content.worstMentions, writer),
    ...toQuoteSection(labels.bestMentions, content.bestMentions, writer),
    ...when(content.sites.length > 0, () => toSiteSection(content, writer)),
    ...toBlindSection(content, words),
  ];
}

function listAgencySections(content: AgencyDigestContent, writer: Writer): readonly ReportSection[] {
  return [
    ...toFigureSection(content, writer, []),
    ...toDaySection(content, writer),
    ...when(content.brands.length > 0, () => toBrandsSection(content, writer)),
    ...toDoneSection(content, writer),
    ...toPrioritySection(content, writer),
    ...toBlindSection(content, writer.words),
  ];
}

function when(isShown: boolean, make: () => ReportSection): readonly ReportSection[] {
  return isShown ? [make()] : [];
}

function bare(title: string): Pick<ReportSection, 'title' | 'chart' | 'notes'> {
  return { title, chart: null, notes: [] };
}

/** Whether there is anything to put in a table of this period and the one before. */
function hasTalk({ counts, countsBefore }: DigestContent): boolean {
  return counts.mentionCount > 0 || countsBefore.mentionCount > 0;
}

function toFigureSection(content: DigestContent, writer: Writer, notes: readonly string[]): readonly ReportSection[] {
  return when(hasTalk(content), () => ({
    ...bare(writer.words.labels.figures),
    body: { kind: 'figures', table: toFigures(content, writer) },
    notes,
  }));
}

function toFigures(content: DigestContent, { words, formats }: Writer): FigureTable {
  const { counts, countsBefore, medians } = content;
  const { labels } = words;
  const { number, percent, signedPercent, balance } = formats;
  const or = (value: number | null | undefined, format: (value: number) => string): string =>
    value === null || value === undefined ? labels.noBase : format(value);
  const counted = (label: string, name: keyof PeriodCounts): readonly string[] => [
    label,
    number(counts[name]),
    number(countsBefore[name]),
    or(medians?.[name], formats.median),
    or(changeRatio({ now: counts[name], before: countsBefore[name] }), signedPercent),
  ];
  const share = { now: negativeRatio(counts), before: negativeRatio(countsBefore) };
  const net = { now: netSentimentRatio(counts), before: netSentimentRatio(countsBefore) };
  return {
    head: ['', ...words.columns(content)],
    rows: [
      counted(labels.mentions, 'mentionCount'),
      counted(labels.negatives, 'negativeCount'),
      counted(labels.positives, 'positiveCount'),
      [
        labels.negativeShare,
        ...[or(share.now, percent), or(share.before, percent), or(medians?.negativeRatio, percent)],
        or(ratioDifference(share), words.points),
      ],
      [
        labels.netSentiment,
        ...[or(net.now, balance), or(net.before, balance), or(medians?.netSentimentRatio, balance)],
        or(ratioDifference(net), balance),
      ],
    ],
  };
}

function toDaySection(content: DigestContent, { words, formats }: Writer): readonly ReportSection[] {
  const { labels } = words;
  const { number, shortDate } = formats;
  const isLabelled = content.days.length <= LABELLED_BARS_MAX;
  const say = (day: PeriodCounts & Readonly<{ date: string }>): string =>
    `${shortDate(day.date)} ${number(day.mentionCount)} (${words.ofWhichNegative(day.negativeCount)})`;
  const hasDays = content.days.some(({ mentionCount }) => mentionCount > 0);
  return when(content.counts.mentionCount > 0 && hasDays, () => ({
    ...bare(labels.days),
    chart: {
      ...{ id: 'days', kind: 'days', alt: content.days.map(say).join(', ') },
      bars: content.days.map(({ date, mentionCount, negativeCount }, index) => ({
        label: isLabelled || index % 5 === 0 ? shortDate(date) : '',
        count: mentionCount,
        negativeCount,
      })),
      legend: { negative: labels.negatives, other: labels.others },
    } satisfies ReportChart,
    body: {
      kind: 'figures',
      table: {
        head: [labels.day, labels.mentions, labels.negatives, labels.positives],
        rows: content.days.map((day) => [
          shortDate(day.date),
          ...[day.mentionCount, day.negativeCount, day.positiveCount].map(number),
        ]),
      },
    },
  }));
}

function hasVoices(content: BrandDigestContent): boolean {
  return sharesOfVoice(content).some((voice) => voice.mentionCount > 0);
}

function toVoiceSection(content: BrandDigestContent, { words, formats }: Writer): ReportSection {
  const { labels } = words;
  const { shown, others, otherCount } = loudestVoices(sharesOfVoice(content), VOICES_MAX);
  const voices = [
    ...shown.map((voice) => ({ ...voice, name: toOneLine(voice.name, NAME_LENGTH_MAX) })),
    ...(others === null ? [] : [{ ...others, name: words.otherBrands(otherCount) }]),
  ];
  const sayShare = ({ ratio }: VoiceShare): string => (ratio === null ? labels.noBase : formats.percent(ratio));
  return {
    ...bare(labels.competitors),
    chart: {
      ...{ id: 'voices', kind: 'voices', alt: voices.map((voice) => `${voice.name} ${sayShare(voice)}`).join(', ') },
      bars: voices.map((voice) => ({
        ...{ label: voice.name, share: voice.ratio ?? 0, shareText: sayShare(voice), isOwn: voice.isBrand },
      })),
    } satisfies ReportChart,
    body: {
      kind: 'figures',
      table: {
        head: [labels.brand, labels.share, labels.mentions, labels.negativeShort, labels.netShort],
        rows: voices.map((voice) => {
          const [negative, net] = [negativeRatio(voice), netSentimentRatio(voice)];
          return [
            `${voice.isBrand ? '▸ ' : ''}${voice.name}`,
            sayShare(voice),
            formats.number(voice.mentionCount),
            negative === null ? labels.noBase : formats.percent(negative),
            net === null ? labels.noBase : formats.balance(net),
          ];
        }),
      },
    },
  };
}

function toBrandsSection(content: AgencyDigestContent, { words, formats }: Writer): ReportSection {
  const { labels } = words;
  const rest = content.brands.slice(BRANDS_MAX);
  return {
    ...bare(labels.brands),
    body: {
      kind: 'figures',
      table: {
        head: [labels.brand, labels.mentions, labels.changeShort, labels.negativeShort, labels.buzzes],
        rows: content.brands.slice(0, BRANDS_MAX).map(({ name, counts, countsBefore, highestLevel }) => {
          const change = changeRatio({ now: counts.mentionCount, before: countsBefore.mentionCount });
          const negative = negativeRatio(counts);
          return [
            toOneLine(name, NAME_LENGTH_MAX),
            formats.number(counts.mentionCount),
            change === null ? labels.noBase : formats.signedPercent(change),
            negative === null ? labels.noBase : formats.percent(negative),
            highestLevel === null ? labels.noBase : words.level(highestLevel),
          ];
        }),
      },
    },
    notes: rest.length === 0 ? [] : [words.otherBrands(rest.length)],
  };
}

function listBuzzes(content: BrandDigestContent, words: DigestWords): readonly string[] {
  return content.buzzes.map((buzz) =>
    [
      words.buzz(buzz),
      words.buzzOpened(new Date(buzz.openedAt)),
      ...(buzz.kind === 'negative' ? [words.buzzNegatives(buzz)] : []),
      ...(buzz.firstHeardAt === null ? [] : [words.buzzDetected(elapsedMs(buzz.firstHeardAt, buzz.openedAt) ?? 0)]),
      ...(buzz.kind === 'negative' ? [words.buzzAcknowledged(elapsedMs(buzz.openedAt, buzz.acknowledgedAt))] : []),
      words.buzzResolved(elapsedMs(buzz.openedAt, buzz.resolvedAt)),
    ].join(', '),
  );
}

function toQuoteSection(title: string, mentions: readonly DigestMention[], writer: Writer): readonly ReportSection[] {
  return when(mentions.length > 0, () => ({
    ...bare(title),
    body: { kind: 'quotes', quotes: mentions.map((mention) => toReportQuote(mention, writer)) },
  }));
}

function toReportQuote(mention: DigestMention, { words, formats }: Writer): ReportQuote {
  const { why, score } = mention;
  const reason = why === undefined ? null : words.why({ ...why, score });
  return {
    ...toQuote(mention, { formats, unknownAuthor: words.labels.unknownAuthor }),
    reason: reason === null ? null : toOneLine(reason, TITLE_LENGTH_MAX),
  };
}

function toSiteSection(content: BrandDigestContent, { words, formats }: Writer): ReportSection {
  const { labels } = words;
  const { newSites, newAuthors } = content;
  const nameSite = (site: string): string => toOneLine(site, NAME_LENGTH_MAX);
  const authors = newAuthors.loudest.map(({ author, site }) => toOneLine(`${author} (${site})`, NAME_LENGTH_MAX));
  return {
    ...bare(labels.sites),
    body: {
      kind: 'figures',
      table: {
        head: ['', labels.mentions],
        rows: content.sites.map(({ site, mentionCount }) => [nameSite(site), formats.number(mentionCount)]),
      },
    },
    notes: [
      ...(newSites.length === 0 ? [] : [words.newSites(newSites.map(({ site }) => nameSite(site)))]),
      ...(newAuthors.count === 0 ? [] : [words.newAuthors(newAuthors.count, authors)]),
    ],
  };
}

/** What somebody wrote may be a page: a line of it is told. */
function toDoneSection(content: DigestContent, { words, formats, logbook }: Writer): readonly ReportSection[] {
  const { done, doneCount } = content;
  const left = doneCount - done.length;
  return when(done.length > 0, () => ({
    ...bare(words.labels.done),
    body: {
      kind: 'bullets',
      items: done.map((entry) => {
        const said = toOneLine(sayEntry(logbook, entry), NOTE_LENGTH_MAX);
        return { text: words.onDay(formats.shortDate(entry.onDate), toName(entry), said), url: null };
      }),
    },
    notes: left === 0 ? [] : [words.moreDone(left)],
  }));
}

function toPrioritySection({ priorities }: DigestContent, { words }: Writer): readonly ReportSection[] {
  return when(priorities.length > 0, () => ({
    ...bare(words.labels.priorities),
    body: {
      kind: 'bullets',
      items: priorities.map((priority) => ({
        text: words.ofBrand(toName(priority), toOneLine(priority.text, NOTE_LENGTH_MAX)),
        url: null,
      })),
    },
  }));
}

function toName({ brandName }: Readonly<{ brandName: string | null }>): string | null {
  return brandName === null ? null : toOneLine(brandName, NAME_LENGTH_MAX);
}

function toBlindSection({ blindSources }: DigestContent, words: DigestWords): readonly ReportSection[] {
  return when(blindSources.length > 0, () => ({
    ...bare(words.labels.blindSources),
    body: {
      kind: 'bullets',
      items: blindSources.map((source) => ({
        text: `${toOneLine(source.title, TITLE_LENGTH_MAX)}, ${words.blind(source)}`,
        url: toSafeUrl(source.url),
      })),
    },
    notes: [words.blindNote],
  }));
}
