/** What is told of the evidence: reasons by falling weight, each a sentence. */
import type { CompiledBrand, Role } from './compile-portfolio.ts';
import { findClaims } from './find-claims.ts';
import type { Saying } from './messages.ts';
import { type DraftRegister, rateMisfit } from './register.ts';
import type { Reason, ReasonKind } from './verdict.ts';
import { compareTrades } from './vocabulary.ts';
import {
  type Candidate,
  type Case,
  HIT_MIN,
  isStopped,
  LANGUAGE_WEIGHT,
  type Rated,
  REGISTER_WEIGHTS,
} from './weigh-evidence.ts';

/** A lead from which the words of another's trade are told. */
const WARN_MIN = 1.8;
const REASONS_MAX = 20;
const VOCABULARY_REASONS_MAX = 3;
/** A crisis stops claims: what is promised then is quoted for years. */
const CRISIS_LEVEL = 4;

export function toPlainReason(kind: ReasonKind, message: string): Reason {
  return { kind, severity: 'warn', weight: 0, term: null, start: null, end: null, brand: null, brandId: null, message };
}

type Told = Readonly<{ candidates: readonly Candidate[]; say: (saying: Saying) => string }>;

export function toReasons(facts: Case, { candidates, say }: Told): readonly Reason[] {
  const stopping = candidates.filter(isStopped);
  const reasons: Reason[] = candidates.flatMap((candidate) =>
    candidate.rated
      .filter(({ value }) => value >= HIT_MIN || isStopped(candidate))
      .map((rated) => toHitReason(facts, { rated, candidate, severity: isStopped(candidate) ? 'stop' : 'warn', say })),
  );
  const best = candidates.reduce<Candidate | undefined>(
    (one, other) => (one === undefined || rank(other) > rank(one) ? other : one),
    undefined,
  );
  if (best !== undefined && best.lead >= WARN_MIN && best.trade > 0) {
    reasons.push(...toVocabularyReasons(facts, { best, candidates, severity: isStopped(best) ? 'stop' : 'warn', say }));
  }
  // what is told by manner alone stops where it is what makes the lead
  const severity = stopping.some(({ manner }) => manner > 0) ? 'stop' : 'warn';
  reasons.push(...toMannerReasons(facts, { severity, say }));
  if (stopping.length > 0 && !reasons.some((reason) => reason.severity === 'stop')) {
    throw new Error('a draft is stopped without a reason');
  }
  return reasons
    .toSorted(
      (one, other) => Number(other.severity === 'stop') - Number(one.severity === 'stop') || other.weight - one.weight,
    )
    .slice(0, REASONS_MAX);
}

function rank({ lead, rated }: Candidate): number {
  return lead + (rated.length > 0 ? 0.001 : 0);
}

const KINDS: Readonly<Record<Role, ReasonKind>> = {
  name: 'other-brand-name',
  product: 'other-brand-product',
  hashtag: 'other-brand-hashtag',
  handle: 'other-brand-handle',
  competitor: 'other-brand-competitor',
};

type ToldHit = Readonly<{
  rated: Rated;
  candidate: Candidate;
  severity: Reason['severity'];
  say: (saying: Saying) => string;
}>;

function toHitReason(facts: Case, { rated, candidate, severity, say }: ToldHit): Reason {
  const { hit, role, voice, value } = rated;
  const brand = facts.compiled.brands[candidate.brand];
  const term = facts.draft.text.slice(hit.start, hit.end);
  const name = brand?.brand ?? '';
  return {
    kind: KINDS[role],
    severity,
    weight: round(value),
    ...{ term, start: hit.start, end: hit.end },
    ...{ brand: name, brandId: brand?.id ?? null },
    message: say(role === 'competitor' ? { kind: role, term, brand: name } : { kind: role, term, brand: name, voice }),
  };
}

type ToldVocabulary = Readonly<{
  best: Candidate;
  candidates: readonly Candidate[];
  severity: Reason['severity'];
  say: (saying: Saying) => string;
}>;

/** The words that tell most; with the brand where it is the only one that they fit. */
function toVocabularyReasons(facts: Case, { best, candidates, severity, say }: ToldVocabulary): readonly Reason[] {
  const brand = facts.compiled.brands[best.brand];
  if (brand === undefined) return [];
  const isAlone =
    best.rated.length > 0 || !candidates.some((other) => other.brand !== best.brand && other.lead >= best.lead);
  const words = facts.words
    .map((word) => ({
      ...word,
      weight: compareTrades([word], { own: facts.account.trades, other: brand.trades }).lead,
    }))
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight || one.start - other.start);
  return words.slice(0, VOCABULARY_REASONS_MAX).map(({ start, end, weight }) => {
    const term = facts.draft.text.slice(start, end);
    return {
      ...{ kind: 'other-sector-vocabulary', severity, weight: round(weight), term, start, end },
      ...(isAlone ? { brand: brand.brand, brandId: brand.id } : { brand: null, brandId: null }),
      message: say({ kind: 'vocabulary', term, account: facts.account.brand, brand: isAlone ? brand.brand : null }),
    };
  });
}

type ToldManner = Readonly<{ severity: Reason['severity']; say: (saying: Saying) => string }>;
const CLEAR = 2;

function toMannerReasons(facts: Case, { severity, say }: ToldManner): readonly Reason[] {
  const { account, register, language, draft } = facts;
  const reasons: Reason[] = [];
  if (language !== null && account.languages.length > 0 && !account.languages.includes(language)) {
    const message = say({ kind: 'language', language, account: account.brand });
    reasons.push({ ...toPlainReason('other-language', message), severity, weight: LANGUAGE_WEIGHT });
  }
  const wrong = rateMisfit(register, account.register);
  if (wrong < CLEAR && severity !== 'stop') return reasons;
  if (wrong === 0) return reasons;
  const found = toFound(register, account);
  const mark = register.marks.find(({ kind }) => kind === found);
  const message = say({ kind: 'register', found, account: account.brand });
  reasons.push({
    ...toPlainReason('other-register', message),
    severity,
    weight: REGISTER_WEIGHTS[wrong] ?? 0,
    ...(mark === undefined ? {} : { term: draft.text.slice(mark.start, mark.end), start: mark.start, end: mark.end }),
  });
  return reasons;
}

function toFound(register: DraftRegister, account: CompiledBrand): 'tu' | 'vous' | 'formal' | 'casual' {
  const { address, tone } = account.register;
  if (register.tu > 0 && (address === 'vous' || tone === 'formal')) return 'tu';
  if (register.vous > 0 && address === 'tu') return 'vous';
  return tone === 'formal' ? 'casual' : 'formal';
}

export function toClaimReasons(
  input: Readonly<{ draft: string; buzzLevel: number | null }>,
  account: CompiledBrand,
  say: (saying: Saying) => string,
): readonly Reason[] {
  const { buzzLevel, draft } = input;
  if (buzzLevel === null) return [];
  return findClaims(draft)
    .slice(0, VOCABULARY_REASONS_MAX)
    .map(({ start, end }) => {
      const term = draft.slice(start, end);
      return {
        kind: 'claim-during-buzz',
        severity: buzzLevel >= CRISIS_LEVEL ? 'stop' : 'warn',
        weight: buzzLevel,
        ...{ term, start, end, brand: account.brand, brandId: account.id },
        message: say({ kind: 'claim', term, account: account.brand, level: buzzLevel }),
      };
    });
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
