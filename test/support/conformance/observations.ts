import { type KubeObject } from '#libs/apimachinery';
import { eventsOf, isRecord, type Recording } from './recordings.js';

/**
 * Every state of every object that a recording shows whole, so that the state before a request can be set up again: a
 * Table names uid and version only, and a patch does not show what it was applied to.
 */
export class Observations {
  private readonly byVersion = new Map<string, KubeObject>();
  private readonly byUid = new Map<string, KubeObject[]>();
  private readonly byRecording = new Map<string, KubeObject>();
  private readonly byName = new Map<string, KubeObject[]>();

  constructor(recordings: readonly Recording[]) {
    for (const { name, requests } of recordings)
      for (const { resBody } of requests) {
        this.see(resBody);
        const object = asObject(resBody);
        if (object?.metadata.resourceVersion) this.byRecording.set(name, object);
      }
    for (const states of [...this.byUid.values(), ...this.byName.values()])
      states.sort((a, b) => versionOf(a) - versionOf(b));
  }

  /** Exactly this state. */
  at(uid: string, resourceVersion: string): KubeObject | undefined {
    return this.byVersion.get(`${uid}@${resourceVersion}`);
  }

  /** The last state of this object before a version. */
  before(uid: string, version: number): KubeObject | undefined {
    return last(this.byUid.get(uid) ?? [], version);
  }

  /** The last state of any object of this kind and name before a version. */
  named(what: { kind: string; namespace: string; name: string }, version = Infinity): KubeObject | undefined {
    return last(this.byName.get(`${what.kind} ${what.namespace}/${what.name}`) ?? [], version);
  }

  /** The object in the last answer that a command got. */
  lastOf(recording: string): KubeObject | undefined {
    return this.byRecording.get(recording);
  }

  private see(body: unknown): void {
    const events = eventsOf(body);
    if (events) for (const { object } of events) this.see(object);
    else if (isRecord(body)) this.seeBody(body);
  }

  private seeBody(body: Record<string, unknown>): void {
    const { kind, apiVersion, items, rows } = body;
    if (Array.isArray(items))
      for (const item of items as Record<string, unknown>[])
        this.seeObject({ kind: String(kind).replace(/List$/, ''), apiVersion, ...item });
    else if (Array.isArray(rows)) for (const { object } of rows as { object: unknown }[]) this.see(object);
    else this.seeObject(body);
  }

  private seeObject(value: Record<string, unknown>): void {
    const object = asObject(value);
    if (!object) return;
    const { uid, resourceVersion, name = '', namespace = '' } = object.metadata;
    if (!uid || !resourceVersion || object.kind === 'PartialObjectMetadata' || object.kind === 'Scale')
      return;
    const version = `${uid}@${resourceVersion}`;
    if (this.byVersion.has(version)) return;
    this.byVersion.set(version, object);
    add(this.byUid, uid, object);
    add(this.byName, `${object.kind} ${namespace}/${name}`, object);
  }
}

/** A JSON body that is one object with metadata. */
export function asObject(body: unknown): KubeObject | undefined {
  return isRecord(body) && isRecord(body['metadata']) ? (body as KubeObject) : undefined;
}

export function versionOf(object: KubeObject): number {
  return Number(object.metadata.resourceVersion ?? 0);
}

function last(states: readonly KubeObject[], version: number): KubeObject | undefined {
  return states.filter((state) => versionOf(state) < version).at(-1);
}

function add(map: Map<string, KubeObject[]>, key: string, object: KubeObject): void {
  const list = map.get(key);
  if (list) list.push(object);
  else map.set(key, [object]);
}
