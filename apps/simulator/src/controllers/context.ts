import { type ObjectClient } from '#libs/apimachinery';
import { type Storage } from '#libs/apiserver';
import { type Clock, type Logger } from '#libs/process';
import { type ClusterAddresses } from '../cluster/addresses.js';
import { type PodIndex } from '../cluster/pod-index.js';
import { type EventRecorder } from './event-recorder.js';
import { type Mirrors } from './mirrors.js';

/** What the simulated controllers share. */
export interface ClusterContext {
  readonly client: ObjectClient;
  /** For the writes of nodes and scheduler only. */
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly addresses: ClusterAddresses;
  readonly pods: PodIndex;
  readonly informers: Mirrors;
  readonly events: EventRecorder;
}
