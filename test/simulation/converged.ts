import { formatObjectKey, mergePatch, parseObjectKey, type KubeObject } from '#libs/apimachinery';
import { isManagedBy, markOf } from '../../apps/agent/src/work/marks.js';
import { CLUSTER_SELECTOR, CLUSTERS, FEDERATED, REPLICASETS } from './hub-api.js';
import { HUB_UID } from './invariants.js';
import { type SimMember } from './sim-member.js';
import { type SimRow } from './sim-rows.js';
import { type World } from './world.js';

/** What is not as it should be when nothing goes wrong any more; nothing: the federation has converged. */
export function disagreements(world: World): string[] {
  const { store, api } = world;
  const rows = [...store.rows.values()];
  return [
    ...rows
      .filter(({ published }) => !published)
      .map((row) => `${row.cluster} ${row.key}: waits in the outbox`),
    ...rows
      .filter(({ action }) => action !== 'apply')
      .map((row) => `${row.cluster} ${row.key}: ${row.action} is not done`),
    ...rows
      .filter(({ memory }) => memory?.['away'] === true)
      .map((row) => `${row.cluster} ${row.key}: gets its share back when it has been Ready for a while`),
    ...rows.flatMap((row) => reportOf(world, row)),
    ...FEDERATED.flatMap((resource) =>
      api.log
        .of(resource)
        .flatMap((object) => placed(world, object, formatObjectKey(keyFor(resource, object)))),
    ),
    ...[...world.members.values()]
      .filter(({ name }) => world.isMember(name))
      .flatMap((member) => strays(world, member)),
    ...api.log.of(CLUSTERS).flatMap(leaving),
    ...(store.deletionsHeld ? ['deletions are held'] : []),
    ...api.log
      .of(CLUSTERS)
      .filter((cluster) => !isReady(cluster))
      .map(({ metadata }) => `${metadata.name ?? ''} is not Ready`),
  ];
}

/** In the words that are shown to people. */
function leaving({ metadata, status }: KubeObject): string[] {
  if (metadata.deletionTimestamp === undefined) return [];
  const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; message?: string }[] };
  const why = conditions.find(({ type }) => type === 'Removing')?.message ?? '';
  return [`${metadata.name ?? ''} is still being removed: ${why}`];
}

function keyFor(
  resource: (typeof FEDERATED)[number],
  { metadata }: KubeObject,
): Parameters<typeof formatObjectKey>[0] {
  return { ...resource, namespace: metadata.namespace ?? '', name: metadata.name ?? '' };
}

function isReady(cluster: KubeObject): boolean {
  const { conditions = [] } = (cluster['status'] ?? {}) as {
    conditions?: { type: string; status: string }[];
  };
  return conditions.some(({ type, status }) => type === 'Ready' && status === 'True');
}

/** The member shows the row, and the stored report tells the member's status. */
function reportOf({ store, members }: World, row: SimRow): string[] {
  const name = `${row.cluster} ${row.key}`;
  const live = members.get(row.cluster)?.log.get(parseObjectKey(row.key));
  const report = store.reported.get(name)?.report;
  if (report?.generation !== row.generation)
    return [`${name}: the report is not of generation ${row.generation}`];
  if (report.state === 'Conflict' && live && !isManagedBy(live, HUB_UID)) return [];
  if (report.state !== 'Applied') return [`${name}: ${report.state} ${String(report['reason'])}`];
  return live ? shows(name, row, live, report) : [`${name}: is not there`];
}

function shows(
  name: string,
  row: SimRow,
  live: KubeObject,
  report: Readonly<Record<string, unknown>>,
): string[] {
  const { annotations, uid } = live.metadata;
  const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
  return [
    ...(markOf(annotations)?.generation === row.generation ? [] : [`${name}: the member shows other work`]),
    ...(report['memberUid'] === uid ? [] : [`${name}: another object is reported`]),
    ...(same(report['status'], live['status']) ? [] : [`${name}: another status is reported`]),
  ];
}

/** Every object is where it belongs, as it should be. */
function placed(world: World, object: KubeObject, key: string): string[] {
  if (object.metadata.deletionTimestamp !== undefined) return [`${key}: is still being deleted`];
  const rows = world.store.rowsOf(key);
  const found = rows.flatMap((row) => differs(world, object, row));
  const isEverywhere = object.metadata.annotations?.[CLUSTER_SELECTOR] === undefined;
  if (object.kind !== 'ReplicaSet') {
    if (isEverywhere && rows.length < world.api.log.of(CLUSTERS).length)
      found.push(`${key}: is not everywhere`);
    return found;
  }
  const given = rows.reduce(
    (sum, { patch }) => sum + ((patch?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 0),
    0,
  );
  const { replicas } = object['spec'] as { replicas: number };
  // Where the name is taken by somebody else's object nothing ever gets ready, and what was to move stays.
  const isTaken = rows.some(
    ({ cluster }) => world.store.reported.get(`${cluster} ${key}`)?.report.state === 'Conflict',
  );
  if (given < replicas || (given > replicas && !isTaken))
    found.push(`${key}: ${given} replicas are given, ${replicas} wanted`);
  return found;
}

function differs({ members }: World, object: KubeObject, { cluster, key, patch }: SimRow): string[] {
  const live = members.get(cluster)?.log.get(parseObjectKey(key));
  if (!live || !isManagedBy(live, HUB_UID) || object.kind === 'Namespace') return [];
  const wanted = mergePatch(object, patch ?? {}) as KubeObject;
  const same = (field: string): boolean =>
    JSON.stringify(sorted(live[field])) === JSON.stringify(sorted(wanted[field]));
  return ['data', 'spec']
    .filter((field) => !same(field))
    .map((field) => `${cluster} ${key}: another ${field}`);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([k, v]) => [k, sorted(v)]),
  );
}

/** Objects with our mark that no row speaks of. Namespaces that were made for what was in them may stay (DESIGN, decision 6). */
function strays({ store, invariants }: World, member: SimMember): string[] {
  return [...member.log.objects]
    .filter(([, object]) => object.kind !== 'Namespace' && isManagedBy(object, HUB_UID))
    .filter(([key]) => !store.rows.has(`${member.name} ${key}`))
    .filter(([key]) => !invariants.unknown.has(`${member.name} ${key}`))
    .map(([key]) => `${member.name} ${key}: nobody wants it`);
}

/** ReplicaSets that have fewer ready replicas than are wanted, while `full` takes no more and the others take all. */
export function unserved(world: World, full: string): string[] {
  return world.api.log.of(REPLICASETS).flatMap((object) => {
    const key = formatObjectKey(keyFor(REPLICASETS, object));
    const rows = world.store.rowsOf(key);
    const isTaken = rows.some(
      ({ cluster }) => world.store.reported.get(`${cluster} ${key}`)?.report.state === 'Conflict',
    );
    if (object.metadata.deletionTimestamp !== undefined || isTaken) return [];
    if (rows.every(({ cluster }) => cluster === full)) return [];
    const { replicas } = object['spec'] as { replicas: number };
    const ready = rows.reduce((sum, { cluster }) => sum + readyIn(world, cluster, key), 0);
    return ready < replicas
      ? [`${key}: ${ready} replicas are ready, ${replicas} wanted, and ${full} is full`]
      : [];
  });
}

function readyIn({ members }: World, cluster: string, key: string): number {
  const status = members.get(cluster)?.log.objects.get(key)?.['status'];
  return (status as { readyReplicas?: number } | undefined)?.readyReplicas ?? 0;
}
