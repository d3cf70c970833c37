import {
  formatGroupResource,
  getPath,
  parseApiVersion,
  withPath,
  type GroupResource,
  type KubeObject,
  type ObjectClient,
  type ObjectMeta,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { createNamespaceLifecycle, GarbageCollector } from '#libs/cluster-controllers';
import { Informer, type LoopRegistry } from '#libs/controller-runtime';
import { MEMBERS_FINALIZER } from '#libs/kinds';
import { type Clock, type Logger } from '#libs/process';
import { SCALE_TARGET } from '../controllers/propagation/autoscaler-index.js';
import { keepReferences } from '../controllers/propagation/references.js';

interface HousekeepingDeps {
  readonly client: ObjectClient;
  readonly registry: ResourceRegistry;
  readonly loops: LoopRegistry;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface Housekeeping {
  /** Of every resource that can be deleted, but Events; they hold little more than names. */
  readonly informers: readonly Informer[];
  /** @throws Error where there is none: a fault of ours */
  informerOf(resource: GroupResource): Informer;
  /** An informer of a resource that is served from now on; the caller starts it. */
  follow(resource: GroupResource): Informer;
  unfollow(informer: Informer): Promise<void>;
  start(): void;
  stop(): Promise<void>;
}

/** Namespaces under deletion and owner references, as in every cluster. */
export function createHousekeeping(deps: HousekeepingDeps): Housekeeping {
  const { client, registry, loops, clock, logger } = deps;
  const informerFor = (resource: GroupResource): Informer =>
    new Informer({ client, resource, clock, logger, keep: trimmed });
  const informers = writable(registry)
    .filter((row) => formatGroupResource(row.storage) !== 'events')
    .map((row) => informerFor(row.storage));
  const collector = loops.add(createCollector(deps));
  for (const informer of informers) collector.add(informer);
  const informerOf = (resource: GroupResource): Informer => find(informers, resource);
  const lifecycle = loops.add(
    createNamespaceLifecycle({
      client,
      namespaces: informerOf({ group: '', resource: 'namespaces' }),
      resources: () =>
        writable(registry)
          .filter((row) => row.namespaced)
          .map((row) => row.storage),
      clock,
      logger,
    }),
  );
  let stopping = false;
  let collecting: Promise<void> | undefined;
  return {
    informers,
    informerOf,
    follow: (resource) => {
      const informer = informerFor(resource);
      collector.add(informer);
      informers.push(informer);
      return informer;
    },
    unfollow: async (informer) => {
      informers.splice(informers.indexOf(informer), 1);
      // The collector may be waiting for its first list.
      await informer.synced;
      await informer.stop();
    },
    start: () => {
      for (const informer of informers) informer.start();
      lifecycle.start();
      // It begins when everything is known; nobody waits for that.
      collecting = collector.start().catch((error: unknown) => {
        if (!stopping) logger.error({ err: error }, 'the garbage collector did not start');
      });
    },
    stop: async () => {
      stopping = true;
      await Promise.all(informers.map((informer) => informer.stop()));
      await collecting;
      await Promise.all([collector.stop(), lifecycle.stop()]);
    },
  };
}

function createCollector({ client, registry, clock, logger }: HousekeepingDeps): GarbageCollector {
  return new GarbageCollector({
    client,
    resolve: (apiVersion, kind) => {
      const { group, version } = parseApiVersion(apiVersion);
      const found = registry.byKind(group, version, kind);
      return found && { resource: found.definition.storage, namespaced: found.definition.namespaced };
    },
    after: MEMBERS_FINALIZER,
    clock,
    logger,
  });
}

/** All that can be deleted, asked anew each time: custom kinds come and go. */
function writable(registry: ResourceRegistry): readonly ResourceDefinition[] {
  return registry.definitions().filter((row) => row.verbs.includes('delete'));
}

function find(informers: readonly Informer[], resource: GroupResource): Informer {
  const name = formatGroupResource(resource);
  const found = informers.find((informer) => formatGroupResource(informer.resource) === name);
  if (!found) throw new Error(`the hub does not serve ${name}`);
  return found;
}

/** What collector, namespaces and propagation (labels, for what policies select) look at: a hundred thousand objects are held in memory as little as that. */
const KEPT = [
  'name',
  'namespace',
  'uid',
  'labels',
  'resourceVersion',
  'deletionTimestamp',
  'finalizers',
  'ownerReferences',
] as const satisfies readonly (keyof ObjectMeta)[];

export function trimmed(object: KubeObject): KubeObject {
  const { apiVersion, kind, metadata } = object;
  const kept = KEPT.flatMap((field) => (metadata[field] === undefined ? [] : [[field, metadata[field]]]));
  const bare = { apiVersion, kind, metadata: Object.fromEntries(kept) as ObjectMeta };
  const target = getPath(object, SCALE_TARGET);
  return keepReferences(object, target === undefined ? bare : withPath(bare, SCALE_TARGET, target));
}
