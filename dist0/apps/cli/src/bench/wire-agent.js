import {} from '#libs/apimachinery';
import { createSealingKeys, decodeWork, encodeReport, HEARTBEAT_KEY, subjectHash, unpackBody, } from '#libs/protocol';
import { silentLogger, systemClock } from '#libs/process';
import { createAgentTransport, createNatsIdentity, joinHub } from '#libs/transport';
import { readyStatus } from './ready-status.js';
const HEARTBEAT_MS = 2_000;
/**
 * An agent and its member as the hub sees them, and nothing behind: it joins with keys of its own, holds its connection to the
 * broker, sends heartbeats, and says of all work at once that it is done. So that the hub's share can be measured alone, and with
 * a thousand of them on one machine.
 */
export class WireAgent {
    options;
    hubUid;
    transport;
    sealing;
    timer;
    sequence = 0;
    generation = 0;
    objects = new Set();
    constructor(options, hubUid, transport, sealing) {
        this.options = options;
        this.hubUid = hubUid;
        this.transport = transport;
        this.sealing = sealing;
    }
    static async join(options, signal) {
        const { cluster, region, hubUrl, token } = options;
        const nats = createNatsIdentity();
        const sealing = createSealingKeys();
        const request = {
            v: 1,
            role: 'cluster',
            name: cluster,
            natsPublicKey: nats.publicKey,
            sealingPublicKey: sealing.publicKey,
            region,
            zone: `${region}-a`,
            version: 'bench',
        };
        const joined = await joinHub({
            hubUrl,
            token,
            request,
            clock: systemClock,
            logger: silentLogger,
            signal,
        });
        if (!joined)
            throw new Error(`${cluster} did not join`);
        const transport = createAgentTransport({
            cluster,
            url: joined.natsUrl,
            name: `agent ${cluster}`,
            ca: joined.natsCa,
            credentials: { jwt: joined.natsJwt, seed: nats.seed },
            logger: silentLogger,
        });
        const agent = new WireAgent(options, joined.hubUid, transport, sealing);
        await agent.start();
        return agent;
    }
    async close() {
        clearTimeout(this.timer);
        await this.transport.close();
    }
    async start() {
        this.transport.onConnect(() => this.beat());
        await this.transport.consumeWork((deliveries) => {
            for (const { payload, subject } of deliveries)
                this.take(decodeWork(payload, subject));
            return Promise.resolve(deliveries.map(() => ({ kind: 'done' })));
        });
        // Not all at the same moment, as with agents that were started by hand.
        this.timer = setTimeout(() => this.tick(), Math.random() * HEARTBEAT_MS);
    }
    tick() {
        this.beat();
        this.timer = setTimeout(() => this.tick(), HEARTBEAT_MS);
    }
    take(work) {
        this.generation = Math.max(this.generation, work.generation);
        const key = subjectHash(work.object);
        const text = work.action === 'apply' ? unpackBody(work, () => this.sealing) : undefined;
        if (text === undefined)
            this.objects.delete(key);
        else
            this.objects.add(key);
        this.options.onWork(work.object.name);
        this.publish(key, this.reportOf(work, text));
    }
    reportOf(work, text) {
        const { hubUid, epoch, generation, object, uid, cluster } = work;
        const status = text === undefined ? undefined : readyStatus(JSON.parse(text));
        return {
            v: 1,
            type: 'object',
            cluster,
            hubUid,
            epoch,
            generation,
            object,
            uid,
            instance: 'bench',
            sequence: ++this.sequence,
            state: text === undefined ? 'Deleted' : 'Applied',
            ...(status && {
                status,
                memberGeneration: 1,
                workload: { ready: status.readyReplicas, unschedulable: 0 },
            }),
            at: Date.now(),
        };
    }
    beat() {
        const { cluster, region } = this.options;
        const resources = { cpu: '64', memory: '256Gi', pods: '440' };
        const report = {
            v: 1,
            type: 'heartbeat',
            cluster,
            hubUid: this.hubUid,
            instance: 'bench',
            sequence: ++this.sequence,
            agentVersion: 'bench',
            apiReady: true,
            kubernetesVersion: 'v1.33.0',
            region,
            zones: [`${region}-a`],
            nodes: { total: 4, ready: 4 },
            allocatable: resources,
            requested: { cpu: '1', memory: '1Gi', pods: '10' },
            generation: this.generation,
            objects: this.objects.size,
            at: Date.now(),
        };
        this.publish(HEARTBEAT_KEY, report);
    }
    /** The next heartbeat, or the hub's question, mends what is lost. */
    publish(key, report) {
        if (this.transport.connected())
            this.transport.publishReport(key, encodeReport(report)).catch(() => undefined);
    }
}
//# sourceMappingURL=wire-agent.js.map