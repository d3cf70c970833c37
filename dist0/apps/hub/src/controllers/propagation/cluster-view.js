import {} from '#libs/apimachinery';
import { TAINT_NOT_READY, TAINT_UNREACHABLE } from '#libs/kinds';
import {} from '#libs/placement';
/** Reads a Cluster object. */
export function clusterView(cluster) {
    const spec = (cluster['spec'] ?? {});
    const { state = 'active' } = spec;
    const status = cluster['status'];
    const find = (type) => status?.conditions?.find((condition) => condition.type === type);
    const since = (condition) => Date.parse(condition?.lastTransitionTime ?? '') || 0;
    const offline = find('Offline')?.status === 'True';
    const leaving = leavingBy(cluster, find('Drained')?.status === 'True');
    return {
        name: cluster.metadata.name ?? '',
        labels: cluster.metadata.labels ?? {},
        ready: find('Ready')?.status === 'True',
        readinessSince: since(find('Ready')),
        offline,
        offlineSince: offline ? since(find('Offline')) : 0,
        cordoned: state !== 'active' || cluster.metadata.deletionTimestamp !== undefined,
        draining: state === 'draining',
        ...capacityIn(status),
        ...placeIn(spec, status),
        ...taintsIn(spec),
        ...(leaving ? { leaving } : {}),
    };
}
function capacityIn(status) {
    const { allocatable, requested } = status ?? {};
    return { ...(allocatable ? { allocatable } : {}), ...(requested ? { requested } : {}) };
}
/** What an admin says counts before what nodes say. */
function placeIn(spec, status) {
    const region = spec.region ?? status?.region ?? '';
    const zones = spec.zones ?? status?.zones ?? [];
    const { provider = '' } = spec;
    return region === '' && provider === '' && zones.length === 0 ? {} : { place: { region, zones, provider } };
}
const OWN_TAINTS = [TAINT_NOT_READY, TAINT_UNREACHABLE];
function taintsIn(spec) {
    const taints = (spec.taints ?? []).flatMap(({ key = '', value = '', effect = '', timeAdded }) => {
        const since = Date.parse(timeAdded ?? '');
        return OWN_TAINTS.includes(key) ? [] : [{ key, value, effect, since: since || undefined }];
    });
    return taints.length > 0 ? { taints } : {};
}
/** As policies choose by it. */
export function clusterFacts({ name, labels, place }) {
    return { name, labels, ...(place ?? NOWHERE) };
}
const NOWHERE = { region: '', zones: [], provider: '' };
/** As its deletion policy says (docs/decisions/0017-removing-a-cluster.md); `drain` deletes when nothing runs there any more. */
function leavingBy(cluster, drained) {
    if (cluster.metadata.deletionTimestamp === undefined)
        return undefined;
    const { deletionPolicy = 'orphan' } = (cluster['spec'] ?? {});
    if (deletionPolicy === 'delete')
        return 'delete';
    if (deletionPolicy === 'drain')
        return drained ? 'delete' : undefined;
    return 'release';
}
/** Whether a change of a Cluster can change any plan. What it has free moves all the time, and whoever waits for it looks again. */
export function sameForPlacement(a, b) {
    return (a.ready === b.ready &&
        a.offline === b.offline &&
        a.cordoned === b.cordoned &&
        a.draining === b.draining &&
        a.leaving === b.leaving &&
        JSON.stringify([a.labels, a.place, a.taints]) === JSON.stringify([b.labels, b.place, b.taints]));
}
//# sourceMappingURL=cluster-view.js.map