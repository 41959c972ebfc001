/** A feed is heard, a plugged-in model judges it, its server dies and comes back: every mention is there and says who judged. */
import { expect, test } from 'vitest';
import { buildApp } from '../../src/api/app.ts';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../src/base/clock.ts';
import { drainPipeline } from '../../src/pipeline/steps.ts';
import { listMentions } from '../../src/store/mentions.ts';
import { makePages } from '../../src/web/pages.ts';
import { judgeByWord, startLocalChatModel } from '../support/local-chat-model.ts';
import { startLocalSite } from '../support/local-site.ts';
import { FEED_PATH, makeAngryPosts, setStage } from '../support/story.ts';
import { makeTestWorld } from '../support/test-world.ts';

test('a model that dies costs no mention, and judges again when it is back', async () => {
  await using site = await startLocalSite();
  await using model = await startLocalChatModel();
  await using world = await makeTestWorld({
    environment: { SENTIMENT_MODEL: `openai:${model.url}`, SENTIMENT_MODEL_NAME: 'small-1' },
  });
  const { agency } = await setStage(world, site);
  const countJudges = async () => {
    const since = new Date(world.clock.now().getTime() - DAY_MS);
    const mentions = await listMentions(world.db, { agencyId: agency.id, since }, { after: null, limit: 100 });
    return Object.fromEntries(
      [...Map.groupBy(mentions, ({ sentiment }) => `${sentiment.label} by ${sentiment.judgedBy}`)].map(
        ([told, { length }]) => [told, length],
      ),
    );
  };
  const posts = makeAngryPosts(12, world.clock.now());
  site.serveFeed(FEED_PATH, posts.slice(0, 4));
  await drainPipeline(world);
  expect(await countJudges()).toEqual({ 'negative by plugin': 4 });

  model.answerWith({ status: 503 });
  site.serveFeed(FEED_PATH, posts.slice(0, 8));
  world.clock.advanceMs(HOUR_MS);
  await drainPipeline(world);
  expect(await countJudges()).toEqual({ 'negative by plugin': 4, 'negative by stand-in': 4 });

  model.answerWith(judgeByWord);
  site.serveFeed(FEED_PATH, posts);
  world.clock.advanceMs(HOUR_MS + MINUTE_MS);
  await drainPipeline(world);
  expect(await countJudges()).toEqual({ 'negative by plugin': 8, 'negative by stand-in': 4 });

  const app = await buildApp(world, { pages: makePages(world) });
  const metrics = await app.inject({ url: '/metrics' });
  await app.close();
  expect(metrics.body).toContain('vigie_sentiment_asks_total{outcome="busy"} 4');
});
