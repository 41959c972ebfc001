/** Brands and their volumes on the wire. */
import { type Static, Type } from 'typebox';
import { BRAND_KINDS, type Brand, SENSITIVITIES } from '../../domain/brand.ts';
import { VOICE_ITEM_CHARS_MAX, VOICE_ITEMS_MAX } from '../../domain/brand-voice.ts';
import type { EmergingTerm } from '../../domain/emerging-term.ts';
import { SECTORS } from '../../domain/sector.ts';
import { type FullVolume, VOLUME_PART_KINDS, VOLUME_WIDTHS, type VolumePart } from '../../domain/volume.ts';
import {
  changesObject,
  Id,
  Instant,
  InstantInput,
  inputObject,
  NameInput,
  NullableText,
  named,
  nullableEnum,
  oneOf,
  ref,
  textInput,
} from './fields.ts';
import { ReliabilityWire } from './reliability.ts';

const QUERY_CHARS_MAX = 10_000;

const NAMES_WIRE = Type.Array(Type.String());
const VOICE_WIRE = {
  products: NAMES_WIRE,
  handles: NAMES_WIRE,
  hashtags: NAMES_WIRE,
  competitors: NAMES_WIRE,
  register: Type.Unsafe<string | null>({
    ...NullableText,
    description: 'how it speaks to its readers, such as "tutoiement"',
  }),
  language: Type.Unsafe<string | null>({
    ...NullableText,
    description: 'what it writes in, ISO 639-1, several with commas',
  }),
};

const NamesInput = Type.Array(textInput(VOICE_ITEM_CHARS_MAX), {
  maxItems: VOICE_ITEMS_MAX,
  description: `a list of at most ${VOICE_ITEMS_MAX} texts of 1 to ${VOICE_ITEM_CHARS_MAX} characters`,
});
const RegisterInput = Type.Unsafe<string | null>({
  ...textInput(VOICE_ITEM_CHARS_MAX),
  type: ['string', 'null'],
  description: `text such as tutoiement, vouvoiement or formal, of 1 to ${VOICE_ITEM_CHARS_MAX} characters, or null`,
});
const LanguageInput = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  pattern: '^[a-z]{2}( *, *[a-z]{2}){0,9}$',
  description: 'a language of two letters such as fr, or several with commas, or null',
});
/** What the guard of drafts knows a brand by, besides its name and query. */
const VoiceInput = {
  products: NamesInput,
  handles: NamesInput,
  hashtags: NamesInput,
  competitors: NamesInput,
  register: RegisterInput,
  language: LanguageInput,
};

export const BrandWire = named(
  'Brand',
  Type.Object({
    id: Id,
    name: Type.String(),
    kind: oneOf(BRAND_KINDS),
    query: Type.String({ description: 'the Boolean expression that says which documents mention the brand' }),
    relevanceThreshold: Type.Number({ description: 'mentions of a lower relevance are set aside; 0 to 1' }),
    sector: nullableEnum(SECTORS),
    sensitivity: oneOf(SENSITIVITIES, { description: 'fewer alerts and surer ones, or more and earlier ones' }),
    country: Type.Unsafe<string | null>({
      ...NullableText,
      description: "whose public holidays are no ordinary days; null: that of the agency's time zone",
    }),
    ...VOICE_WIRE,
    createdAt: Instant,
    updatedAt: Instant,
  }),
);

export const QueryInput = textInput(
  QUERY_CHARS_MAX,
  'an expression such as orange AND (fibre OR "box internet") AND NOT fruit',
);

/** What a brand deals in: the words of crisis of that sector count besides the general ones. */
export const SectorInput = nullableEnum(SECTORS);

const SensitivityInput = oneOf(SENSITIVITIES, { default: 'balanced' });

const CountryInput = Type.Unsafe<string | null>({
  type: ['string', 'null'],
  pattern: '^[A-Z]{2}$',
  description: "a country's two capital letters, such as FR, or null for that of the agency's time zone",
});

export const BrandInput = inputObject({
  name: NameInput,
  kind: oneOf(BRAND_KINDS),
  query: QueryInput,
  sector: Type.Optional(SectorInput),
  sensitivity: Type.Optional(SensitivityInput),
  country: Type.Optional(CountryInput),
  ...Type.Partial(Type.Object(VoiceInput)).properties,
});

export const BrandChanges = changesObject({
  name: NameInput,
  kind: oneOf(BRAND_KINDS),
  query: QueryInput,
  relevanceThreshold: Type.Number({ minimum: 0, maximum: 1 }),
  sector: SectorInput,
  sensitivity: oneOf(SENSITIVITIES),
  country: CountryInput,
  ...VoiceInput,
});

/** Of a stretch of which mentions are no longer kept it cannot be told any more. */
function distinctCount(what: string) {
  return Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    description: `distinct ${what}; those of two stretches cannot be added; null: the mentions are no longer kept`,
  });
}

export const VolumeWire = named(
  'Volume',
  Type.Object({
    bucketAt: Instant,
    mentionCount: Type.Integer(),
    negativeCount: Type.Integer(),
    positiveCount: Type.Integer(),
    storyCount: distinctCount('stories'),
    authorCount: distinctCount('authors, each on one site'),
    siteCount: distinctCount('sites'),
    outletWeight: Type.Integer({
      description:
        "the mentions' outlets added up: 3 national press, television or agency, 2 regional or trade press, 1 any other site, 0 people",
    }),
  }),
);

export const VolumePartWire = named(
  'VolumePart',
  Type.Object({
    bucketAt: Instant,
    part: Type.String({ description: 'a kind of source, a general theme, or the id of an own theme' }),
    name: Type.String({ description: "an own theme's present name; else the same as the part" }),
    mentionCount: Type.Integer(),
    negativeCount: Type.Integer(),
    positiveCount: Type.Integer(),
  }),
);

export const VolumesWire = Type.Object({
  since: Instant,
  until: Instant,
  width: oneOf(VOLUME_WIDTHS),
  by: nullableEnum(VOLUME_PART_KINDS),
  timeZone: Type.String({ description: "the agency's: days begin at midnight there" }),
  reliability: ref(ReliabilityWire),
  items: Type.Array(ref(VolumeWire), {
    description: 'oldest first; stretches without a mention are left out',
  }),
  parts: Type.Array(ref(VolumePartWire), {
    description:
      'the same told apart as "by" asks, oldest first; kinds of source add up to the whole, themes do not; empty without "by"',
  }),
});

export const VolumeQuery = inputObject({
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
  width: Type.Optional(oneOf(VOLUME_WIDTHS, { default: 'day' })),
  by: Type.Optional(oneOf(VOLUME_PART_KINDS)),
});

export const EmergingTermWire = named(
  'EmergingTerm',
  Type.Object({
    term: Type.String({ description: 'as most people write it' }),
    storyCount: Type.Integer({ description: 'stories of the period that hold it' }),
    expectedCount: Type.Number({
      description: 'stories that would hold it if people spoke as in the four weeks before',
    }),
    llr: Type.Number({ description: "Dunning's log-likelihood ratio: the larger, the less it is chance" }),
    mentionIds: Type.Array(Id, { description: 'at most five mentions that hold it, one per story' }),
  }),
);

export const EmergingTermsWire = Type.Object({
  since: Instant,
  until: Instant,
  storyCount: Type.Integer({ description: 'stories that were read of the period' }),
  referenceStoryCount: Type.Integer({
    description: 'stories that were read of the four weeks before "since"; without any nothing can be compared',
  }),
  items: Type.Array(ref(EmergingTermWire), { description: 'at most ten, the most telling first' }),
});

export const EmergingTermsQuery = inputObject({
  since: Type.Optional(InstantInput),
  until: Type.Optional(InstantInput),
});

export function presentEmergingTerm(term: EmergingTerm): Static<typeof EmergingTermWire> {
  return { ...term, mentionIds: [...term.mentionIds] };
}

export function presentBrand(brand: Brand): Static<typeof BrandWire> {
  const { agencyId: _, products, handles, hashtags, competitors, ...shown } = brand;
  const voice = {
    products: [...products],
    handles: [...handles],
    hashtags: [...hashtags],
    competitors: [...competitors],
  };
  return { ...shown, ...voice, createdAt: brand.createdAt.toISOString(), updatedAt: brand.updatedAt.toISOString() };
}

export function presentVolume(volume: FullVolume): Static<typeof VolumeWire> {
  return { ...volume, bucketAt: volume.bucketAt.toISOString() };
}

/** Shape: themeNames: by id, of the agency's own themes. */
export function presentVolumePart(
  part: VolumePart,
  themeNames: ReadonlyMap<string, string>,
): Static<typeof VolumePartWire> {
  return { ...part, bucketAt: part.bucketAt.toISOString(), name: themeNames.get(part.part) ?? part.part };
}
