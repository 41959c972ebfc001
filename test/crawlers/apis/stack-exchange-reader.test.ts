/** Stack Exchange: its search, its back-off and its quota, answered by a service on loopback. */
import { afterAll, expect, test } from 'vitest';
import { documentsOf, makeTestHttp, minutesAgo, NOW, startLocalApi, visit } from './local-api.ts';

const http = makeTestHttp();
afterAll(() => http.close());

const PATH = '/2.3/search/advanced?q=acme&site=superuser';

function toQuestion(id: number, minutes: number): Readonly<Record<string, unknown>> {
  return {
    question_id: id,
    title: `Why &quot;Acme&quot; ${id}?`,
    body: '<p>It <b>fails</b>.</p>',
    link: `https://superuser.com/questions/${id}/why`,
    creation_date: minutesAgo(minutes).getTime() / 1_000,
    owner: { display_name: 'J&#246;rg' },
  };
}

test('a question is a document, and the question that is asked is cut to what is new', async () => {
  await using api = await startLocalApi(() => ({
    json: { items: [toQuestion(5, 3)], has_more: false, quota_max: 300, quota_remaining: 288 },
  }));
  const reading = await visit(http, {
    url: api.origin + PATH,
    reader: 'stack-exchange',
    readUntil: NOW,
    secret: { key: 'K' },
  });
  expect(documentsOf(reading)).toEqual([
    {
      guid: 'https://superuser.com/questions/5/why',
      url: 'https://superuser.com/questions/5/why',
      title: 'Why "Acme" 5?',
      text: 'It fails.',
      html: '<p>It <b>fails</b>.</p>',
      author: 'Jörg',
      publishedAt: minutesAgo(3),
      updatedAt: null,
      type: 'post',
    },
  ]);
  expect(Object.fromEntries(api.asked[0]?.parameters ?? [])).toEqual({
    q: 'acme',
    site: 'superuser',
    sort: 'creation',
    order: 'desc',
    filter: 'withbody',
    pagesize: '100',
    key: 'K',
    fromdate: String(NOW.getTime() / 1_000 - 86_400),
  });
  expect(reading).toMatchObject({ isWhole: true, retryAfterSeconds: null });
});

test('a question is a post, and an answer to it is a comment', async () => {
  const answer = { ...toQuestion(5, 2), answer_id: 6 };
  await using api = await startLocalApi(() => ({ json: { items: [toQuestion(7, 1), answer], quota_remaining: 9 } }));
  const url = `${api.origin}/2.3/answers?site=superuser`;
  const reading = await visit(http, { url, reader: 'stack-exchange' });
  expect(documentsOf(reading).map((each) => each.type)).toEqual(['post', 'comment']);
});

test('pages are read as long as it says that there are more', async () => {
  await using api = await startLocalApi(({ parameters }) => {
    const page = Number(parameters.get('page') ?? 1);
    return { json: { items: [toQuestion(10 - page, page)], has_more: page < 3, quota_remaining: 100 } };
  });
  const reading = await visit(http, { url: api.origin + PATH, reader: 'stack-exchange', readUntil: minutesAgo(9_000) });
  expect(documentsOf(reading)).toHaveLength(3);
  expect(reading).toMatchObject({ isWhole: true });
});

test('a back-off ends the visit: the next page waits as long as was asked', async () => {
  await using api = await startLocalApi(() => ({
    json: { items: [toQuestion(1, 1)], has_more: true, backoff: 42, quota_remaining: 100 },
  }));
  const reading = await visit(http, { url: api.origin + PATH, reader: 'stack-exchange', readUntil: minutesAgo(9_000) });
  expect(reading).toMatchObject({ kind: 'read', isWhole: false, retryAfterSeconds: 42 });
  expect(api.asked).toHaveLength(1);
});

test('a quota that is used up rests until midnight UTC', async () => {
  await using api = await startLocalApi(() => ({ json: { items: [], has_more: false, quota_remaining: 0 } }));
  const reading = await visit(http, { url: api.origin + PATH, reader: 'stack-exchange' });
  expect(reading).toMatchObject({ kind: 'read', retryAfterSeconds: 14 * 3_600 });
});

test('a refusal for a used-up quota, which comes as status 400, is no fault of the address', async () => {
  await using api = await startLocalApi(() => ({
    status: 400,
    json: {
      error_id: 502,
      error_name: 'throttle_violation',
      error_message: 'too many requests from this IP, more requests available in 4711 seconds',
    },
  }));
  const reading = await visit(http, { url: api.origin + PATH, reader: 'stack-exchange' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'rate-limited', retryAfterSeconds: 4_711 });
});

test('a refused parameter is named, and the key never', async () => {
  await using api = await startLocalApi(() => ({
    status: 400,
    json: { error_id: 400, error_name: 'bad_parameter', error_message: 'key KEY1 unknown' },
  }));
  const reading = await visit(http, { url: api.origin + PATH, reader: 'stack-exchange', secret: { key: 'KEY1' } });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'client-error' });
  expect(JSON.stringify(reading)).toContain('bad_parameter');
  expect(JSON.stringify(reading)).not.toContain('KEY1');
});

test('without a site there is nothing to search', async () => {
  const reading = await visit(http, { url: 'http://127.0.0.1:1/2.3/search/advanced?q=a', reader: 'stack-exchange' });
  expect(reading).toMatchObject({ kind: 'failed', reason: 'settings-invalid' });
});
