import { JournalMemory, silentLogger } from '#libs/process';
import { createSealingKeys } from '#libs/protocol';
import { TransportError, type AgentTransport, type MemoryBroker } from '#libs/transport';
import { Agent } from '../../apps/agent/src/agent.js';
import { Checkpoint } from '../../apps/agent/src/work/checkpoint.js';
import { MemberConnection } from './member-connection.js';
import { never, type SimProcess } from './process.js';
import { type SimMember } from './sim-member.js';

/** Nothing secret is sent here, so all agents may share a pair. */
const SEALING = createSealingKeys();

/** A disk that takes a moment to make things durable. */
export class SimDisk extends JournalMemory {
  /** What a crash of the machine cannot take away. */
  durable: number;

  constructor(
    content: Buffer,
    private readonly process: SimProcess,
  ) {
    super(content);
    this.durable = content.length;
  }

  override async append(bytes: Uint8Array, durable = false): Promise<void> {
    if (!this.process.isAlive()) return never();
    await super.append(bytes);
    if (!durable) return;
    const { size } = this;
    await this.process.pause(8);
    this.durable = Math.max(this.durable, size);
  }
}

export interface SimAgentOptions {
  readonly process: SimProcess;
  readonly member: SimMember;
  readonly broker: MemoryBroker;
  readonly content: Buffer;
  readonly hubUid: string;
  readonly random: () => number;
  /** Whether an answer or confirmation is lost. */
  readonly loses: () => boolean;
  /** When a batch comes once more, late; 0: not. */
  readonly againInMs: () => number;
  /** Work that was acknowledged to the broker. */
  readonly onAcknowledged: (payload: Uint8Array, subject: string) => void;
}

/** One run of an agent: the real core over a disk, a connection to its member, and one to the broker, that can be cut. */
export class SimAgent {
  private constructor(
    private readonly process: SimProcess,
    private readonly disk: SimDisk,
    readonly checkpoint: Checkpoint,
    readonly agent: Agent,
  ) {}

  static async start(options: SimAgentOptions): Promise<SimAgent> {
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
    await transport.consumeWork(
      process.handler(async (deliveries) => {
        const outcomes = await agent.handleWork(deliveries);
        outcomes.forEach(({ kind }, at) => {
          const delivery = deliveries[at];
          if (process.isAlive() && kind === 'done' && delivery)
            options.onAcknowledged(delivery.payload, delivery.subject);
        });
        return outcomes;
      }, options.againInMs),
    );
    return new SimAgent(process, disk, checkpoint, agent);
  }

  /** kill -9; the answer is what the disk then holds. `cut`: from 0 to below 1, how much of what was not durable is kept. */
  kill(cut: number): Buffer {
    this.process.kill();
    const all = this.disk.snapshot();
    return all.subarray(0, this.disk.durable + Math.round((all.length - this.disk.durable) * cut));
  }
}

export function credential(
  cluster: string,
): Record<'cluster' | 'natsPublicKey' | 'sealingPublicKey' | 'sealingKeyId', string> {
  return {
    cluster,
    natsPublicKey: `U${cluster}`,
    sealingPublicKey: SEALING.publicKey,
    sealingKeyId: SEALING.keyId,
  };
}

function transportOf(transport: AgentTransport, process: SimProcess, loses: () => boolean): AgentTransport {
  return process.port(
    transport,
    ['connected', 'onConnect', 'consumeWork', 'close'],
    (when, method) => {
      if (when === 'after' && method === 'publishReport' && loses())
        throw new TransportError('timeout', 'the broker did not confirm');
    },
    0,
  );
}
