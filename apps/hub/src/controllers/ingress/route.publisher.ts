import { sleep, type Clock, type Logger } from '#libs/process';
import {
  addToDigest,
  decodeEdgeReport,
  decodeRoute,
  EMPTY_DIGEST,
  encodeRoute,
  isNameKey,
  routeSubject,
  UnreadableMessageError,
  type EdgeReport,
  type RouteMessage,
  type SetDigest,
} from '#libs/protocol';
import { publishReason } from '#libs/routing';
import { type Store, type Tenure } from '#libs/store';
import { TableSet, type RouteTransport } from '#libs/transport';
import {
  BATCH,
  DEBOUNCE_MS,
  EDGE_DIFFERS_MS,
  RESEND_GAP_MS,
  RETRY_MS,
  SETTLE_MS,
  SLOW_START_MS,
  TICK_MS,
} from './limits.js';
import { contentOf, contentText, factsAt, tableFacts, type RouteContent } from './published-table.js';
import { type RouteBook } from './route-book.js';

export interface RoutePublisherDeps {
  readonly book: RouteBook;
  readonly transport: RouteTransport;
  readonly store: Pick<Store, 'exclusive' | 'work'>;
  readonly hub: () => { readonly hubUid: string; readonly epoch: number };
  readonly clock: Clock;
  readonly logger: Logger;
}

interface Published {
  readonly content: RouteContent;
  readonly text: string;
  readonly version: number;
  readonly atMs: number;
}

interface Change {
  readonly key: string;
  readonly content: RouteContent;
  readonly text: string;
}

/** One hub publishes at a time, as with work: two could leave an older table as the last value. */
const LOCK = 'routes';
const REMOVED: RouteContent = { type: 'removed' };

/**
 * Makes tables that changed and publishes those that are worth it. What edges have is read back from the broker at the start, so
 * that a restart sends nothing where nothing has changed.
 */
export class RoutePublisher {
  readonly counts = { published: 0, held: 0, failed: 0, refused: 0, resent: 0, tenures: 0 };
  private readonly controller = new AbortController();
  private readonly published = new Map<string, Published>();
  /** What agents should have: the tables of names, for their digest. */
  private names: TableSet;
  /** Tables that would move too little, or too soon after the last. */
  private readonly waiting = new Set<string>();
  private readonly resent = new Map<string, { instance: string; atMs: number }>();
  private running: Promise<void> | undefined;
  private wake: (() => void) | undefined;
  private stale = true;
  private leading = false;
  private lastPublishedAt = 0;

  constructor(private readonly deps: RoutePublisherDeps) {
    const { book, transport, hub } = deps;
    this.names = new TableSet(hub().hubUid);
    book.onDirty(() => this.wake?.());
    transport.onConnect(() => {
      this.stale = true;
      this.wake?.();
    });
    transport.onEdgeReport((subject, payload) => this.hear(subject, payload));
  }

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.controller.abort();
    this.wake?.();
    await this.running;
  }

  get isPublishing(): boolean {
    return this.leading;
  }

  /** Of all tables that edges should have; undefined at a hub that does not publish. */
  digest(): { readonly version: number; readonly digest: SetDigest } | undefined {
    if (!this.leading || this.stale) return undefined;
    let digest = EMPTY_DIGEST;
    let newest = 0;
    for (const { version } of this.published.values()) {
      digest = addToDigest(digest, version);
      newest = Math.max(newest, version);
    }
    return { version: newest, digest };
  }

  /** What edges should have; nothing at a hub that does not publish. */
  *tables(): IterableIterator<RouteContent> {
    if (this.leading && !this.stale) for (const { content } of this.published.values()) yield content;
  }

  /** Of tables of names alone, and when the last table was published. */
  namesDigest(): { readonly digest: SetDigest; readonly at: number } | undefined {
    if (!this.leading || this.stale) return undefined;
    return { digest: this.names.summary().digest, at: this.lastPublishedAt };
  }

  private hear(subject: string, payload: Uint8Array): void {
    const { book, hub, logger } = this.deps;
    let report: EdgeReport;
    try {
      report = decodeEdgeReport(payload, subject);
    } catch (error) {
      if (!(error instanceof UnreadableMessageError)) throw error;
      this.counts.refused++;
      logger.warn({ subject, reason: error.message }, 'report of an edge refused');
      return;
    }
    if (report.hubUid !== hub().hubUid) {
      this.counts.refused++;
      return;
    }
    book.edgeSaid(report);
    if (this.leading) this.checkApplied(report);
  }

  /** An edge that lacks tables, or has others than were published a while ago, is sent all of them. */
  private checkApplied(report: EdgeReport): void {
    const { clock, transport, logger } = this.deps;
    const now = clock.now();
    const before = this.resent.get(report.edge);
    const wanted = this.digest();
    const lacks = report.wantsAll && before?.instance !== report.instance;
    const differs =
      wanted !== undefined &&
      now - this.lastPublishedAt > EDGE_DIFFERS_MS &&
      now - (before?.atMs ?? this.lastPublishedAt) > RESEND_GAP_MS &&
      JSON.stringify(wanted.digest) !== JSON.stringify(report.applied.digest);
    transport
      .ensureEdgeConsumer(report.edge)
      .catch((error: unknown) => logger.debug({ err: error }, 'no consumer'));
    if (!lacks && !differs) return;
    this.resent.set(report.edge, { instance: report.instance, atMs: now });
    this.counts.resent++;
    logger.info({ edge: report.edge, lacks }, 'sending all routing tables to an edge again');
    transport.resendTo(report.edge).catch((error: unknown) => {
      this.resent.delete(report.edge);
      logger.warn({ err: error, edge: report.edge }, 'the routing tables could not be sent again');
    });
  }

  private async run(): Promise<void> {
    const { signal } = this.controller;
    while (!isAborted(signal)) {
      const tenure = await this.deps.store.exclusive(LOCK, signal);
      if (!tenure) return;
      this.counts.tenures++;
      this.leading = true;
      this.stale = true;
      await this.lead(tenure);
      this.leading = false;
      await tenure.release();
    }
  }

  private async lead(tenure: Tenure): Promise<void> {
    const { clock, logger, book } = this.deps;
    const { signal } = this.controller;
    let tickedAt = clock.now();
    let grownAt = tickedAt;
    while (!isAborted(signal) && !isAborted(tenure.signal)) {
      try {
        if (this.isStale()) await this.readHeld(signal);
        await this.pass(tenure);
        if (!book.hasDirty && !this.isStale()) await this.idle();
        // What changes together is made together.
        if (book.hasDirty) await sleep(clock, DEBOUNCE_MS, signal);
      } catch (error) {
        if (isAborted(signal)) return;
        this.counts.failed++;
        logger.warn({ err: error }, 'routing tables: will try again');
        await sleep(clock, RETRY_MS, signal);
      }
      const now = clock.now();
      if (now - tickedAt < TICK_MS) continue;
      book.tick(now - tickedAt);
      tickedAt = now;
      book.mark(this.waiting);
      this.waiting.clear();
      if (now - grownAt < SLOW_START_MS) continue;
      grownAt = now;
      book.markRecovering();
    }
  }

  private isStale(): boolean {
    return this.stale;
  }

  /** What edges have; then the edges themselves are waited for, whose probes and distances the tables were made of. */
  private async readHeld(signal: AbortSignal): Promise<void> {
    const { book, transport, clock, hub } = this.deps;
    this.stale = false;
    let held: Awaited<ReturnType<RouteTransport['heldTables']>>;
    try {
      held = await transport.heldTables();
    } catch (error) {
      this.stale = true;
      throw error;
    }
    this.published.clear();
    this.names = new TableSet(hub().hubUid);
    for (const { subject, payload } of held) this.remember(subject, payload, hub().hubUid);
    const federation = this.published.get('federation')?.content;
    const expected = federation?.type === 'federation' ? federation.edges.map(({ edge }) => edge) : [];
    const until = clock.now() + SETTLE_MS;
    const isMissing = (): boolean => {
      const heard = new Set(book.edges.all().map(({ edge }) => edge));
      return expected.some((edge) => !heard.has(edge));
    };
    while (isMissing() && clock.now() < until && !signal.aborted) await sleep(clock, DEBOUNCE_MS, signal);
    book.markAll();
    book.mark(this.published.keys());
  }

  private remember(subject: string, payload: Uint8Array, hubUid: string): void {
    try {
      const message = decodeRoute(payload, subject);
      if (message.hubUid !== hubUid) return;
      if (isNameKey(message.key)) this.names.put(message);
      const content = contentOf(message);
      this.published.set(message.key, {
        content,
        text: contentText(content),
        version: message.version,
        atMs: 0,
      });
    } catch (error) {
      // Of another version of the hub: it is made anew under its key, if there still is one.
      if (!(error instanceof UnreadableMessageError)) throw error;
    }
  }

  /** Makes what is dirty, a batch at a time. What fails stays dirty. */
  private async pass(tenure: Tenure): Promise<void> {
    const { book } = this.deps;
    while (book.hasDirty && !isAborted(tenure.signal) && !this.stale) {
      const keys = book.take(BATCH);
      try {
        const made = await Promise.all(keys.map((key) => this.make(key)));
        await this.send(
          made.flatMap((change) => change ?? []),
          tenure,
        );
      } catch (error) {
        book.mark(keys);
        throw error;
      }
    }
  }

  /** Undefined: what edges have is right, or near enough. */
  private async make(key: string): Promise<Change | undefined> {
    const held = this.published.get(key);
    const content = (await this.deps.book.build(key, held?.content)) ?? REMOVED;
    if (held === undefined && content === REMOVED) return undefined;
    const text = contentText(content);
    if (text === held?.text) return undefined;
    if (content.type === 'service' && held?.content.type === 'service') {
      const reason = publishReason(
        factsAt(held.content, held.atMs),
        tableFacts(content),
        this.deps.clock.now(),
      );
      if (reason === undefined) {
        this.counts.held++;
        this.waiting.add(key);
        return undefined;
      }
    }
    return { key, content, text };
  }

  private async send(changes: readonly Change[], tenure: Tenure): Promise<void> {
    if (changes.length === 0) return;
    const { store, transport, clock, hub } = this.deps;
    const first = await store.work.takeNumbers(changes.length);
    const { hubUid, epoch } = hub();
    if (!tenure.held()) throw new Error('another hub may publish by now');
    await Promise.all(
      changes.map(async ({ key, content, text }, at) => {
        const version = first + at;
        const message = { v: 1, hubUid, epoch, version, key, ...content } as RouteMessage;
        await transport.publishTable(routeSubject(key), encodeRoute(message));
        this.published.set(key, { content, text, version, atMs: clock.now() });
        if (isNameKey(key)) this.names.put(message);
        this.counts.published++;
      }),
    );
    this.lastPublishedAt = clock.now();
  }

  private idle(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.deps.clock.after(TICK_MS, () => this.wake?.());
      this.wake = () => {
        cancel();
        this.wake = undefined;
        resolve();
      };
      if (this.controller.signal.aborted) this.wake();
    });
  }
}

function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
