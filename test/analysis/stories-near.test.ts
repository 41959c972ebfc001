/** Copies of one dispatch are one story; what only looks like a copy is not. */
import { describe, expect, test } from 'vitest';
import { BAND_COUNT_MAX, type Fingerprint, fingerprintOf, isSameStory } from '../../src/analysis/stories.ts';
import { COMPLAINTS, EVENTS, type StoryText, TEMPLATES } from '../fixtures/analysis/story-texts.ts';
import { VARIATIONS } from './story-variations.ts';

/** As the store asks for. */
const SHARED_BANDS_MIN = 2;

type Pair = Readonly<{ name: string; one: StoryText; other: StoryText }>;

type Edition = Readonly<{ name: string; edited: StoryText }>;

const editionsOf = new Map<StoryText, readonly Edition[]>(
  EVENTS.map((event) => [event, VARIATIONS.map(({ name, vary }) => ({ name, edited: vary(event) }))]),
);

/** Every edition of a dispatch with every other of it. */
function makeCopies(): readonly Pair[] {
  return [...editionsOf].flatMap(([event, editions]) =>
    pairsOf(editions).map(([one, other]) => ({
      name: `${event.title}: ${one.name} / ${other.name}`,
      one: one.edited,
      other: other.edited,
    })),
  );
}

function makeLookalikes(): readonly Pair[] {
  const retold = EVENTS.flatMap((event) =>
    (editionsOf.get(event) ?? []).map(({ name, edited }) => ({
      name: `${event.title} / retold: ${name}`,
      one: edited,
      other: event.retold,
    })),
  );
  const underOneTitle = EVENTS.map((event) => ({
    name: `${event.title} / retold under the same title`,
    one: event,
    other: { ...event.retold, title: event.title },
  }));
  const filled = TEMPLATES.flatMap(({ fill, fillings }) =>
    pairsOf(fillings).map(([one, other]) => ({
      name: `template ${fill(...one).title} / ${fill(...other).title}`,
      one: fill(...one),
      other: fill(...other),
    })),
  );
  const complaints = pairsOf(COMPLAINTS).map(([one, other]) => ({
    name: `complaint ${one.slice(0, 30)} / ${other.slice(0, 30)}`,
    one: { title: '', text: one },
    other: { title: '', text: other },
  }));
  const replies = EVENTS.map((event) => ({
    name: `${event.title} / quoted in a reply`,
    one: event,
    other: { title: event.title, text: `Paul a écrit : ${event.text}\nJe n’y crois pas une seconde, et toi ?` },
  }));
  const others = pairsOf(EVENTS).map(([one, other]) => ({ name: `${one.title} / ${other.title}`, one, other }));
  return [...retold, ...underOneTitle, ...filled, ...complaints, ...replies, ...others];
}

function pairsOf<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.flatMap((one, index) => items.slice(index + 1).map((other) => [one, other] as const));
}

const fingerprints = new WeakMap<StoryText, Fingerprint>();

function printOf(text: StoryText): Fingerprint {
  const fingerprint = fingerprints.get(text) ?? fingerprintOf(text);
  fingerprints.set(text, fingerprint);
  return fingerprint;
}

function isFound({ one, other }: Pair): boolean {
  return isSameStory(printOf(one), printOf(other));
}

/** Whether the table of bands would bring them together at all. */
function isCandidate({ one, other }: Pair): boolean {
  const bands = new Set(printOf(one).bands);
  return printOf(other).bands.filter((band) => bands.has(band)).length >= SHARED_BANDS_MIN;
}

const copies = makeCopies();
const lookalikes = makeLookalikes();

const hasSameWords = (pair: Pair): boolean => printOf(pair.one).exact === printOf(pair.other).exact;

describe('near copies', () => {
  test('of ten dispatches in seventeen editions: 1,360 pairs, recall 94.6 %; equal words alone find 2 %', () => {
    expect(copies.length).toBeGreaterThanOrEqual(200);
    const found = copies.filter((pair) => isFound(pair) && isCandidate(pair));
    expect(found.length / copies.length).toBeGreaterThanOrEqual(0.93);
    // the control: without near copies there would be next to nothing to find
    expect(copies.filter(hasSameWords).length / copies.length).toBeLessThan(0.05);
  });

  test('are not mistaken among 350 pairs that only look alike: precision 100 %', () => {
    expect(lookalikes.length).toBeGreaterThanOrEqual(300);
    const wrong = lookalikes.filter(isFound).map(({ name }) => name);
    expect(wrong).toEqual([]);
    // the control: many of them would be taken for copies by their wording alone
    expect(lookalikes.filter(isCandidate).length).toBeGreaterThanOrEqual(50);
  });

  test('are each found by the dispatch as it was sent', () => {
    const missed = [...editionsOf].flatMap(([event, editions]) =>
      editions.filter(({ edited }) => !isFound({ name: '', one: event, other: edited })).map(({ name }) => name),
    );
    expect(missed).toEqual([]);
  });

  test('are the same whichever is asked first', () => {
    for (const { one, other } of [...copies, ...lookalikes].filter((_, index) => index % 7 === 0)) {
      const [first, second] = [printOf(one), printOf(other)];
      expect(isSameStory(second, first)).toBe(isSameStory(first, second));
    }
  });
});

describe('only equal words count', () => {
  test.each([
    [
      'in a short post',
      'Ondelia encore en panne ce matin, merci pour rien',
      'Ondelia encore en panne ce soir, merci pour rien',
    ],
    [
      'in a reply with a quotation mark at the line',
      `> ${EVENTS[0]?.text}\nMoi aussi, depuis hier.`,
      `> ${EVENTS[0]?.text}\nPas chez moi, tout va bien.`,
    ],
    ['in a text of one endless word', 'a'.repeat(9_000), 'a'.repeat(9_001)],
    ['in nothing', '', '🙂'],
  ])('%s', (_, one, other) => {
    const [first, second] = [fingerprintOf({ title: null, text: one }), fingerprintOf({ title: null, text: other })];
    expect(first.bands).toEqual([]);
    expect(isSameStory(first, second)).toBe(false);
    expect(isSameStory(first, first)).toBe(true);
  });

  test('and who passed a post on is no part of it', () => {
    const post = 'Ondelia encore en panne ce matin, merci pour rien';
    const [first, second] = [post, `RT @client42: ${post}`].map((text) => fingerprintOf({ title: null, text }));
    expect(second?.exact).toBe(first?.exact);
  });
});

test('a long text costs no more than its beginning, and its bands are few whole numbers', () => {
  const long = Array.from({ length: 200_000 }, (_, index) => `mot${index}`).join(' ');
  const fingerprint = fingerprintOf({ title: null, text: long });
  expect(fingerprint.bands).toHaveLength(BAND_COUNT_MAX);
  expect(fingerprint.bands.every((band) => Number.isSafeInteger(band) && band >= 0)).toBe(true);
  expect(fingerprint.body.words.length).toBeLessThan(1_000);
});
