import { type GroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { createMemoryStorage, type Storage } from '#libs/apiserver';
import { ManualClock, silentLogger } from '#libs/process';
import { type Pod } from './cluster/pod.js';
import { PODS } from './cluster/resources.js';
import { startCluster, type Cluster, type ClusterOptions } from './start-cluster.js';

const running: Cluster[] = [];

/** For afterEach: ends what startTestCluster started. */
export async function stopTestClusters(): Promise<void> {
  for (const cluster of running.splice(0)) await cluster.stop();
}

/** Lets everything that is not waiting for time happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A whole cluster in memory, whose clock the test moves. Names are in namespace `default`. */
// eslint-disable-next-line @typescript-eslint/explicit-module-boundary-types -- the fixture is what it gives
export async function startTestCluster(over: Partial<ClusterOptions> = {}) {
  const clock = new ManualClock(Date.parse('2026-11-21T12:00:00Z'));
  const storage: Storage = over.storage ?? createMemoryStorage({ clock });
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
  const after = async (ms: number): Promise<void> => {
    await settle();
    clock.advance(ms);
    await settle();
  };
  /** `after`, many times: for what takes several steps. */
  const steps = async (count: number, ms: number): Promise<void> => {
    for (let step = 0; step < count; step++) await after(ms);
  };
  const list = async (resource: GroupResource): Promise<KubeObject[]> =>
    (await client.list(resource, { namespace: 'default' })).items;
  const pods = async (): Promise<Pod[]> => (await list(PODS)) as Pod[];
  const key = (resource: GroupResource, name: string): ObjectKey => ({
    ...resource,
    namespace: 'default',
    name,
  });
  const create = (resource: GroupResource, object: object): Promise<KubeObject> =>
    client.create(resource, object as KubeObject);
  /** Lays fields over an object's spec. */
  const patch = (resource: GroupResource, name: string, spec: object) =>
    client.modify({ ...key(resource, name) }, (object) => ({
      ...object,
      spec: { ...(object['spec'] as object), ...spec },
    }));
  const statusOf = async (resource: GroupResource, name: string): Promise<unknown> =>
    (await client.get(key(resource, name)))?.['status'];
  return { ...cluster, storage, clock, after, steps, list, pods, key, create, patch, statusOf };
}
