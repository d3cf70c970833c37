import { createSealingKeys, decodeWork, encodeReport, EVENT_SLOTS, eventsKey, HEARTBEAT_KEY, subjectHash, unpackBody, } from '#libs/protocol';
import {} from '#libs/apimachinery';
import {} from '#libs/transport';
import { statusOf } from './scripted-status.js';
/**
 * A member and its agent in one, for tests of the hub: applies at once what it is told, and reports as an agent does. Older
 * generations are refused; workloads are ready at once.
 */
export class ScriptedAgent {
    cluster;
    transport;
    sealing = createSealingKeys();
    /** By subject hash. */
    objects = new Map();
    /** Generations in the order of arrival, older ones included. */
    arrived = [];
    /** What is said in place of success. */
    refusal;
    /** Its Jobs do not get on. */
    paused = false;
    /** Told the kind of each object that it deletes. */
    onRemoved = () => undefined;
    /** What its autoscalers make of workloads that no replicas are told of. */
    scaled = 1;
    sequence = 0;
    constructor(cluster, transport) {
        this.cluster = cluster;
        this.transport = transport;
    }
    static async start(broker, cluster) {
        const transport = broker.agent(cluster);
        const agent = new ScriptedAgent(cluster, transport);
        await transport.consumeWork(async (deliveries) => {
            for (const { payload, subject } of deliveries)
                await agent.take(decodeWork(payload, subject));
            return deliveries.map(() => ({ kind: 'done' }));
        });
        return agent;
    }
    /** The manifests of what is applied, by `Kind/name`. */
    applied() {
        const held = [...this.objects.values()].flatMap(({ manifest }) => (manifest ? [manifest] : []));
        return Object.fromEntries(held.map((one) => [`${one.kind}/${one.metadata.name ?? ''}`, one]));
    }
    replicas(name) {
        const spec = this.applied()[`ReplicaSet/${name}`]?.['spec'];
        return spec?.replicas;
    }
    /** What it was told to do last about each object, by `Kind/name`. */
    actions() {
        const held = [...this.objects.values()].map(({ work }) => work);
        return new Map(held.map(({ object, action }) => [`${object.kind}/${object.name}`, action]));
    }
    /** Reports about everything once more, as after a restart. */
    async reportAll() {
        for (const { work, manifest } of this.objects.values())
            await this.report(work, manifest);
    }
    /** Says a warning about the ReplicaSet `name`, as an agent passes them on. */
    async warn(name, note) {
        const [held] = this.objects.values();
        const object = { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace: 'default', name };
        const report = encodeReport({
            v: 1,
            type: 'events',
            cluster: this.cluster,
            hubUid: held?.work.hubUid ?? '',
            instance: 'scripted',
            sequence: ++this.sequence,
            slot: this.sequence % EVENT_SLOTS,
            events: [{ ...note, object }],
            at: 0,
        });
        await this.transport.publishReport(eventsKey(this.sequence % EVENT_SLOTS), report);
    }
    /** Says that it lives, and which work it knows. */
    async heartbeat(generation, hubUid) {
        const report = {
            v: 1,
            type: 'heartbeat',
            cluster: this.cluster,
            hubUid,
            instance: 'scripted',
            sequence: ++this.sequence,
            agentVersion: '1',
            apiReady: true,
            kubernetesVersion: 'v1.33.0',
            region: '',
            zones: [],
            nodes: { total: 1, ready: 1 },
            allocatable: {},
            requested: {},
            generation,
            objects: this.objects.size,
            at: 0,
        };
        await this.transport.publishReport(HEARTBEAT_KEY, encodeReport(report));
    }
    close() {
        return this.transport.close();
    }
    async take(work) {
        this.arrived.push(work.generation);
        const key = subjectHash(work.object);
        const known = this.objects.get(key)?.work;
        if (known && !isNewer(work, known))
            return;
        const text = work.action === 'apply' ? unpackBody(work, () => this.sealing) : undefined;
        const manifest = text === undefined ? undefined : JSON.parse(text);
        this.objects.set(key, { work, manifest });
        if (work.action === 'delete')
            this.onRemoved(work.object.kind);
        await this.report(work, manifest);
    }
    async report(work, manifest) {
        const status = manifest && statusOf(manifest, this);
        const report = {
            v: 1,
            type: 'object',
            cluster: this.cluster,
            hubUid: work.hubUid,
            epoch: work.epoch,
            generation: work.generation,
            object: work.object,
            uid: work.uid,
            instance: 'scripted',
            sequence: ++this.sequence,
            state: work.action === 'apply' ? 'Applied' : 'Deleted',
            ...(status
                ? {
                    status,
                    memberGeneration: 1,
                    ...(typeof status['replicas'] === 'number'
                        ? { workload: { ready: status['replicas'], unschedulable: 0 } }
                        : {}),
                }
                : {}),
            at: 0,
            ...this.refusal,
        };
        await this.transport.publishReport(subjectHash(work.object), encodeReport(report));
    }
}
/** Epoch first, as agents compare. */
function isNewer(work, known) {
    return work.epoch === known.epoch ? work.generation > known.generation : work.epoch > known.epoch;
}
//# sourceMappingURL=scripted-agent.js.map