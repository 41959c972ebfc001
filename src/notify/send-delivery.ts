/** One try of one delivery. A new kind of channel is one file in channels/ and one line here. */
import type { Clock } from '../base/clock.ts';
import type { Http } from '../base/http.ts';
import type { ChannelKind, DeliveryOutcome } from '../domain/alert.ts';
import { sendByDiscord } from './channels/discord.ts';
import { sendByEmail } from './channels/email.ts';
import { sendByMattermost } from './channels/mattermost.ts';
import { sendByPush } from './channels/push.ts';
import { sendBySlack } from './channels/slack.ts';
import { sendBySms } from './channels/sms.ts';
import { sendByTeams } from './channels/teams.ts';
import { sendByTelegram } from './channels/telegram.ts';
import { sendByWebhook } from './channels/webhook.ts';
import type { Mailer } from './email/make-mailer.ts';
import type { OutgoingMessage } from './outgoing-message.ts';
import type { SmsSender } from './sms/sms-sender.ts';

/**
 * http: for webhooks, chats and push services, with the guard that keeps them off private addresses. vapidSubject: whom a
 * push service can ask about us, as toVapidSubject says.
 */
export type SendDeps = Readonly<{
  mailer: Pick<Mailer, 'send'>;
  sms: SmsSender;
  http: Http;
  clock: Clock;
  vapidSubject: string;
}>;

type SendByChannel = (deps: SendDeps, message: OutgoingMessage) => Promise<DeliveryOutcome>;

const CHANNELS: Readonly<Record<ChannelKind, SendByChannel>> = {
  email: sendByEmail,
  sms: sendBySms,
  webhook: sendByWebhook,
  push: sendByPush,
  slack: sendBySlack,
  teams: sendByTeams,
  discord: sendByDiscord,
  mattermost: sendByMattermost,
  telegram: sendByTelegram,
};

/**
 * Renders the message for its channel and hands it over once.
 *
 * Whatever the other side answers is an outcome; planRetry (retry.ts) says what follows from it. A throw is a fault
 * of ours.
 */
export function sendDelivery(deps: SendDeps, message: OutgoingMessage): Promise<DeliveryOutcome> {
  return CHANNELS[message.channelKind](deps, message);
}
