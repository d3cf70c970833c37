import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { REPLICASETS, replicaSet } from '../../apps/hub/src/controllers/propagation/propagation.fixture.js';
import { transcriptOf, type Happening } from './transcript.js';
import { World, type WorldOptions } from './world.js';

/** Each scenario is a file beside this one, read in a review; UPDATE_SCENARIOS=1 writes what is so now. */

interface Scenario {
  readonly about: string;
  readonly object: KubeObject;
  readonly clusters: string;
  readonly options?: Partial<WorldOptions>;
  readonly happenings: readonly Happening[];
}

const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
const preferring = (replicas: number, clusters: object, rebalance = false): KubeObject =>
  replicaSet(replicas, { [PREFERENCES]: JSON.stringify({ rebalance, clusters }) });

const happens = (what: string, act: (world: World) => void = () => undefined, forMs?: number): Happening => ({
  what,
  act,
  ...(forMs === undefined ? {} : { forMs }),
});
const created = happens('created');
const cut = (name: string): Happening =>
  happens(`${name} is cut off`, (world) => world.member(name).cut(world.now));
const back = (name: string): Happening =>
  happens(`${name} is back`, (world) => world.member(name).back(world.now));
const state = (name: string, now: 'active' | 'cordoned' | 'draining'): Happening =>
  happens(`${name} is ${now}`, (world) => (world.member(name).state = now));
const scale = (replicas: number): Happening =>
  happens(`scaled to ${replicas}`, (world) => world.scale(replicas));
const room = (name: string, pods: number): Happening =>
  happens(`${name} has room for ${pods} pods`, (world) => (world.member(name).room = pods), 0);
const sick = (...names: string[]): Happening =>
  happens(
    `no pod is ready in ${names.join(' and ')}`,
    (world) => {
      for (const name of names) world.member(name).sick = true;
    },
    10 * 60_000,
  );
const well = (name: string): Happening =>
  happens(`pods can be ready in ${name} again`, (world) => (world.member(name).sick = false));
const minutes = (count: number): Happening =>
  happens(`${count} minutes go by`, () => undefined, count * 60_000);

const placing = (what: string, placement: object): Happening =>
  happens(what, (world) => (world.placement = placement));
const weighing = (weights: Readonly<Record<string, number>>, more: object = {}): object => ({
  clusterAffinity: { clusterNames: Object.keys(weights) },
  replicaScheduling: {
    weightPreference: {
      staticWeightList: Object.entries(weights).map(([name, weight]) => ({
        targetCluster: { clusterNames: [name] },
        weight,
      })),
    },
    ...more,
  },
});

const EVENLY = { replicaScheduling: { replicaSchedulingType: 'Divided' } };
/** Unhealthy replicas are given up after two minutes. */
const givenUp = (purgeMode: string): Partial<WorldOptions> => ({
  placement: EVENLY,
  failover: { application: { decisionConditions: { tolerationSeconds: 120 }, purgeMode } },
});
const lostAfter = (tolerationSeconds: number, purgeMode: string): Partial<WorldOptions> => ({
  placement: EVENLY,
  failover: { cluster: { tolerationSeconds, purgeMode } },
});
/** Pods that ask for one core each. */
const asking = (replicas: number): KubeObject => {
  const containers = [{ name: 'c', resources: { requests: { cpu: '1' } } }];
  const object = replicaSet(replicas);
  return { ...object, spec: { ...(object['spec'] as object), template: { spec: { containers } } } };
};

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  'policy-edit': {
    about:
      'A policy is edited: replicas follow step by step, each before the old one goes; two at a time where it says so; and nothing is taken away when it fits nowhere.',
    object: replicaSet(8),
    clusters: 'a b c',
    options: { placement: weighing({ a: 3, b: 1 }) },
    happenings: [
      created,
      placing('the weights change', weighing({ a: 1, b: 1 })),
      placing('c in place of a, two at a time', weighing({ b: 1, c: 1 }, { maxMovedReplicas: 2 })),
      placing('at most 3 in b', weighing({ b: 1, c: 1 }, { clusterLimits: [{ targetCluster: { clusterNames: ['b'] }, maxReplicas: 3 }] })),
      placing('it names nobody who is there', weighing({ z: 1 })),
      cut('c'),
      back('c'),
    ],
  },
  'policy-groups': {
    about: 'Groups of clusters: the next one while the first cannot, and back when it has stayed for half a minute.',
    object: replicaSet(4),
    clusters: 'a b c',
    options: {
      placement: {
        clusterAffinities: [
          { affinityName: 'home', clusterNames: ['a'] },
          { affinityName: 'spare', clusterNames: ['b', 'c'] },
        ],
        replicaScheduling: { replicaSchedulingType: 'Divided' },
      },
    },
    happenings: [created, cut('a'), back('a'), state('a', 'draining')],
  },
  join: {
    about: 'A fourth cluster joins: it gets its fair share, a quarter of the replicas at a time, each before the old one goes.',
    object: replicaSet(12),
    clusters: 'a b c',
    happenings: [created, happens('d joins', (world) => void world.join('d'))],
  },
  'join-weighted': {
    about:
      'The original rule, as documented: without rebalance what runs stays where it is, with it the weights win (k/k#33312).',
    object: preferring(9, { '*': { weight: 1 } }),
    clusters: 'a b',
    happenings: [
      created,
      happens('c joins', (world) => void world.join('c')),
      happens('rebalance is allowed', (world) =>
        world.edit(({ metadata, ...rest }) => ({
          ...rest,
          metadata: { ...metadata, ...preferring(9, { '*': { weight: 1 } }, true).metadata },
        })),
      ),
    ],
  },
  leave: {
    about: 'A cluster is removed: the others take its part at once.',
    object: replicaSet(9),
    clusters: 'a b c',
    happenings: [created, happens('c is removed', (world) => world.leave('c'))],
  },
  return: {
    about:
      'A cluster is away for a minute and more: its part runs elsewhere. It comes back to none, and gets back what it had when it has stayed for half a minute.',
    object: replicaSet(10),
    clusters: 'a b c',
    happenings: [created, cut('a'), back('a')],
  },
  'return-early': {
    about:
      'It comes back while replacements are not ready: it keeps what is missing, so capacity is neither lost nor doubled.',
    object: replicaSet(9),
    clusters: 'a b c',
    options: { readyTicks: 10 },
    happenings: [
      happens('created', () => undefined, 40_000),
      happens('a is cut off', (world) => world.member('a').cut(world.now), 74_000),
      back('a'),
    ],
  },
  'coin-toss': {
    about:
      'The coin toss of the original (federation-v1.md 8.2): after an outage, which of two clusters kept all 10 was decided by a hash. Here each has again what it had.',
    object: preferring(10, { '*': { weight: 1 } }),
    clusters: 'a b',
    happenings: [created, cut('a'), back('a')],
  },
  'pile-up': {
    about:
      'The pile-up of the original (federation-v1.md 8.1): rollout after rollout, unready and surplus pods drew replicas to one cluster, to 6/0/0. Here nothing moves.',
    object: preferring(6, { '*': { weight: 1 } }),
    clusters: 'a b c',
    happenings: [
      created,
      ...['a', 'b', 'c', 'a'].flatMap((name) => [
        happens(`a rollout in ${name}: a pod more`, (world) => world.member(name).rollOut('surge'), 10_000),
        happens(`... and one that is not ready`, (world) => world.member(name).rollOut('unready'), 10_000),
      ]),
    ],
  },
  'dropped-replica': {
    about:
      'Scaled up while a cluster flaps (karmada#1640): none of the new replicas is lost, and the flapping cluster gets none until it stays.',
    object: replicaSet(6),
    clusters: 'a b c',
    happenings: [
      created,
      cut('c'),
      scale(8),
      happens('c is back', (world) => world.member('c').back(world.now), 20_000),
      happens('c is cut off again', (world) => world.member('c').cut(world.now), 20_000),
      happens('c is back', (world) => world.member('c').back(world.now), 20_000),
      happens('c stays'),
    ],
  },
  cordon: {
    about: 'A cordoned cluster keeps what it holds and gets nothing new; a scale-down takes its part there too.',
    object: replicaSet(6),
    clusters: 'a b c',
    happenings: [created, state('c', 'cordoned'), scale(12), scale(3), state('c', 'active')],
  },
  drain: {
    about: 'A draining cluster gives up a replica only when its replacement is ready, and gets its part back when it is active.',
    object: replicaSet(12),
    clusters: 'a b c',
    happenings: [created, state('c', 'draining'), state('c', 'active')],
  },
  'drain-nowhere': {
    about: 'There is room for two more elsewhere: the rest stays in the draining cluster and runs.',
    object: replicaSet(9),
    clusters: 'a b c',
    happenings: [room('a', 4), room('b', 4), created, state('c', 'draining')],
  },
  full: {
    about:
      'Pods stay Pending in one cluster: after a minute they go to others, and do not come back before a hold has passed, or room was made.',
    object: replicaSet(9),
    clusters: 'a b c',
    happenings: [
      room('b', 1),
      created,
      minutes(20),
      room('b', 10),
      minutes(2),
    ],
  },
  'full-weighted': {
    about:
      'With preferences the original rule holds: what does not fit goes elsewhere, and what runs there stays when there is room again.',
    object: preferring(9, { '*': { weight: 1 } }),
    clusters: 'a b c',
    happenings: [room('b', 1), created, room('b', 10), minutes(30), scale(12)],
  },
  scale: {
    about: 'Up and down: one replica more or less moves no other.',
    object: replicaSet(5),
    clusters: 'a b c',
    happenings: [created, scale(6), scale(7), scale(20), scale(4), scale(0), scale(3)],
  },
  'api-down': {
    about: 'The API server of a cluster is down, its agent lives: it keeps what it has, and gets nothing new meanwhile.',
    object: replicaSet(6),
    clusters: 'a b c',
    happenings: [
      created,
      happens("c's API server is down", (world) => world.member('c').apiDown(world.now)),
      scale(9),
      back('c'),
    ],
  },
  'all-lost': {
    about: 'All clusters are away: nothing is taken from any, for there is nowhere to move it.',
    object: replicaSet(6),
    clusters: 'a b',
    happenings: [
      created,
      happens('both are cut off', (world) => {
        for (const member of world.members.values()) member.cut(world.now);
      }),
      happens('both are back', (world) => {
        for (const member of world.members.values()) member.back(world.now);
      }),
    ],
  },
  unhealthy: {
    about:
      'A policy gives up what is not ready for two minutes: it stays until others are ready elsewhere, and returns after a hold.',
    object: replicaSet(6),
    clusters: 'a b c',
    options: givenUp('Gracefully'),
    happenings: [created, sick('c'), well('c'), minutes(10)],
  },
  'unhealthy-directly': {
    about: 'The same, purged directly: what is not ready goes at once.',
    object: replicaSet(6),
    clusters: 'a b c',
    options: { ...givenUp('Directly'), readyTicks: 5 },
    happenings: [created, sick('c')],
  },
  'unhealthy-never': {
    about: 'The same, never purged: the old copy stays beside the new ones; when it is well again the new ones go.',
    object: replicaSet(6),
    clusters: 'a b c',
    options: givenUp('Never'),
    happenings: [created, sick('c'), well('c')],
  },
  'unhealthy-everywhere': {
    about: 'No pod is ready anywhere: it is not the clusters that are to blame, and nothing moves.',
    object: replicaSet(6),
    clusters: 'a b c',
    options: givenUp('Gracefully'),
    happenings: [created, sick('a', 'b', 'c')],
  },
  'lost-directly': {
    about: 'A policy gives up a cluster that is Offline for 20 s, and takes away at once what it has there.',
    object: replicaSet(6),
    clusters: 'a b c',
    options: { ...lostAfter(20, 'Directly'), readyTicks: 5 },
    happenings: [created, cut('c'), back('c')],
  },
  'lost-never': {
    about: 'A policy gives up a cluster that is Offline for 20 s, and never takes away what it has there.',
    object: replicaSet(6),
    clusters: 'a b c',
    options: lostAfter(20, 'Never'),
    happenings: [created, cut('c'), back('c')],
  },
  'policy-capacity': {
    about: 'A policy divides by what fits: by room at first, then what is more by the room that is left; what does not fit is said.',
    object: asking(6),
    clusters: 'a b c',
    options: {
      placement: {
        replicaScheduling: {
          replicaSchedulingType: 'Divided',
          weightPreference: { dynamicWeight: 'AvailableReplicas' },
        },
      },
    },
    happenings: [room('a', 8), room('b', 4), room('c', 0), created, scale(9), room('c', 6), scale(15), scale(20)],
  },
  'bounded-rate': {
    about: 'Moves are granted one at a time: replicas of a lost cluster wait for their turn.',
    object: replicaSet(12),
    clusters: 'a b c',
    options: { movesPerTick: 1 },
    happenings: [created, cut('c'), back('c')],
  },
};

it.each(Object.entries(SCENARIOS))('%s', (name, { about, object, clusters, options, happenings }) => {
  const world = new World({ object, resource: REPLICASETS, clusters: clusters.split(' '), ...options });
  const transcript = transcriptOf(about, world, happenings);
  const file = join(import.meta.dirname, `${name}.txt`);
  if (process.env['UPDATE_SCENARIOS'] === '1') writeFileSync(file, transcript);
  expect(transcript).toBe(readFileSync(file, 'utf8'));
});
