import { type KubeObject, type ResourceDefinition } from '#libs/apimachinery';
import { type Clock } from '#libs/process';
import { type AdmissionPlugin } from './admission.js';
import { type ResourceRegistry } from './registry.js';
import { type UserInfo } from './request.js';
import { type Storage } from './storage.js';

/** What every operation on objects needs, over HTTP or in process. */
export interface ServerCore {
  readonly storage: Storage;
  readonly registry: ResourceRegistry;
  readonly admission: readonly AdmissionPlugin[];
  readonly clock: Clock;
}

/** Records in `next.metadata.managedFields` who set which fields. `old` is undefined on create. */
export type FieldTracker = (next: KubeObject, old: KubeObject | undefined) => void;

/** One write on behalf of somebody. */
export interface WriteContext {
  readonly definition: ResourceDefinition;
  readonly user: UserInfo;
  readonly dryRun: boolean;
  /** '' for the object itself, else status, scale or finalize. */
  readonly subresource: string;
  /** False only for our own controllers, who are trusted. */
  readonly admission: boolean;
  /** Absent: managedFields stay as they are. */
  readonly track?: FieldTracker;
  readonly warn: (text: string) => void;
}
