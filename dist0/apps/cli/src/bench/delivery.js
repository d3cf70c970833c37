import {} from '#libs/apimachinery';
import {} from '../demo/federation.js';
import { round } from './figures.js';
import {} from './laboratory.js';
import { ObjectWatch } from './object-watch.js';
import { addresses, service, SERVICES } from './propagation.js';
import { arrivals, CONFIG_MAPS, configMap, numbered, postAll } from './rounds.js';
/** Many objects at once into nine members, their statuses merged; and what one member missed while its agent was away. */
const MEMBERS = 9;
const OBJECTS = 300;
/** Of them: with a status to merge. A simulated cluster has 253 load balancer addresses for all rounds. */
const SERVICES_EACH = 84;
const MISSED = 5_000;
export async function benchDelivery(laboratory) {
    const federation = await laboratory.start(MEMBERS);
    const burst = [];
    // The first is by processes that have just started; the others show what it is like afterwards.
    for (const name of ['first', 'second', 'third']) {
        const figures = await burstOf(federation, name);
        laboratory.emit({ metric: 'burst', round: name, objects: OBJECTS, members: MEMBERS, ...figures });
        burst.push(figures);
    }
    const absence = await absenceOf(await laboratory.start(1, 'apart'));
    laboratory.emit({ metric: 'absence', ...absence });
    return { burst, absence };
}
async function burstOf(federation, prefix) {
    const services = numbered(`${prefix}-service`, SERVICES_EACH);
    const configMaps = numbered(prefix, OBJECTS - SERVICES_EACH);
    const open = (collection) => Promise.all(federation.places.map(({ cluster }) => ObjectWatch.open(federation.member(cluster), collection)));
    const watches = { services: await open(SERVICES), configMaps: await open(CONFIG_MAPS) };
    const hub = await ObjectWatch.open(federation.hub, SERVICES);
    const present = Promise.all([
        arrivals(watches.services, services),
        arrivals(watches.configMaps, configMaps),
    ]);
    const merged = Promise.all(services.map((name) => hub.when(name, isMerged)));
    const begin = performance.now();
    await Promise.all([
        postAll(federation.hub, SERVICES, services.map(service)),
        postAll(federation.hub, CONFIG_MAPS, configMaps.map(configMap)),
    ]);
    const presentMs = Math.max(...(await present)) - begin;
    const statusMs = Math.max(...(await merged)) - begin;
    for (const watch of [...watches.services, ...watches.configMaps, hub])
        watch.close();
    const memberObjectsPerSecond = Math.round(((OBJECTS * MEMBERS) / presentMs) * 1000);
    return { presentMs: round(presentMs), statusMs: round(statusMs), memberObjectsPerSecond };
}
function isMerged(object) {
    return addresses(object).length === MEMBERS;
}
/** The agent is stopped; its cluster's objects change at the hub; it starts again. */
async function absenceOf(federation) {
    const [place] = federation.places;
    if (!place)
        throw new Error('there is no cluster');
    const member = await ObjectWatch.open(federation.member(place.cluster), CONFIG_MAPS);
    const names = numbered('missed', MISSED);
    const present = arrivals([member], names);
    await federation.stopAgent(place.cluster);
    await postAll(federation.hub, CONFIG_MAPS, names.map((name) => configMap(name)));
    const begin = performance.now();
    await federation.startAgent(place);
    const caughtUpMs = round((await present) - begin);
    member.close();
    return { changes: MISSED, caughtUpMs };
}
//# sourceMappingURL=delivery.js.map