import { describe } from '@jest/globals';
import { locateHaproxy } from '../../apps/edge/src/haproxy/find-haproxy.js';

/** The HAProxy of this machine, or what the set-up fetched; undefined: there is none to be had. */
export const haproxy = await locateHaproxy();

/** `describe` where there is a HAProxy; else one that is skipped and says why. */
export function describeHaproxy(name: string, tests: (program: string) => void): void {
  const program = haproxy;
  if (program === undefined)
    describe.skip(`${name} (SKIPPED: no HAProxy; "npm run setup -- --haproxy")`, () => tests(''));
  else describe(name, () => tests(program));
}
