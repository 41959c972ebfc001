/** What a person does with the link of an alert: opens the page and presses its first button. */
import { load } from 'cheerio';
import type { Http, HttpOutcome } from '../base/http.ts';

const TIMEOUT_MS = 10_000;
const PAGE_BYTES_MAX = 1_048_576;

/** Returns whether the service took it; a page without a form, or an answer of 4xx or 5xx, is a no. */
export async function pressButton(deps: Readonly<{ http: Http }>, link: string): Promise<boolean> {
  const limits = { timeoutMs: TIMEOUT_MS, bodyBytesMax: PAGE_BYTES_MAX };
  const page = await deps.http.request({ ...limits, url: link, redirectCountMax: 3 });
  if (page.kind === 'failed' || page.status !== 200) return false;
  const $ = load(new TextDecoder().decode(page.body));
  const form = $('main form[method="post"]').first();
  if (form.length === 0) return false;
  const fields = new URLSearchParams();
  const pressed = form.find('button').first().filter('[name]');
  for (const field of [...form.find('input[name]').toArray(), ...pressed.toArray()]) {
    fields.append($(field).attr('name') ?? '', $(field).attr('value') ?? '');
  }
  const target = new URL(form.attr('action') ?? '', page.url);
  const answer = await deps.http.request({
    ...limits,
    url: target.href,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', origin: target.origin },
    body: fields.toString(),
    redirectCountMax: 0,
  });
  return isTaken(answer);
}

function isTaken(answer: HttpOutcome): boolean {
  return answer.kind === 'answered' && answer.status < 400;
}
