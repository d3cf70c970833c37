import { parseApiVersion } from '#libs/apimachinery';
import { addToDigest, EMPTY_DIGEST, } from '#libs/protocol';
import {} from '../work/object-table.js';
import {} from './orphans.js';
/** One digest for each kind that there is anything of. */
export function digests(known) {
    const kinds = new Map();
    const change = ({ group, kind }, add) => {
        const name = `${group}/${kind}`;
        const before = kinds.get(name) ?? {
            group,
            kind,
            work: EMPTY_DIGEST,
            epochs: 0,
            reports: EMPTY_DIGEST,
            orphans: 0,
        };
        kinds.set(name, { ...before, ...add(before) });
    };
    for (const object of known.table.values()) {
        if (object.damaged || isFinished(object))
            continue;
        const { epoch, generation } = object.work;
        const sequence = known.sequenceOf(object.key);
        change(kindOf(object), ({ work, epochs, reports }) => ({
            work: addToDigest(work, generation),
            epochs: epochs + epoch,
            ...(sequence === 0 ? {} : { reports: addToDigest(reports, sequence) }),
        }));
    }
    for (const [, orphan] of orphansOf(known))
        change(orphan, ({ orphans }) => ({ orphans: orphans + 1 }));
    return [...kinds.values()];
}
/** All entries of one kind, by subject hash. What cannot be read any more is left out, so that it comes again. */
export function inventory(known, wanted) {
    const entries = [];
    const isWanted = ({ group, kind }) => group === wanted.group && kind === wanted.kind;
    for (const object of known.table.values()) {
        if (object.damaged || !isWanted(kindOf(object)))
            continue;
        const { epoch, generation } = object.work;
        const state = isFinished(object) ? 'finished' : 'wanted';
        entries.push([object.key, epoch, generation, known.sequenceOf(object.key), state]);
    }
    for (const [key, orphan] of orphansOf(known))
        if (isWanted(orphan))
            entries.push([key, orphan.epoch, orphan.generation, 0, 'orphan']);
    return entries.sort(([a], [b]) => (a < b ? -1 : 1));
}
function orphansOf({ orphans, table }) {
    return orphans.without((key) => table.get(key) !== undefined);
}
function isFinished({ finished, work }) {
    return finished === work.generation;
}
function kindOf({ work }) {
    return { group: parseApiVersion(work.object.apiVersion).group, kind: work.object.kind };
}
//# sourceMappingURL=digest.js.map