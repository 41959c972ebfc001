/** Which documents tell the same thing. */
import { describe, expect, test } from 'vitest';
import { storyIdOf } from '../../src/analysis/stories.ts';

const DISPATCH = {
  title: 'Une panne prive de réseau trois départements',
  text: 'Depuis mardi matin, les abonnés de trois départements n’ont plus de réseau. L’opérateur cherche la cause.',
};

describe('storyIdOf', () => {
  test.each([
    ['as it is', DISPATCH],
    ['in capitals', { title: DISPATCH.title.toUpperCase(), text: DISPATCH.text.toUpperCase() }],
    [
      'with other punctuation and spacing',
      { ...DISPATCH, text: DISPATCH.text.replaceAll(/[.,]/g, ' –\n\n ').replaceAll('’', "'") },
    ],
    ['with the site’s name behind the title', { ...DISPATCH, title: `${DISPATCH.title} - Le Courrier des Alpes` }],
    ['with another site’s name', { ...DISPATCH, title: `${DISPATCH.title} | InfoVille` }],
    ['with a link behind the text', { ...DISPATCH, text: `${DISPATCH.text} https://example.org/a?b=1` }],
    ['with decomposed accents', { title: DISPATCH.title.normalize('NFD'), text: DISPATCH.text.normalize('NFD') }],
  ])('the same dispatch %s is the same story', (_, document) => {
    expect(storyIdOf(document)).toBe(storyIdOf(DISPATCH));
  });

  test.each([
    ['another text', { ...DISPATCH, text: 'Le réseau est rétabli.' }],
    ['another title', { ...DISPATCH, title: 'Le réseau est rétabli' }],
    ['a title of two names', { ...DISPATCH, title: 'Orange - LG' }],
  ])('%s is another story', (_, document) => {
    expect(storyIdOf(document)).not.toBe(storyIdOf(DISPATCH));
  });

  test('two names around a dash are not a title and its site', () => {
    expect(storyIdOf({ title: 'Orange - LG', text: '' })).not.toBe(storyIdOf({ title: 'Orange - Free', text: '' }));
  });

  test('texts without words are told apart', () => {
    expect(storyIdOf({ title: null, text: '🙂' })).not.toBe(storyIdOf({ title: null, text: '😡' }));
    expect(storyIdOf({ title: null, text: '' })).toMatch(/^[0-9a-f]{32}$/);
  });
});
