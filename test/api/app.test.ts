/** The route map: the API and the pages beside each other, each with its own manners. */
import type { FastifyPluginAsync } from 'fastify';
import { expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { makeTestWorld } from '../support/test-world.ts';

const pages: FastifyPluginAsync = async (app) => {
  app.setErrorHandler((_error, _request, reply) => reply.code(500).type('text/html').send('<h1>Une erreur</h1>'));
  app.setNotFoundHandler((_request, reply) => reply.code(404).type('text/html').send('<h1>Introuvable</h1>'));
  app.get('/marques', (_request, reply) => reply.type('text/html').send('<h1>Marques</h1>'));
  app.get('/panne', () => {
    throw new Error('a page broke');
  });
};

test('pages answer in HTML, also when they fail, and the API beside them in problems', async () => {
  const app = await buildApp(await makeTestWorld(), { pages });
  const ask = async (url: string) => {
    const { statusCode, headers, body } = await app.inject(url);
    return [statusCode, headers['content-type']?.toString().split(';')[0], body];
  };
  expect(await ask('/marques?utm_source=mail')).toEqual([200, 'text/html', '<h1>Marques</h1>']);
  expect(await ask('/panne')).toEqual([500, 'text/html', '<h1>Une erreur</h1>']);
  expect(await ask('/nulle-part')).toEqual([404, 'text/html', '<h1>Introuvable</h1>']);
  expect((await ask('/v1/nowhere')).slice(0, 2)).toEqual([404, 'application/problem+json']);
  expect((await ask('/v1/brands')).slice(0, 2)).toEqual([401, 'application/problem+json']);
  expect((await app.inject('/v1/openapi.json')).json().paths).not.toHaveProperty('/marques');
});

test('pages run no inline script and are framed by nobody; HTTPS is insisted on only where the address has it', async () => {
  const plain = await buildApp(await makeTestWorld(), { pages });
  const { headers } = await plain.inject('/marques');
  expect(headers['content-security-policy']).toBe(
    "default-src 'self';base-uri 'none';form-action 'self';frame-ancestors 'none';img-src 'self' data:;object-src 'none'",
  );
  expect(headers).not.toHaveProperty('strict-transport-security');
  const world = await makeTestWorld({ environment: { PUBLIC_URL: 'https://vigie.example' } });
  const secure = await buildApp(world, { pages });
  expect((await secure.inject('/marques')).headers['strict-transport-security']).toBe('max-age=15552000');
});

test('an address that a caller claims to have is not believed', async () => {
  const app = await buildApp(await makeTestWorld(), { pages: null });
  const left = async (claimed: string) => {
    const answer = await app.inject({ url: '/v1/agency', headers: { 'x-forwarded-for': claimed } });
    return Number(answer.headers['ratelimit-remaining']);
  };
  expect([await left('198.51.100.1'), await left('198.51.100.2')]).toEqual([599, 598]);
});

test('the metrics are served as Prometheus reads them', async () => {
  const world = await makeTestWorld();
  world.metrics.mentions.inc({ sentiment: 'negative' });
  const app = await buildApp(world, { pages: null });
  const answer = await app.inject('/metrics');
  expect(answer.headers['content-type']).toContain('text/plain');
  expect(answer.body).toContain('vigie_mentions_total{sentiment="negative"} 1');
});
