import { mergePatch, parseObjectKey, type GroupResource } from '#libs/apimachinery';
import { sleep, type Clock, type Logger } from '#libs/process';
import {
  canonicalJson,
  encodeWork,
  manifestHash,
  NO_BODY,
  packBody,
  subjectHash,
  type WorkMessage,
} from '#libs/protocol';
import { type AgentCredential, type OutboxItem, type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { type AgentDirectory } from './agent-directory.js';

export interface WorkPublisherOptions {
  readonly store: Store;
  readonly transport: HubTransport;
  readonly agents: AgentDirectory;
  readonly hub: { readonly hubUid: string; readonly epoch: number };
  /** The storage version and kind of a resource that is spread. */
  readonly kindOf: (resource: GroupResource) => { readonly apiVersion: string; readonly kind: string };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Rows taken at once; the transport bounds what is in flight. */
const BATCH = 512;
/** Looks for forgotten rows (another hub died between save and publish), and retries after an error. */
const POLL_MS = 1_000;

/**
 * The transactional outbox: stored work that is not marked published goes to its subject, then is marked. A crash
 * between the two publishes the same generation again, which agents ignore.
 */
export class WorkPublisher {
  private readonly controller = new AbortController();
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private dirty = true;
  readonly counts = { published: 0, failed: 0, withoutAgent: 0 };

  constructor(private readonly options: WorkPublisherOptions) {
    options.store.work.onSaved(() => this.poke());
  }

  start(): void {
    this.running ??= this.run();
  }

  /** There may be something to publish. */
  poke(): void {
    this.dirty = true;
    this.wake?.();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    while (!isAborted(signal)) {
      this.dirty = false;
      try {
        const items = await this.options.store.work.outbox(BATCH);
        const progressed = items.length > 0 && (await this.publish(items));
        if (progressed && items.length === BATCH) continue;
        if (items.length > 0 && !progressed) await sleep(this.options.clock, POLL_MS, signal);
      } catch (error) {
        if (isAborted(signal)) return;
        this.options.logger.warn({ err: error }, 'outbox: will try again');
        await sleep(this.options.clock, POLL_MS, signal);
      }
      if (!this.isDirty()) await this.idle();
    }
  }

  /** poke() may have set it meanwhile. */
  private isDirty(): boolean {
    return this.dirty;
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.options.clock.after(POLL_MS, () => this.wake?.());
      this.wake = () => {
        cancel();
        this.wake = undefined;
        resolve();
      };
      if (this.controller.signal.aborted) this.wake();
    });
  }

  /** One failing item does not hold back the others; it stays unpublished. False: nothing went out. */
  private async publish(items: readonly OutboxItem[]): Promise<boolean> {
    const agents = await this.options.agents.byCluster();
    const results = await Promise.allSettled(
      items.map((item) => this.publishOne(item, agents.get(item.cluster))),
    );
    const sent = items.filter((_item, index) => results[index]?.status === 'fulfilled');
    const failure = results.find((result) => result.status === 'rejected');
    this.counts.published += sent.length;
    if (failure) {
      this.counts.failed += items.length - sent.length;
      this.options.logger.warn(
        { err: failure.reason as unknown, failed: items.length - sent.length },
        'work not published, will try again',
      );
    }
    if (sent.length > 0)
      await this.options.store.work.markPublished(
        sent.map(({ key, cluster, generation }) => ({ key, cluster, generation })),
      );
    return sent.length > 0;
  }

  private async publishOne(item: OutboxItem, agent: AgentCredential | undefined): Promise<void> {
    // Without an agent nobody can read it: marked as sent; the join republishes everything for its cluster.
    if (!agent) {
      this.counts.withoutAgent++;
      return;
    }
    const message = workMessage(item, agent, this.options);
    await this.options.transport.publishWork(item.cluster, subjectHash(message.object), encodeWork(message));
  }
}

function workMessage(item: OutboxItem, agent: AgentCredential, options: WorkPublisherOptions): WorkMessage {
  const key = parseObjectKey(item.key);
  const { namespace, name } = key;
  const head = {
    v: 1 as const,
    hubUid: options.hub.hubUid,
    epoch: options.hub.epoch,
    generation: item.generation,
    cluster: item.cluster,
    action: item.action,
    object: { ...options.kindOf(key), namespace, name },
    uid: item.uid,
    adopt: item.adopt ?? false,
    ...(item.propagationPolicy ? { propagationPolicy: item.propagationPolicy } : {}),
  };
  if (item.action !== 'apply') return { ...head, manifestHash: '', ...NO_BODY };
  const text = item.patch ? canonicalJson(mergePatch(JSON.parse(item.manifest), item.patch)) : item.manifest;
  const sealFor = { keyId: agent.sealingKeyId, publicKey: agent.sealingPublicKey };
  return {
    ...head,
    manifestHash: manifestHash(text),
    ...packBody(text, head, item.secret ? sealFor : undefined),
  };
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
