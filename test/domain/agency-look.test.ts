/** Colours of an agency's own. */
import { describe, expect, test } from 'vitest';
import { inkOn, readColor } from '../../src/domain/agency-look.ts';

describe('a colour', () => {
  test.each([
    ['#23395B', '#23395b'],
    [' #ffffff ', '#ffffff'],
  ])('%j is read as %s', (text, color) => {
    expect(readColor(text)).toBe(color);
  });

  test.each(['', '23395b', '#fff', '#23395g', 'red', '#23395b;background:url(x)'])('%j is none', (text) => {
    expect(readColor(text)).toBeNull();
  });

  test.each([
    ['#23395b', '#ffffff'],
    ['#ffcc00', '#1c2430'],
    ['#ffffff', '#1c2430'],
    ['#000000', '#ffffff'],
  ])('on %s is written in %s', (color, ink) => {
    expect(inkOn(color)).toBe(ink);
  });
});
