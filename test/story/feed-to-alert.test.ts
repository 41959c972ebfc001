/** The stories of an alert: from a feed that grows to a person who is told, once. */
import { describe, expect, test } from 'vitest';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { answerByName } from '../../src/intents/answer-buzz.ts';
import { addSubscription } from '../../src/intents/subscriptions.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listAlerts } from '../../src/store/alerts.ts';
import { listBuzzes } from '../../src/store/buzzes.ts';
import { listDeliveries } from '../../src/store/deliveries.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { listHeardSources, requestSourceCheck } from '../../src/store/sources.ts';
import { sumVolumes } from '../../src/store/volumes.ts';
import { startLocalMailbox } from '../support/local-mailbox.ts';
import { startLocalProvider, toSmsEnvironment } from '../support/local-provider.ts';
import { startLocalSite, toRss } from '../support/local-site.ts';
import { FEED_PATH, letTimePass, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld, TEST_START } from '../support/test-world.ts';

const FIRST_PAGE = { after: null, limit: 100 };
const SMS_ACCEPTED = { status: 201, headers: { 'content-type': 'application/json' }, body: '{"sid":"SM1"}' };

async function setUp() {
  const site = await startLocalSite();
  const mailbox = await startLocalMailbox();
  const gateway = await startLocalProvider(SMS_ACCEPTED);
  const world = await makeTestWorld({
    environment: {
      SMTP_URL: mailbox.url,
      ...toSmsEnvironment(gateway),
    },
  });
  const stack = new AsyncDisposableStack();
  for (const each of [site, mailbox, gateway, world]) stack.use(each);
  return { site, mailbox, gateway, world, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

describe('from a feed to a person', () => {
  test('a mention is stored and counted once though the feed is read ten times', async () => {
    await using stage = await setUp();
    const { world, site } = stage;
    site.serveFeed(FEED_PATH, makeAngryPosts(3, world.clock.now()));
    const { agency, brand } = await setStage(world, site);
    await letTimePass(world, { stepMs: 2 * HOUR_MS, stepCount: 10 });

    expect(site.askedCount(FEED_PATH)).toBeGreaterThanOrEqual(10);
    const since = new Date(TEST_START.getTime() - DAY_MS);
    const mentions = await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE);
    expect(mentions).toHaveLength(3);
    // a site that no list knows
    expect(mentions).toMatchObject(mentions.map(() => ({ sourceKind: 'feed', outletWeight: 1 })));
    const [volume] = await sumVolumes(world.db, { agencyId: agency.id, brandId: brand.id }, [
      { from: since, until: world.clock.now() },
    ]);
    expect(volume).toMatchObject({ mentionCount: 3, negativeCount: 3 });
  });

  test('forty negative posts make one buzz, one e-mail and one SMS, not forty', async () => {
    await using stage = await setUp();
    const { world, site, mailbox, gateway } = stage;
    site.serveFeed(FEED_PATH, []);
    const { agency } = await setStage(world, site);
    await letTimePass(world, { stepMs: 12 * HOUR_MS, stepCount: 14 });
    mailbox.mails.length = 0;

    site.serveFeed(FEED_PATH, makeAngryPosts(40, world.clock.now()));
    const told = async () => await listAlerts(world.db, { agencyId: agency.id }, FIRST_PAGE);
    for (let minutes = 0; (await told()).length === 0 && minutes < 120; minutes += 5) {
      await letTimePass(world, { stepMs: 5 * MINUTE_MS, stepCount: 1 });
    }
    const [notice] = await told();
    if (notice === undefined) throw new Error('nobody was told');
    await answerByName(world, { agencyId: agency.id, buzzId: notice.buzzId }, { answer: 'acknowledge', by: 'Marie' });
    await letTimePass(world, { stepMs: HOUR_MS, stepCount: 40 });

    const buzzes = await listBuzzes(world.db, { agencyId: agency.id }, FIRST_PAGE);
    expect(buzzes).toHaveLength(1);
    expect(buzzes[0]?.level).toBeGreaterThanOrEqual(3);
    const alerts = mailbox.mails.filter((mail) => mail.parsed.subject?.includes('Ondelia'));
    const notices = await told();
    const reasons = notices.map((alert) => alert.reason);
    expect(reasons.toReversed()).toEqual([
      'first-notice',
      ...reasons.filter((each) => each === 'still-on'),
      'resolved',
    ]);
    expect(alerts).toHaveLength(reasons.length); // the notice, that it goes on hours later, and its end
    expect(reasons.length).toBeLessThan(6);
    const texts = gateway.received.map((request) => new URLSearchParams(request.body));
    // beside them the weekly test of the Monday between
    expect(texts.filter((text) => text.get('Body')?.startsWith('[ONDELIA]'))).toHaveLength(2);
    expect(new Set(texts.map((text) => text.get('To')))).toEqual(new Set(['+33612345678']));
  });

  test('a mail server that is down for an hour gets every mail once when it is back', async () => {
    await using stage = await setUp();
    const { world, site, mailbox } = stage;
    site.serveFeed(FEED_PATH, []);
    const { agency } = await setStage(world, site);
    await letTimePass(world, { stepMs: 12 * HOUR_MS, stepCount: 14 });

    await mailbox[Symbol.asyncDispose]();
    site.serveFeed(FEED_PATH, makeAngryPosts(40, world.clock.now()));
    const [source] = await listHeardSources(world.db, agency.id, FIRST_PAGE);
    if (source === undefined) throw new Error('the feed is not there');
    await requestSourceCheck(world.db, source, world.clock.now());
    await letTimePass(world, { stepMs: 5 * MINUTE_MS, stepCount: 12 });
    const pending = await listDeliveries(world.db, { agencyId: agency.id, status: 'pending' }, FIRST_PAGE);
    expect(pending).toHaveLength(1);
    expect(pending[0]?.attemptCount).toBeGreaterThan(2);
    expect(pending[0]?.lastErrorReason).toBe('connection-failed');

    await using back = await startLocalMailbox({ port: mailbox.port });
    await letTimePass(world, { stepMs: 5 * MINUTE_MS, stepCount: 6 });
    const [first, ...later] = back.mails.map(({ parsed }) => parsed.subject ?? '');
    expect(first).toMatch(/^Ondelia\s: bad buzz 3\/4 – /);
    expect(later.filter((subject) => !subject.includes('toujours sans réponse'))).toEqual([]);
    expect(await listDeliveries(world.db, { agencyId: agency.id, status: 'pending' }, FIRST_PAGE)).toEqual([]);
  });

  test('forty undated posts of a first visit are shown and wake nobody; forty new ones do', async () => {
    await using stage = await setUp();
    const { world, site, gateway } = stage;
    const serveUndated = (posts: ReturnType<typeof makeAngryPosts>): void =>
      site.serve(FEED_PATH, (_request, response) => {
        response.end(toRss(site.url, posts).replace(/<pubDate>[^<]*<\/pubDate>/g, ''));
      });
    const posts = makeAngryPosts(80, world.clock.now());
    serveUndated(posts.slice(0, 40));
    const { agency } = await setStage(world, site);
    await letTimePass(world, { stepMs: 10 * MINUTE_MS, stepCount: 12 });
    const since = new Date(TEST_START.getTime() - DAY_MS);
    expect(await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE)).toHaveLength(40);
    expect(await listBuzzes(world.db, { agencyId: agency.id }, FIRST_PAGE)).toEqual([]);

    serveUndated(posts);
    await letTimePass(world, { stepMs: 10 * MINUTE_MS, stepCount: 12 });
    expect(await listMentions(world.db, { agencyId: agency.id, since }, FIRST_PAGE)).toHaveLength(80);
    expect(await listBuzzes(world.db, { agencyId: agency.id }, FIRST_PAGE)).toHaveLength(1);
    expect(gateway.received.length).toBeGreaterThan(0);
    const notices = await listAlerts(world.db, { agencyId: agency.id }, FIRST_PAGE);
    expect(notices.filter(({ reason }) => reason === 'first-notice')).toHaveLength(1);
  });

  test('a page that is no feed is recorded on its source, tried again later, and stops no other', async () => {
    await using stage = await setUp();
    const { world, site } = stage;
    site.serveFeed(FEED_PATH, makeAngryPosts(2, world.clock.now()));
    const { agency } = await setStage(world, site);
    site.serve('/page', (_request, response) => response.end('<!doctype html><title>Accueil</title><p>Bonjour'));
    await addSubscription(world, agency.id, { url: `${site.url}/page`, kind: 'feed', brandId: null });
    await addSubscription(world, agency.id, { url: `${site.url}/gone`, kind: 'feed', brandId: null });
    await drainPipeline(world);

    const sources = await listHeardSources(world.db, agency.id, FIRST_PAGE);
    const [feed, gone, page] = sources;
    expect(feed).toMatchObject({ lastErrorReason: null, failureCount: 0 });
    expect(feed?.lastDocumentAt).not.toBeNull();
    expect(gone).toMatchObject({ lastErrorReason: 'not-found', failureCount: 1 });
    expect(page).toMatchObject({ lastErrorReason: 'not-a-feed', failureCount: 1 });
    expect(page?.lastErrorMessage).toMatch(/\w/);

    site.serveFeed('/page', makeAngryPosts(1, world.clock.now()));
    await letTimePass(world, { stepMs: DAY_MS, stepCount: 2 });
    const mended = (await listHeardSources(world.db, agency.id, FIRST_PAGE))[2];
    expect(mended).toMatchObject({ lastErrorReason: null, failureCount: 0, failingSince: null });
  });
});
