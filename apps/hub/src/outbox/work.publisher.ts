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
import { type OutboxItem, type Store, type Tenure } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { type History } from './history.js';
import { BATCH, POLL_MS, RETRY_MS, SETTLE_MS } from './limits.js';

export interface WorkPublisherOptions {
  readonly store: Store;
  readonly transport: HubTransport;
  readonly hubUid: string;
  /** What was published before, by whom ever. */
  readonly history: History;
  /** The storage version and kind of a resource that is spread. */
  readonly kindOf: (resource: GroupResource) => { readonly apiVersion: string; readonly kind: string };
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One hub publishes at a time: two could leave an older generation as the last value of a subject. */
const LOCK = 'outbox';

/**
 * The transactional outbox: stored work that is not marked published goes to its subject, then is marked. A crash
 * between the two publishes the same generation again, which agents ignore. Of several hubs one publishes, and another
 * takes over when it is gone (docs/decisions/0015-one-hub-publishes.md).
 */
export class WorkPublisher {
  private readonly controller = new AbortController();
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private dirty = true;
  private publishing = false;
  readonly counts = { published: 0, failed: 0, withoutAgent: 0, tenures: 0 };

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

  /** Whether it is this hub that publishes now. */
  isPublishing(): boolean {
    return this.publishing;
  }

  async stop(): Promise<void> {
    this.controller.abort();
    this.wake?.();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    while (!isAborted(signal)) {
      const tenure = await this.options.store.exclusive(LOCK, signal);
      if (!tenure) return;
      this.counts.tenures++;
      this.publishing = true;
      await this.drain(tenure);
      this.publishing = false;
      await tenure.release();
    }
  }

  /** Publishes until the lock is lost or the stop. */
  private async drain(tenure: Tenure): Promise<void> {
    const { clock, history, logger, store } = this.options;
    const { signal } = this.controller;
    // A hub may have held the lock until a moment ago, even where nobody was asked to wait: a restart is such a case.
    let settleAt = clock.now() + SETTLE_MS;
    history.distrust();
    while (!isAborted(signal) && !isAborted(tenure.signal)) {
      this.dirty = false;
      try {
        if (clock.now() >= settleAt) {
          await store.work.republishRecent(2 * SETTLE_MS);
          settleAt = Infinity;
        }
        if (!(await this.pass(tenure))) await sleep(clock, RETRY_MS, signal);
        else if (!this.isDirty()) await this.idle();
      } catch (error) {
        if (isAborted(signal)) return;
        logger.warn({ err: error }, 'outbox: will try again');
        await sleep(clock, RETRY_MS, signal);
      }
    }
  }

  /** It changes while others are awaited. */
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

  /** Goes through the outbox once, past what fails. False: something stayed. */
  private async pass(tenure: Tenure): Promise<boolean> {
    const { history, store, transport } = this.options;
    if (!transport.connected()) return false;
    await history.prepare();
    let complete = true;
    const past = new Map<string, number>();
    for (;;) {
      const items = await store.work.outbox(BATCH, past);
      if (items.length === 0) return complete;
      const failed = await this.publish(items, tenure);
      complete &&= failed === 0;
      // Nothing goes out: no use in reading all the rest.
      if (failed === items.length && !(transport.connected() && tenure.held())) return false;
      for (const { cluster, generation } of items) past.set(cluster, generation);
    }
  }

  /** One failing item does not hold back the others; it stays unpublished. Answers how many failed. */
  private async publish(items: readonly OutboxItem[], tenure: Tenure): Promise<number> {
    // First on its way; without it nothing counts as sent.
    const marked = this.options.history.advance(items);
    const hashes = new Map<string, string>();
    const sending = items.map((item) => this.publishOne(item, tenure, hashes));
    const results = await Promise.allSettled([marked, ...sending]);
    const isMarked = results[0].status === 'fulfilled';
    const sent = items.filter((_item, index) => isMarked && results[index + 1]?.status === 'fulfilled');
    const failed = items.length - sent.length;
    this.counts.published += sent.length;
    this.counts.failed += failed;
    const failure = results.find((result) => result.status === 'rejected');
    if (failure && !isAborted(tenure.signal))
      this.options.logger.warn(
        { err: failure.reason as unknown, failed },
        'work not published, will try again',
      );
    if (sent.length > 0) await this.options.store.work.markPublished(sent);
    return failed;
  }

  /** `hashes`: of manifests, by their text. */
  private async publishOne(item: OutboxItem, tenure: Tenure, hashes: Map<string, string>): Promise<void> {
    // Without an agent nobody can read it: marked as sent; the join republishes everything for its cluster.
    if (!item.agent) {
      this.counts.withoutAgent++;
      return;
    }
    const message = workMessage(item, item.agent, hashes, this.options);
    const payload = encodeWork(message);
    if (!tenure.held()) throw new Error('another hub may publish by now');
    await this.options.transport.publishWork(item.cluster, subjectHash(message.object), payload);
  }
}

function workMessage(
  item: OutboxItem,
  agent: NonNullable<OutboxItem['agent']>,
  hashes: Map<string, string>,
  options: WorkPublisherOptions,
): WorkMessage {
  const key = parseObjectKey(item.key);
  const { namespace, name } = key;
  const head = {
    v: 1 as const,
    hubUid: options.hubUid,
    epoch: item.epoch,
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
    manifestHash: hashOf(text, hashes),
    ...packBody(text, head, item.secret ? sealFor : undefined),
  };
}

/** A manifest that differs nowhere goes to all clusters in one batch. */
function hashOf(text: string, hashes: Map<string, string>): string {
  const known = hashes.get(text);
  if (known !== undefined) return known;
  const hash = manifestHash(text);
  hashes.set(text, hash);
  return hash;
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
