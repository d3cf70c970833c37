import { MemoryBroker } from '#libs/transport';
import { seededRandom } from '#libs/controller-runtime';
import { CLUSTERS, HubApi } from './hub-api.js';
import { HUB_UID, Invariants } from './invariants.js';
import { SimProcess } from './process.js';
import { credential, SimAgent } from './sim-agent.js';
import { drained, SimClock } from './sim-clock.js';
import { SimHub } from './sim-hub.js';
import { SimMember } from './sim-member.js';
import { SimStore } from './sim-store.js';
/** How late a batch may come once more. */
const LATE_MS = 60_000;
export const CALM = { drop: 0, duplicate: 0, delay: 0, delayMs: 0, lose: 0, late: 0 };
/** A federation in memory: one hub, members with their agents, a broker, and time that goes when it is told to. */
export class World {
    seed;
    clock = new SimClock(Date.parse('2026-11-21T08:00:00Z'));
    random;
    api = new HubApi(() => this.clock.now());
    invariants = new Invariants(this.api, () => this.clock.now());
    store;
    broker;
    members = new Map();
    /** What was done to this world, for people. */
    story = [];
    weather = CALM;
    agents = new Map();
    disks = new Map();
    hubRun;
    /** The hub dies at the n-th call from now. */
    hubDiesIn = Infinity;
    hubDiesAt = '';
    constructor(seed) {
        this.seed = seed;
        this.random = seededRandom(seed);
        this.store = new SimStore(this.clock, (key) => this.api.log.objects.get(key)?.metadata.resourceVersion ?? '', (plan) => this.invariants.planned(plan));
        this.invariants.store = this.store;
        this.broker = new MemoryBroker({ clock: this.clock, faults: (event) => this.fault(event) });
    }
    tell(text) {
        this.story.push(`${new Date(this.clock.now()).toISOString()} ${text}`);
    }
    chance(probability) {
        return probability > 0 && this.random() < probability;
    }
    below(limit) {
        return Math.floor(this.random() * limit);
    }
    pick(items) {
        const item = items[this.below(items.length)];
        if (item === undefined)
            throw new Error('nothing to pick from');
        return item;
    }
    async join(name) {
        this.members.set(name, new SimMember(name, this.clock, this.random, this.invariants));
        await this.store.agents.upsert({ ...credential(name), joinedAt: this.clock.now() });
        this.api.post({ ...CLUSTERS, namespace: '', name }, {
            apiVersion: 'federation.meridian.dev/v1',
            kind: 'Cluster',
            metadata: { name, labels: { half: this.members.size % 2 === 0 ? 'even' : 'odd' } },
            spec: { state: 'active' },
        });
        await this.broker.hub('operator').ensureWorkConsumer(name);
        await this.startAgent(name);
    }
    isRunning(cluster) {
        return this.agents.has(cluster);
    }
    async startAgent(cluster) {
        const member = this.members.get(cluster);
        if (!member || this.agents.has(cluster))
            return;
        const agent = await this.finished(SimAgent.start({
            process: new SimProcess(this.clock, this.random),
            member,
            broker: this.broker,
            content: this.disks.get(cluster) ?? Buffer.alloc(0),
            hubUid: HUB_UID,
            random: this.random,
            loses: () => this.chance(this.weather.lose),
            againInMs: () => this.lateness(),
            onAcknowledged: (payload, subject) => this.invariants.acknowledge(cluster, payload, subject),
        }));
        this.invariants.starting(cluster, agent.checkpoint.entries());
        this.agents.set(cluster, agent);
    }
    /** `cut`: how much of what was not durable stays on the disk, from 0 to 1. */
    killAgent(cluster, cut) {
        const agent = this.agents.get(cluster);
        if (!agent)
            return;
        this.disks.set(cluster, Buffer.from(agent.kill(cut)));
        this.agents.delete(cluster);
    }
    /** It is set up anew, with the same identity. */
    loseAgent(cluster) {
        this.killAgent(cluster, 0);
        this.disks.delete(cluster);
        this.invariants.forgetAcknowledged(cluster);
    }
    get isHubUp() {
        return this.hubRun !== undefined;
    }
    async startHub() {
        if (this.hubRun)
            return;
        const process = new SimProcess(this.clock, this.random);
        this.hubDiesIn = Infinity;
        const started = SimHub.start({
            process,
            store: this.store,
            api: this.api,
            broker: this.broker,
            around: (when, method) => this.hubCalls(process, when, method),
            loses: () => this.chance(this.weather.lose),
            againInMs: () => this.lateness(),
        });
        this.hubRun = { process, hub: await this.finished(started) };
    }
    /** At the n-th call of `method` from now, before or after it is carried out. */
    killHubAt(point, calls) {
        this.hubDiesAt = point;
        this.hubDiesIn = calls;
    }
    killHub() {
        this.hubRun?.process.kill();
        this.hubRun = undefined;
        this.hubDiesIn = Infinity;
        this.store.forgetListeners();
    }
    run(ms) {
        return this.clock.run(ms);
    }
    lateness() {
        return this.chance(this.weather.late) ? 1 + this.below(LATE_MS) : 0;
    }
    hubCalls(process, when, method) {
        if (this.hubRun?.process !== process || `${when} ${method}` !== this.hubDiesAt)
            return;
        if (--this.hubDiesIn > 0)
            return;
        this.tell(`the hub dies ${when} ${method}`);
        this.killHub();
    }
    /** Time goes on until it is done. */
    async finished(promise) {
        const done = new Promise((resolve, reject) => {
            promise.then((value) => resolve({ value }), reject);
        });
        for (let ms = 0; ms < 60_000; ms++) {
            await drained();
            const found = await Promise.race([done, Promise.resolve(undefined)]);
            if (found)
                return found.value;
            await this.run(1);
        }
        throw new Error('it does not start');
    }
    fault({ stage }) {
        const { drop, duplicate, delay, delayMs } = this.weather;
        if (this.chance(drop))
            return 'drop';
        if (this.chance(duplicate))
            return 'duplicate';
        if (this.chance(delay))
            return { delayMs: 1 + this.below(stage === 'publish' ? Math.min(delayMs, 4_000) : delayMs) };
        return 'none';
    }
}
//# sourceMappingURL=world.js.map