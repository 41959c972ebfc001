/** The route map: every group of routes with its prefix, and what stands in front of each. */
import type { FastifyInstance, FastifyPluginAsync } from 'fastify';
import { fastify } from 'fastify';
import type { ApiDeps, RouteOptions } from './deps.ts';
import { addApiDocument, addApiDocumentPages } from './plugins/api-document.ts';
import { addCallerLookup, requireCaller } from './plugins/authentication.ts';
import { addNotFoundReplies, addProblemReplies, sendError } from './plugins/problem-replies.ts';
import { addQueryStrings } from './plugins/query-strings.ts';
import { addRateLimit } from './plugins/rate-limit.ts';
import { addSecurityHeaders } from './plugins/security-headers.ts';
import { agencyRoutes, setUpRoutes } from './routes/agencies.ts';
import { agencyLookRoutes } from './routes/agency-looks.ts';
import { alertRuleRoutes } from './routes/alert-rules.ts';
import { alertRoutes } from './routes/alerts.ts';
import { apiKeyRoutes } from './routes/api-keys.ts';
import { backtestRoutes } from './routes/backtests.ts';
import { brandRoutes } from './routes/brands.ts';
import { buzzRoutes } from './routes/buzzes.ts';
import { campaignRoutes } from './routes/campaigns.ts';
import { contactRoutes } from './routes/contacts.ts';
import { crisisTermRoutes } from './routes/crisis-terms.ts';
import { debriefRoutes } from './routes/debriefs.ts';
import { deliveryRoutes } from './routes/deliveries.ts';
import { digestRoutes } from './routes/digests.ts';
import { brandEscalationChainRoutes, escalationChainRoutes } from './routes/escalation-chains.ts';
import { guardRoutes } from './routes/guard.ts';
import { hubRoutes } from './routes/hubs.ts';
import { logbookExportRoutes, logbookRoutes } from './routes/logbook.ts';
import { mailBounceRoutes } from './routes/mail-bounces.ts';
import { mailReplyRoutes } from './routes/mail-replies.ts';
import { mentionRoutes } from './routes/mentions.ts';
import { missedBuzzRoutes } from './routes/missed-buzzes.ts';
import { operationRoutes } from './routes/operations.ts';
import { priorityRoutes } from './routes/priorities.ts';
import { pushKeyRoutes } from './routes/push-key.ts';
import { queryRoutes, savedQueryRoutes } from './routes/queries.ts';
import { rotaRoutes } from './routes/rotas.ts';
import { searchRoutes, searchServiceRoutes } from './routes/searches.ts';
import { silenceRoutes } from './routes/silences.ts';
import { smsRoutes } from './routes/sms.ts';
import { smsReplyRoutes } from './routes/sms-replies.ts';
import { sourceRoutes } from './routes/sources.ts';
import { subscriptionRoutes } from './routes/subscriptions.ts';
import { themeRoutes } from './routes/themes.ts';
import { warningRoutes } from './routes/warnings.ts';
import { buildSharedSerializer } from './shared-serializers.ts';

export type AppOptions = Readonly<{
  /**
   * The dashboard, registered without a prefix, or null for the API alone. It sets its own error and not-found
   * handlers, in HTML; without it what has no route is a problem, too.
   */
  pages: FastifyPluginAsync | null;
}>;

const API_PREFIX = '/v1';

/** A whole agency's import fits many times; a route that takes files says so itself. */
const BODY_BYTES_MAX = 262_144;
/** To send the whole request: slower than this is an attack or a broken line. */
const REQUEST_TIMEOUT_MS = 15_000;
/** From the first byte to the answer; above the database's own limit of one statement. */
const HANDLER_TIMEOUT_MS = 40_000;
/** A connection on which nothing moves. */
const CONNECTION_TIMEOUT_MS = 60_000;
/** Longer than the 60 s after which proxies commonly close, so that they never send into a closed line. */
const KEEP_ALIVE_TIMEOUT_MS = 65_000;

/** The HTTP service, not listening yet. Closing it waits for the requests in hand. */
export async function buildApp(deps: ApiDeps, options: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger: false, // failed requests go to our own log, without bodies and keys
    // X-Forwarded-For is anybody's to write: it counts only when the operator's own proxy sent it
    trustProxy: deps.config.trustedProxies.length > 0 ? [...deps.config.trustedProxies] : false,
    genReqId: () => deps.newId(),
    schemaController: { compilersFactory: { buildSerializer: buildSharedSerializer } },
    bodyLimit: BODY_BYTES_MAX,
    requestTimeout: REQUEST_TIMEOUT_MS,
    handlerTimeout: HANDLER_TIMEOUT_MS,
    connectionTimeout: CONNECTION_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    // verbose: the refusing schema comes with the error, so that the answer can say what would be right
    ajv: { customOptions: { removeAdditional: false, coerceTypes: false, allowUnionTypes: true, verbose: true } },
    frameworkErrors: (error, request, reply) => void sendError(deps, error, request, reply),
  });
  addProblemReplies(app, deps);
  await addSecurityHeaders(app, deps.config);
  await addApiDocument(app);
  await app.register(operationRoutes, { deps });
  await app.register(hubRoutes, { prefix: '/hubs', deps });
  await app.register(smsRoutes, { prefix: '/sms', deps });
  await app.register(smsReplyRoutes, { prefix: '/sms', deps });
  await app.register(mailBounceRoutes, { prefix: '/mail/bounces', deps });
  await app.register(mailReplyRoutes, { prefix: '/mail/replies', deps });
  await app.register(apiRoutes, { prefix: API_PREFIX, deps });
  if (options.pages === null) addNotFoundReplies(app);
  else await app.register(options.pages);
  return app;
}

const apiRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  addNotFoundReplies(app);
  addCallerLookup(app, deps);
  await addRateLimit(app);
  await addApiDocumentPages(app, API_PREFIX);
  await app.register(tenantRoutes, { deps });
};

const tenantRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  addQueryStrings(app);
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  await app.register(setUpRoutes, { prefix: '/agencies', deps });
  await app.register(async (behindKey) => {
    requireCaller(behindKey);
    await behindKey.register(agencyRoutes, { prefix: '/agency', deps });
    await behindKey.register(agencyLookRoutes, { prefix: '/agency/look', deps });
    await behindKey.register(apiKeyRoutes, { prefix: '/api-keys', deps });
    await behindKey.register(brandRoutes, { prefix: '/brands', deps });
    await behindKey.register(backtestRoutes, { prefix: '/brands/:brandId/backtest', deps });
    await behindKey.register(campaignRoutes, { prefix: '/campaigns', deps });
    await behindKey.register(queryRoutes, { prefix: '/queries', deps });
    await behindKey.register(savedQueryRoutes, { prefix: '/saved-queries', deps });
    await behindKey.register(themeRoutes, { prefix: '/themes', deps });
    await behindKey.register(crisisTermRoutes, { prefix: '/crisis-terms', deps });
    await behindKey.register(searchRoutes, { prefix: '/brands/:brandId/searches', deps });
    await behindKey.register(searchServiceRoutes, { prefix: '/search-services', deps });
    await behindKey.register(subscriptionRoutes, { prefix: '/subscriptions', deps });
    await behindKey.register(sourceRoutes, { prefix: '/sources', deps });
    await behindKey.register(contactRoutes, { prefix: '/contacts', deps });
    await behindKey.register(pushKeyRoutes, { prefix: '/push-key', deps });
    await behindKey.register(escalationChainRoutes, { prefix: '/escalation-chain', deps });
    await behindKey.register(brandEscalationChainRoutes, { prefix: '/brands/:brandId/escalation-chain', deps });
    await behindKey.register(rotaRoutes, { prefix: '/rotas', deps });
    await behindKey.register(silenceRoutes, { prefix: '/silences', deps });
    await behindKey.register(mentionRoutes, { prefix: '/mentions', deps });
    await behindKey.register(buzzRoutes, { prefix: '/buzzes', deps });
    await behindKey.register(missedBuzzRoutes, { prefix: '/missed-buzzes', deps });
    await behindKey.register(alertRuleRoutes, { prefix: '/alert-rules', deps });
    await behindKey.register(alertRoutes, { prefix: '/alerts', deps });
    await behindKey.register(deliveryRoutes, { prefix: '/deliveries', deps });
    await behindKey.register(digestRoutes, { prefix: '/digests', deps });
    await behindKey.register(logbookRoutes, { prefix: '/logbook-entries', deps });
    await behindKey.register(logbookExportRoutes, { prefix: '/logbook-exports', deps });
    await behindKey.register(priorityRoutes, { prefix: '/priorities', deps });
    await behindKey.register(debriefRoutes, { prefix: '/debriefs', deps });
    await behindKey.register(guardRoutes, { prefix: '/guard', deps });
    await behindKey.register(warningRoutes, { prefix: '/warnings', deps });
  });
};
