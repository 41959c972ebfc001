/** Whether nobody is told of a brand, until when and why: on every page where somebody might wonder. */
import { type Html, html } from '../base/html.ts';
import { localDayOf, nextWallMinute } from '../base/zoned-time.ts';
import type { Brand } from '../domain/brand.ts';
import { SILENCES_PER_AGENCY_MAX, type Silence } from '../domain/escalation.ts';
import { listSilences } from '../store/silences.ts';
import { type FormState, makeFields, renderAction } from './fields.ts';
import { isManager } from './roles.ts';
import type { RoomVisit } from './visits.ts';
import type { WebDeps } from './web-deps.ts';

/** How long a silence may be asked for without typing when it ends. */
export const SILENCE_SPANS = ['1', '4', 'morning', 'picked'] as const;
export type SilenceSpan = (typeof SILENCE_SPANS)[number];

const MORNING_MINUTE = 8 * 60;

export const NEW_SILENCE: FormState = { values: { span: '1', scope: 'brand' }, problems: {} };

/** Tomorrow at eight on the agency's wall. */
export function toMorning(now: Date, timeZone: string): Date {
  return nextWallMinute(localDayOf(now, timeZone).until, timeZone, MORNING_MINUTE);
}

/** Those that hold for the brand now and later, the last to start first. */
export async function readBrandSilences(deps: WebDeps, brand: Brand): Promise<readonly Silence[]> {
  const pick = { agencyId: brand.agencyId, brandId: brand.id, are: 'on-or-to-come', now: deps.clock.now() } as const;
  return await listSilences(deps.db, pick, { after: null, limit: SILENCES_PER_AGENCY_MAX });
}

/** Null while none is on. back: where one that is ended leads. */
export function renderSilenceNotices(
  visit: RoomVisit,
  silences: readonly Silence[],
  { now, back }: Readonly<{ now: Date; back: string }>,
): readonly Html[] {
  const messages = visit.words.messages.silences;
  return silences
    .filter(({ startsAt }) => startsAt <= now)
    .map(
      (silence) => html`<div class="notice unset silence" role="status">
<p><strong>${silence.brandId === null ? messages.onForAll(silence.endsAt) : messages.on(silence.endsAt)}</strong> ${messages.onText}</p>
<p>${messages.askedBy(silence.createdBy, silence.reason)}</p>
${renderLift(visit, silence, back)}</div>`,
    );
}

/** Nothing for who may not. */
export function renderLift(visit: RoomVisit, silence: Silence, back: string): Html | null {
  if (!isManager(visit)) return null;
  const messages = visit.words.messages.silences;
  return renderAction({
    path: `/silences/${silence.id}/lift`,
    label: silence.brandId === null ? messages.liftForAll : messages.lift,
    className: 'quiet small',
    fields: { back },
  });
}

/** What asks for one, with what it means. */
export function renderSilenceForm(
  visit: RoomVisit,
  { brand, state, now }: Readonly<{ brand: Brand; state: FormState; now: Date }>,
): Html {
  const { words } = visit;
  const messages = words.messages.silences;
  const fields = makeFields(words, state);
  const { timeZone } = visit.room.agency;
  const labels: Readonly<Record<SilenceSpan, string>> = {
    '1': messages.hours(1),
    '4': messages.hours(4),
    morning: messages.untilInstant(toMorning(now, timeZone)),
    picked: messages.untilPicked,
  };
  return html`<p class="notice wrong">${messages.warning}</p>
<p class="soft">${messages.notCampaign}</p>
${fields.summary()}
<form method="post" action="/brands/${brand.id}/silences" class="fields">
${fields.input({ name: 'reason', label: messages.reason, hint: messages.reasonHint, autocomplete: 'off' })}
${fields.select({ name: 'span', label: messages.until, options: SILENCE_SPANS.map((value) => ({ value, label: labels[value] })) })}
${fields.input({ name: 'endsAt', label: messages.endsAt, type: 'datetime-local', hint: words.messages.campaigns.clock(timeZone), isOptional: true })}
${fields.select({
  name: 'scope',
  label: messages.scope,
  options: [
    { value: 'brand', label: brand.name },
    { value: 'all', label: words.messages.sources.allBrands },
  ],
})}
<p><button class="danger">${messages.submit}</button></p></form>`;
}
