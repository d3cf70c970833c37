import { getPath, type KubeObject } from '#libs/apimachinery';
import { type MemberCluster } from '#libs/kube-client';
import { MAX_EVENT_CHARS } from '#libs/protocol';
import { MemberWatch } from '../work/member-watch.js';
import { type ObjectTable, type TrackedObject } from '../work/object-table.js';
import { OWNER_LOOKUPS, WAITING_LOOKUPS, WARNING_MAX_AGE_MS } from './limits.js';
import { OwnerFinder, type Involved } from './owner-finder.js';
import { WarningSender, type WarningSenderOptions } from './warning-sender.js';

export interface WarningsOptions extends WarningSenderOptions {
  readonly member: MemberCluster;
  readonly table: ObjectTable;
}

interface Waiting {
  readonly event: KubeObject;
  readonly involved: Involved;
}

/**
 * Follows the member's Warning events and passes on those about objects of the federation, and about pods and the like that grew
 * out of them. Keeps no events. Best effort: what it cannot look up in time is left out.
 */
export class Warnings {
  private readonly owners: OwnerFinder;
  private readonly sender: WarningSender;
  private waiting: Waiting[] = [];
  private looking = 0;
  private readonly watch: MemberWatch;

  constructor(private readonly options: WarningsOptions) {
    this.owners = new OwnerFinder(options.member, options.table);
    this.sender = new WarningSender(options);
    const { member, clock, logger } = options;
    this.watch = new MemberWatch({
      ...{ member, clock, logger, apiVersion: 'v1', kind: 'Event', fieldSelector: 'type=Warning' },
      onObject: (event) => this.see(event),
    });
  }

  start(): void {
    this.watch.start();
  }

  /** The member answers again. */
  retryNow(): void {
    this.watch.retryNow();
  }

  /** For metrics. */
  numbers(): Readonly<Record<string, number>> {
    const { counts, waiting } = this.sender;
    return { ...counts, waiting, lookups: this.waiting.length + this.looking };
  }

  async stop(): Promise<void> {
    this.sender.stop();
    this.waiting = [];
    await this.watch.stop();
  }

  private see(event: KubeObject): void {
    if (event['type'] !== 'Warning' || this.options.clock.now() - lastSeen(event) > WARNING_MAX_AGE_MS)
      return;
    const involved = involvedIn(event);
    const object = this.owners.cheaply(involved);
    if (object === 'unknown') this.lookUp({ event, involved });
    else if (object) this.pass(event, involved, object);
  }

  private lookUp(one: Waiting): void {
    // Before the objects themselves are known, or when more is asked than can be answered.
    if (this.options.table.size === 0 || this.waiting.length >= WAITING_LOOKUPS) return;
    this.waiting.push(one);
    if (this.looking < OWNER_LOOKUPS) void this.drain();
  }

  private async drain(): Promise<void> {
    this.looking += 1;
    for (let one = this.waiting.shift(); one; one = this.waiting.shift()) {
      try {
        const object = await this.owners.find(one.involved);
        if (object) this.pass(one.event, one.involved, object);
      } catch (error) {
        // Gone, not allowed, or not there now: the next event about it tries again.
        this.options.logger.debug({ err: error }, 'the owner of an event cannot be looked up');
      }
    }
    this.looking -= 1;
  }

  private pass(event: KubeObject, { kind, name }: Involved, { work }: TrackedObject): void {
    if (work.action !== 'apply') return;
    this.sender.add({
      object: work.object,
      uid: work.uid,
      kind,
      name,
      reason: textAt(event, 'reason') || 'Warning',
      message: textAt(event, 'message').replaceAll('\0', '').slice(0, MAX_EVENT_CHARS),
    });
  }
}

function textAt(event: KubeObject, path: string): string {
  const value = getPath(event, path);
  return typeof value === 'string' ? value : '';
}

function involvedIn(event: KubeObject): Involved {
  const at = (field: string): string => textAt(event, `involvedObject.${field}`);
  return {
    apiVersion: at('apiVersion'),
    kind: at('kind'),
    namespace: at('namespace'),
    name: at('name'),
    uid: at('uid'),
  };
}

const TIMES = ['series.lastObservedTime', 'lastTimestamp', 'eventTime', 'metadata.creationTimestamp'];

/** The first of its times that it gives, the newest first. */
function lastSeen(event: KubeObject): number {
  return TIMES.map((path) => Date.parse(textAt(event, path))).find((time) => !Number.isNaN(time)) ?? 0;
}
