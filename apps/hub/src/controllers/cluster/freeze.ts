import { SUSPECT_AFTER_MS, type Health } from './classify-cluster.js';

/**
 * How long most clusters may be silent before that is believed, ms, as long as any other is heard: then it is not this hub that
 * is cut off. While none is heard nothing can be moved anyway.
 */
export const FREEZE_MAX_MS = 10 * 60_000;

export interface FreezeMember {
  readonly previous: Health;
  readonly silentMs: number;
}

export interface Freeze {
  /** Nobody is judged by silence, and nothing moves. */
  readonly frozen: boolean;
  /** Since when most have been silent; undefined: they are not. */
  readonly since: number | undefined;
  /** It has just ended because they are heard again: those that are not yet shall have the time to be. */
  readonly recovered: boolean;
  /** Members that were heard before, and those of them that are silent. */
  readonly heard: number;
  readonly silent: number;
}

export const NOT_FROZEN: Freeze = { frozen: false, since: undefined, recovered: false, heard: 0, silent: 0 };

/**
 * Whether silence is our own fault: at least three members that were heard before, and more than half of them silent.
 * Members that are already Offline do not count, so that a slow collapse does not freeze. One or two clusters are too few to
 * tell their silence from ours; with both away there is nowhere to move anything.
 */
export function judgeFreeze(before: Freeze, members: readonly FreezeMember[], now: number): Freeze {
  const heard = members.filter(({ previous }) => previous !== 'Offline' && previous !== 'Pending');
  const silent = heard.filter(({ silentMs }) => silentMs >= SUSPECT_AFTER_MS);
  const numbers = { heard: heard.length, silent: silent.length };
  const isMost = heard.length >= 3 && silent.length * 2 > heard.length;
  if (!isMost) return { frozen: false, since: undefined, recovered: before.frozen, ...numbers };
  const since = before.since ?? now;
  const isBelieved = now - since >= FREEZE_MAX_MS && silent.length < heard.length;
  return { frozen: !isBelieved, since, recovered: false, ...numbers };
}
