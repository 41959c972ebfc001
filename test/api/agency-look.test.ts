/** How an agency's digests look: its colour, its sender, its logo, over HTTP, on the page, and in the mail. */
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { Resvg } from '@resvg/resvg-js';
import { afterEach, describe, expect, test } from 'vitest';
import { LOGO_BYTES_MAX } from '../../src/domain/agency-look.ts';
import { addBrand } from '../../src/intents/brands.ts';
import { addContact } from '../../src/intents/contacts.ts';
import { deliverPending } from '../../src/pipeline/deliver-pending.ts';
import { sendDigests } from '../../src/pipeline/send-digests.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeDashboard, signInAs } from '../web/visitor.ts';
import { addAgency } from './sample-agency.ts';

const LOOK = '/v1/agency/look';
const stack: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of stack.splice(0)) await close();
});

/** Of one colour all over; alpha: 0 is a picture in which nothing can be seen. */
function makePng(widthPx: number, heightPx: number, alpha = 255): Buffer {
  const row = Buffer.concat([
    Buffer.from([0]),
    ...Array.from({ length: widthPx }, () => Buffer.from([200, 30, 60, alpha])),
  ]);
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const data = deflateSync(Buffer.concat(Array.from({ length: heightPx }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

async function open() {
  const mailbox = await startLocalMailbox();
  const environment = { SMTP_URL: mailbox.url, MAIL_FROM: 'Vigie <vigie@service.example>' };
  const world = await makeTestWorld({ startAt: new Date('2026-06-07T10:00:00Z'), environment });
  const app = await makeDashboard(world);
  stack.push(
    async () => await mailbox[Symbol.asyncDispose](),
    () => app.close(),
  );
  const agency = await addAgency(world, app, 'Quai');
  const put = (bytes: Buffer, type = 'image/png') =>
    app.inject({
      ...{ method: 'PUT', url: `${LOOK}/logo`, payload: bytes },
      headers: { authorization: `Bearer ${agency.key}`, 'content-type': type },
    });
  return { world, app, mailbox, agency, put };
}

describe('the look of digests', () => {
  test('is Vigie’s until it is changed, and each part can be taken back', async () => {
    const { agency, put } = await open();
    expect((await agency.call('GET', LOOK)).json()).toEqual({
      color: null,
      senderName: null,
      replyTo: null,
      logo: null,
    });
    const own = { color: '#FFC72C', senderName: 'Atelier Camélia', replyTo: 'camelia@atelier.example' };
    expect((await agency.call('PATCH', LOOK, own)).json()).toMatchObject({ ...own, color: '#ffc72c' });
    expect((await put(makePng(960, 160))).json()).toMatchObject({ logo: { widthPx: 480, heightPx: 80 } });
    const logo = await agency.call('GET', `${LOOK}/logo`);
    expect([logo.headers['content-type'], logo.rawPayload.readUInt32BE(16)]).toEqual(['image/png', 480]);
    expect((await agency.call('PATCH', LOOK, { color: null })).json()).toMatchObject({ ...own, color: null });
    expect((await agency.call('DELETE', `${LOOK}/logo`)).json()).toMatchObject({ logo: null });
    expect((await agency.call('GET', `${LOOK}/logo`)).statusCode).toBe(404);
  });

  test('is in the mail: the sender’s name at the service’s own address, where answers go, the logo and the colour', async () => {
    const { world, agency, mailbox, put } = await open();
    await addBrand(world, agency.agencyId, { name: 'Orange', kind: 'client', query: 'orange' });
    await addContact(world, agency.agencyId, {
      ...{ name: 'Client', language: 'fr', isDigestReader: true, brandIds: [] },
      channels: [{ kind: 'email', address: 'client@marque.example' }],
    });
    await agency.call('PATCH', LOOK, {
      color: '#ffc72c',
      senderName: 'Atelier\r\nBcc: x@evil.example',
      replyTo: 'camelia@atelier.example',
    });
    await put(makePng(300, 100));
    world.clock.setTo(new Date('2026-06-08T06:00:00Z'));
    await sendDigests(world);
    await deliverPending({ ...world, stopping: new AbortController().signal });
    const mail = mailbox.mails[0]?.parsed;
    expect(mail?.from).toEqual({ address: 'vigie@service.example', name: 'Atelier Bcc: x@evil.example' });
    expect(mail?.replyTo).toEqual([{ address: 'camelia@atelier.example', name: '' }]);
    expect(mail?.bcc ?? []).toEqual([]);
    expect(mail?.html).toContain('bgcolor="#ffc72c"');
    expect(mail?.html).toContain('src="cid:logo@digest.vigie"');
    expect(
      mail?.attachments.map(({ contentId, mimeType, disposition }) => [contentId, mimeType, disposition]),
    ).toContainEqual(['<logo@digest.vigie>', 'image/png', 'inline']);
  });

  test('a JPEG that says how it is to be turned stands upright', async () => {
    const { agency, put } = await open();
    // 32 by 16 pixels, red on the left and blue on the right, taken with the camera on its side: red is above
    const turned = readFileSync(new URL('../fixtures/logos/turned.jpg', import.meta.url));
    expect((await put(turned, 'image/jpeg')).json()).toMatchObject({ logo: { widthPx: 16, heightPx: 32 } });
    const { rawPayload } = await agency.call('GET', `${LOOK}/logo`);
    const png = `data:image/png;base64,${rawPayload.toString('base64')}`;
    const { pixels } = new Resvg(
      `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="32"><image href="${png}" width="16" height="32"/></svg>`,
    ).render();
    const isRed = (x: number, y: number): boolean =>
      (pixels[(y * 16 + x) * 4] ?? 0) > (pixels[(y * 16 + x) * 4 + 2] ?? 0);
    expect([isRed(2, 4), isRed(13, 4), isRed(2, 28), isRed(13, 28)]).toEqual([true, true, false, false]);
  });

  test.each<[string, () => Buffer, string, string]>([
    ['of another type than it says', () => makePng(4, 4), 'image/jpeg', 'is said to be image/jpeg and is image/png'],
    [
      'that is no picture',
      () => Buffer.from('<svg onload="alert(1)"/>'),
      'image/png',
      'is no PNG or JPEG that can be read',
    ],
    ['that is empty', () => Buffer.alloc(0), 'image/png', 'is no PNG or JPEG'],
    ['that is cut off', () => makePng(200, 200).subarray(0, 60), 'image/png', 'Nothing of the logo can be seen'],
    ['that is transparent all over', () => makePng(9, 9, 0), 'image/png', 'Nothing of the logo can be seen'],
    ['as wide as a wall', () => makePng(5_000, 1), 'image/png', '5000 by 1 pixels: give one of at most 4000'],
    [
      'that is too large',
      () => Buffer.concat([makePng(4, 4), Buffer.alloc(LOGO_BYTES_MAX)]),
      'image/png',
      'at most 1024 kB',
    ],
  ])('a logo %s is refused with what is wrong', async (_, make, type, sentence) => {
    const { agency, put } = await open();
    const refused = await put(make(), type);
    expect(refused.statusCode).toBe(400);
    expect(refused.json().detail).toContain(sentence);
    expect((await agency.call('GET', LOOK)).json()).toMatchObject({ logo: null });
  });

  test('a logo of 20 MB, or of a type that is none, is refused before it is read', async () => {
    const { put } = await open();
    expect((await put(Buffer.alloc(20 * 1_024 * 1_024))).statusCode).toBe(413);
    expect((await put(Buffer.from('x'), 'image/svg+xml')).statusCode).toBe(415);
  });

  test.each([
    [{ color: 'red' }, 'color'],
    [{ replyTo: 'nobody' }, 'replyTo'],
    [{ senderName: '' }, 'senderName'],
  ])('%j is refused', async (changes, field) => {
    const { agency } = await open();
    const refused = await agency.call('PATCH', LOOK, changes);
    expect(refused.statusCode).toBe(400);
    expect(JSON.stringify(refused.json())).toContain(field);
  });
});

describe('the page of the look', () => {
  test('takes colour, names and a file, and says what is wrong with them', async () => {
    const { app, agency } = await open();
    const visitor = await signInAs(app, 'Quai');
    const page = await visitor.get('/settings/look');
    expect(page.$('h1').text()).toBe('Présentation des bilans');
    expect((await visitor.get('/settings')).$('a[href="/settings/look"]')).toHaveLength(1);
    const saved = await visitor.post('/settings/look', { color: '#ffc72c', senderName: 'Atelier', replyTo: '' });
    expect(saved.location).toBe('/settings/look?done=settings-saved');
    expect((await agency.call('GET', LOOK)).json()).toMatchObject({
      color: '#ffc72c',
      senderName: 'Atelier',
      replyTo: null,
    });
    const wrong = await visitor.post('/settings/look', { color: 'red', senderName: '', replyTo: '' });
    expect([wrong.status, wrong.text.includes('donnez six chiffres')]).toEqual([422, true]);
    const nobody = await visitor.post('/settings/look', { color: '', senderName: '', replyTo: 'nobody' });
    expect(nobody.status).toBe(422);
    const none = await visitor.post('/settings/look/logo');
    expect([none.status, none.text.includes('Ce fichier n’a pas pu servir de logo')]).toEqual([422, true]);
  });

  test('sends a file as a browser does', async () => {
    const { app, agency } = await open();
    const visitor = await signInAs(app, 'Quai');
    const form = (bytes: Buffer): Buffer =>
      Buffer.concat([
        Buffer.from(
          '--x\r\nContent-Disposition: form-data; name="logo"; filename="logo.png"\r\nContent-Type: image/png\r\n\r\n',
        ),
        bytes,
        Buffer.from('\r\n--x--\r\n'),
      ]);
    const send = (bytes: Buffer) => visitor.send('/settings/look/logo', form(bytes), 'multipart/form-data; boundary=x');
    expect((await send(makePng(30, 10))).location).toBe('/settings/look?done=settings-saved');
    expect((await agency.call('GET', LOOK)).json()).toMatchObject({ logo: { widthPx: 30, heightPx: 10 } });
    expect((await visitor.get('/settings/look')).$('img[src="/settings/look/logo"]')).toHaveLength(1);
    expect((await visitor.get('/settings/look/logo')).headers['content-type']).toBe('image/png');
    expect((await send(Buffer.concat([makePng(30, 10), Buffer.alloc(LOGO_BYTES_MAX)]))).status).toBe(422);
    await visitor.post('/settings/look/logo/delete');
    expect((await agency.call('GET', LOOK)).json()).toMatchObject({ logo: null });
  });
});
