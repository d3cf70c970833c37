import { createHash } from 'node:crypto';
import {} from '#libs/apimachinery';
import { MEMBERS_FINALIZER, propagationOf } from '#libs/kinds';
import { distributeReplicas, readPreferences, readReplicaScheduling } from '#libs/placement';
import {} from '#libs/store';
import {} from '../../../hub/src/controllers/propagation/cluster-view.js';
import { planObject, } from '../../../hub/src/controllers/propagation/plan-object.js';
import { distribution, round } from './figures.js';
/** Placement, which is pure: no federation is started. Times are of one core, of code that is warm. */
const RUNS = 300;
/** Ten thousand objects of ten replicas in nine clusters; one of the clusters is lost. */
const OBJECTS = 10_000;
const MEMBERS = 9;
const REPLICAS = 10;
const NOW = Date.parse('2026-11-21T08:00:00Z');
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
/** Each form of division, by what is asked of it beside replicas and clusters. */
const FORMS = {
    even: () => ({}),
    preferences: (clusters) => ({
        preferences: readPreferences({
            rebalance: true,
            clusters: {
                '*': { weight: 1 },
                ...Object.fromEntries(clusters
                    .slice(0, clusters.length / 2)
                    .map((name, at) => [name, { weight: at % 7, minReplicas: at % 3, maxReplicas: 5 + at }])),
            },
        }, 'preferences'),
    }),
    'static weights': () => ({
        replicaScheduling: readReplicaScheduling({ replicaSchedulingType: 'Divided', replicaDivisionPreference: 'Weighted' }, 'replicaScheduling'),
    }),
    'by capacity': (clusters) => ({
        available: Object.fromEntries(clusters.map((name, at) => [name, 5 + (at % 50)])),
        replicaScheduling: readReplicaScheduling({
            replicaSchedulingType: 'Divided',
            replicaDivisionPreference: 'Weighted',
            weightPreference: { dynamicWeight: 'AvailableReplicas' },
        }, 'replicaScheduling'),
    }),
};
const SIZES = [
    { replicas: 10, clusters: 10 },
    { replicas: 1_000, clusters: 100 },
    { replicas: 1_000, clusters: 1_000 },
    { replicas: 1_000_000_000, clusters: 1_000 },
];
export function benchPlacement(emit) {
    const divisionMs = {};
    for (const { replicas, clusters } of SIZES)
        for (const [form, more] of Object.entries(FORMS)) {
            const names = Array.from({ length: clusters }, (_, at) => `cluster-${at}`);
            const input = { key: 'default/web', replicas, clusters: names, uid: 'a', ...more(names) };
            const divide = () => distributeReplicas(input);
            for (let run = 0; run < RUNS; run++)
                divide();
            const figures = distribution(Array.from({ length: RUNS }, () => timeMs(divide)));
            divisionMs[`${form}, ${replicas} over ${clusters}`] = figures;
            emit({ metric: 'division', form, replicas, clusters, ms: figures });
        }
    const replanS = replanAfterLoss();
    emit({ metric: 're-plan after a loss', objects: OBJECTS, clusters: MEMBERS, cpuSeconds: replanS });
    return { divisionMs, replanS };
}
function timeMs(task) {
    const begin = performance.now();
    task();
    return performance.now() - begin;
}
function replanAfterLoss() {
    const before = members(undefined);
    const objects = Array.from({ length: OBJECTS }, (_, at) => replicaSet(`web-${at}`));
    const held = objects.map((object) => running(object, plan(object, before, [], []).plan?.targets ?? []));
    const after = members('cluster-4');
    const begin = process.cpuUsage();
    const moved = objects.filter((object, at) => {
        const { rows, reports } = held[at] ?? { rows: [], reports: [] };
        return (plan(object, after, rows, reports).decision?.lost.size ?? 0) > 0;
    });
    const { user, system } = process.cpuUsage(begin);
    if (moved.length !== OBJECTS)
        throw new Error(`only ${moved.length} objects had replicas in the lost cluster`);
    return round((user + system) / 1e5) / 10;
}
function plan(object, clusters, work, reports) {
    return planObject({
        key: `replicasets.apps/default/${object.metadata.name ?? ''}`,
        resource: REPLICASETS,
        propagation: propagationOf(REPLICASETS),
        object,
        work,
        reports,
        clusters,
        now: NOW,
        hash: (text) => createHash('sha256').update(text).digest('hex'),
    });
}
/** `lost`: Offline for two minutes. */
function members(lost) {
    return Array.from({ length: MEMBERS }, (_, at) => {
        const name = `cluster-${at}`;
        const offline = name === lost;
        const since = offline ? NOW - 120_000 : 0;
        return {
            name,
            labels: {},
            ready: !offline,
            readinessSince: since,
            offline,
            offlineSince: since,
            cordoned: false,
            draining: false,
        };
    });
}
function replicaSet(name) {
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: {
            name,
            namespace: 'default',
            uid: name,
            resourceVersion: '1',
            finalizers: [MEMBERS_FINALIZER],
        },
        spec: {
            replicas: REPLICAS,
            selector: { matchLabels: { app: name } },
            template: {
                metadata: { labels: { app: name } },
                spec: { containers: [{ name: 'web', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }] },
            },
        },
    };
}
/** Everything that was planned runs and is ready. */
function running({ metadata: { name = '' } }, targets) {
    const key = `replicasets.apps/default/${name}`;
    const rows = targets.map((target) => ({
        ...target,
        key,
        uid: name,
        manifestHash: 'h',
        generation: 1,
        published: true,
    }));
    const reports = rows.map(({ cluster, patch }) => {
        const { replicas = 0 } = (patch?.['spec'] ?? {});
        const workload = { ready: replicas, unschedulable: 0 };
        return {
            key,
            cluster,
            receivedAt: NOW,
            report: {
                cluster,
                epoch: 1,
                generation: 1,
                instance: 'i',
                sequence: 1,
                state: 'Applied',
                uid: name,
                workload,
            },
        };
    });
    return { rows, reports };
}
//# sourceMappingURL=placement.js.map