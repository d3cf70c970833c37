import { parseObjectKey, type GroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import {
  CLUSTER_SELECTOR,
  CLUSTERS,
  CONFIGMAPS,
  NAMESPACES,
  REPLICASETS,
  SECRETS,
  type Cascade,
} from './hub-api.js';
import { CALM, type World } from './world.js';

/** Something that is done to a federation. Each draws what it needs from the world's numbers. */
export interface Action {
  readonly name: string;
  /** How often it is drawn, beside the others. */
  readonly weight: number;
  readonly act: (world: World) => string | Promise<string>;
}

export const NAMES = ['a', 'b', 'c', 'taken'];
export const SPACES = ['default', 'team'];
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';

function objectKey(world: World): ObjectKey {
  const resource = world.pick([CONFIGMAPS, CONFIGMAPS, REPLICASETS, REPLICASETS, SECRETS]);
  return { ...resource, namespace: world.pick(SPACES), name: world.pick(NAMES) };
}

function textOf({ resource, namespace, name }: ObjectKey): string {
  return `${resource} ${namespace}/${name}`;
}

function annotationsOf(world: World, resource: GroupResource): Record<string, string> {
  const half = world.pick(['even', 'odd']);
  const selector = JSON.stringify([{ key: 'half', operator: 'in', values: [half] }]);
  const preferences = JSON.stringify({
    rebalance: true,
    clusters: { '*': { weight: 1 }, m1: { weight: 3 } },
  });
  return {
    ...(world.chance(0.2) ? { [CLUSTER_SELECTOR]: selector } : {}),
    ...(resource === REPLICASETS && world.chance(0.3) ? { [PREFERENCES]: preferences } : {}),
  };
}

function made(world: World, { resource, namespace, name }: ObjectKey): KubeObject {
  const metadata = {
    name,
    namespace,
    annotations: annotationsOf(world, resource === 'replicasets' ? REPLICASETS : CONFIGMAPS),
  };
  if (resource === 'secrets')
    return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: secretData(world) };
  if (resource === 'configmaps')
    return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: String(world.below(1_000)) } };
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const spec = { replicas: world.below(12), selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata, spec };
}

function secretData(world: World): Record<string, string> {
  return { value: Buffer.from(String(world.below(1_000))).toString('base64') };
}

export function create(world: World): string {
  const key = objectKey(world);
  if (key.namespace !== 'default')
    world.api.post(
      { ...NAMESPACES, namespace: '', name: key.namespace },
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: key.namespace },
      },
    );
  const isNew = world.api.post(key, made(world, key));
  return `user: create ${textOf(key)}${isNew ? '' : ' (refused)'}`;
}

function changed(world: World, object: KubeObject): KubeObject {
  if (object.kind === 'Secret') return { ...object, data: secretData(world) };
  if (object.kind === 'ConfigMap') return { ...object, data: { value: String(world.below(1_000)) } };
  return { ...object, spec: { ...(object['spec'] as object), replicas: world.below(12) } };
}

function edit(world: World): string {
  const key = objectKey(world);
  world.api.edit(key, (object) => changed(world, object));
  return `user: edit ${textOf(key)}`;
}

function selector(world: World): string {
  const key = objectKey(world);
  const resource = key.resource === 'replicasets' ? REPLICASETS : CONFIGMAPS;
  const annotations = annotationsOf(world, resource);
  world.api.edit(key, (object) => ({ ...object, metadata: { ...object.metadata, annotations } }));
  return `user: annotations of ${textOf(key)}: ${JSON.stringify(annotations)}`;
}

function remove(world: World): string {
  const key = objectKey(world);
  const cascade = world.pick<Cascade>(['background', 'foreground', 'orphan']);
  world.api.remove(key, cascade);
  return `user: delete ${textOf(key)} --cascade=${cascade}`;
}

function removeNamespace(world: World): string {
  world.api.remove({ ...NAMESPACES, namespace: '', name: 'team' });
  return 'user: delete namespace team';
}

function state(world: World): string {
  const name = world.pick([...world.members.keys()]);
  const next = world.pick(['active', 'active', 'cordoned', 'draining']);
  world.api.edit({ ...CLUSTERS, namespace: '', name }, (cluster) => ({
    ...cluster,
    spec: { ...(cluster['spec'] as object), state: next },
  }));
  return `admin: ${name} is ${next}`;
}

function drift(world: World): string {
  const member = world.pick([...world.members.values()]);
  const keys = [...member.log.objects.keys()].filter((key) => /^(configmaps|replicasets|secrets)/.test(key));
  if (keys.length === 0) return `rival: nothing in ${member.name}`;
  const key = parseObjectKey(world.pick(keys));
  if (key.name === 'taken') return `rival: leaves ${textOf(key)} in ${member.name}`;
  if (world.chance(0.3)) {
    member.terminate(key);
    return `rival: delete ${textOf(key)} in ${member.name}`;
  }
  if (world.chance(0.15)) {
    member.edit(key, (object) => ({ ...object, metadata: { ...object.metadata, labels: {} } }));
    return `rival: takes the labels off ${textOf(key)} in ${member.name}`;
  }
  member.edit(key, (object) => changed(world, object));
  return `rival: edit ${textOf(key)} in ${member.name}`;
}

function weather(world: World): string {
  const some = (most: number): number => (world.chance(0.5) ? world.random() * most : 0);
  world.weather = world.chance(0.3)
    ? CALM
    : {
        drop: some(0.3),
        duplicate: some(0.3),
        delay: some(0.5),
        delayMs: 1 + world.below(10_000),
        lose: some(0.2),
        late: some(0.6),
      };
  return `weather: ${JSON.stringify(world.weather)}`;
}

function compact(world: World): string {
  const member = world.pick([...world.members.values()]);
  member.log.compact();
  return `${member.name} forgets its history`;
}

/** What users, admins and rivals do. */
export const ACTIONS: readonly Action[] = [
  { name: 'create', weight: 12, act: create },
  { name: 'edit', weight: 12, act: edit },
  { name: 'selector', weight: 4, act: selector },
  { name: 'remove', weight: 6, act: remove },
  { name: 'removeNamespace', weight: 2, act: removeNamespace },
  { name: 'state', weight: 4, act: state },
  { name: 'drift', weight: 6, act: drift },
  { name: 'weather', weight: 6, act: weather },
  { name: 'compact', weight: 2, act: compact },
];
