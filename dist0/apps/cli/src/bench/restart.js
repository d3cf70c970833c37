import {} from '../demo/federation.js';
import { round } from './figures.js';
import {} from './laboratory.js';
import { ObjectWatch } from './object-watch.js';
import { arrivals, CONFIG_MAPS, configMap, numbered, postAll } from './rounds.js';
/** The hub stops and starts with thousands of objects: when it serves again, and when it has nothing left to do. */
const MEMBERS = 9;
const OBJECTS = 5_000;
const POLL_MS = 20;
/** Quiet: no loop had anything to do for so long. */
const QUIET_MS = 500;
export async function benchRestart(laboratory) {
    const federation = await laboratory.start(MEMBERS);
    const members = await Promise.all(federation.places.map(({ cluster }) => ObjectWatch.open(federation.member(cluster), CONFIG_MAPS)));
    const names = numbered('kept', OBJECTS);
    const present = arrivals(members, names);
    await postAll(federation.hub, CONFIG_MAPS, names.map((name) => configMap(name)));
    await present;
    await quiet(federation);
    const hubMemoryMb = await laboratory.hubMemoryMb();
    await federation.stopHub();
    const begin = performance.now();
    await federation.startHub();
    await federation.hub.call({ method: 'GET', path: `${CONFIG_MAPS}?limit=500` });
    const servingMs = round(performance.now() - begin);
    const after = arrivals(members, ['after']);
    await federation.hub.call({ method: 'POST', path: CONFIG_MAPS, body: configMap('after') });
    const propagatingMs = round((await after) - begin);
    const quietMs = round((await quiet(federation)) - begin);
    for (const watch of members)
        watch.close();
    const figures = { objects: OBJECTS, servingMs, propagatingMs, quietMs, hubMemoryMb };
    laboratory.emit({ metric: 'restart', members: MEMBERS, ...figures });
    return figures;
}
/** When (performance.now) the last loop came to rest: nothing ran since, for long enough to believe it. */
async function quiet({ hub }) {
    let since = performance.now();
    let runs = -1;
    while (performance.now() - since < QUIET_MS) {
        const { loops } = await hub.call({ method: 'GET', path: '/debug/loops' });
        // The loop over clusters never rests: heartbeats come all the time, a few runs a second.
        const work = loops.filter((loop) => loop.name !== 'cluster');
        const total = work.reduce((sum, loop) => sum + loop.runs, 0);
        const busy = work.some(({ depth, running }) => depth + running > 0);
        if (busy || total !== runs)
            since = performance.now();
        runs = total;
        await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return since;
}
//# sourceMappingURL=restart.js.map