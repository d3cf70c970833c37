import { randomInt } from 'node:crypto';
import {
  formatGroupResource,
  parseObjectKey,
  StatusError,
  type KubeObject,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { type ExtraSubresource, type Question, type Storage } from '#libs/apiserver';
import { type Informer } from '#libs/controller-runtime';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock } from '#libs/process';
import { type Store } from '#libs/store';
import { type DependencyIndex } from '../controllers/propagation/dependency-index.js';
import { type OverrideIndex } from '../controllers/propagation/override-index.js';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import { ChangeFeed } from './change-feed.js';
import { MAX_UNDONE } from './limits.js';
import { memberView, type MemberView } from './member-view.js';
import { PlacementReader } from './placement-reader.js';
import { readWhatIf } from './what-if.js';
import { PlacementStorage, withPlacements } from './placement-storage.js';

export interface PlacementsOptions {
  readonly store: Pick<Store, 'storage' | 'work'>;
  /** The kinds that spread, in the order in which placements are listed. */
  readonly kinds: SpreadKinds;
  /** Absent: there are none. */
  readonly policies?: PolicyIndex;
  /** Absent: nothing differs by cluster. */
  readonly overrides?: OverrideIndex;
  /** Absent: nothing follows anything. */
  readonly dependencies?: DependencyIndex;
  readonly clock: Clock;
}

/** Placements as the hub serves them. */
export interface Placements {
  /** Of everything, placements among it: for the API server. */
  readonly storage: Storage;
  /** `.../placement` of every federated object. */
  readonly subresource: ExtraSubresource;
  /** Told of every key whose placement may have changed. */
  readonly feed: ChangeFeed;
  /** Where the members are known from, once there is an informer of them. */
  useMembers(clusters: Informer): void;
}

/** Other hubs do not have it, but by a chance of one in a million; then a watch that moves over is not told to begin anew. */
const PROCESS_IDS = 1_000_000;

export function createPlacements(options: PlacementsOptions): Placements {
  const { store, kinds, policies, overrides, dependencies, clock } = options;
  let members: () => readonly MemberView[] = () => [];
  let clusterObjects: () => readonly KubeObject[] = () => [];
  const feed = new ChangeFeed(clock, randomInt(PROCESS_IDS));
  const { storage: objects, work } = store;
  const reader = new PlacementReader({
    objects,
    work,
    kinds,
    members: () => members(),
    clusters: () => clusterObjects(),
    policies,
    overrides,
    dependencies,
    clock,
  });
  const storage = new PlacementStorage({
    objects,
    reader,
    feed,
    resources: () => kinds.all(),
    scopeOf: (resource) => kinds.of(resource)?.namespaced,
    undone: async (resource) =>
      (await work.undoneKeys(formatGroupResource(resource), MAX_UNDONE)).map(parseObjectKey),
    clock,
  });
  return {
    storage: withPlacements(objects, storage),
    subresource: placementSubresource(reader, kinds),
    feed,
    useMembers: (clusters) => {
      members = membersOf(clusters);
      clusterObjects = () => [...clusters.list()];
    },
  };
}

function placementSubresource(reader: PlacementReader, kinds: SpreadKinds): ExtraSubresource {
  return {
    kind: { group: 'federation.meridian.dev', version: 'v1alpha1', kind: 'Placement' },
    appliesTo: ({ storage }: ResourceDefinition) => kinds.of(storage) !== undefined,
    read: (object: KubeObject, { resource, query }) => {
      const { namespace = '', name = '' } = object.metadata;
      return reader.of({ ...resource, namespace, name }, object, query.getAll('render'));
    },
    ask: (object, question) => whatIf(reader, object, question),
  };
}

/** @throws StatusError BadRequest without dryRun=All, Invalid for what cannot be assumed */
async function whatIf(
  reader: PlacementReader,
  object: KubeObject,
  { resource, body, dryRun, changed }: Question,
): Promise<unknown> {
  if (!dryRun)
    throw new StatusError(
      'BadRequest',
      'a placement follows from the object and its policies, and cannot be written: ask with dryRun=All what would be',
    );
  const { object: assumed, clusters } = readWhatIf(body);
  const { namespace = '', name = '' } = object.metadata;
  const planned = assumed === undefined ? object : await changed(assumed);
  return reader.preview({ ...resource, namespace, name }, planned, clusters);
}

/** By name; made again when a cluster has changed and somebody asks. */
function membersOf(clusters: Informer): () => readonly MemberView[] {
  let views: readonly MemberView[] | undefined;
  clusters.onChange(() => (views = undefined));
  return () =>
    (views ??= [...clusters.list()].map(memberView).sort((a, b) => (a.plan.name < b.plan.name ? -1 : 1)));
}
