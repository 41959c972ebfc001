/** A person answers a mail of ours: what is written above the quotation is noted for the brand that the mail told of. */
import { addMs, DAY_MS } from '../base/clock.ts';
import { assertNever } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { hashToken } from '../base/secrets.ts';
import type { Delivery } from '../domain/alert.ts';
import type { Brand } from '../domain/brand.ts';
import { NOTE_CHARS_MAX, PRIORITY_CHARS_MAX } from '../domain/logbook.ts';
import { findNamedBrand, toCanonicalAddress } from '../domain/mail-reply.ts';
import { readAlerts } from '../store/alerts.ts';
import { readBrands } from '../store/brands.ts';
import { readMessages } from '../store/bundles.ts';
import type { Db } from '../store/database.ts';
import { findAnsweredMail } from '../store/deliveries.ts';
import { getDigest } from '../store/digests.ts';
import { type IntentDeps, inTransaction } from './deps.ts';
import { findMessageProblem, type LogbookMessage, logMessage } from './log-messages.ts';
import { type ReadMail, readMail } from './read-mail.ts';

export type MailReplyDeps = IntentDeps & Readonly<{ log: Pick<Log, 'info' | 'warn'> }>;

export type MailReplyRefusal =
  | 'unreadable'
  | 'automatic'
  | 'unknown' // no mail of ours, or not from whom it was sent to: which of the two is nobody's business
  | 'empty'
  | 'too-long'
  | 'full'
  | 'brand-unclear';

/** message: a sentence with the way out. It names no brand but those that its sender was told of. */
export type MailReplyOutcome =
  | Readonly<{ outcome: 'noted' | 'known'; brandName: string }>
  | Readonly<{ outcome: 'refused'; reason: MailReplyRefusal; message: string }>;

/** A mail of last spring is answered by mistake, or by somebody who found it. */
const ANSWERABLE_MS = 90 * DAY_MS;
const NAMES_TOLD_MAX = 10;

/**
 * Takes one mail as it came.
 *
 * Two things have to be right, and neither is told apart to the outside: it answers a mail of ours, by an id that only
 * who has the mail knows, and it says to be from the address that the mail was sent to.
 *
 * Errors:  none for what a mail may be.
 */
export async function takeMailReply(deps: MailReplyDeps, raw: Uint8Array): Promise<MailReplyOutcome> {
  const mail = await readMail(raw);
  const outcome = mail === null ? refuse('unreadable') : await noteMail(deps, mail, raw);
  if (outcome.outcome === 'refused') deps.log.warn('mail.reply-refused', { reason: outcome.reason });
  else deps.log.info('mail.reply-taken', { outcome: outcome.outcome });
  return outcome;
}

async function noteMail(deps: MailReplyDeps, mail: ReadMail, raw: Uint8Array): Promise<MailReplyOutcome> {
  if (mail.isAutomatic) return refuse('automatic');
  const since = addMs(deps.clock.now(), -ANSWERABLE_MS);
  const delivery = await findAnsweredMail(deps.db, mail.answeredIds, since);
  const isSender =
    delivery !== undefined &&
    mail.from !== null &&
    toCanonicalAddress(mail.from) === toCanonicalAddress(delivery.address);
  if (delivery === undefined || !isSender) return refuse('unknown');
  const told = await listTold(deps.db, delivery);
  const meant = chooseBrand(told, mail.written);
  if (told.length === 0) return refuse('unknown');
  if (meant === null) return mail.written === '' ? refuse('empty') : refuse('brand-unclear', told);
  const message: LogbookMessage = {
    agencyId: delivery.agencyId,
    brandId: meant.told.brand.id,
    buzzId: meant.told.buzzId,
    via: 'email',
    authorName: delivery.contactName,
    text: meant.text,
    sourceKey: `mail ${hashToken(mail.messageId ?? Buffer.from(raw).toString('latin1')).toString('hex')}`,
  };
  return await inTransaction(deps, async (db, writeDeps) => {
    const problem = await findMessageProblem(db, writeDeps, message);
    if (problem !== null) return refuse(problem);
    const isNew = await logMessage(db, writeDeps, message);
    return { outcome: isNew ? 'noted' : 'known', brandName: meant.told.brand.name };
  });
}

/** A brand that a mail told of, and the buzz; null where it was a digest. */
type Told = Readonly<{ brand: Brand; buzzId: string | null }>;

/** Each brand once, in the mail's order. */
async function listTold(db: Db, delivery: Delivery): Promise<readonly Told[]> {
  const { agencyId, digestId } = delivery;
  const found = digestId === null ? await listAlerted(db, delivery) : await listDigested(db, { agencyId, digestId });
  const brands = await readBrands(
    db,
    found.map(({ brandId }) => ({ agencyId, brandId })),
  );
  const told = found.flatMap(({ brandId, buzzId }) => {
    const brand = brands.get(brandId);
    return brand === undefined ? [] : [{ brand, buzzId }];
  });
  return [...new Map(told.toReversed().map((each) => [each.brand.id, each])).values()].toReversed();
}

type Found = Readonly<{ brandId: string; buzzId: string | null }>;

async function listAlerted(db: Db, delivery: Delivery): Promise<readonly Found[]> {
  const [message] = await readMessages(db, [delivery]);
  const { agencyId } = delivery;
  const keys = [delivery, ...(message?.others ?? [])].flatMap(({ alertId }) =>
    alertId === null ? [] : [{ agencyId, id: alertId }],
  );
  const alerts = await readAlerts(db, keys);
  return keys.flatMap(({ id }) => alerts.get(id) ?? []);
}

/** The agency's tells of all its brands. */
async function listDigested(db: Db, key: Readonly<{ agencyId: string; digestId: string }>): Promise<readonly Found[]> {
  const { brandId, content } = await getDigest(db, key);
  const brandIds =
    content.kind === 'agency' ? content.brands.map((brand) => brand.brandId) : brandId === null ? [] : [brandId];
  return brandIds.map((id) => ({ brandId: id, buzzId: null }));
}

/** Of several brands the one that the text begins with: nothing is guessed, because the wrong brand's book would tell it. */
function chooseBrand(told: readonly Told[], text: string): Readonly<{ told: Told; text: string }> | null {
  const [only, ...others] = told;
  if (only !== undefined && others.length === 0) return { told: only, text };
  const named = findNamedBrand(
    text,
    told.map((each) => ({ name: each.brand.name, told: each })),
  );
  return named === null ? null : { told: named.brand.told, text: named.rest };
}

function refuse(reason: MailReplyRefusal, told: readonly Told[] = []): MailReplyOutcome {
  return { outcome: 'refused', reason, message: toSentence(reason, told) };
}

function toSentence(reason: MailReplyRefusal, told: readonly Told[]): string {
  switch (reason) {
    case 'unreadable':
      return 'This is no mail that can be read: post it whole, as it came (RFC 5322).';
    case 'automatic':
      return 'This mail says that a machine sent it: nothing was noted.';
    case 'unknown':
      return 'This answers no mail that Vigie sent to that address in the last 90 days: answer an alert or a digest, from the address that it came to.';
    case 'empty':
      return 'Nothing is written above the quotation: write there what is to be noted.';
    case 'too-long':
      return `What is written is too long: ${NOTE_CHARS_MAX} characters are noted at most, and ${PRIORITY_CHARS_MAX} of a priority.`;
    case 'full':
      return 'The logbook of this brand is full for today: delete notes or priorities first.';
    case 'brand-unclear': {
      const names = told.slice(0, NAMES_TOLD_MAX).map(({ brand }) => brand.name);
      return `The mail told of several brands: begin the answer with the name of one, ${names.join(', ')}.`;
    }
    default:
      return assertNever(reason);
  }
}
