/** Where SMS providers tell what became of each message. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { readReceipts } from '../../domain/sms-receipt.ts';
import { takeSmsReceipts } from '../../intents/sms-receipts.ts';
import type { RouteOptions } from '../deps.ts';
import { addSmsCalls } from '../sms-calls.ts';

/** A provider tells of each SMS up to five times. */
const CALLS_PER_MINUTE_MAX = 12_000;
/** A batch of some hundred receipts. */
const RECEIPT_BYTES_MAX = 131_072;

/** 204 whether or not the message is known: nobody learns here which are. */
export const smsRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await addSmsCalls(app, deps, {
    purpose: 'receipts',
    mayCall: () => true,
    callsPerMinuteMax: CALLS_PER_MINUTE_MAX,
    bodyBytesMax: RECEIPT_BYTES_MAX,
    take: async (provider, call, reply) => {
      const receipts = readReceipts(provider, call);
      if (receipts === null) {
        throw new AppError('INPUT_INVALID', 'This is no receipt of an SMS: send the message’s id and its status.');
      }
      await takeSmsReceipts(deps, receipts);
      reply.header('cache-control', 'no-store');
      return reply.code(204).send();
    },
  });
};
