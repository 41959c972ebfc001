/** openapi.json says what the routes do, and the page that shows it works under the content policy. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { findChromium, openBrowser, openPage } from '../support/browser.ts';
import { makeTestWorld } from '../support/test-world.ts';
import { makeApi } from './sample-agency.ts';

const FILE = path.join(import.meta.dirname, '..', '..', 'openapi.json');
const chromium = findChromium(process.env.CHROMIUM_PATH);

type Operation = Readonly<{
  operationId?: string;
  summary?: string;
  tags?: readonly string[];
  responses: Readonly<Record<string, Readonly<{ content?: object }>>>;
}>;

async function readDocument() {
  const app = await makeApi(await makeTestWorld());
  const document: {
    openapi: string;
    paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    components: { schemas: object };
  } = (await app.inject('/v1/openapi.json')).json();
  return document;
}

test('openapi.json is what the service serves (npm run openapi writes it)', async () => {
  expect(JSON.parse(readFileSync(FILE, 'utf8'))).toEqual(await readDocument());
});

test('every operation has a name of its own, a summary, a tag, and a schema for each status', async () => {
  const document = await readDocument();
  expect(document.openapi).toBe('3.1.0');
  const operations = Object.entries(document.paths).flatMap(([url, item]) =>
    Object.entries(item).map(([verb, operation]) => ({ place: `${verb} ${url}`, ...operation })),
  );
  expect(operations.length).toBeGreaterThan(30);
  const names = operations.map((operation) => operation.operationId);
  expect(new Set(names).size).toBe(names.length);
  for (const { place, operationId, summary, tags, responses } of operations) {
    expect([place, operationId, summary, tags?.length]).toEqual([place, expect.any(String), expect.any(String), 1]);
    for (const [status, response] of Object.entries(responses)) {
      const isDescribed = status === '204' ? response.content === undefined : response.content !== undefined;
      expect([place, status, isDescribed]).toEqual([place, status, true]);
      if (Number(status) >= 400) expect(Object.keys(response.content ?? {})).toEqual(['application/problem+json']);
    }
    if (place.includes('/v1/'))
      expect([place, Object.keys(responses)]).toEqual([place, expect.arrayContaining(['401', '429'])]);
  }
});

test('every reference in the document leads somewhere', async () => {
  const document = await readDocument();
  const text = JSON.stringify(document);
  const targets = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '');
  expect(targets.length).toBeGreaterThan(50);
  const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
  expect(targets.filter((target) => !known.includes(target))).toEqual([]);
});

test.skipIf(chromium === null)(
  `the page at /v1/docs shows the operations in a real browser, nothing refused by the content policy${chromium === null ? ' (no Chromium found)' : ''}`,
  async () => {
    const app = await makeApi(await makeTestWorld());
    const address = await app.listen({ port: 0, host: '127.0.0.1' });
    const browser = await openBrowser(chromium ?? '');
    try {
      const page = await openPage(browser, { width: 1200 });
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(`${address}/v1/docs`);
      await page.waitForSelector('#operations-mentions-listMentions', { timeout: 20_000 });
      expect(await page.locator('.opblock').count()).toBeGreaterThan(30);
      await page.locator('#operations-mentions-listMentions .opblock-summary-control').click();
      await page.waitForSelector('#operations-mentions-listMentions .parameters');
      await page.screenshot({ path: path.join(import.meta.dirname, '..', '.output', 'api-docs.png') });
      expect(complaints).toEqual([]);
    } finally {
      await browser.close();
      await app.close();
    }
  },
);
