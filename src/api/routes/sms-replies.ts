/** Where SMS providers bring what readers write back. */
import type { FastifyPluginAsync } from 'fastify';
import { AppError } from '../../base/errors.ts';
import { escapeHtml } from '../../base/html.ts';
import { readSmsReply } from '../../domain/sms-reply.ts';
import { saySmsAnswer } from '../../domain/sms-reply-words.ts';
import { answerBySms } from '../../intents/answer-buzz.ts';
import type { RouteOptions } from '../deps.ts';
import { addSmsCalls } from '../sms-calls.ts';

const CALLS_PER_MINUTE_MAX = 1_200;
const REPLY_BYTES_MAX = 16_384;

/** Whether or not the telephone is known, the status is the same: nobody learns here whose number it is. */
export const smsReplyRoutes: FastifyPluginAsync<RouteOptions> = async (app, { deps }) => {
  await addSmsCalls(app, deps, {
    purpose: 'replies',
    // only the provider that is configured for answers may bring any
    mayCall: (provider) => provider === deps.config.smsReplies,
    callsPerMinuteMax: CALLS_PER_MINUTE_MAX,
    bodyBytesMax: REPLY_BYTES_MAX,
    take: async (provider, call, reply) => {
      const said = readSmsReply(provider, call);
      if (said === null) {
        throw new AppError('INPUT_INVALID', 'This is no SMS that came in: send its sender’s number and its text.');
      }
      const reaction = await answerBySms(deps, provider, said);
      const sentence = reaction === null ? null : saySmsAnswer(reaction.language, reaction.answer);
      reply.header('cache-control', 'no-store');
      if (provider !== 'twilio') return reply.send({ reply: sentence });
      const message = sentence === null ? '' : `<Message>${escapeHtml(sentence)}</Message>`;
      return reply
        .type('text/xml; charset=utf-8')
        .send(`<?xml version="1.0" encoding="UTF-8"?><Response>${message}</Response>`);
    },
  });
};
