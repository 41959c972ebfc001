/** Digests on the wire. */
import { type Static, type TObject, type TProperties, Type } from 'typebox';
import { LANGUAGES } from '../../domain/agency.ts';
import { BUZZ_KINDS } from '../../domain/buzz.ts';
import { CRISIS_WEIGHTS } from '../../domain/crisis.ts';
import {
  type AgencyDigestContent,
  type BrandDigestContent,
  DIGEST_PERIODS,
  type Digest,
  type DigestContent,
  type DigestMention,
} from '../../domain/digest.ts';
import type { DigestReport } from '../../domain/digest-report.ts';
import { LOGBOOK_KINDS } from '../../domain/logbook.ts';
import { OUTLET_WEIGHTS } from '../../domain/outlet.ts';
import { SECTORS } from '../../domain/sector.ts';
import type { SummaryDraft } from '../../domain/summary-draft.ts';
import { THEMES } from '../../domain/theme.ts';
import { EmergingTermWire, presentEmergingTerm } from './brand.ts';
import { Level } from './buzz.ts';
import {
  Id,
  IdInput,
  Instant,
  inputObject,
  NullableInstant,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  pageQuery,
  ref,
} from './fields.ts';
import { BlindSourceWire, presentBlindSource, QuotedMentionWire } from './quoted.ts';
import { presentReliability, ReliabilityWire } from './reliability.ts';

const PeriodCounts = { mentionCount: Type.Integer(), negativeCount: Type.Integer(), positiveCount: Type.Integer() };
const Counts = Type.Object(PeriodCounts);

/** Written as it is, without being held against a union first. */
function nullableObject<Properties extends TProperties>(properties: Properties, description: string) {
  return Type.Unsafe<Static<TObject<Properties>> | null>({
    ...Type.Object(properties),
    ...{ type: ['object', 'null'], description },
  });
}

const NullableRatio = Type.Unsafe<number | null>({ type: ['number', 'null'] });
const NullableMedian = Type.Unsafe<number | null>({
  type: ['number', 'null'],
  description: 'null in digests of the first version',
});
const SiteCounts = Type.Array(Type.Object({ site: Type.String(), mentionCount: Type.Integer() }));

const frame = {
  agencyName: Type.String(),
  timeZone: Type.String({ description: 'whose midnights the period begins and ends with' }),
  period: oneOf(DIGEST_PERIODS),
  periodFrom: Instant,
  periodUntil: Type.String({ format: 'date-time', description: 'excluded' }),
  counts: Counts,
  countsBefore: Type.Object(PeriodCounts, {
    description: 'of the period before; of a day, the same day of the week before',
  }),
  medians: nullableObject(
    {
      ...{ mentionCount: Type.Number(), negativeCount: NullableMedian, positiveCount: NullableMedian },
      ...{ negativeRatio: NullableRatio, netSentimentRatio: NullableRatio },
    },
    'of the four periods before; null where not all of them were watched',
  ),
  days: Type.Array(Type.Object({ date: Type.String(), ...PeriodCounts }), {
    description: 'oldest first; of a day, the week that it ends',
  }),
  done: Type.Array(
    Type.Object({
      brandId: NullableText,
      brandName: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'null in the brand’s own digest',
      }),
      onDate: Type.String(),
      kind: oneOf(LOGBOOK_KINDS),
      text: Type.Unsafe<string | null>({
        type: ['string', 'null'],
        description: 'what somebody wrote; null where Vigie noted it',
      }),
      count: Type.Integer(),
    }),
    { description: 'from the logbook, in order' },
  ),
  doneCount: Type.Integer({ description: 'how much was done in all' }),
  priorities: Type.Array(Type.Object({ brandName: NullableText, text: Type.String(), forDate: Type.String() }), {
    description: 'what is open at the end, the earliest first',
  }),
  blindSources: Type.Array(ref(BlindSourceWire)),
};

const DigestMentionWire = named(
  'DigestMention',
  Type.Object({
    mention: ref(QuotedMentionWire),
    why: nullableObject(
      {
        themes: Type.Array(oneOf(THEMES)),
        crisisWeight: oneOf([0, ...CRISIS_WEIGHTS]),
        crisisTerms: Type.Array(Type.String()),
        toldCount: Type.Integer({ description: 'mentions of the period that tell the same story' }),
        outletWeight: oneOf(OUTLET_WEIGHTS),
      },
      'why it is among the best or the worst',
    ),
  }),
);

/** What the digest of a brand holds beside the frame. */
const brandFields = {
  brandName: Type.String(),
  sector: nullableEnum(SECTORS),
  competitors: Type.Array(Type.Object({ name: Type.String(), ...PeriodCounts })),
  buzzes: Type.Array(
    Type.Object({
      id: Id,
      kind: oneOf(BUZZ_KINDS),
      level: Level,
      firstHeardAt: NullableInstant,
      openedAt: Instant,
      acknowledgedAt: NullableInstant,
      resolvedAt: NullableInstant,
      negativeCount: Type.Integer({ description: 'in the window that spoke loudest' }),
      windowMinutes: Type.Unsafe<number | null>({
        type: ['integer', 'null'],
        description: 'the width of that window; null in digests of the first version',
      }),
    }),
  ),
  emergingTerms: Type.Array(ref(EmergingTermWire), {
    description: 'what was spoken of more than in the four weeks before',
  }),
  bestMentions: Type.Array(ref(DigestMentionWire)),
  worstMentions: Type.Array(ref(DigestMentionWire)),
  sites: SiteCounts,
  newSites: SiteCounts,
  newAuthors: Type.Object({
    count: Type.Integer(),
    loudest: Type.Array(Type.Object({ author: Type.String(), site: Type.String(), mentionCount: Type.Integer() })),
  }),
  reliability: Type.Union([ref(ReliabilityWire), Type.Null()]),
};

const agencyFields = {
  brands: Type.Array(
    Type.Object({
      brandId: Id,
      name: Type.String(),
      counts: Counts,
      countsBefore: Counts,
      highestLevel: Type.Union([Level, Type.Null()]),
      buzzCount: Type.Integer(),
      openBuzzCount: Type.Integer(),
    }),
  ),
};

/** One object for both kinds: a union would be checked against each, and an old digest that fits neither would be none. */
const DigestContentWire = named(
  'DigestContent',
  Type.Object({
    kind: oneOf(['brand', 'agency'], {
      description: 'which of the fields below there are beside those of every digest',
    }),
    ...frame,
    ...Type.Partial(Type.Object(brandFields)).properties,
    ...Type.Partial(Type.Object(agencyFields)).properties,
  }),
);

const SummaryDraftWire = named(
  'SummaryDraft',
  Type.Object(
    {
      state: oneOf(['wanted', 'proposed', 'failed']),
      language: oneOf(LANGUAGES),
      askedAt: Instant,
      sentences: Type.Array(Type.String(), {
        description: 'each cites figures of the digest, and none that is not in it',
      }),
      droppedCount: Type.Integer({ description: 'sentences of the model that cite nothing, or what is not there' }),
      model: NullableText,
      madeAt: NullableInstant,
      message: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'why there is none' }),
    },
    { description: 'a summary that a language model proposed, for a person to read and take: never sent by itself' },
  ),
);

export const DIGEST_PARTS = [DigestMentionWire, DigestContentWire, SummaryDraftWire];

export const DigestWire = named(
  'Digest',
  Type.Object({
    id: Id,
    brandId: Type.Unsafe<string | null>({ type: ['string', 'null'], description: 'null: of the agency' }),
    period: oneOf(DIGEST_PERIODS),
    timeZone: Type.String(),
    periodStartsOn: Type.String({ description: 'the first day of the period, an ISO date' }),
    content: ref(DigestContentWire),
    summaryDraft: Type.Union([ref(SummaryDraftWire), Type.Null()], { description: 'null: nobody asked for one' }),
    createdAt: Instant,
  }),
);

export const DigestLanguage = inputObject({ language: Type.Optional(oneOf(LANGUAGES)) });

export const PdfFile = {
  description: 'the file',
  content: { 'application/pdf': { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } },
};

export const DigestReportWire = named(
  'DigestReport',
  Type.Object({
    language: oneOf(LANGUAGES),
    ...{ subject: Type.String(), heading: Type.String(), period: Type.String(), footer: Type.String() },
    lead: Type.Array(Type.String(), { description: 'what matters, in a few sentences' }),
    sections: Type.Array(
      Type.Object({
        title: Type.String(),
        picture: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description: 'what its picture shows, in words',
        }),
        table: Type.Union([
          Type.Object({ head: Type.Array(Type.String()), rows: Type.Array(Type.Array(Type.String())) }),
          Type.Null(),
        ]),
        lines: Type.Array(Type.Object({ text: Type.String(), url: NullableText })),
        quotes: Type.Array(
          Type.Object({
            ...{ headline: Type.String(), excerpt: NullableText, origin: Type.String() },
            ...{ url: NullableText, reason: NullableText },
          }),
        ),
        notes: Type.Array(Type.String()),
      }),
    ),
  }),
);

export function presentReport(report: DigestReport): Static<typeof DigestReportWire> {
  return {
    ...report,
    lead: [...report.lead],
    sections: report.sections.map(({ title, chart, body, notes }) => ({
      title,
      picture: chart?.alt ?? null,
      table:
        body.kind === 'figures' ? { head: [...body.table.head], rows: body.table.rows.map((row) => [...row]) } : null,
      lines: body.kind === 'bullets' ? [...body.items] : [],
      quotes: body.kind === 'quotes' ? [...body.quotes] : [],
      notes: [...notes],
    })),
  };
}

export const DigestQuery = pageQuery({
  brandId: Type.Optional(IdInput),
  period: Type.Optional(oneOf(DIGEST_PERIODS)),
});

export function presentDigest(digest: Digest): Static<typeof DigestWire> {
  const { id, brandId, period, timeZone, periodStartsOn, content, summaryDraft } = digest;
  return {
    ...{ id, brandId, period, timeZone, periodStartsOn },
    content: content.kind === 'agency' ? presentAgency(content) : presentBrand(content),
    summaryDraft: summaryDraft && presentDraft(summaryDraft),
    createdAt: digest.createdAt.toISOString(),
  };
}

function presentDraft(draft: SummaryDraft): Static<typeof SummaryDraftWire> {
  const { state, language, askedAt } = draft;
  const nothing = { sentences: [], droppedCount: 0, model: null, madeAt: null, message: null };
  if (draft.state === 'wanted') return { ...nothing, state, language, askedAt };
  if (draft.state === 'failed') return { ...nothing, ...draft };
  return { ...nothing, ...draft, sentences: [...draft.sentences] };
}

function presentBrand(content: BrandDigestContent): Static<typeof DigestContentWire> {
  const { reliability, newAuthors } = content;
  return {
    ...content,
    ...presentParts(content),
    competitors: [...content.competitors],
    buzzes: content.buzzes.map((buzz) => ({ ...buzz, windowMinutes: buzz.windowMinutes ?? null })),
    emergingTerms: content.emergingTerms.map(presentEmergingTerm),
    bestMentions: content.bestMentions.map(presentMention),
    worstMentions: content.worstMentions.map(presentMention),
    sites: [...content.sites],
    newSites: [...content.newSites],
    newAuthors: { count: newAuthors.count, loudest: [...newAuthors.loudest] },
    reliability: reliability === null ? null : presentReliability(reliability),
  };
}

function presentAgency(content: AgencyDigestContent): Static<typeof DigestContentWire> {
  return {
    ...content,
    ...presentParts(content),
    brands: [...content.brands],
  };
}

/** What both kinds hold and is not served as it is stored. */
function presentParts({ medians, days, done, doneCount, priorities, blindSources }: DigestContent) {
  return {
    medians:
      medians === null
        ? null
        : {
            ...medians,
            ...{ negativeCount: medians.negativeCount ?? null, positiveCount: medians.positiveCount ?? null },
          },
    days: [...days],
    blindSources: blindSources.map(presentBlindSource),
    done: done.map(({ facts: _, ...action }) => action),
    doneCount,
    priorities: [...priorities],
  };
}

function presentMention({ why, ...mention }: DigestMention): Static<typeof DigestMentionWire> {
  if (why === undefined) return { mention, why: null };
  const { themes, crisis, toldCount, outletWeight } = why;
  return {
    mention,
    why: { themes: [...themes], crisisWeight: crisis.weight, crisisTerms: [...crisis.terms], toldCount, outletWeight },
  };
}
