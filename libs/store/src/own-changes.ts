import { formatGroupResource, type KubeObject } from '#libs/apimachinery';
import { type WatchChange, type Write } from '#libs/apiserver';
import { type RingEntry } from './change-ring.js';
import { type EncodedBody } from './codec.js';
import { type Kept } from './recent-objects.js';

/** A write that was committed just now. */
export interface OwnWrite {
  readonly write: Write;
  readonly encoded: EncodedBody;
  readonly stored: KubeObject;
  readonly rv: string;
  /** The state before it; absent where it is not at hand, and for a create. */
  readonly previous: Kept | undefined;
}

const TYPES = { create: 'ADDED', update: 'MODIFIED', delete: 'DELETED' } as const;

/**
 * What the change log now holds of these writes, as the tailer would read it. Undefined when it has to: a sealed or
 * compressed body is opened only for who asks, and a watcher is owed the previous state.
 */
export function ownChanges(writes: readonly OwnWrite[]): readonly RingEntry[] | undefined {
  const entries: RingEntry[] = [];
  for (const own of writes) {
    const entry = ownChange(own);
    if (!entry) return undefined;
    entries.push(entry);
  }
  return entries;
}

function ownChange({ write, encoded, stored, rv, previous }: OwnWrite): RingEntry | undefined {
  if (encoded.encoding !== 'json' || (write.type !== 'create' && !previous?.small)) return undefined;
  const item: WatchChange = {
    type: TYPES[write.type],
    resourceVersion: rv,
    object: stored,
    ...(previous ? { previous: previous.object } : {}),
  };
  const { namespace } = write.key;
  const bytes = encoded.body.length + (previous?.bytes ?? 0);
  return { rv: Number(rv), resource: formatGroupResource(write.key), namespace, bytes, item };
}
