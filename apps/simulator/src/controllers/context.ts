import { type ObjectClient } from '#libs/apimachinery';
import { type Storage } from '#libs/apiserver';
import { type Informer } from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import { type ClusterAddresses } from '../cluster/addresses.js';
import { type PodIndex } from '../cluster/pod-index.js';
import { type EventRecorder } from './event-recorder.js';

/** What the simulated controllers share. */
export interface ClusterContext {
  readonly client: ObjectClient;
  /** For the writes of nodes and scheduler only. */
  readonly storage: Storage;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly addresses: ClusterAddresses;
  readonly pods: PodIndex;
  readonly informers: ClusterInformers;
  readonly events: EventRecorder;
}

/** One mirror per resource, shared by all who look at it. */
export interface ClusterInformers {
  readonly nodes: Informer;
  readonly namespaces: Informer;
  readonly replicaSets: Informer;
  readonly services: Informer;
  readonly ingresses: Informer;
}
