import {} from '#libs/apimachinery';
import { createMemoryStorage } from '#libs/apiserver';
import { ManualClock, silentLogger } from '#libs/process';
import {} from './cluster/pod.js';
import { PODS } from './cluster/resources.js';
import { startCluster } from './start-cluster.js';
const running = [];
/** For afterEach: ends what startTestCluster started. */
export async function stopTestClusters() {
    for (const cluster of running.splice(0))
        await cluster.stop();
}
/** Lets everything that is not waiting for time happen. */
export async function settle() {
    for (let turn = 0; turn < 40; turn++)
        await new Promise((resolve) => setImmediate(resolve));
}
/** A whole cluster in memory, whose clock the test moves. Names are in namespace `default`. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the fixture is what it gives
export async function startTestCluster(over = {}) {
    const clock = new ManualClock(Date.parse('2026-11-21T12:00:00Z'));
    const storage = over.storage ?? createMemoryStorage({ clock });
    const cluster = await startCluster({
        cluster: 'test',
        nodes: 2,
        nodeCpu: '4',
        podReadyMs: 500,
        storage,
        credentials: { ca: 'CA', token: 'token' },
        clock,
        logger: silentLogger,
        ...over,
    });
    running.push(cluster);
    const { client } = cluster;
    const after = async (ms) => {
        await settle();
        clock.advance(ms);
        await settle();
    };
    /** `after`, many times: for what takes several steps. */
    const steps = async (count, ms) => {
        for (let step = 0; step < count; step++)
            await after(ms);
    };
    const list = async (resource) => (await client.list(resource, { namespace: 'default' })).items;
    const pods = async () => (await list(PODS));
    const key = (resource, name) => ({
        ...resource,
        namespace: 'default',
        name,
    });
    const create = (resource, object) => client.create(resource, object);
    /** Lays fields over an object's spec. */
    const patch = (resource, name, spec) => client.modify({ ...key(resource, name) }, (object) => ({
        ...object,
        spec: { ...object['spec'], ...spec },
    }));
    const statusOf = async (resource, name) => (await client.get(key(resource, name)))?.['status'];
    return { ...cluster, storage, clock, after, steps, list, pods, key, create, patch, statusOf };
}
//# sourceMappingURL=test-cluster.fixture.js.map