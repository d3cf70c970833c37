import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { formatObjectKey, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type ManualClock } from '#libs/process';
import { type HubBench, replicaSet, soon } from '../support/hub-bench.js';
import { closeFederation, openFederation } from '../support/hub-federation.js';
import { startTestPostgres, type TestPostgres } from '../support/postgres.js';
import { type ScriptedAgent } from '../support/scripted-agent.js';

/** A workload that stays unhealthy in one cluster moves, as its policy says (issue 4.2): through reports, rows and work. */

jest.setTimeout(60_000);

const GROUP = 'federation.meridian.dev';
const POLICIES = { group: GROUP, resource: 'propagationpolicies' };
const REPLICASETS = { group: 'apps', resource: 'replicasets' };
const WEB: ObjectKey = { ...REPLICASETS, namespace: 'default', name: 'web' };
const NAMES = ['a', 'b', 'c'];
const TOLERATION_MS = 120_000;

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

function policy(purgeMode: string): KubeObject {
  const decisionConditions = { tolerationSeconds: TOLERATION_MS / 1_000 };
  return {
    apiVersion: `${GROUP}/v1alpha1`,
    kind: 'PropagationPolicy',
    metadata: { name: 'front', namespace: 'default' },
    spec: {
      resourceSelectors: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet' }],
      placement: { replicaScheduling: { replicaSchedulingType: 'Divided' } },
      failover: { application: { decisionConditions, purgeMode } },
    },
  };
}

const told = (): (number | undefined)[] => NAMES.map((name) => agents[name]!.replicas('web'));

async function untilReplicas(...wanted: number[]): Promise<void> {
  await soon(clock, `replicas ${wanted.join()}`, () => Promise.resolve(told().join() === wanted.join()));
}

/** No more than so many become ready in a member; undefined: all do. */
async function readyIn(name: string, ready: number | undefined): Promise<void> {
  const agent = agents[name]!;
  agent.refusal = ready === undefined ? undefined : { workload: { ready, unschedulable: 0 } };
  await agent.reportAll();
}

/** What the hub was told to be ready in a member. */
async function untilKnown(name: string, ready: number): Promise<void> {
  await soon(clock, `${ready} ready in ${name}`, async () => {
    const { reports } = await hub.store.work.load(formatObjectKey(WEB));
    const workload = reports.find(({ cluster }) => cluster === name)?.report['workload'];
    return (workload as { ready?: number } | undefined)?.ready === ready;
  });
}

/** Two replicas in each of three clusters; in the third nothing is ready any more, and replacements take their time. */
async function sick(purgeMode: string): Promise<void> {
  await hub.client.create(POLICIES, policy(purgeMode));
  await hub.client.create(REPLICASETS, replicaSet('web', 6));
  await untilReplicas(2, 2, 2);
  await readyIn('c', 0);
  await untilKnown('c', 0);
  await hub.reconcileAll();
  clock.advance(TOLERATION_MS - 5_000);
  await hub.reconcileAll();
  expect(told()).toEqual([2, 2, 2]);
  for (const name of ['a', 'b']) await readyIn(name, 2);
  clock.advance(10_000);
  await hub.reconcileAll();
}

describe('a workload that stays unhealthy in one cluster', () => {
  it.each<[string, readonly number[], readonly number[]]>([
    ['Gracefully', [3, 3, 2], [3, 3, 0]],
    ['Directly', [3, 3, 0], [3, 3, 0]],
    ['Never', [3, 3, 2], [3, 3, 2]],
  ])('moves after the time of its policy, %s', async (purgeMode, meanwhile, inTheEnd) => {
    await sick(purgeMode);
    await untilReplicas(...meanwhile);
    await untilKnown('a', 2);
    await hub.reconcileAll();
    expect(told()).toEqual(meanwhile);
    for (const name of ['a', 'b']) {
      await readyIn(name, undefined);
      await untilKnown(name, 3);
    }
    await untilReplicas(...inTheEnd);
    await hub.reconcileAll();
    expect(told()).toEqual(inTheEnd);
    const [, , third] = await hub.rows(WEB);
    expect(third).toMatchObject({ cluster: 'c', reason: expect.stringContaining('not ready') });
  });

  it('stays where the policy says nothing of it', async () => {
    const { spec, ...rest } = policy('Directly');
    const { failover: _, ...without } = spec as { failover: unknown };
    await hub.client.create(POLICIES, { ...rest, spec: without });
    await hub.client.create(REPLICASETS, replicaSet('web', 6));
    await untilReplicas(2, 2, 2);
    await readyIn('c', 0);
    await untilKnown('c', 0);
    await hub.reconcileAll();
    clock.advance(10 * TOLERATION_MS);
    await hub.reconcileAll();
    expect(told()).toEqual([2, 2, 2]);
  });
});
