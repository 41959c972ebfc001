/** Somebody with a browser: asks for pages, sends forms, keeps the cookie that was given. */
import { load } from 'cheerio';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { buildApp } from '../../src/api/app.ts';
import { makePages } from '../../src/web/pages.ts';
import { SESSION_COOKIE } from '../../src/web/visits.ts';
import type { TestWorld } from '../support/test-world.ts';

export type Page = Readonly<{
  status: number;
  html: string;
  /** What is read, white space folded; no-break spaces too. */
  text: string;
  location: string | undefined;
  headers: LightMyRequestResponse['headers'];
  $: ReturnType<typeof load>;
}>;

export type Visitor = Readonly<{
  get: (url: string, headers?: Readonly<Record<string, string>>) => Promise<Page>;
  /** As a form of one of our own pages sends it; a list repeats its name. */
  post: (
    url: string,
    fields?: Readonly<Record<string, string | readonly string[]>>,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Page>;
  /** A form with a file in it, as it is on the wire. */
  send: (url: string, body: Buffer, type: string) => Promise<Page>;
}>;

/** The password of everybody that test/api/sample-agency.ts makes. */
const PASSWORD = 'un mot de passe assez long';
const OWN_FORM = { 'sec-fetch-site': 'same-origin' };

/** The whole app, pages and API, as it is served. */
export async function makeDashboard(world: TestWorld): Promise<FastifyInstance> {
  return await buildApp(world, { pages: makePages(world) });
}

export function makeVisitor(app: FastifyInstance, language = 'fr'): Visitor {
  let cookie: string | undefined;
  const keep = (response: LightMyRequestResponse): Page => {
    const given = response.cookies.find((each) => each.name === SESSION_COOKIE);
    if (given !== undefined) cookie = given.value === '' ? undefined : given.value;
    return toPage(response);
  };
  const common = () => ({
    'accept-language': language,
    ...(cookie === undefined ? {} : { cookie: `${SESSION_COOKIE}=${cookie}` }),
  });
  return {
    get: async (url, headers = {}) =>
      keep(await app.inject({ method: 'GET', url, headers: { ...common(), ...headers } })),
    post: async (url, fields = {}, headers = OWN_FORM) =>
      keep(
        await app.inject({
          method: 'POST',
          url,
          headers: { ...common(), 'content-type': 'application/x-www-form-urlencoded', ...headers },
          payload: toForm(fields),
        }),
      ),
    send: async (url, payload, type) =>
      keep(
        await app.inject({
          ...{ method: 'POST', url, payload },
          headers: { ...common(), ...OWN_FORM, 'content-type': type },
        }),
      ),
  };
}

/** Signed in as the owner of an agency of test/api/sample-agency.ts. */
export async function signInAs(app: FastifyInstance, agencyName: string, language = 'fr'): Promise<Visitor> {
  const visitor = makeVisitor(app, language);
  const email = `marie@${agencyName.toLowerCase()}.example`;
  const answer = await visitor.post('/sign-in', { email, password: PASSWORD });
  if (answer.status !== 303) throw new Error(`signing in failed with ${answer.status}: ${answer.text}`);
  return visitor;
}

function toForm(fields: Readonly<Record<string, string | readonly string[]>>): string {
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    for (const each of typeof value === 'string' ? [value] : value) form.append(name, each);
  }
  return form.toString();
}

function toPage(response: LightMyRequestResponse): Page {
  const $ = load(response.body);
  const { location } = response.headers;
  return {
    status: response.statusCode,
    html: response.body,
    text: foldSpace($('body').text()),
    location: typeof location === 'string' ? location : undefined,
    headers: response.headers,
    $,
  };
}

/** One space for any white space, no-break spaces too: typography has tests of its own. */
export function foldSpace(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
