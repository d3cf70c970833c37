import { formatGroupResource, parseObjectKey, type ObjectClient } from '#libs/apimachinery';
import { ControlLoop, keyOf, type Informer, type LoopRegistry } from '#libs/controller-runtime';
import { type Clock, type Logger } from '#libs/process';
import { type Store } from '#libs/store';
import { ExportsReconciler } from '../controllers/mcs/exports.reconciler.js';
import { EXPORT_DELAY_MS, EXPORT_WORKERS } from '../controllers/mcs/limits.js';
import { SERVICE_EXPORTS, SERVICE_IMPORTS } from '../controllers/mcs/mcs-kinds.js';
import { type FollowedListener } from './custom-kinds.js';
import { type Housekeeping } from './housekeeping.js';

const SERVICES = { group: '', resource: 'services' };

interface ServiceExportsDeps {
  readonly client: ObjectClient;
  readonly store: Store;
  readonly loops: LoopRegistry;
  /** Its informer of Services, not started yet; names are all that is used of what it holds. */
  readonly housekeeping: Pick<Housekeeping, 'informerOf'>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface ServiceExports {
  readonly loop: ControlLoop;
  /** A custom kind is followed by this informer: it may be one of the two. */
  readonly followed: FollowedListener;
  /** A member said something new about this object. */
  reported(key: string): void;
}

/** The loop that makes ServiceImports of ServiceExports, woken by both, by the Services, and by what members say of these. */
export function createServiceExports(deps: ServiceExportsDeps): ServiceExports {
  const { client, store, loops, housekeeping, clock, logger } = deps;
  const followed = new Map<string, Informer>();
  const exportsOf = (): Informer | undefined => followed.get(formatGroupResource(SERVICE_EXPORTS));
  const servesImports = (): boolean => followed.has(formatGroupResource(SERVICE_IMPORTS));
  const all = (): void => {
    for (const object of exportsOf()?.list() ?? []) loop.enqueue(keyOf(object));
  };
  const loop = loops.add(
    new ControlLoop({
      name: 'service-exports',
      reconciler: new ExportsReconciler({ client, store, servesImports, clock }),
      workers: EXPORT_WORKERS,
      clock,
      logger,
      resync: all,
    }),
  );
  const serviceChanged = (key: string): void => {
    if (exportsOf()?.get(key) !== undefined) loop.enqueueAfter(key, EXPORT_DELAY_MS);
  };
  housekeeping.informerOf(SERVICES).onChange(({ object }) => serviceChanged(keyOf(object)));
  return {
    loop,
    reported: (key) => {
      const service = exportedBy(key);
      if (service !== undefined) serviceChanged(service);
    },
    followed: (resource, informer) => {
      const kind = formatGroupResource(resource);
      if (![SERVICE_EXPORTS, SERVICE_IMPORTS].some((one) => formatGroupResource(one) === kind)) return;
      if (informer === undefined) followed.delete(kind);
      else followed.set(kind, informer);
      // What is there already waits for this kind.
      if (resource.resource === SERVICE_IMPORTS.resource) all();
      informer?.onChange(({ object }) => void loop.enqueue(keyOf(object)));
    },
  };
}

/** The Service, `namespace/name`, of which a report about this object tells how it is exported; undefined for other objects. */
export function exportedBy(key: string): string | undefined {
  if (!SPEAKING.some((start) => key.startsWith(start))) return undefined;
  const { namespace, name } = parseObjectKey(key);
  return `${namespace}/${name}`;
}

const SPEAKING = [SERVICES, SERVICE_EXPORTS].map((resource) => `${formatGroupResource(resource)}/`);
