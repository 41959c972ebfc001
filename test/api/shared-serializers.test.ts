/** Serialisers that are compiled once: what shares one, and what must not. */
import { describe, expect, test } from 'vitest';
import { buildSharedSerializer } from '../../src/api/shared-serializers.ts';

const route = { method: 'GET', url: '/', httpStatus: '200' };
const text = { type: 'object', properties: { name: { type: 'string' } } };
const number = { type: 'object', properties: { name: { type: 'integer' } } };

describe('a shared serialiser', () => {
  test('is the same for equal schemas of two apps', () => {
    const [one, other] = [buildSharedSerializer({}, {}), buildSharedSerializer({}, {})];
    expect(one({ ...route, schema: text })).toBe(other({ ...route, url: '/else', schema: structuredClone(text) }));
  });

  test('is another for another schema', () => {
    const build = buildSharedSerializer({}, {});
    expect(build({ ...route, schema: text })({ name: 3 })).toBe('{"name":"3"}');
    expect(build({ ...route, schema: number })({ name: 3 })).toBe('{"name":3}');
  });

  test('is another where the same name means something else', () => {
    const schema = { $ref: 'Thing#' };
    const build = (thing: object) => buildSharedSerializer({ Thing: { $id: 'Thing', ...thing } }, {});
    expect(build(text)({ ...route, schema })({ name: 3 })).toBe('{"name":"3"}');
    expect(build(number)({ ...route, schema })({ name: 3 })).toBe('{"name":3}');
  });
});
