import { z } from 'zod';
import { type Clock, type Logger } from '#libs/process';
import { type GenerationGap, type HubState, type OutboxItem, type Store } from '#libs/store';
import { type HubTransport } from '#libs/transport';
import { CLAIM_GAP_MS, CLAIM_SPAN, STATE_POLL_MS } from './limits.js';

export interface HistoryOptions {
  readonly store: Store;
  readonly transport: HubTransport;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How far the hubs' work has come, as the broker keeps it beside the work itself. */
interface Mark {
  readonly hubUid: string;
  readonly epoch: number;
  readonly generation: number;
}

const markSchema = z.object({ hubUid: z.string(), epoch: z.number(), generation: z.number() });

/**
 * Compares the database with what outlives it: the mark that goes to the broker before each batch of work, and the
 * generations that agents know. A database that is behind them, or never gave them, is an older backup: a new epoch begins, all work is published
 * again, and deletions are held until an admin confirms (docs/decisions/0018-restored-backup.md). The other way
 * around, a mark that is behind what was published shows that the broker lost the end of its log.
 */
export class History {
  private known: HubState;
  private mark: Mark | undefined;
  /** For which everything is published, or about to be. */
  private epoch: number;
  /** What was published when the mark was read. */
  private published = 0;
  private prepared = false;
  /** A generation that the database is known to have reached. */
  private reached = 0;
  private looking: Promise<void> | undefined;
  private claimedAt = Number.NEGATIVE_INFINITY;
  private tell: (message: string) => void = () => undefined;
  private cancelPoll: () => void = () => undefined;
  readonly counts = { epochsBegun: 0, claimsIgnored: 0, deletionsHeld: 0 };

  private constructor(
    private readonly options: HistoryOptions,
    state: HubState,
    private gaps: readonly GenerationGap[],
  ) {
    this.known = state;
    this.epoch = state.epoch;
    this.note(state);
    options.transport.onConnect(() => (this.prepared = false));
  }

  /** For a hub that starts: before it saves any plan. */
  static async open(options: HistoryOptions): Promise<History> {
    const { store } = options;
    await store.leaveGenerationGap();
    return new History(options, await store.hubState(), await store.generationGaps());
  }

  /** As last read; another hub may have changed it a few seconds ago. */
  get state(): HubState {
    return this.known;
  }

  /** `listener` is told, for people, when this hub begins an epoch. */
  onRestored(listener: (message: string) => void): void {
    this.tell = listener;
  }

  start(): void {
    this.cancelPoll = this.options.clock.after(STATE_POLL_MS, () => {
      void this.options.store
        .hubState()
        .then((state) => this.note(state))
        .catch((error: unknown) => this.options.logger.debug({ err: error }, 'hub state not read'))
        .finally(() => this.start());
    });
  }

  async stop(): Promise<void> {
    this.cancelPoll();
    this.cancelPoll = () => undefined;
    await this.looking;
  }

  /** Another hub may have published: look again before the next batch. */
  distrust(): void {
    this.prepared = false;
  }

  /** For who is about to publish. @throws TransportError, StatusError: nothing may be published yet */
  async prepare(): Promise<void> {
    if (this.prepared) return;
    const { store, transport, logger } = this.options;
    this.prepared = true;
    try {
      // In this order: what other hubs do meanwhile looks like nothing was lost.
      const published = (this.published = await store.work.publishedGeneration());
      const mark = readMark(await transport.readMark());
      let state = await store.hubState();
      this.note(state);
      this.reached = await store.work.maxGeneration();
      this.gaps = await store.generationGaps();
      this.mark = mark?.hubUid === state.hubUid ? mark : undefined;
      if (this.mark && this.isOfLostFuture(this.mark, state.epoch))
        state = await this.begin(state, this.mark.generation, 'the broker');
      // Nothing goes out in a new epoch before all of it is to go: a hub that died over it would leave members without.
      const isNewEpoch = state.epoch > (this.mark?.epoch ?? this.epoch);
      if (isNewEpoch || (this.mark && isBefore(this.mark, { epoch: state.epoch, generation: published }))) {
        logger.warn({ mark: this.mark, published, epoch: state.epoch }, 'all work is sent again');
        await store.work.republish();
      }
      this.epoch = state.epoch;
    } catch (error) {
      this.prepared = false;
      throw error;
    }
  }

  /**
   * Tells the broker that work up to these items exists, if that is news. Call it before they are published, on the same
   * connection, and wait for both together: the broker stores in order.
   */
  async advance(items: readonly OutboxItem[]): Promise<void> {
    if (items.some(({ epoch }) => epoch !== this.epoch)) {
      this.prepared = false;
      throw new Error('another hub began an epoch');
    }
    const { hubUid } = this.known;
    let next = this.mark ?? { hubUid, epoch: 0, generation: 0 };
    for (const { epoch, generation } of items)
      if (isBefore(next, { epoch, generation })) next = { hubUid, epoch, generation };
    if (next === this.mark) return;
    if (!this.mark) next = { ...next, generation: Math.max(next.generation, this.published) };
    this.mark = next;
    try {
      await this.options.transport.publishMark(Buffer.from(JSON.stringify(next)));
    } catch (error) {
      this.prepared = false;
      throw error;
    }
  }

  /** An agent says that it knows work of this generation. Cheap unless the generation is news. */
  hear(cluster: string, generation: number): void {
    if (this.isGiven(generation) || this.looking) return;
    this.looking = this.look(cluster, generation)
      .catch((error: unknown) => this.options.logger.warn({ err: error }, 'work generation not compared'))
      .finally(() => (this.looking = undefined));
  }

  /** An admin has looked: deletions go out. False: they were not held. */
  async confirm(): Promise<boolean> {
    const released = await this.options.store.releaseDeletions();
    this.note(await this.options.store.hubState());
    return released;
  }

  private async look(cluster: string, generation: number): Promise<void> {
    const { store, clock, logger } = this.options;
    this.reached = await store.work.maxGeneration();
    this.gaps = await store.generationGaps();
    if (this.isGiven(generation)) return;
    // One member alone may lie: it is not believed anything, nor often.
    const now = clock.now();
    const isLikely = generation <= Math.max(this.reached, now * 1_000) + CLAIM_SPAN;
    if (!isLikely || now - this.claimedAt < CLAIM_GAP_MS) {
      const level = this.counts.claimsIgnored++ === 0 ? 'warn' : 'debug';
      logger[level](
        { cluster, generation, ours: this.reached },
        'an agent claims to know work that this hub never made',
      );
      return;
    }
    this.claimedAt = now;
    await this.begin(await store.hubState(), generation, `the agent of cluster ${cluster}`);
  }

  private async begin(seen: HubState, generation: number, witness: string): Promise<HubState> {
    const { store, logger } = this.options;
    const state = await store.raiseEpoch(seen, { generation });
    this.counts.epochsBegun++;
    this.note(state);
    this.reached = await store.work.maxGeneration();
    store.work.announce();
    const message =
      `${witness} knows work of generation ${generation}, which this database does not: an older backup was restored. ` +
      `Epoch ${state.epoch} begins, all work is sent again, and deletions in clusters wait until an admin confirms them`;
    logger.error({ epoch: state.epoch, generation, witness }, message);
    this.tell(message);
    return state;
  }

  /** A counter that was behind may have overtaken what was lost since, but never gives what lies in a gap. */
  private isGiven(generation: number): boolean {
    const isLeftOut = this.gaps.some(({ after, upTo }) => generation > after && generation <= upTo);
    return generation <= this.reached && !isLeftOut;
  }

  private isOfLostFuture(mark: Mark, epoch: number): boolean {
    return epoch < mark.epoch || (epoch === mark.epoch && !this.isGiven(mark.generation));
  }

  private note(state: HubState): void {
    const { deletionsHeld, epoch } = this.known;
    if (state.epoch > epoch) this.gaps = [];
    this.known = state;
    this.counts.deletionsHeld = Number(state.deletionsHeld);
    if (deletionsHeld && !state.deletionsHeld)
      this.options.logger.info('an admin has confirmed: deletions are sent to clusters again');
  }
}

function isBefore(
  a: { readonly epoch: number; readonly generation: number },
  b: { readonly epoch: number; readonly generation: number },
): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.generation < b.generation);
}

function readMark(payload: Uint8Array | undefined): Mark | undefined {
  if (!payload) return undefined;
  try {
    return markSchema.parse(JSON.parse(Buffer.from(payload).toString('utf8')));
  } catch {
    // Of a later version, perhaps: it says nothing to us.
    return undefined;
  }
}
