import { parseObjectKey } from '#libs/apimachinery';
import { EMPTY_DIGEST, subjectHash, } from '#libs/protocol';
import {} from '#libs/store';
import { ON_ITS_WAY_MS } from './limits.js';
/** The kinds in which an agent's digests are not those of the hub's rows (`rows`, by `kindText`). */
export function differences(report, epoch, rows) {
    const told = new Map(report.kinds.map((kind) => [kindText(kind), kind]));
    return [...new Set([...told.keys(), ...rows.keys()])].flatMap((name) => {
        const theirs = told.get(name);
        const ours = rows.get(name);
        if (agrees(epoch, theirs, ours))
            return [];
        const slash = name.lastIndexOf('/');
        const text = JSON.stringify([theirs, ours]);
        return [{ group: name.slice(0, slash), kind: name.slice(slash + 1), text }];
    });
}
/** `apps/ReplicaSet`, `/ConfigMap`. */
export function kindText({ group, kind }) {
    return `${group}/${kind}`;
}
function agrees(epoch, theirs = NOTHING, ours = NOTHING) {
    return (theirs.orphans === 0 &&
        theirs.epochs === theirs.work.count * epoch &&
        same(theirs.work, ours.work) &&
        same(theirs.reports, ours.reports));
}
const NOTHING = { work: EMPTY_DIGEST, epochs: 0, reports: EMPTY_DIGEST, orphans: 0 };
function same(a, b) {
    return a.count === b.count && a.sum === b.sum && a.mixed === b.mixed;
}
/** Compares a page of an inventory with the rows of its kind. Rows that are on their way say nothing. */
export function compareInventory(report, epoch, rows, kindOf) {
    const entries = new Map(report.entries.map((entry) => [entry[0], entry]));
    const republish = [];
    const again = [];
    let ahead = 0;
    let onTheirWay = 0;
    for (const row of rows) {
        const hash = hashOf(row.key, kindOf);
        if (!covers(report, hash))
            continue;
        const entry = entries.get(hash);
        entries.delete(hash);
        if (row.publishedMs === undefined || row.publishedMs < ON_ITS_WAY_MS) {
            onTheirWay++;
            continue;
        }
        const lag = entry === undefined || entry[4] === 'orphan' ? 'behind' : lagOf(entry, epoch, row);
        if (lag === 'behind')
            republish.push(row.key);
        else if (lag === 'ahead')
            ahead++;
        else if (entry && lacksReport(entry, row))
            again.push(hash);
    }
    return { republish, again, onTheirWay, ahead, unknown: [...entries.values()].filter(isThere) };
}
function hashOf(key, kindOf) {
    const { namespace, name, ...resource } = parseObjectKey(key);
    return subjectHash({ ...kindOf(resource), namespace, name });
}
function covers({ after, upTo }, hash) {
    return hash > after && (upTo === '' || hash <= upTo);
}
function lagOf([, theirEpoch, generation], epoch, row) {
    if (theirEpoch !== epoch)
        return theirEpoch < epoch ? 'behind' : 'ahead';
    if (generation === row.generation)
        return 'level';
    return generation < row.generation ? 'behind' : 'ahead';
}
/** A row of work that is finished goes when the report of its end arrives. */
function lacksReport([, , , sequence, state], row) {
    return state === 'finished' || (sequence > 0 && sequence !== row.sequence);
}
function isThere([, , , , state]) {
    return state !== 'finished';
}
//# sourceMappingURL=compare.js.map