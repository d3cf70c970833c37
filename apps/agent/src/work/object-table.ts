import { type ObjectState, type WorkloadFacts, type WorkMessage } from '#libs/protocol';
import { type Applied, type CheckpointEntry } from './checkpoint.js';
import { type Repairs } from './fights.js';
import { isNewer, withoutBody } from './generations.js';
import { type LiveObject } from './live-object.js';

/** Everything the agent knows of one object that it was told to care for. */
export interface TrackedObject {
  /** subjectHash: the same for every served version. */
  readonly key: string;
  /** The newest work, without its body. */
  work: WorkMessage;
  /** The same with its body, until it was applied; the checkpoint has it for later. */
  packed: WorkMessage | undefined;
  /** The checkpoint holds older work than was once applied, or a body that cannot be read: the hub must send it again. */
  damaged: boolean;
  /** ... and the hub has sent it again: there is nothing newer, whatever marks say. */
  affirmed: boolean;
  applied: Applied | undefined;
  /** Generation of the delete or release that is complete. */
  finished: number | undefined;
  /** As last seen in the member; undefined when it is not there or not known to be. */
  live: LiveObject | undefined;
  verdict: Verdict | undefined;
  workload: WorkloadFacts | undefined;
  /** Failures in a row that were nobody's fault (member unreachable). */
  failures: number;
  /** When the deletion in progress was first asked for, agent's clock. */
  deletingSince: number | undefined;
  repairs: Repairs;
  /** Who undid our change last. */
  rival: string;
}

/** What came of the newest attempt: the part of a report that is not the member object itself. */
export interface Verdict {
  readonly epoch: number;
  readonly generation: number;
  readonly state: ObjectState;
  readonly reason?: string;
  readonly message?: string;
}

/** All tracked objects, by key and by type. */
export class ObjectTable {
  private readonly objects = new Map<string, TrackedObject>();
  private readonly types = new Map<string, Set<TrackedObject>>();
  private packedBytes = 0;
  private newest = { epoch: 0, generation: 0 };

  constructor(private readonly maxPackedBytes: number) {}

  get size(): number {
    return this.objects.size;
  }

  /** The newest work generation that is known, and how many objects are to be there. */
  summary(): { readonly generation: number; readonly objects: number } {
    let objects = 0;
    for (const { work } of this.objects.values()) if (work.action === 'apply') objects++;
    return { generation: this.newest.generation, objects };
  }

  newestWork(): { readonly epoch: number; readonly generation: number } {
    return this.newest;
  }

  get(key: string): TrackedObject | undefined {
    return this.objects.get(key);
  }

  values(): IterableIterator<TrackedObject> {
    return this.objects.values();
  }

  /** Of one type, as work names it. */
  ofType(apiVersion: string, kind: string): Iterable<TrackedObject> {
    return this.types.get(typeKey(apiVersion, kind)) ?? [];
  }

  typeNames(): { readonly apiVersion: string; readonly kind: string }[] {
    return [...this.types.keys()].map((name) => {
      const at = name.lastIndexOf('/');
      return { apiVersion: name.slice(0, at), kind: name.slice(at + 1) };
    });
  }

  restore(key: string, entry: CheckpointEntry): void {
    const { work, applied, finished } = entry;
    this.add({ ...blank(key, work), applied, finished });
  }

  /** Takes in work that is newer than what is known, or mends it; undefined for any other. */
  accept(key: string, message: WorkMessage): TrackedObject | undefined {
    const known = this.objects.get(key);
    if (known && !isNews(message, known)) return undefined;
    const object = known ?? this.add(blank(key, withoutBody(message)));
    if (known) this.retype(known, message);
    object.affirmed = object.damaged && !isNewer(message, object.work);
    object.damaged = false;
    object.finished = undefined;
    this.unpack(object);
    object.work = withoutBody(message);
    object.failures = 0;
    object.deletingSince = undefined;
    if (message.body !== '' && this.packedBytes + message.body.length <= this.maxPackedBytes) {
      object.packed = message;
      this.packedBytes += message.body.length;
    }
    this.raise(message);
    return object;
  }

  /** The body is no longer needed in memory. */
  unpack(object: TrackedObject): void {
    this.packedBytes -= object.packed?.body.length ?? 0;
    object.packed = undefined;
  }

  forget(object: TrackedObject): void {
    this.unpack(object);
    this.objects.delete(object.key);
    const { apiVersion, kind } = object.work.object;
    this.types.get(typeKey(apiVersion, kind))?.delete(object);
  }

  private add(object: TrackedObject): TrackedObject {
    this.objects.set(object.key, object);
    const { apiVersion, kind } = object.work.object;
    const name = typeKey(apiVersion, kind);
    const type = this.types.get(name);
    if (type) type.add(object);
    else this.types.set(name, new Set([object]));
    this.raise(object.work);
    return object;
  }

  /** The hub may move to another version of the same object. */
  private retype(object: TrackedObject, message: WorkMessage): void {
    if (object.work.object.apiVersion === message.object.apiVersion) return;
    this.forget(object);
    object.work = withoutBody(message);
    this.add(object);
  }

  private raise(work: WorkMessage): void {
    if (isNewer(work, this.newest)) this.newest = { epoch: work.epoch, generation: work.generation };
  }
}

/** Newer than what is known, or the same once more where that is damaged. */
export function isNews(
  message: WorkMessage,
  known: Pick<TrackedObject, 'work' | 'damaged'> | undefined,
): boolean {
  return !known || isNewer(message, known.work) || (known.damaged && !isNewer(known.work, message));
}

function blank(key: string, work: WorkMessage): TrackedObject {
  return {
    key,
    work: withoutBody(work),
    packed: undefined,
    damaged: false,
    affirmed: false,
    applied: undefined,
    finished: undefined,
    live: undefined,
    verdict: undefined,
    workload: undefined,
    failures: 0,
    deletingSince: undefined,
    repairs: { since: 0, count: 0 },
    rival: '',
  };
}

export function typeKey(apiVersion: string, kind: string): string {
  return `${apiVersion}/${kind}`;
}
