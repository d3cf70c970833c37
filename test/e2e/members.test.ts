import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, jest } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { KubeHttp, readKubeconfig } from '../../apps/cli/src/kube-http.js';
import { at } from '../../apps/cli/src/demo/context.js';
import { eventually } from '../support/eventually.js';
import { listByName, useFederation } from '../support/federation.js';
import { exportsDefinition, importsDefinition, serviceExport } from '../support/mcs-definitions.js';
import { Writers } from '../support/writers.js';

/** What members do on their own: objects that were there before, edits, namespaces, absence; and a second hub. */

jest.setTimeout(180_000);

const CLUSTERS = '/apis/federation.meridian.dev/v1alpha1/clusters';
const NAMESPACES = '/api/v1/namespaces';
const CONFIG_MAPS = `${NAMESPACES}/default/configmaps`;
const REPLICA_SETS = '/apis/apps/v1/namespaces/default/replicasets';
const MERGE = 'application/merge-patch+json';
const SOURCE_CLUSTER = 'multicluster.kubernetes.io/source-cluster';
const MANAGED_BY = 'federation.meridian.dev/managed-by';
const CONFLICT_RESOLUTION = 'federation.meridian.dev/conflict-resolution';

const federation = useFederation('members', 3);

function configMap(name: string, value: string, namespace = 'default'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data: { value } };
}

/** Three replicas. */
function replicaSet(name: string, app: string): KubeObject {
  const containers = [{ name: 'c', image: 'nginx' }];
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app } },
      template: { metadata: { labels: { app } }, spec: { containers } },
    },
  };
}

function create(http: KubeHttp, body: KubeObject): Promise<KubeObject> {
  const { namespace = 'default' } = body.metadata;
  const paths: Record<string, string> = { Namespace: NAMESPACES, ReplicaSet: REPLICA_SETS };
  const path = paths[body.kind] ?? `${NAMESPACES}/${namespace}/configmaps`;
  return http.call({ method: 'POST', path, body });
}

function merge(http: KubeHttp, path: string, body: unknown): Promise<KubeObject> {
  return http.call({ method: 'PATCH', path, contentType: MERGE, body });
}

const exists = (object: KubeObject | undefined): boolean => object !== undefined;
const isGone = (object: KubeObject | undefined): boolean => object === undefined;
const holds = (value: string) => (object: KubeObject | undefined) => at(object, 'data', 'value') === value;
const selects = (app: string) => (object: KubeObject | undefined) =>
  at(object, 'spec', 'selector', 'matchLabels', 'app') === app;
const isOurs = (object: KubeObject | undefined): boolean =>
  object?.metadata.labels?.[MANAGED_BY] !== undefined;

/** Waits for an Event at the hub about `name` whose message fits. */
async function saidAt(name: string, message: RegExp): Promise<void> {
  const path = `${NAMESPACES}/default/events?fieldSelector=involvedObject.name%3D${name}`;
  await eventually(`an event about ${name}: ${String(message)}`, async () => {
    const events = await listByName(federation().hub, path);
    return [...events.values()].some((event) => message.test(String(event['message'])));
  });
}

describe("a member's own object of the same name", () => {
  it('is a conflict that everybody can see, and is taken over only on request', async () => {
    const { hub, clusters } = federation();
    const [owner = '', ...others] = clusters;
    const path = `${CONFIG_MAPS}/taken`;
    const own = await create(federation().member(owner), configMap('taken', 'mine'));
    await create(hub, configMap('taken', 'ours'));
    await federation().everywhere(path, 'taken', holds('ours'), others);
    await saidAt('taken', new RegExp(`cluster ${owner}: configmaps "taken" exists .* not managed by`));
    // The next change does not overwrite it either.
    await merge(hub, path, { data: { value: 'still ours' } });
    await federation().everywhere(path, 'taken', holds('still ours'), others);
    expect(await federation().member(owner).find(path)).toEqual(own);
    await merge(hub, path, { metadata: { annotations: { [CONFLICT_RESOLUTION]: 'adopt' } } });
    const adopted = await federation().member(owner).until(path, 'taken is adopted', holds('still ours'));
    expect(adopted?.metadata.uid).toBe(own.metadata.uid);
    expect(isOurs(adopted)).toBe(true);
  });

  it('stays when the one at the hub is deleted', async () => {
    const { hub, clusters } = federation();
    const [owner = '', ...others] = clusters;
    const path = `${CONFIG_MAPS}/kept`;
    const own = await create(federation().member(owner), configMap('kept', 'mine'));
    await create(hub, configMap('kept', 'ours'));
    await saidAt('kept', new RegExp(`cluster ${owner}: `));
    await hub.call({ method: 'DELETE', path });
    await hub.until(path, 'kept is gone at the hub', isGone);
    await federation().everywhere(path, 'kept is gone', isGone, others);
    expect(await federation().member(owner).find(path)).toEqual(own);
  });
});

describe('drift in a member', () => {
  it('is repaired, and what is not ours is left alone', async () => {
    const [cluster = ''] = federation().clusters;
    const member = federation().member(cluster);
    const path = `${CONFIG_MAPS}/drift`;
    await create(federation().hub, configMap('drift', 'right'));
    await federation().everywhere(path, 'drift', exists);
    await merge(member, path, {
      metadata: { labels: { [MANAGED_BY]: null }, annotations: { local: 'note' } },
      data: { value: 'wrong', more: 'local' },
    });
    const repaired = await member.until(
      path,
      'the edit is repaired',
      (object) => holds('right')(object) && isOurs(object),
    );
    expect(repaired).toMatchObject({
      metadata: { annotations: { local: 'note' } },
      data: { value: 'right', more: 'local' },
    });
    await member.call({ method: 'DELETE', path });
    const again = await member.until(
      path,
      'it is made again',
      (object) => exists(object) && object?.metadata.uid !== repaired?.metadata.uid,
    );
    expect(again).toMatchObject({ data: { value: 'right' } });
  });
});

describe('an exported Service', () => {
  it('is imported in every member, with slices of where it is reached', async () => {
    const { hub, clusters } = federation();
    const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
    for (const body of [exportsDefinition, importsDefinition])
      await hub.call({ method: 'POST', path: definitions, body });
    const namespaced = '/apis/multicluster.x-k8s.io/v1alpha1/namespaces/default';
    await create(hub, replicaSet('exported', 'exported'));
    const metadata = { name: 'exported', namespace: 'default' };
    const spec = { type: 'LoadBalancer', selector: { app: 'exported' }, ports: [{ name: 'http', port: 80 }] };
    const service = { apiVersion: 'v1', kind: 'Service', metadata, spec };
    await hub.call({ method: 'POST', path: `${NAMESPACES}/default/services`, body: service });
    const body = serviceExport('exported', 'default');
    await eventually('exported', async () => {
      return hub.call({ method: 'POST', path: `${namespaced}/serviceexports`, body }).catch(() => undefined);
    });
    await federation().everywhere(`${namespaced}/serviceimports/exported`, 'the import', exists);
    await hub.until(
      `${namespaced}/serviceimports/exported`,
      'who exports it',
      (object) => (at(object, 'status', 'clusters') as unknown[] | undefined)?.length === clusters.length,
    );
    const selected = 'labelSelector=multicluster.kubernetes.io%2Fservice-name%3Dexported';
    const path = `/apis/discovery.k8s.io/v1/namespaces/default/endpointslices?${selected}`;
    for (const cluster of clusters)
      await eventually(`slices in ${cluster}`, async () => {
        const slices = [...(await listByName(federation().member(cluster), path)).values()];
        const sources = slices.map(({ metadata: { labels } }) => labels?.[SOURCE_CLUSTER]);
        return String(sources.sort()) === String([...clusters].sort());
      });
    await hub.call({ method: 'DELETE', path: `${namespaced}/serviceexports/exported` });
    for (const cluster of clusters)
      await eventually(`no slices in ${cluster}`, async () => {
        return (await listByName(federation().member(cluster), path)).size === 0;
      });
  });
});

describe('a namespace', () => {
  it('goes with everything in it, except where it was before', async () => {
    const { hub, clusters } = federation();
    const [first = '', ...others] = clusters;
    const old = federation().member(first);
    const path = `${NAMESPACES}/shop`;
    const objects = `${path}/configmaps`;
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
    const labelled = { ...namespace, metadata: { name: 'shop', labels: { team: 'local' } } };
    const before = await create(old, labelled);
    const local = await create(old, configMap('local', 'mine', 'shop'));
    await create(hub, namespace);
    await create(hub, configMap('goods', 'ours', 'shop'));
    await federation().everywhere(`${objects}/goods`, 'goods', exists);
    await old.until(path, 'the old namespace is used', isOurs);
    await hub.call({ method: 'DELETE', path });
    await hub.until(path, 'shop is gone at the hub', isGone);
    await federation().everywhere(path, 'shop is gone', isGone, others);
    const left = await old.until(path, 'the old namespace is let go', (object) => !isOurs(object));
    expect(left?.metadata).toMatchObject({ uid: before.metadata.uid, labels: { team: 'local' } });
    expect(left?.metadata.deletionTimestamp).toBeUndefined();
    await old.until(`${objects}/goods`, 'goods are gone there as well', isGone);
    expect(await old.find(`${objects}/local`)).toEqual(local);
    // And the name can be used again.
    await create(hub, namespace);
    await create(hub, configMap('goods', 'new', 'shop'));
    await federation().everywhere(`${objects}/goods`, 'goods', holds('new'));
  });
});

describe('an Offline cluster', () => {
  it('holds up no delete, and pays its debt when it returns', async () => {
    const { hub, processes, clusters } = federation();
    const [away = '', ...others] = clusters;
    const reborn = `${REPLICA_SETS}/reborn`;
    const doomed = `${CONFIG_MAPS}/doomed`;
    await create(hub, configMap('doomed', 'old'));
    await create(hub, replicaSet('reborn', 'old'));
    for (const path of [doomed, reborn]) await federation().everywhere(path, path, exists);
    await processes.end(`agent-${away}`, 'SIGKILL');
    await processes.end(`simulator-${away}`, 'SIGKILL');
    for (const path of [doomed, reborn]) await hub.call({ method: 'DELETE', path });
    for (const path of [doomed, reborn]) {
      await hub.until(path, `${path} is gone at the hub`, isGone);
      await federation().everywhere(path, `${path} is gone`, isGone, others);
    }
    expect(at(await hub.find(`${CLUSTERS}/${away}`), 'status', 'conditions')).toContainEqual(
      expect.objectContaining({ type: 'Offline', status: 'True' }),
    );
    // Another object of that name: a selector is never changed, so the old one must have gone first.
    await create(hub, replicaSet('reborn', 'new'));
    await federation().everywhere(reborn, 'reborn', selects('new'), others);
    await federation().startSimulator(away);
    await federation().startAgent(away);
    await federation().member(away).until(doomed, 'the debt is paid', isGone);
    await federation().member(away).until(reborn, 'reborn is the new one', selects('new'));
    await federation().allReady();
    await hub.until(reborn, 'all replicas run', (object) => at(object, 'status', 'readyReplicas') === 3);
  });
});

describe('a second hub on the same database and broker', () => {
  it('serves the same, works beside the first, and may die', async () => {
    const { hub, processes, hubDir, dir } = federation();
    const second = await startSecondHub(dir, hubDir);
    try {
      // One order for both: the second sees what the first wrote, and the other way round.
      await create(second, configMap('by-second', 'a'));
      await hub.until(`${CONFIG_MAPS}/by-second`, 'the first sees it', exists);
      await merge(hub, `${CONFIG_MAPS}/by-second`, { data: { value: 'b' } });
      await second.until(`${CONFIG_MAPS}/by-second`, 'the second sees the change', holds('b'));
      const [one, two] = [new Writers(hub, 'first'), new Writers(second, 'second')];
      await one.during(2, () =>
        two.during(2, async () => {
          await one.more(40);
          await two.more(40);
          await processes.end('hub-2', 'SIGKILL');
          await one.more(20);
        }),
      );
      await one.verify(federation());
      await two.verify(federation());
      expect(one.uncertain).toBe(0);
      await federation().everywhere(`${CONFIG_MAPS}/by-second`, 'by-second', holds('b'));
    } finally {
      second.close();
    }
  });
});

/** With the key of the data of the first one, and Node's own setting for the CA of a broker that is not ours. */
async function startSecondHub(dir: string, firstDir: string): Promise<KubeHttp> {
  const own = join(dir, 'hub-2');
  await mkdir(own, { mode: 0o700 });
  await copyFile(join(firstDir, 'data.key'), join(own, 'data.key'));
  const { clusters } = await readKubeconfig(federation().kubeconfig);
  const ca = join(own, 'ca.crt');
  const pem = Buffer.from(clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64');
  await writeFile(ca, pem);
  const port = (await readFile(join(firstDir, 'nats', 'port'), 'utf8')).trim();
  await federation().processes.start('hub-2', 'hub', {
    DATABASE_URL: await federation().databaseUrl(),
    NATS_URL: `tls://127.0.0.1:${port}`,
    NODE_EXTRA_CA_CERTS: ca,
    MERIDIAN_LISTEN: '127.0.0.1:0',
    MERIDIAN_DATA_DIR: own,
  });
  return new KubeHttp(await readKubeconfig(join(own, 'kubeconfig')), 'federation');
}
