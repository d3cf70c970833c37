import { type Clock } from '#libs/process';
import { NestedMap } from '../cluster/nested-map.js';
import { EXPECTATION_MS } from '../limits.js';

/**
 * Pods that were created or deleted but not seen so in the mirror yet. While there are some, the mirror must not be counted, or the
 * same lack would be made up for twice. What never shows up (created and gone between two lists) is forgotten after a while.
 */
export class Expectations {
  private readonly byOwner = new NestedMap<number>();

  constructor(private readonly clock: Clock) {}

  /** `sight`: what must be seen: `+name` or `-uid`. */
  expect(owner: string, sight: string): void {
    this.byOwner.set(owner, sight, this.clock.now());
  }

  seen(owner: string, sight: string): void {
    this.byOwner.delete(owner, sight);
  }

  /** True when nothing is outstanding. */
  met(owner: string): boolean {
    const tooOld = this.clock.now() - EXPECTATION_MS;
    for (const [sight, at] of this.byOwner.of(owner) ?? [])
      if (at <= tooOld) this.byOwner.delete(owner, sight);
    return this.byOwner.of(owner) === undefined;
  }

  forget(owner: string): void {
    this.byOwner.deleteAll(owner);
  }
}
