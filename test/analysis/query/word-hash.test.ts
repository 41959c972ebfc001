/** Words told from their letters where they stand are the words that folding makes of them. */
import { describe, expect, test } from 'vitest';
import { foldWord } from '../../../src/analysis/query/fold-word.ts';
import { makeScanner } from '../../../src/analysis/query/scan-text.ts';
import { hashFolded, hashWord, isSpelling, NO_HASH } from '../../../src/analysis/query/word-hash.ts';
import { makeSeededRandom } from '../../../src/base/random.ts';

/** What is said of a word otherwise than of its folded form; null: nothing. */
function findFault(word: string): string | null {
  const text = `«${word}»`;
  const hash = hashWord(text, 1, 1 + word.length);
  const folded = foldWord(word);
  if (hash === NO_HASH) return null;
  if (hash !== hashFolded(folded)) return `${JSON.stringify(word)} is not hashed as ${JSON.stringify(folded)}`;
  if (!isSpelling(folded, text, 1, 1 + word.length)) return `${JSON.stringify(word)} is no spelling of its folded form`;
  if (isSpelling(`${folded}x`, text, 1, 1 + word.length))
    return `${JSON.stringify(word)} is a spelling of a longer one`;
  return null;
}

test('each of the 65,536 letters is hashed as it is folded, alone, before, behind and between others', () => {
  const faults: string[] = [];
  for (let code = 0; code < 0x10000; code += 1) {
    const letter = String.fromCharCode(code);
    for (const word of [letter, `a${letter}`, `${letter}a`, `a${letter}b`, `é${letter}\u0301`, `${letter}${letter}`]) {
      const fault = findFault(word);
      if (fault !== null) faults.push(fault);
    }
  }
  expect(faults.slice(0, 5)).toEqual([]);
});

test('200,000 words of chance letters, of scripts in any order, are hashed as they are folded', () => {
  const random = makeSeededRandom(7);
  const starts = [0x20, 0xc0, 0x300, 0x370, 0x400, 0x5b0, 0x620, 0x900, 0xe00, 0x1ab0, 0x1f00, 0x2100, 0x3040, 0xff20];
  const draw = () => (starts[Math.floor(random.next() * starts.length)] ?? 0) + Math.floor(random.next() * 0x60);
  const faults: string[] = [];
  for (let round = 0; round < 200_000; round += 1) {
    const codes = Array.from({ length: 1 + Math.floor(random.next() * 6) }, draw);
    const fault = findFault(String.fromCharCode(...codes));
    if (fault !== null) faults.push(fault);
  }
  expect(faults.slice(0, 5)).toEqual([]);
});

describe('plain words have a hash', () => {
  test.each(['orange', 'ORANGE', 'Orangé', 'e\u0301cole', 'ﬀ'.normalize('NFKD'), 'бренд', '橙', 'ｏｒａｎｇｅ', '4G'])(
    '%s',
    (word) => {
      expect(hashWord(word, 0, word.length)).toBe(hashFolded(foldWord(word)));
    },
  );
});

test.each(['œuvre', 'Straße', 'ΟΔΟΣ', '\u{1d5e2}range', '\ud800x'])(
  'how %s is folded is not told by its letters one by one',
  (word) => {
    expect(hashWord(word, 0, word.length)).toBe(NO_HASH);
  },
);

test('a scanner gives each word its hash, and each emoji none, whatever it has read before', () => {
  const scan = makeScanner();
  const texts = [
    `${'abcdé '.repeat(5_000)}#OrangeBank @orange_fr`,
    'L’Orange 😡 #OrangeBank, @orange.bsky.social Coca-Cola 橙色 œuvre x',
    '',
    'é',
    `a${'b'.repeat(3_000)} \ud83d`,
    '👩‍💻🇫🇷 x\u{10400}y',
  ];
  for (const text of texts) {
    const { starts, ends, hashes, emoji } = scan(text);
    const expected = [...starts].map((start, index) =>
      emoji.includes(index) ? NO_HASH : hashWord(text, start, ends[index] ?? start),
    );
    expect([...hashes]).toEqual(expected);
  }
});
