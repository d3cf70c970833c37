import {
  formatGroupResource,
  type GroupResource,
  type ObjectClient,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { type ResourceRegistry } from '#libs/apiserver';
import { CUSTOM_OBJECTS_FINALIZER, customResource } from '#libs/builtin-kinds';
import { CustomDefinitions } from '#libs/cluster-controllers';
import { type Informer } from '#libs/controller-runtime';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock, type Logger } from '#libs/process';
import { spreadOf } from '../controllers/mcs/mcs-kinds.js';
import { type PropagationSources } from '../controllers/propagation/propagation.sources.js';
import { type Housekeeping } from './housekeeping.js';

export type FollowedListener = (resource: GroupResource, informer: Informer | undefined) => void;

interface CustomKindsDeps {
  readonly client: ObjectClient;
  readonly registry: ResourceRegistry;
  readonly kinds: SpreadKinds;
  /** Follow and unfollow the objects of one custom kind. */
  readonly housekeeping: Pick<Housekeeping, 'follow' | 'unfollow'>;
  readonly sources: Pick<PropagationSources, 'add' | 'remove'>;
  /** A custom kind is followed from now on by this informer, which is not started yet; undefined: no more. */
  readonly onFollowed: FollowedListener;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Custom kinds of users: served, followed and spread from the moment that their definition is established. */
export function createCustomKinds(deps: CustomKindsDeps): CustomDefinitions {
  const { client, registry, kinds, housekeeping, sources, clock, logger } = deps;
  const followed = new Map<string, Informer>();
  const serve = (row: ResourceDefinition): void => {
    registry.set(row);
    kinds.set(spreadOf(row));
    const name = formatGroupResource(row.storage);
    if (followed.has(name)) return;
    const informer = housekeeping.follow(row.storage);
    followed.set(name, informer);
    sources.add(informer);
    deps.onFollowed(row.storage, informer);
    informer.start();
  };
  const withdraw = (resource: GroupResource): void => {
    const name = formatGroupResource(resource);
    const informer = followed.get(name);
    registry.remove(resource);
    kinds.remove(resource);
    if (!informer) return;
    followed.delete(name);
    sources.remove(informer);
    deps.onFollowed(resource, undefined);
    housekeeping.unfollow(informer).catch((error: unknown) => {
      logger.warn({ err: error, resource: name }, 'the objects of a custom kind could not be left alone');
    });
  };
  return new CustomDefinitions({
    client,
    reserved: registry.definitions(),
    finalizer: CUSTOM_OBJECTS_FINALIZER,
    rowOf: customResource,
    serve,
    withdraw,
    clock,
    logger,
  });
}
