import {} from '#libs/process';
import { NestedMap } from '../cluster/nested-map.js';
import { EXPECTATION_MS } from '../limits.js';
/**
 * Pods that were created or deleted but not seen so in the mirror yet. While there are some, the mirror must not be counted, or the
 * same lack would be made up for twice. What never shows up (created and gone between two lists) is forgotten after a while.
 */
export class Expectations {
    clock;
    byOwner = new NestedMap();
    constructor(clock) {
        this.clock = clock;
    }
    /** `sight`: what must be seen: `+name` or `-uid`. */
    expect(owner, sight) {
        this.byOwner.set(owner, sight, this.clock.now());
    }
    seen(owner, sight) {
        this.byOwner.delete(owner, sight);
    }
    /** True when nothing is outstanding. */
    met(owner) {
        const tooOld = this.clock.now() - EXPECTATION_MS;
        for (const [sight, at] of this.byOwner.of(owner) ?? [])
            if (at <= tooOld)
                this.byOwner.delete(owner, sight);
        return this.byOwner.of(owner) === undefined;
    }
    forget(owner) {
        this.byOwner.deleteAll(owner);
    }
}
//# sourceMappingURL=expectations.js.map