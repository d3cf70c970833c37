import { type MemberCluster } from '#libs/kube-client';
import { type SealingKeys } from '#libs/protocol';
import { type Clock, type Logger } from '#libs/process';
import { type Checkpoint } from './checkpoint.js';
import { type WorkLimits } from './limits.js';
import { type LiveObject } from './live-object.js';
import { type Namespaces } from './namespaces.js';
import { type ObjectTable, type TrackedObject, type Verdict } from './object-table.js';
import { type WatchSet } from './watch-set.js';

/** What applying and removing need of the agent. */
export interface WorkContext {
  readonly hubUid: string;
  readonly member: MemberCluster;
  readonly table: ObjectTable;
  readonly checkpoint: Checkpoint;
  readonly watches: WatchSet;
  readonly namespaces: Namespaces;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: WorkLimits;
  readonly keyOf: (keyId: string) => SealingKeys | undefined;
  /** Sets what is reported of the object, if it is news. */
  readonly conclude: (object: TrackedObject, verdict: Verdict) => void;
  /** The member object was seen as it is now. */
  readonly sawLive: (object: TrackedObject, live: LiveObject) => void;
  /** What the checkpoint holds of the object is not the newest, or cannot be read: the hub is to send it again. */
  readonly damaged: (object: TrackedObject) => void;
  /** A delete or release is complete. */
  readonly finish: (object: TrackedObject) => void;
}
