import { parseApiVersion } from '#libs/apimachinery';
import {} from '#libs/protocol';
import { markOf } from '../work/marks.js';
import { MAX_ORPHANS } from './limits.js';
/**
 * Orphans as the watches show them: of a checkpoint that was lost, or a member that went back in time. They are told to
 * the hub and left alone: only its explicit word removes one.
 */
export class Orphans {
    found = new Map();
    /** `key`: subject hash. Beyond the limit they are not remembered; fewer will be there when these are dealt with. */
    saw(key, { apiVersion, kind, metadata }) {
        if (this.found.size >= MAX_ORPHANS && !this.found.has(key))
            return;
        const { group } = parseApiVersion(apiVersion);
        const mark = markOf(metadata.annotations) ?? { epoch: 0, generation: 0 };
        this.found.set(key, { group, kind, uid: metadata.uid ?? '', ...mark });
    }
    gone(key, uid) {
        if (this.found.get(key)?.uid === uid)
            this.found.delete(key);
    }
    /** Those that `isKnown` does not know by now. */
    *without(isKnown) {
        for (const entry of this.found) {
            if (isKnown(entry[0]))
                this.found.delete(entry[0]);
            else
                yield entry;
        }
    }
}
//# sourceMappingURL=orphans.js.map