/** An agency's own rules, held against what was said of a brand lately: beside the detector, and without its habits. */
import { MINUTE_MS } from '../../base/clock.ts';
import type { AlertRule, MetRule, RuleMention } from '../../domain/alert-rule.ts';
import { SOURCE_KINDS } from '../../domain/source.ts';
import { compileMatcher } from '../query/compile-matcher.ts';
import { parseQuery } from '../query/parse-query.ts';
import { partsOf, type Query } from '../query/query.ts';
import type { MatchableDocument } from '../query/read-document.ts';

/** The rules that a brand's talk meets at an instant, the gravest first, equals in the order in which they were given. */
export type FindMetRules = (talk: readonly RuleMention[], now: Date) => readonly MetRule[];

/**
 * Compiles rules for many calls.
 *
 * Mentions count by when they were published, in the rule's window that ends now, both ends included. What a query may
 * ask for is what is kept of a mention (see findUntold): its title, its excerpt and the passages about the brand.
 *
 * Shape:   talk: of one brand, in any order, nothing set aside; what lies outside of a rule's window is no matter.
 * Errors:  QUERY_INVALID for a query that this version cannot read; the returned function: none, total.
 *
 * @example compileAlertRules([{ id: 'r', counts: 'negatives', query: 'panne', countMin: 2, windowMinutes: 60, … }])(
 *            twoOutages, now)  // [{ rule: { id: 'r', … }, count: 2 }]
 */
export function compileAlertRules(rules: readonly AlertRule[]): FindMetRules {
  const matcher = compileMatcher(
    rules.flatMap(({ id, query }) => (query === null ? [] : [{ id, key: id, query: parseQuery(query) }])),
  );
  const isAsked = (rule: AlertRule, mention: RuleMention, now: Date): boolean => {
    const ageMs = now.getTime() - mention.publishedAt.getTime();
    const isWithin = ageMs >= 0 && ageMs <= rule.windowMinutes * MINUTE_MS;
    return isWithin && (rule.counts === 'mentions' || mention.label === 'negative');
  };
  return (talk, now) => {
    const counts = new Map<string, number>();
    for (const mention of talk) {
      const asked = rules.filter((rule) => isAsked(rule, mention, now));
      const isRead = asked.some(({ query }) => query !== null);
      const found = new Set(isRead ? matcher.match(toDocument(mention)).map(({ key }) => key) : []);
      for (const { id, query } of asked) {
        if (query === null || found.has(id)) counts.set(id, (counts.get(id) ?? 0) + 1);
      }
    }
    const met = rules.flatMap((rule) => {
      const count = counts.get(rule.id) ?? 0;
      return count >= rule.countMin ? [{ rule: toShown(rule), count }] : [];
    });
    return met.sort((one, other) => other.rule.level - one.rule.level);
  };
}

function toShown({ id, name, level, countMin, windowMinutes, counts }: AlertRule): MetRule['rule'] {
  return { id, name, level, countMin, windowMinutes, counts };
}

/** Passages that lie beyond the excerpt are read too, each on a line of its own. */
function toDocument(mention: RuleMention): MatchableDocument {
  const { title, excerpt, url, author, site, language } = mention;
  const beyond = mention.passages.map(({ text }) => text).filter((text) => !excerpt.includes(text));
  const facts = { sources: [mention.sourceKind], types: [], engines: [], countries: [], tags: [] };
  return { title, text: [excerpt, ...beyond].join('\n'), url, author, site, language, facts };
}

/**
 * The first thing that the query asks for and that is not kept of a mention, as the query says it; null where there is
 * none.
 *
 * How a document was found is settled when it is heard: of it a mention keeps the kind of its source and nothing else.
 *
 * @example findUntold(parseQuery('panne type:review'))  // 'type:review'
 */
export function findUntold(query: Query): string | null {
  if (query.kind === 'fact' && !isKept(query)) return `${query.field}:${query.value}`;
  for (const part of partsOf(query)) {
    const found = findUntold(part);
    if (found !== null) return found;
  }
  return null;
}

function isKept({ field, value }: Extract<Query, { kind: 'fact' }>): boolean {
  return field === 'lang' || (field === 'source' && SOURCE_KINDS.some((kind) => kind === value));
}
