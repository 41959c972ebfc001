/** Which charset wins when header, declaration and bytes disagree. */
import { expect, test } from 'vitest';
import { decodeBody } from '../../src/crawlers/decode-body.ts';

const UTF_8 = new TextEncoder().encode('été €');
const LATIN = Uint8Array.of(0xe9, 0x74, 0xe9, 0x20, 0x80);
const XML_LATIN = Buffer.concat([Buffer.from('<?xml version="1.0" encoding="ISO-8859-1"?>'), LATIN]);
const XML_CYRILLIC = Buffer.concat([
  Buffer.from('<?xml version="1.0" encoding="koi8-r"?>'),
  Buffer.from([0xd4, 0xc1, 0xcb]),
]);

test.each([
  ['UTF-8 that nobody declares', UTF_8, null, 'été €'],
  ['bytes that are not UTF-8', LATIN, null, 'été €'],
  ['a charset in the header', Uint8Array.of(0xd4, 0xc1, 0xcb), 'text/xml; charset="KOI8-R"', 'так'],
  ['UTF-8 that the header calls Latin', UTF_8, 'text/xml; charset=ISO-8859-1', 'été €'],
  ['Latin that the header calls UTF-8', LATIN, 'text/xml; charset=utf-8', 'été €'],
  ['a charset that does not exist', UTF_8, 'text/xml; charset=nonsense', 'été €'],
  [
    'a byte order mark against the header',
    Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), UTF_8]),
    'text/xml; charset=koi8-r',
    'été €',
  ],
  ['UTF-16 with a mark', Buffer.from('\ufeffété', 'utf16le'), null, 'été'],
  ['UTF-32 with a mark', Buffer.from(Uint32Array.of(0xfeff, 0xe9, 0x74).buffer), 'text/xml; charset=utf-8', 'ét'],
  ['UTF-32 that is cut and damaged', Buffer.from([0x3c, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0x3c, 0]), null, '<\ufffd'],
  ['big-endian UTF-32', Buffer.from([0, 0, 0, 0x3c, 0, 0, 0, 0x61]), null, '<a'],
  ['nothing', new Uint8Array(), null, ''],
])('%s', (_name, body, contentType, text) => {
  expect(decodeBody({ body, contentType })).toBe(text);
});

test('the XML declaration is heard when the header is silent, and overruled when it is not', () => {
  expect(decodeBody({ body: XML_LATIN, contentType: 'text/xml' })).toMatch(/été €$/);
  expect(decodeBody({ body: XML_CYRILLIC, contentType: null })).toMatch(/так$/);
});

test('UTF-16 without mark is known by its first characters, and a text that only claims it is read as it is', () => {
  expect(decodeBody({ body: Buffer.from('<?xml version="1.0"?><a>é</a>', 'utf16le'), contentType: null })).toContain(
    '<a>é</a>',
  );
  const claim = new TextEncoder().encode('<?xml version="1.0" encoding="utf-16"?><a>é</a>');
  expect(decodeBody({ body: claim, contentType: null })).toContain('<a>é</a>');
});

test('one broken byte costs one character and not all accents', () => {
  const body = Buffer.concat([Buffer.from('déjà été naïf'), Buffer.from([0xff]), Buffer.from(' à')]);
  expect(decodeBody({ body, contentType: 'text/xml; charset=utf-8' })).toBe('déjà été naïf\ufffd à');
});

test('a Content-Type of nothing but spaces is no charset', () => {
  const contentType = `text/html; charset=${' '.repeat(500_000)};`;
  expect(decodeBody({ body: new TextEncoder().encode('été'), contentType })).toBe('été');
});
