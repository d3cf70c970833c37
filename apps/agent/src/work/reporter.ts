import { deepEqual } from '#libs/apimachinery';
import {
  encodeReport,
  MAX_REPORT_BYTES,
  type BackendFacts,
  type MemberExport,
  type ObjectIdentity,
  type ObjectReport,
} from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { TransportError, type AgentTransport } from '#libs/transport';
import { type WorkLimits } from './limits.js';
import { type ObjectTable, type TrackedObject } from './object-table.js';

/** Who speaks, in every report. */
export interface Sender {
  readonly cluster: string;
  readonly hubUid: string;
  readonly instance: string;
  /** Grows with every report of this instance. */
  nextSequence(): number;
}

export interface ReporterOptions {
  readonly sender: Sender;
  /** Whether this agent is the one that works, and hence reports. */
  readonly leads: () => boolean;
  readonly table: ObjectTable;
  /** What stands behind a Service; undefined for what is none, or while it is not known. */
  readonly backendOf: (object: ObjectIdentity) => BackendFacts | undefined;
  /** What the member exports by a ServiceExport of its own; undefined for what is none. */
  readonly exportOf: (object: ObjectIdentity) => MemberExport | undefined;
  readonly transport: AgentTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: WorkLimits;
}

/** What a report says, without who says it and when. */
type Content = Omit<ObjectReport, 'instance' | 'sequence' | 'at'>;

/**
 * Sends the newest state of objects that changed: one report for many changes in a row, a bounded number under way, none
 * when nothing differs from what the broker has confirmed. What cannot be sent stays due until it can.
 */
export class Reporter {
  readonly counts = { sent: 0, failed: 0, refused: 0 };
  private readonly due = new Set<string>();
  private readonly sending = new Set<string>();
  private readonly confirmed = new Map<string, { readonly content: Content; readonly sequence: number }>();
  private timer: (() => void) | undefined;
  /** When something was sent last. */
  private sentAt = -Infinity;
  private stopped = false;
  private paused = false;
  private idleWaiters: (() => void)[] = [];

  constructor(private readonly options: ReporterOptions) {}

  /** Something about the object may have changed. */
  changed(key: string): void {
    this.due.add(key);
    this.schedule(this.options.limits.reportDelayMs);
  }

  /**
   * The broker is (again) there: what waited goes out. What it confirmed before is not said again, even if it lost that since:
   * the digest that follows each connection shows what the hub lacks (docs/decisions/0021-anti-entropy.md).
   */
  connected(): void {
    this.paused = false;
    this.schedule(0);
  }

  /** Another agent may have reported meanwhile: everything is due, what changed first. */
  startOver(): void {
    this.confirmed.clear();
    for (const { key } of this.options.table.values()) this.due.add(key);
    this.connected();
  }

  /** The hub lacks the report that the broker confirmed. */
  again(key: string): void {
    if (this.confirmed.delete(key)) this.changed(key);
  }

  /** Of the newest report of the object that the broker has confirmed; 0: none. */
  sequenceOf(key: string): number {
    return this.confirmed.get(key)?.sequence ?? 0;
  }

  forget(key: string): void {
    this.due.delete(key);
    this.confirmed.delete(key);
  }

  /** Reports that wait or are under way. */
  get backlog(): number {
    return this.due.size + this.sending.size;
  }

  /** Resolves when nothing is due or under way. */
  idle(): Promise<void> {
    if (this.backlog === 0) return Promise.resolve();
    return new Promise((resolve) => this.idleWaiters.push(resolve));
  }

  stop(): void {
    this.stopped = true;
    this.timer?.();
  }

  /** Each message alone costs both ends a system call, and the hub a statement. A clock that was set back holds up nothing. */
  private schedule(ms: number): void {
    if (this.stopped || this.paused) return;
    const { clock, limits } = this.options;
    const restMs = Math.min(this.sentAt + limits.reportGapMs - clock.now(), limits.reportGapMs);
    this.timer ??= clock.after(Math.max(ms, restMs), () => {
      this.timer = undefined;
      this.pump();
    });
  }

  private pump(): void {
    if (this.stopped || this.paused || !this.options.leads()) return;
    for (const key of this.due) {
      if (this.sending.size >= this.options.limits.reportsInFlight) break;
      // One at a time for an object: the broker must see them in order.
      if (this.sending.has(key)) continue;
      this.due.delete(key);
      void this.send(key);
    }
    this.announceIdle();
  }

  /** One is no longer under way. */
  private goOn(): void {
    if (this.due.size > 0) this.schedule(0);
    else this.announceIdle();
  }

  private async send(key: string): Promise<void> {
    const object = this.options.table.get(key);
    const content = object && this.contentOf(object);
    if (!content || deepEqual(content, this.confirmed.get(key)?.content)) return;
    this.sending.add(key);
    this.sentAt = this.options.clock.now();
    const { sender, transport, clock } = this.options;
    const report: ObjectReport = {
      ...content,
      instance: sender.instance,
      sequence: sender.nextSequence(),
      at: clock.now(),
    };
    try {
      await transport.publishReport(key, encodeWithin(report));
      this.counts.sent++;
      this.confirmed.set(key, { content, sequence: report.sequence });
      this.sending.delete(key);
      this.goOn();
    } catch (error) {
      this.sending.delete(key);
      this.failed(key, error);
    }
  }

  private failed(key: string, error: unknown): void {
    if (error instanceof TransportError && !error.retryable) {
      // Too large, or not allowed: the same report would fail the same way. The next change, or connection, tries anew.
      this.counts.refused++;
      this.options.logger.error({ err: error, key }, 'a report was refused');
      this.goOn();
      return;
    }
    this.counts.failed++;
    this.due.add(key);
    this.pause(error);
  }

  /** One failure stands for all that would follow; connected() or time ends the pause. */
  private pause(error: unknown): void {
    if (this.paused || this.stopped) return;
    this.paused = true;
    const { clock, limits, logger, transport } = this.options;
    if (transport.connected()) logger.warn({ err: error, due: this.due.size }, 'a report could not be sent');
    clock.after(limits.reportRetryMs, () => {
      this.paused = false;
      this.pump();
    });
  }

  private contentOf(object: TrackedObject): Content | undefined {
    const { verdict, work, live, workload } = object;
    if (!verdict) return undefined;
    const { cluster } = this.options.sender;
    const backend = live && this.options.backendOf(work.object);
    const exported = this.options.exportOf(work.object);
    return {
      v: 1,
      type: 'object',
      cluster,
      hubUid: work.hubUid,
      object: work.object,
      uid: work.uid,
      ...verdict,
      ...(live ? { memberUid: live.uid } : {}),
      ...(live?.generation === undefined ? {} : { memberGeneration: live.generation }),
      ...(live?.status ? { status: live.status } : {}),
      ...(live && workload ? { workload } : {}),
      ...(backend ? { backend } : {}),
      ...(exported ? { exported } : {}),
    };
  }

  private announceIdle(): void {
    if (this.backlog > 0) return;
    const waiters = this.idleWaiters;
    this.idleWaiters = [];
    for (const resolve of waiters) resolve();
  }
}

/** A status too large for a report is left out: that the object is applied is worth knowing all the same. */
function encodeWithin(report: ObjectReport): Uint8Array {
  const whole = encodeReport(report);
  if (whole.byteLength <= MAX_REPORT_BYTES) return whole;
  const { status: _, ...rest } = report;
  return encodeReport({
    ...rest,
    reason: report.reason ?? 'StatusTooLarge',
    message: report.message ?? `its status is larger than ${MAX_REPORT_BYTES} bytes and is left out`,
  });
}
