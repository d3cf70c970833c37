import { formatGroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Codec, type EncodedBody } from './codec.js';
import { decodeObject, type ObjectRow } from './object-rows.js';

export interface RecentObjectsLimits {
  readonly recentObjects: number;
  readonly recentObjectBytes: number;
}

export interface Kept {
  readonly object: KubeObject;
  /** Of its body, as it is stored. */
  readonly bytes: number;
  /** Its body is not compressed. */
  readonly small: boolean;
}

/** Neither sealed nor so large that it was compressed. */
const KEPT_ENCODING = 'json';

/**
 * The newest known version of objects that this process wrote or read moments ago. A write is read again at once, by the tailer for all
 * watches and by the loop that plans it, and its namespace with every create: they share one object instead of parsing its body
 * each. What is read is still asked of Postgres; only a body of the very same version is not opened again. Sealed and large bodies are not kept.
 */
export class RecentObjects {
  /** Oldest first. */
  private readonly byKey = new Map<string, Kept>();
  private bytes = 0;

  constructor(
    private readonly codec: Codec,
    private readonly limits: RecentObjectsLimits,
  ) {}

  /** The object of a row, which nobody may change. */
  open(row: ObjectRow): KubeObject {
    const key = keyOf(row.resource, row.namespace, row.name);
    const kept = this.byKey.get(key)?.object;
    if (kept?.metadata.resourceVersion === row.rv) return kept;
    const object = decodeObject(this.codec, row);
    // A reader behind the log looks at old versions, which nobody else asks for.
    if (row.encoding === KEPT_ENCODING && !isNewer(kept, row.rv))
      this.put(key, { object, bytes: row.body.length, small: true });
    return object;
  }

  /** What is kept of an object, if it is of this version. */
  at(key: ObjectKey, rv: string): Kept | undefined {
    const kept = this.byKey.get(keyOf(formatGroupResource(key), key.namespace, key.name));
    return kept?.object.metadata.resourceVersion === rv ? kept : undefined;
  }

  /** An object as it was stored just now. */
  wrote(key: ObjectKey, object: KubeObject, { encoding, keyId, body }: EncodedBody): void {
    if (keyId !== '') return;
    const kept = { object, bytes: body.length, small: encoding === KEPT_ENCODING };
    this.put(keyOf(formatGroupResource(key), key.namespace, key.name), kept);
  }

  private put(key: string, kept: Kept): void {
    const { recentObjects, recentObjectBytes } = this.limits;
    this.drop(key);
    this.byKey.set(key, kept);
    this.bytes += kept.bytes;
    for (const oldest of this.byKey.keys()) {
      if (this.byKey.size <= recentObjects && this.bytes <= recentObjectBytes) return;
      this.drop(oldest);
    }
  }

  private drop(key: string): void {
    const kept = this.byKey.get(key);
    if (!kept) return;
    this.byKey.delete(key);
    this.bytes -= kept.bytes;
  }
}

function isNewer(kept: KubeObject | undefined, rv: string): boolean {
  return kept !== undefined && Number(kept.metadata.resourceVersion) > Number(rv);
}

function keyOf(resource: string, namespace: string, name: string): string {
  return `${resource}/${namespace}/${name}`;
}
