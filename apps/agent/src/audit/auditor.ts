import { type Clock, type Logger } from '#libs/process';
import {
  AUDIT_PAGES,
  encodeReport,
  MAX_INVENTORY,
  reportKey,
  type AuditMessage,
  type DigestReport,
  type InventoryReport,
  type KindName,
} from '#libs/protocol';
import { type AgentTransport } from '#libs/transport';
import { type ObjectTable } from '../work/object-table.js';
import { type Reporter, type Sender } from '../work/reporter.js';
import { digests, inventory, type Known } from './digest.js';
import { type AuditLimits } from './limits.js';
import { type Orphans } from './orphans.js';

export interface AuditorOptions {
  readonly sender: Sender;
  readonly table: ObjectTable;
  readonly orphans: Orphans;
  readonly reporter: Reporter;
  /** Whether this agent is the one that works. */
  readonly leads: () => boolean;
  /** From 0 to below 1: of the jitter. */
  readonly random: () => number;
  readonly transport: AgentTransport;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: AuditLimits;
}

/**
 * Anti-entropy, the agent's half: tells the hub in digests what it knows, once a minute and when it comes back, and answers
 * questions about what differs. What is missing here then comes again as work.
 */
export class Auditor {
  readonly counts = { digests: 0, differing: 0, reportsAgain: 0, failed: 0 };
  private readonly known: Known;
  private cancel: (() => void) | undefined;
  private busyAt = -Infinity;
  /** A digest goes out then whether it is quiet or not. */
  private deadline = Infinity;
  private page = 0;
  private stopped = false;

  constructor(private readonly options: AuditorOptions) {
    const { table, orphans, reporter } = options;
    this.known = { table, orphans, sequenceOf: (key) => reporter.sequenceOf(key) };
  }

  /** The broker is there (again), or something is known to be missing here: compares once it is quiet. */
  soon(): void {
    const { clock, limits } = this.options;
    this.deadline = Math.min(this.deadline, clock.now() + limits.everyMs);
    this.schedule(limits.quietMs);
  }

  /** Work came in: more may be on its way. */
  busy(): void {
    this.busyAt = this.options.clock.now();
  }

  /** The hub has found a difference. */
  asked({ list, again }: AuditMessage): void {
    const { logger, reporter } = this.options;
    for (const key of again) reporter.again(key);
    this.counts.reportsAgain += again.length;
    if (list.length === 0) return;
    this.counts.differing += list.length;
    logger.info(
      { kinds: list.map(({ group, kind }) => `${group}/${kind}`) },
      'this agent and the hub differ: sending an inventory',
    );
    for (const kind of list) this.sendInventory(kind);
    // What was on its way said nothing this time; and what was repaired shall show.
    this.schedule(this.options.limits.everyMs / 4);
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
  }

  private schedule(ms: number): void {
    if (this.stopped) return;
    this.cancel?.();
    this.cancel = this.options.clock.after(ms, () => this.tick());
  }

  private tick(): void {
    const { clock, leads, limits, random, transport } = this.options;
    const now = clock.now();
    // Without a broker nothing can be said; `soon` begins anew.
    if (!transport.connected() || !leads()) return;
    if (now < this.deadline && !this.isQuiet(now)) {
      this.schedule(limits.quietMs);
      return;
    }
    this.sendDigest();
    const nextMs = limits.everyMs * (0.9 + random() / 5);
    this.deadline = now + nextMs + limits.everyMs;
    this.schedule(nextMs);
  }

  private isQuiet(now: number): boolean {
    return now - this.busyAt >= this.options.limits.quietMs && this.options.reporter.backlog === 0;
  }

  private sendDigest(): void {
    const { table } = this.options;
    const { epoch, generation } = table.newestWork();
    this.counts.digests++;
    this.send({ ...this.head(), type: 'digest', epoch, generation, kinds: digests(this.known) });
  }

  private sendInventory({ group, kind }: KindName): void {
    const entries = inventory(this.known, { group, kind });
    let after = '';
    for (let at = 0; at === 0 || at < entries.length; at += MAX_INVENTORY) {
      const part = entries.slice(at, at + MAX_INVENTORY);
      const upTo = at + MAX_INVENTORY < entries.length ? (part.at(-1)?.[0] ?? '') : '';
      const page = this.page++ % AUDIT_PAGES;
      this.send({ ...this.head(), type: 'inventory', group, kind, page, after, upTo, entries: part });
      after = upTo;
    }
  }

  private head(): Pick<DigestReport, 'v' | 'cluster' | 'hubUid' | 'instance' | 'sequence'> {
    const { sender } = this.options;
    const { cluster, hubUid, instance } = sender;
    return { v: 1, cluster, hubUid, instance, sequence: sender.nextSequence() };
  }

  /** What is lost is told again with the next digest. */
  private send(report: DigestReport | InventoryReport): void {
    const { transport, logger } = this.options;
    transport.publishReport(reportKey(report), encodeReport(report)).catch((error: unknown) => {
      this.counts.failed++;
      logger.debug({ err: error, type: report.type }, 'a part of the comparison with the hub was lost');
    });
  }
}
