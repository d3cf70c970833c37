import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type KubeObject, type ObjectClient } from '#libs/apimachinery';
import {
  createApiServer,
  createLocalClient,
  createMemoryStorage,
  createRegistry,
  ensureNamespaces,
  mastersOnly,
} from '#libs/apiserver';
import { ControlLoop, done, Informer } from '#libs/controller-runtime';
import { createSpreadKinds } from '#libs/kinds';
import { ManualClock, silentLogger } from '#libs/process';
import { OverrideIndex } from '../controllers/propagation/override-index.js';
import { PolicyIndex } from '../controllers/propagation/policy-index.js';
import { PropagationSources } from '../controllers/propagation/propagation.sources.js';
import { CLUSTERS } from './controllers.js';
import { trimmed } from './housekeeping.js';
import { followOverrides } from './overrides.js';
import { followPolicies } from './policies.js';
import { hubResources } from './resources.js';

/** How many objects are planned again when a policy comes, changes and goes: those that it selected or selects. */

const GROUP = 'federation.meridian.dev';
const CONFIGMAPS = { group: '', resource: 'configmaps' };
const POLICIES = { group: GROUP, resource: 'propagationpolicies' };
const OVERRIDES = { group: GROUP, resource: 'overridepolicies' };
const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
const shared = { clock, logger: silentLogger };

let client: ObjectClient;
let informers: Informer[];
let loop: ControlLoop;
let sources: PropagationSources;
let woken: string[];

beforeEach(async () => {
  const { core } = createApiServer({
    storage: createMemoryStorage({ clock }),
    registry: createRegistry(hubResources()),
    authenticators: [],
    authorizer: mastersOnly,
    admission: [],
    ...shared,
  });
  client = createLocalClient(core);
  await ensureNamespaces(client, ['default', 'other']);
  for (const tier of ['front', 'back', 'none'])
    for (const index of [1, 2, 3]) await client.create(CONFIGMAPS, configMap(`${tier}-${index}`, tier));
  await client.create(CONFIGMAPS, configMap('front-1', 'front', 'other'));
  woken = [];
  const reconcile = (key: string): Promise<typeof done> => {
    woken.push(key);
    return Promise.resolve(done);
  };
  loop = new ControlLoop({ name: 'test', reconciler: { reconcile }, workers: 1, ...shared });
  // Trimmed as the hub has them: else the test would know more than it.
  const objects = new Informer({ client, resource: CONFIGMAPS, keep: trimmed, ...shared });
  const clusters = new Informer({ client, resource: CLUSTERS, ...shared });
  sources = new PropagationSources({ objects: [objects], clusters, loop, debts: noDebts, ...shared });
  const kinds = createSpreadKinds();
  const common = { client, kinds, sources, ...shared };
  informers = [
    objects,
    clusters,
    ...followPolicies({ ...common, clusters, policies: new PolicyIndex(silentLogger) }),
    ...followOverrides({ ...common, overrides: new OverrideIndex(kinds, silentLogger) }),
  ];
  for (const informer of informers) informer.start();
  loop.start();
  await settled();
  woken.length = 0;
});

afterEach(async () => {
  await sources.stop();
  await Promise.all(informers.map((informer) => informer.stop()));
  await loop.stop();
});

// eslint-disable-next-line @typescript-eslint/require-await -- the source is asynchronous; this one is not
async function* noDebts(): AsyncGenerator<string> {
  yield* [];
}

function configMap(name: string, tier: string, namespace = 'default'): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace, labels: { tier } } };
}

interface Selector {
  readonly name?: string;
  readonly labelSelector?: object;
}

const selecting = (...selectors: readonly Selector[]): object => ({
  resourceSelectors: selectors.map((selector) => ({ apiVersion: 'v1', kind: 'ConfigMap', ...selector })),
});
const tier = (...values: string[]): Selector => ({
  labelSelector: { matchExpressions: [{ key: 'tier', operator: 'In', values }] },
});

function policy(kind: string, spec: object): KubeObject {
  const metadata = { name: 'p', namespace: 'default' };
  return { apiVersion: `${GROUP}/v1alpha1`, kind, metadata, spec };
}

async function settled(): Promise<void> {
  for (let i = 0; i < 30; i++) await nextTurn();
}

/** What was woken since the last time, by name. */
async function heard(): Promise<string[]> {
  await settled();
  return woken.splice(0).map((key) => key.replace('configmaps/default/', ''));
}

const FRONT = ['front-1', 'front-2', 'front-3'];
const BACK = ['back-1', 'back-2', 'back-3'];

describe('a propagation policy', () => {
  it('wakes what it selected and selects, once each, and nothing else', async () => {
    await client.create(POLICIES, policy('PropagationPolicy', selecting(tier('front'))));
    expect((await heard()).sort()).toEqual(FRONT);
    const key = { ...POLICIES, namespace: 'default', name: 'p' };
    const edit = (spec: object): Promise<unknown> => client.modify(key, (now) => ({ ...now, spec }));
    await edit(selecting(tier('back')));
    expect((await heard()).sort()).toEqual([...BACK, ...FRONT]);
    await edit(selecting(tier('back'), { name: 'none-2', ...tier('front') }));
    expect([...new Set(await heard())].sort()).toEqual([...BACK, 'none-2']);
    await client.delete(key);
    expect([...new Set(await heard())].sort()).toEqual([...BACK, 'none-2']);
  });

  it('without labels wakes its kind in its namespace', async () => {
    await client.create(POLICIES, policy('PropagationPolicy', selecting({})));
    expect(await heard()).toHaveLength(9);
  });
});

describe('an override policy', () => {
  it('wakes what it selects', async () => {
    const overrideRules = [{ overriders: { labelsOverrider: [{ operator: 'add', value: { a: 'b' } }] } }];
    await client.create(
      OVERRIDES,
      policy('OverridePolicy', { ...selecting(tier('none', 'front')), overrideRules }),
    );
    expect((await heard()).sort()).toEqual([...FRONT, 'none-1', 'none-2', 'none-3']);
  });
});
