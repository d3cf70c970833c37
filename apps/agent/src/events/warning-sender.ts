import {
  encodeReport,
  EVENT_SLOTS,
  eventsKey,
  MAX_EVENTS,
  subjectHash,
  type MemberEventNote,
} from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type AgentTransport } from '#libs/transport';
import { type Sender } from '../work/reporter.js';
import { PENDING_WARNINGS, REMEMBERED_WARNINGS, SEND_GAP_MS, WARNING_REPEAT_MS } from './limits.js';

export interface WarningSenderOptions {
  readonly sender: Sender;
  readonly transport: AgentTransport;
  /** False: another agent of this cluster works, and says these things. */
  readonly leads: () => boolean;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Sends Warnings: one for each object and reason in a while, a message every SEND_GAP_MS at most. What is too much is lost. */
export class WarningSender {
  readonly counts = { sent: 0, dropped: 0, failed: 0 };
  /** When each was taken last, oldest first. */
  private readonly taken = new Map<string, number>();
  private pending: MemberEventNote[] = [];
  private slot = 0;
  private sentAt = Number.NEGATIVE_INFINITY;
  private timer: (() => void) | undefined;
  private stopped = false;

  constructor(private readonly options: WarningSenderOptions) {}

  add(note: MemberEventNote): void {
    if (!this.options.leads()) return;
    const now = this.options.clock.now();
    const name = `${subjectHash(note.object)} ${note.uid} ${note.reason}`;
    if (now - (this.taken.get(name) ?? Number.NEGATIVE_INFINITY) < WARNING_REPEAT_MS) return;
    if (this.stopped || this.pending.length >= PENDING_WARNINGS) {
      this.counts.dropped++;
      return;
    }
    this.taken.delete(name);
    this.taken.set(name, now);
    const [oldest] = this.taken.keys();
    if (this.taken.size > REMEMBERED_WARNINGS && oldest !== undefined) this.taken.delete(oldest);
    this.pending.push(note);
    this.schedule(Math.max(0, this.sentAt + SEND_GAP_MS - now));
  }

  get waiting(): number {
    return this.pending.length;
  }

  stop(): void {
    this.stopped = true;
    this.timer?.();
  }

  private schedule(ms: number): void {
    if (this.stopped) return;
    this.timer ??= this.options.clock.after(ms, () => {
      void this.send().finally(() => {
        this.timer = undefined;
        if (this.pending.length > 0) this.schedule(SEND_GAP_MS);
      });
    });
  }

  private async send(): Promise<void> {
    const { sender, transport, clock, logger } = this.options;
    if (!transport.connected()) return;
    const events = this.pending.slice(0, MAX_EVENTS);
    const slot = this.slot;
    this.sentAt = clock.now();
    const message = encodeReport({
      v: 1,
      type: 'events',
      cluster: sender.cluster,
      hubUid: sender.hubUid,
      instance: sender.instance,
      sequence: sender.nextSequence(),
      slot,
      events,
      at: this.sentAt,
    });
    try {
      await transport.publishReport(eventsKey(slot), message);
      this.counts.sent += events.length;
      this.pending = this.pending.slice(events.length);
      this.slot = (slot + 1) % EVENT_SLOTS;
    } catch (error) {
      this.counts.failed++;
      logger.debug({ err: error }, 'warnings could not be sent; trying again');
    }
  }
}
