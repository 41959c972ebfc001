/** Numbers as people write them, and what only looks like one. */
import { expect, test } from 'vitest';
import { toE164 } from '../../src/domain/phone-number.ts';

test.each([
  ['+33612345678', '+33612345678'],
  ['+33 6 12 34 56 78', '+33612345678'],
  ['+33 (0)6 12 34 56 78', '+33612345678'],
  ['+33.6-12-34-56-78', '+33612345678'],
  ['+44 7911 123456', '+447911123456'],
  ['+1 (202) 555-0142', '+12025550142'],
  [' 06 12 34 56 78 ', '+33612345678'],
  ['06.12.34.56.78', '+33612345678'],
])('%s is understood by an agency that writes in French', (text, number) => {
  expect(toE164(text, 'fr')).toBe(number);
});

test.each([
  '',
  '06',
  '612345678', // nobody says which country
  '00 33 6 12 34 56 78',
  '06 12 34 56 78 90',
  '+33612',
  '+3361234567890',
  '+999612345678', // no country has this code
  '+336123456789012345678901234567890123456789',
  '+33 6 12 34 56 78 ext. 4',
  '+33 6 BON JOUR',
  'tel:+33612345678',
  '++33612345678',
  '+33612345678\r\nBcc: x@y.example',
  '+٣٣٦١٢٣٤٥٦٧٨',
  'x'.repeat(10_000),
])('%j is no number', (text) => {
  expect(toE164(text, 'fr')).toBeNull();
});

test('a number without country code is asked for it where the agency does not write in French', () => {
  expect(toE164('06 12 34 56 78', 'en')).toBeNull();
  expect(toE164('+33 6 12 34 56 78', 'en')).toBe('+33612345678');
});
