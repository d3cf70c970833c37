import {} from '#libs/apimachinery';
import { at } from '../demo/context.js';
import {} from '../demo/federation.js';
import { distribution, round } from './figures.js';
import {} from './laboratory.js';
import { ObjectWatch } from './object-watch.js';
import { arrivals, CONFIG_MAPS, configMap, numbered, postAll } from './rounds.js';
/** How long a change takes on its way, by watches in every member: DESIGN section 8, first four rows and the fifth. */
export const SERVICES = '/api/v1/namespaces/default/services';
const MERGE_PATCH = 'application/merge-patch+json';
/** As the budgets say: one change every 300 ms. */
const PACE_MS = 300;
const MEMBERS = 9;
export const SAMPLES = 100;
const WARM_UP = 10;
const BURST_OBJECTS = 300;
export async function benchPropagation(laboratory) {
    const { emit } = laboratory;
    const federation = await laboratory.start(MEMBERS);
    const members = await Promise.all(federation.places.map(({ cluster }) => ObjectWatch.open(federation.member(cluster), CONFIG_MAPS)));
    await createAll(federation, members, 'warm', WARM_UP);
    const createMs = distribution(await createAll(federation, members, 'create', SAMPLES));
    emit({ metric: 'create', unit: 'ms', ...createMs });
    const updateMs = distribution(await updateAll(federation, members, SAMPLES));
    emit({ metric: 'update', unit: 'ms', ...updateMs });
    const statusMs = distribution(await statusChanges(federation, SAMPLES));
    emit({ metric: 'status', unit: 'ms', ...statusMs });
    const burst = await burstOf(federation, members);
    emit({ metric: 'burst', ...burst });
    for (const watch of members)
        watch.close();
    const hubMemoryMb = await laboratory.hubMemoryMb();
    return { createMs, updateMs, statusMs, burst, hubMemoryMb };
}
/** Waits for the next beat of a fixed pace, so that a slow answer does not shift the ones after it. */
async function paced(count, task) {
    const begin = performance.now();
    const results = [];
    for (let index = 0; index < count; index++) {
        const wait = begin + index * PACE_MS - performance.now();
        if (wait > 0)
            await new Promise((resolve) => setTimeout(resolve, wait));
        results.push(task(index));
    }
    return Promise.all(results);
}
function createAll(federation, members, prefix, count) {
    return paced(count, async (index) => {
        const name = `${prefix}-${index}`;
        const arrivals = members.map((member) => member.when(name));
        const begin = performance.now();
        await federation.hub.call({ method: 'POST', path: CONFIG_MAPS, body: configMap(name) });
        return Math.max(...(await Promise.all(arrivals))) - begin;
    });
}
function updateAll(federation, members, count) {
    return paced(count, async (index) => {
        const name = `create-${index}`;
        const changed = (object) => at(object, 'data', 'changed') === 'yes';
        const arrivals = members.map((member) => member.when(name, changed));
        const begin = performance.now();
        await federation.hub.call({
            method: 'PATCH',
            path: `${CONFIG_MAPS}/${name}`,
            contentType: MERGE_PATCH,
            body: { data: { changed: 'yes' } },
        });
        return Math.max(...(await Promise.all(arrivals))) - begin;
    });
}
/** A member's load balancer gets another address; until the hub's merged status shows it. */
export async function statusChanges(federation, count) {
    const name = 'status';
    const first = federation.places[0]?.cluster ?? '';
    const hub = await ObjectWatch.open(federation.hub, SERVICES);
    const complete = hub.when(name, (object) => addresses(object).length === federation.places.length);
    await federation.hub.call({ method: 'POST', path: SERVICES, body: service(name) });
    await complete;
    const samples = await paced(count, async (index) => {
        const ip = `203.0.113.${index}`;
        const arrival = hub.when(name, (object) => addresses(object).includes(ip));
        const begin = performance.now();
        await federation.member(first).call({
            method: 'PATCH',
            path: `${SERVICES}/${name}/status`,
            contentType: MERGE_PATCH,
            body: { status: { loadBalancer: { ingress: [{ ip }] } } },
        });
        return (await arrival) - begin;
    });
    hub.close();
    return samples;
}
export function addresses(object) {
    const list = at(object, 'status', 'loadBalancer', 'ingress');
    return Array.isArray(list) ? list.map((one) => at(one, 'ip')) : [];
}
async function burstOf(federation, members) {
    const names = numbered('burst', BURST_OBJECTS);
    const present = arrivals(members, names);
    const begin = performance.now();
    await postAll(federation.hub, CONFIG_MAPS, names.map((name) => configMap(name)));
    const ms = (await present) - begin;
    const total = names.length * members.length;
    return {
        objects: names.length,
        members: members.length,
        ms: round(ms),
        memberObjectsPerSecond: Math.round((total / ms) * 1000),
    };
}
export function service(name) {
    return {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name, namespace: 'default' },
        spec: { type: 'LoadBalancer', selector: { app: name }, ports: [{ port: 80 }] },
    };
}
//# sourceMappingURL=propagation.js.map