/** Fields of foreign JSON: what is there is found, what is not is nothing. */
import { expect, test } from 'vitest';
import { dateAt, flagAt, listAt, numberAt, textAt, valueAt } from '../../src/crawlers/json-fields.ts';

const VALUE: unknown = {
  a: { b: [{ c: 'deep' }] },
  empty: ' ',
  id: 7,
  count: '12',
  yes: true,
  'im:rating': { label: '4' },
};

test('paths lead through objects and lists', () => {
  expect(textAt(VALUE, 'a.b.0.c')).toBe('deep');
  expect(textAt(VALUE, 'im:rating.label')).toBe('4');
  expect(textAt(VALUE, 'id')).toBe('7');
  expect(numberAt(VALUE, 'count')).toBe(12);
  expect(listAt(VALUE, 'a.b')).toHaveLength(1);
  expect(flagAt(VALUE, 'yes')).toBe(true);
  expect(valueAt(VALUE, '')).toBe(VALUE);
});

test.each(['a.b.1.c', 'a.x.c', 'a.b.c.d', 'empty', 'constructor', '__proto__', 'a.b.length.x', 'id.toString'])(
  '%s is nothing',
  (path) => {
    expect(textAt(VALUE, path)).toBeNull();
    expect(listAt(VALUE, path)).toEqual([]);
    expect(numberAt(VALUE, path)).toBeNull();
    expect(dateAt(VALUE, path)).toBeNull();
    expect(flagAt(VALUE, path)).toBe(false);
  },
);

test.each([null, undefined, 1, 'text', true])('%s has no fields', (value) => {
  expect(valueAt(value, 'a.b')).toBeUndefined();
});

test.each([
  [1_748_858_400, '2025-06-02T10:00:00.000Z'],
  [1_748_858_400_000, '2025-06-02T10:00:00.000Z'],
  ['1748858400', '2025-06-02T10:00:00.000Z'],
  ['2025-06-02T12:00:00+02:00', '2025-06-02T10:00:00.000Z'],
  [1_748_858_400.5, '2025-06-02T10:00:00.500Z'],
])('%s is an instant', (at, expected) => {
  expect(dateAt({ at }, 'at')?.toISOString()).toBe(expected);
});

test.each([0, -1, Number.NaN, 1e300, 'soon', '', {}, []])('%s is no instant', (at) => {
  expect(dateAt({ at }, 'at')).toBeNull();
});
