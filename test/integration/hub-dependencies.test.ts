import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type ManualClock } from '#libs/process';
import { configMap, type HubBench, replicaSet, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';
import { type ScriptedAgent } from '../support/scripted-agent.js';

jest.setTimeout(60_000);

const GROUP = 'federation.meridian.dev';
const POLICIES = { group: GROUP, resource: 'propagationpolicies' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const SERVICES = { group: '', resource: 'services' };
const SECRETS = { group: '', resource: 'secrets' };
const ACCOUNTS = { group: '', resource: 'serviceaccounts' };
const INGRESSES = { group: 'networking.k8s.io', resource: 'ingresses' };
const NAMES = ['a', 'b', 'c'];

let postgres: TestPostgres;
let clock: ManualClock;
let hub: HubBench;
let agents: Record<string, ScriptedAgent>;

beforeAll(async () => {
  postgres = await startTestPostgres();
});

afterAll(() => postgres.stop());

beforeEach(async () => {
  ({ clock, hub, agents } = await openFederation(await postgres.createDatabase(), NAMES));
});

afterEach(() => closeFederation({ hub, agents }));

/** Sends ReplicaSets labelled `team: name` to these clusters, and what they refer to with them. */
function policy(name: string, clusterNames: readonly string[], propagateDeps = true): KubeObject {
  return {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'PropagationPolicy',
    metadata: { name, namespace: 'default' },
    spec: {
      resourceSelectors: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', labelSelector: { matchLabels: { team: name } } },
      ],
      propagateDeps,
      placement: {
        clusterAffinity: { clusterNames },
        replicaScheduling: { replicaSchedulingType: 'Divided' },
      },
    },
  };
}

/** Of the team `team`, with the ConfigMap `settings` as a volume. */
function referrer(name: string, team: string, settings = 'settings'): KubeObject {
  const base = replicaSet(name, 2);
  const spec = base['spec'] as { template: { metadata: object; spec: object } };
  const volumes = [{ name: 'v', configMap: { name: settings } }];
  const template = { ...spec.template, spec: { ...spec.template.spec, volumes } };
  return { ...base, metadata: { ...base.metadata, labels: { team } }, spec: { ...spec, template } };
}

/** Which members have `Kind/name`. */
async function untilIn(what: string, ...wanted: string[]): Promise<void> {
  const has = (): string[] => NAMES.filter((name) => agents[name]!.applied()[what] !== undefined);
  await soon(clock, `${what} in ${wanted.join()}`, () => Promise.resolve(has().join() === wanted.join()));
}

async function edit(key: ObjectKey, spec: object): Promise<void> {
  await hub.client.modify(key, (current) => ({
    ...current,
    spec: { ...(current['spec'] as object), ...spec },
  }));
}

const policyKey = (name: string): ObjectKey => ({ ...POLICIES, namespace: 'default', name });

describe('what workloads refer to', () => {
  it('goes where they go, leaves with the last of them, and says why', async () => {
    await hub.client.create(CONFIGMAPS, configMap('settings'));
    await hub.client.create(POLICIES, policy('red', ['a']));
    await hub.client.create(POLICIES, policy('blue', ['b']));
    await untilIn('ConfigMap/settings', 'a', 'b', 'c');
    await hub.client.create(REPLICASETS, referrer('one', 'red'));
    await untilIn('ConfigMap/settings', 'a');
    await hub.client.create(REPLICASETS, referrer('two', 'blue'));
    await untilIn('ConfigMap/settings', 'a', 'b');
    const placement = await hub.placements.storage.get({
      group: GROUP,
      resource: 'placements',
      namespace: 'default',
      name: 'settings:configmaps',
    });
    expect(placement?.['status']).toMatchObject({
      clusters: [
        { name: 'a', reason: 'goes where ReplicaSet one is that refers to it' },
        { name: 'b', reason: 'goes where ReplicaSet two is that refers to it' },
      ],
      excluded: [{ reason: 'nothing that refers to it is there', clusters: ['c'] }],
    });
    await edit(policyKey('blue'), { placement: { clusterAffinity: { clusterNames: ['c'] } } });
    await untilIn('ConfigMap/settings', 'a', 'c');
    await hub.client.delete({ ...REPLICASETS, namespace: 'default', name: 'one' });
    await untilIn('ConfigMap/settings', 'c');
  });

  it('begins and ends to follow with the word of the policy, and with the reference', async () => {
    await hub.client.create(CONFIGMAPS, configMap('settings'));
    await hub.client.create(POLICIES, policy('red', ['a'], false));
    await hub.client.create(REPLICASETS, referrer('one', 'red'));
    await untilIn('ReplicaSet/one', 'a');
    await untilIn('ConfigMap/settings', 'a', 'b', 'c');
    await edit(policyKey('red'), { propagateDeps: true });
    await untilIn('ConfigMap/settings', 'a');
    const { spec } = referrer('one', 'red', 'elsewhere') as unknown as { spec: { template: object } };
    await edit({ ...REPLICASETS, namespace: 'default', name: 'one' }, { template: spec.template });
    await untilIn('ConfigMap/settings', 'a', 'b', 'c');
  });

  it('also where it has a policy of its own, and does not leave who asks for nothing', async () => {
    await hub.client.create(POLICIES, policy('red', ['a']));
    const own = policy('own', ['b'], false);
    const resourceSelectors = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'settings' }];
    await hub.client.create(POLICIES, { ...own, spec: { ...(own['spec'] as object), resourceSelectors } });
    await hub.client.create(REPLICASETS, referrer('one', 'red'));
    await hub.client.create(CONFIGMAPS, configMap('settings'));
    await untilIn('ConfigMap/settings', 'a', 'b');
    // It goes everywhere, by no policy: without one, the ConfigMap of both follows both.
    await hub.client.create(REPLICASETS, { ...referrer('free', 'none'), spec: { ...replicaWide() } });
    await untilIn('ReplicaSet/free', 'a', 'b', 'c');
    await untilIn('ConfigMap/settings', 'a', 'b');
    await hub.client.delete(policyKey('own'));
    await untilIn('ConfigMap/settings', 'a', 'b', 'c');
  });

  it('goes for Services by whom they select', async () => {
    await hub.client.create(POLICIES, policy('red', ['b']));
    await hub.client.create(REPLICASETS, referrer('web', 'red'));
    const ports = [{ port: 80 }];
    const service = (name: string, app: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default' },
      spec: { selector: { app }, ports },
    });
    await hub.client.create(SERVICES, service('web', 'web'));
    await hub.client.create(SERVICES, service('db', 'db'));
    await untilIn('Service/web', 'b');
    await untilIn('Service/db', 'a', 'b', 'c');
  });
});

describe('what accounts and Ingresses refer to', () => {
  const object = (kind: string, name: string, fields: object = {}): KubeObject => ({
    apiVersion: kind === 'Ingress' ? 'networking.k8s.io/v1' : 'v1',
    kind,
    metadata: { name, namespace: 'default', labels: { team: 'blue' } },
    ...fields,
  });

  it('goes where the workloads of the account go', async () => {
    await hub.client.create(POLICIES, policy('red', ['a']));
    await hub.client.create(SECRETS, object('Secret', 'registry'));
    const imagePullSecrets = [{ name: 'registry' }];
    await hub.client.create(ACCOUNTS, object('ServiceAccount', 'robot', { imagePullSecrets }));
    const base = referrer('one', 'red');
    const { template, ...spec } = base['spec'] as { template: { spec: object } };
    const podSpec = { ...template.spec, serviceAccountName: 'robot' };
    await hub.client.create(REPLICASETS, {
      ...base,
      spec: { ...spec, template: { ...template, spec: podSpec } },
    });
    await untilIn('ServiceAccount/robot', 'a');
    await untilIn('Secret/registry', 'a');
    await edit(policyKey('red'), { placement: { clusterAffinity: { clusterNames: ['b'] } } });
    await untilIn('Secret/registry', 'b');
    const key = { ...ACCOUNTS, namespace: 'default', name: 'robot' };
    await hub.client.modify(key, (now) => ({ ...now, imagePullSecrets: [] }));
    await untilIn('Secret/registry', 'a', 'b', 'c');
  });

  it('goes where an Ingress with such a policy goes; one without draws no Service after it', async () => {
    await hub.client.create(POLICIES, policy('red', ['b']));
    await hub.client.create(REPLICASETS, referrer('web', 'red'));
    const ports = [{ port: 80 }];
    await hub.client.create(
      SERVICES,
      object('Service', 'web', { spec: { selector: { app: 'web' }, ports } }),
    );
    await hub.client.create(SECRETS, object('Secret', 'cert'));
    const tls = [{ hosts: ['x.example.com'], secretName: 'cert' }];
    const defaultBackend = { service: { name: 'web', port: { number: 80 } } };
    await hub.client.create(INGRESSES, object('Ingress', 'door', { spec: { defaultBackend, tls } }));
    await untilIn('Ingress/door', 'a', 'b', 'c');
    await untilIn('Service/web', 'b');
    await untilIn('Secret/cert', 'a', 'b', 'c');
    const resourceSelectors = [{ apiVersion: 'networking.k8s.io/v1', kind: 'Ingress' }];
    const own = policy('doors', ['b', 'c']);
    await hub.client.create(POLICIES, { ...own, spec: { ...(own['spec'] as object), resourceSelectors } });
    await untilIn('Secret/cert', 'b', 'c');
    await untilIn('Service/web', 'b', 'c');
  });
});

/** Three replicas, so that every cluster has one. */
function replicaWide(): object {
  return { ...(referrer('free', 'none')['spec'] as object), replicas: 3 };
}
