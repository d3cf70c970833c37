import { parseObjectKey } from '#libs/apimachinery';
import { CLUSTERS, CONFIGMAPS, NAMESPACES, REPLICASETS, SECRETS } from './hub-api.js';
import { CALM } from './world.js';
export const NAMES = ['a', 'b', 'c', 'taken'];
export const SPACES = ['default', 'team'];
const SELECTOR = 'federation.alpha.kubernetes.io/cluster-selector';
const PREFERENCES = 'federation.kubernetes.io/replica-set-preferences';
function objectKey(world) {
    const resource = world.pick([CONFIGMAPS, CONFIGMAPS, REPLICASETS, REPLICASETS, SECRETS]);
    return { ...resource, namespace: world.pick(SPACES), name: world.pick(NAMES) };
}
function textOf({ resource, namespace, name }) {
    return `${resource} ${namespace}/${name}`;
}
function annotationsOf(world, resource) {
    const half = world.pick(['even', 'odd']);
    const selector = JSON.stringify([{ key: 'half', operator: 'in', values: [half] }]);
    const preferences = JSON.stringify({
        rebalance: true,
        clusters: { '*': { weight: 1 }, m1: { weight: 3 } },
    });
    return {
        ...(world.chance(0.2) ? { [SELECTOR]: selector } : {}),
        ...(resource === REPLICASETS && world.chance(0.3) ? { [PREFERENCES]: preferences } : {}),
    };
}
function made(world, { resource, namespace, name }) {
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
function secretData(world) {
    return { value: Buffer.from(String(world.below(1_000))).toString('base64') };
}
export function create(world) {
    const key = objectKey(world);
    if (key.namespace !== 'default')
        world.api.post({ ...NAMESPACES, namespace: '', name: key.namespace }, {
            apiVersion: 'v1',
            kind: 'Namespace',
            metadata: { name: key.namespace },
        });
    const isNew = world.api.post(key, made(world, key));
    return `user: create ${textOf(key)}${isNew ? '' : ' (refused)'}`;
}
function changed(world, object) {
    if (object.kind === 'Secret')
        return { ...object, data: secretData(world) };
    if (object.kind === 'ConfigMap')
        return { ...object, data: { value: String(world.below(1_000)) } };
    return { ...object, spec: { ...object['spec'], replicas: world.below(12) } };
}
function edit(world) {
    const key = objectKey(world);
    world.api.edit(key, (object) => changed(world, object));
    return `user: edit ${textOf(key)}`;
}
function selector(world) {
    const key = objectKey(world);
    const resource = key.resource === 'replicasets' ? REPLICASETS : CONFIGMAPS;
    const annotations = annotationsOf(world, resource);
    world.api.edit(key, (object) => ({ ...object, metadata: { ...object.metadata, annotations } }));
    return `user: annotations of ${textOf(key)}: ${JSON.stringify(annotations)}`;
}
function remove(world) {
    const key = objectKey(world);
    const cascade = world.pick(['background', 'foreground', 'orphan']);
    world.api.remove(key, cascade);
    return `user: delete ${textOf(key)} --cascade=${cascade}`;
}
function removeNamespace(world) {
    world.api.remove({ ...NAMESPACES, namespace: '', name: 'team' });
    return 'user: delete namespace team';
}
function state(world) {
    const name = world.pick([...world.members.keys()]);
    const next = world.pick(['active', 'active', 'cordoned', 'draining']);
    world.api.edit({ ...CLUSTERS, namespace: '', name }, (cluster) => ({ ...cluster, spec: { state: next } }));
    return `admin: ${name} is ${next}`;
}
function drift(world) {
    const member = world.pick([...world.members.values()]);
    const keys = [...member.log.objects.keys()].filter((key) => /^(configmaps|replicasets|secrets)/.test(key));
    if (keys.length === 0)
        return `rival: nothing in ${member.name}`;
    const key = parseObjectKey(world.pick(keys));
    if (key.name === 'taken')
        return `rival: leaves ${textOf(key)} in ${member.name}`;
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
function weather(world) {
    const some = (most) => (world.chance(0.5) ? world.random() * most : 0);
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
function outage(world) {
    const name = world.pick([...world.members.keys()]);
    const member = world.members.get(name);
    const ms = world.chance(0.3) ? world.below(200_000) : world.below(15_000);
    const isApi = world.chance(0.4);
    if (isApi && member)
        member.up = false;
    else
        world.broker.partition(name, true);
    member?.log.wake();
    world.clock.after(ms, () => {
        if (isApi && member)
            member.up = true;
        else
            world.broker.partition(name, false);
    });
    return `${name}: ${isApi ? 'its API server' : 'the broker'} is away for ${ms} ms`;
}
function hubCut(world) {
    const ms = world.below(30_000);
    world.broker.partition('hub', true);
    world.clock.after(ms, () => world.broker.partition('hub', false));
    return `the hub is cut off for ${ms} ms`;
}
function crashAgent(world) {
    const name = world.pick([...world.members.keys()]);
    const cut = world.random();
    world.killAgent(name, cut);
    return `the agent of ${name} is killed; ${Math.round(cut * 100)} % of what was not durable stays`;
}
function loseAgent(world) {
    const name = world.pick([...world.members.keys()]);
    world.loseAgent(name);
    return `the agent of ${name} is killed, and its disk is lost`;
}
const POINTS = ['save', 'publishWork', 'markPublished', 'saveBatch', 'modify', 'updateStatus', 'republish'];
function crashHub(world) {
    const point = `${world.pick(['before', 'after'])} ${world.pick(POINTS)}`;
    const calls = 1 + world.below(5);
    world.killHubAt(point, calls);
    return `the hub will die: call ${calls}, ${point}`;
}
function crashHubNow(world) {
    world.killHub();
    return 'the hub is killed';
}
function wipe(world) {
    world.broker.loseDisk();
    return 'the broker loses its disk';
}
function compact(world) {
    const member = world.pick([...world.members.values()]);
    member.log.compact();
    return `${member.name} forgets its history`;
}
export const ACTIONS = [
    { name: 'create', weight: 12, act: create },
    { name: 'edit', weight: 12, act: edit },
    { name: 'selector', weight: 4, act: selector },
    { name: 'remove', weight: 6, act: remove },
    { name: 'removeNamespace', weight: 2, act: removeNamespace },
    { name: 'state', weight: 4, act: state },
    { name: 'drift', weight: 6, act: drift },
    { name: 'weather', weight: 6, act: weather },
    { name: 'outage', weight: 6, act: outage },
    { name: 'hubCut', weight: 2, act: hubCut },
    { name: 'crashAgent', weight: 5, act: crashAgent },
    { name: 'loseAgent', weight: 1, act: loseAgent },
    { name: 'crashHub', weight: 5, act: crashHub },
    { name: 'crashHubNow', weight: 2, act: crashHubNow },
    { name: 'wipe', weight: 1, act: wipe },
    { name: 'compact', weight: 2, act: compact },
];
//# sourceMappingURL=actions.js.map