/** Mentions that know who was heard before them are counted as any others. */
import { expect, test } from 'vitest';
import { countVoices, placeFacts } from '../../../src/analysis/buzz/count-voices.ts';
import type { TalkFact } from '../../../src/domain/talk-fact.ts';
import { makeDice } from '../../support/talk.ts';

function makeFact(told: Partial<TalkFact>): TalkFact {
  return {
    ...{ publishedAt: 0, heardAt: 0, label: 'negative', author: 'a', isNewcomer: false, site: 's' },
    ...{ sourceKind: 'forum', storyId: 't', crisisWeight: 0, outletWeight: 0 },
    ...told,
  };
}

test('any run of placed mentions is counted as its mentions alone are', () => {
  const dice = makeDice(5);
  const facts = Array.from({ length: 300 }, () =>
    makeFact({
      ...{ author: `author ${dice.roll(40)}`, storyId: `story ${dice.roll(60)}`, site: `site ${dice.roll(9)}` },
      ...{ sourceKind: dice.pick(['forum', 'feed', 'search']), isNewcomer: dice.roll(2) === 0 },
      ...{ crisisWeight: dice.pick([0, 1, 2, 3]), outletWeight: dice.pick([0, 1, 2, 3]) },
    }),
  );
  const placed = placeFacts(facts);
  expect(countVoices(placed.slice(7, 7))).toEqual(countVoices([]));
  for (let run = 0; run < 200; run += 1) {
    const from = dice.roll(facts.length);
    const until = from + dice.roll(facts.length - from + 1);
    expect(countVoices(placed.slice(from, until))).toEqual(countVoices(facts.slice(from, until)));
  }
});
