/** A visit with the leave of robots.txt: asked for every address of it, and wherever an answer redirects to. */
import type { Http } from '../base/http.ts';
import { fail } from './ask-source.ts';
import type { SourceFailure } from './reader.ts';
import type { Robots } from './robots.ts';

/** Runs the visit with a client that asks nothing and goes nowhere that robots.txt refuses; its refusal is the answer. */
export async function withRobots<Read extends object>(
  deps: Readonly<{ http: Http; robots: Robots }>,
  url: string,
  visit: (http: Http) => Promise<Read | SourceFailure>,
): Promise<Read | SourceFailure> {
  const leave = await deps.robots.isAllowed(url);
  if (leave.kind === 'refused') return fail(leave.reason, leave.message);
  const refusals: SourceFailure[] = [];
  const mayFollow = async (target: string): Promise<boolean> => {
    const answer = await deps.robots.isAllowed(target);
    if (answer.kind === 'refused') refusals.push(fail(answer.reason, answer.message));
    return answer.kind === 'allowed';
  };
  const request: Http['request'] = async (asked) => {
    if (asked.url === url || (await mayFollow(asked.url))) return await deps.http.request({ ...asked, mayFollow });
    const message = refusals.at(-1)?.message ?? '';
    return { kind: 'failed', reason: 'address-refused', message };
  };
  const read = await visit({ ...deps.http, request });
  return 'reason' in read ? (refusals[0] ?? read) : read;
}
