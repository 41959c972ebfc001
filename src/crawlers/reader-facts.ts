/** What has to be known of a reader before a source is given to it, for those who may not know the crawlers. */
import type { ReaderFact, ReaderFacts } from '../domain/search-service.ts';
import { READER_NAMES, type ReaderName } from '../domain/source.ts';
import { checkJsonSettings } from './apis/json-settings.ts';
import { checkSelectorSettings } from './forums/selector-settings.ts';
import { READERS } from './readers.ts';

type FindProblems = ReaderFact['findSettingsProblems'];

/** The readers that are told something besides the URL. */
const SETTINGS_CHECKS: Readonly<Partial<Record<ReaderName, FindProblems>>> = {
  json: (settings) => toProblems(checkJsonSettings(settings)),
  'page-selectors': (settings) => toProblems(checkSelectorSettings(settings)),
};

export const READER_FACTS: ReaderFacts = Object.fromEntries(
  READER_NAMES.map((name): [ReaderName, ReaderFact] => {
    const { kind, secretNames } = READERS[name];
    return [name, { kind, secretNames, findSettingsProblems: SETTINGS_CHECKS[name] ?? toNoSettings(name) }];
  }),
) as ReaderFacts;

function toProblems(
  check: Readonly<{ kind: 'valid' }> | Readonly<{ kind: 'invalid'; problems: readonly string[] }>,
): readonly string[] {
  return check.kind === 'invalid' ? check.problems : [];
}

function toNoSettings(name: ReaderName): FindProblems {
  return (settings) => (settings === null ? [] : [`The reader "${name}" takes no settings: leave them out.`]);
}
