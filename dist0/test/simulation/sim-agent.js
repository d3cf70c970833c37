import { JournalMemory, silentLogger } from '#libs/process';
import { createSealingKeys } from '#libs/protocol';
import { TransportError } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import { MemberConnection } from './member-connection.js';
import { never } from './process.js';
import {} from './sim-member.js';
/** Nothing secret is sent here, so all agents may share a pair. */
const SEALING = createSealingKeys();
/** A disk that takes a moment to make things durable. */
export class SimDisk extends JournalMemory {
    process;
    /** What a crash of the machine cannot take away. */
    durable;
    constructor(content, process) {
        super(content);
        this.process = process;
        this.durable = content.length;
    }
    async append(bytes, durable = false) {
        if (!this.process.isAlive())
            return never();
        await super.append(bytes);
        if (!durable)
            return;
        const { size } = this;
        await this.process.pause(8);
        this.durable = Math.max(this.durable, size);
    }
}
/** One run of an agent: the real core over a disk, a connection to its member, and one to the broker, that can be cut. */
export class SimAgent {
    process;
    disk;
    checkpoint;
    agent;
    constructor(process, disk, checkpoint, agent) {
        this.process = process;
        this.disk = disk;
        this.checkpoint = checkpoint;
        this.agent = agent;
    }
    static async start(options) {
        const { process, member, broker, hubUid, random, loses } = options;
        const disk = new SimDisk(options.content, process);
        const checkpoint = await Checkpoint.over(disk, silentLogger, process.clock);
        const cluster = member.name;
        const transport = transportOf(broker.agent(cluster), process, loses);
        const agent = new Agent({
            identity: { hubUid, cluster, sealingKeys: [SEALING] },
            transport,
            member: new MemberConnection(member, process, loses),
            checkpoint,
            clock: process.clock,
            logger: silentLogger,
            options: { version: 'simulated', random },
        });
        agent.start();
        await transport.consumeWork(process.handler(async (deliveries) => {
            const outcomes = await agent.handleWork(deliveries);
            outcomes.forEach(({ kind }, at) => {
                const delivery = deliveries[at];
                if (process.isAlive() && kind === 'done' && delivery)
                    options.onAcknowledged(delivery.payload, delivery.subject);
            });
            return outcomes;
        }, options.againInMs));
        return new SimAgent(process, disk, checkpoint, agent);
    }
    /** kill -9; the answer is what the disk then holds. `cut`: from 0 to below 1, how much of what was not durable is kept. */
    kill(cut) {
        this.process.kill();
        const all = this.disk.snapshot();
        return all.subarray(0, this.disk.durable + Math.round((all.length - this.disk.durable) * cut));
    }
}
export function credential(cluster) {
    return {
        cluster,
        natsPublicKey: `U${cluster}`,
        sealingPublicKey: SEALING.publicKey,
        sealingKeyId: SEALING.keyId,
    };
}
function transportOf(transport, process, loses) {
    return process.port(transport, ['connected', 'onConnect', 'consumeWork', 'close'], (when, method) => {
        if (when === 'after' && method === 'publishReport' && loses())
            throw new TransportError('timeout', 'the broker did not confirm');
    }, 0);
}
//# sourceMappingURL=sim-agent.js.map