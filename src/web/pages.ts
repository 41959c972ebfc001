/** The dashboard: the map of its pages, and what holds for all of them. */
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { AppError, toErrorMessage } from '../base/errors.ts';
import { acknowledgePages } from './acknowledge-pages.ts';
import { backtestPages } from './backtest-pages.ts';
import { brandPages } from './brand-pages.ts';
import { brandsPage } from './brands-page.ts';
import { buzzPages } from './buzz-pages.ts';
import { campaignPages } from './campaign-pages.ts';
import { channelPages } from './channel-pages.ts';
import { contactPage } from './contact-page.ts';
import { contactPages } from './contact-pages.ts';
import { deliveryPages } from './delivery-pages.ts';
import { digestPages } from './digest-pages.ts';
import { FOREIGN_FORM, renderErrorPage, toStatus } from './error-page.ts';
import { escalationPages } from './escalation-pages.ts';
import { guardPages } from './guard-pages.ts';
import { logbookPage } from './logbook-page.ts';
import { logbookPages } from './logbook-pages.ts';
import { lookPages } from './look-pages.ts';
import { queryPages } from './query-pages.ts';
import { rotaPages } from './rota-pages.ts';
import { rulePages } from './rule-pages.ts';
import { isSameOrigin } from './same-origin.ts';
import { addScripts } from './scripts.ts';
import { searchPages } from './search-pages.ts';
import { settingsPages } from './settings-pages.ts';
import { setupPages } from './setup-pages.ts';
import { signInPages } from './sign-in-pages.ts';
import { silencePages } from './silence-pages.ts';
import { sourcePages } from './source-pages.ts';
import { STYLESHEET_PATH, STYLESHEET_TEXT } from './stylesheet.ts';
import { themePages } from './theme-pages.ts';
import { unsubscribePages } from './unsubscribe-pages.ts';
import { openVisit, send, toWords, type Visit } from './visits.ts';
import type { WebDeps } from './web-deps.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Forms of other sites are taken too: what lets them in is in the address. */
    isOpenToAll?: true;
  }
}

const READING_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD']);

/**
 * The pages as a Fastify plugin with its own cookies, forms and error page; nothing of it leaks to what is registered
 * beside it. Registered at the root, without a prefix.
 *
 * Whatever is not a GET must come from a page of ours: that, with a SameSite cookie, is the defence against forged
 * forms, and needs no token in every form. A route that is open to all looks at no cookie and says so itself.
 */
export function makePages(deps: WebDeps): FastifyPluginAsync {
  return async (app) => {
    await app.register(cookie);
    await app.register(formbody);

    app.addHook('onRequest', async (request) => {
      const { isOpenToAll } = request.routeOptions.config;
      if (READING_METHODS.has(request.method) || isOpenToAll === true || isOurs(deps, request)) return;
      throw new AppError('NOT_ALLOWED', 'This form was not sent from a page of this service.', {
        details: { reason: FOREIGN_FORM },
      });
    });

    app.setErrorHandler(async (error, request, reply) => {
      if (toStatus(error) >= 500) {
        deps.log.error('request.failed', {
          requestId: request.id,
          method: request.method,
          route: request.routeOptions.url ?? null,
          message: toErrorMessage(error),
          stack: error instanceof Error ? error.stack : undefined,
        });
      }
      return send(reply, renderErrorPage(await openErrorVisit(deps, request), error));
    });

    app.setNotFoundHandler(() => {
      throw new AppError('NOT_FOUND', 'There is no page at this address.');
    });

    app.get(STYLESHEET_PATH, (_request, reply) =>
      reply
        .type('text/css; charset=utf-8')
        .header('cache-control', 'public, max-age=31536000, immutable')
        .send(STYLESHEET_TEXT),
    );

    addScripts(app);

    await app.register(setupPages, { deps });
    await app.register(signInPages, { deps });
    await app.register(acknowledgePages, { deps });
    await app.register(brandsPage, { deps });
    await app.register(brandPages, { deps });
    await app.register(buzzPages, { deps });
    await app.register(campaignPages, { deps });
    await app.register(logbookPage, { deps });
    await app.register(logbookPages, { deps });
    await app.register(backtestPages, { deps });
    await app.register(guardPages, { deps });
    await app.register(queryPages, { deps });
    await app.register(rulePages, { deps });
    await app.register(searchPages, { deps });
    await app.register(sourcePages, { deps });
    await app.register(contactPages, { deps });
    await app.register(contactPage, { deps });
    await app.register(escalationPages, { deps });
    await app.register(rotaPages, { deps });
    await app.register(silencePages, { deps });
    await app.register(channelPages, { deps });
    await app.register(deliveryPages, { deps });
    await app.register(digestPages, { deps });
    await app.register(lookPages, { deps });
    await app.register(unsubscribePages, { deps });
    await app.register(themePages, { deps });
    await app.register(settingsPages, { deps });
  };
}

function isOurs(deps: WebDeps, request: FastifyRequest): boolean {
  const { headers } = request;
  const fetchSite = headers['sec-fetch-site'];
  return isSameOrigin(
    { fetchSite: Array.isArray(fetchSite) ? fetchSite[0] : fetchSite, origin: headers.origin, host: headers.host },
    deps.config.publicUrl,
  );
}

/** The visit as well as it can be told: the fault may be the database itself, or come before cookies were read. */
async function openErrorVisit(deps: WebDeps, request: FastifyRequest): Promise<Visit> {
  try {
    return await openVisit(deps, request);
  } catch {
    return { words: toWords(request, null), room: null, path: request.url }; // the first fault is the one that is told
  }
}
