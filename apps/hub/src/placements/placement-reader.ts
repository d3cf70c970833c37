import { formatObjectKey, StatusError, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Storage } from '#libs/apiserver';
import { type Propagation, type SpreadKinds } from '#libs/kinds';
import { type PropagationPolicy } from '#libs/placement';
import { type Clock } from '#libs/process';
import { type LoadedWork, type Store } from '#libs/store';
import { dependencyOf } from '../controllers/propagation/dependency.js';
import { type DependencyIndex } from '../controllers/propagation/dependency-index.js';
import { type OverrideIndex } from '../controllers/propagation/override-index.js';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import { describePlacement } from './describe-placement.js';
import { MAX_RENDERED } from './limits.js';
import { type MemberView } from './member-view.js';
import { previewPlacement } from './preview-placement.js';
import { assumedClusters, type ClusterChange } from './what-if.js';

export interface PlacementReaderOptions {
  /** Of the objects themselves. */
  readonly objects: Pick<Storage, 'get'>;
  readonly work: Pick<Store['work'], 'load' | 'whereAre'>;
  readonly kinds: SpreadKinds;
  /** All registered members, sorted by name. */
  readonly members: () => readonly MemberView[];
  /** Their Cluster objects. */
  readonly clusters: () => readonly KubeObject[];
  readonly policies: PolicyIndex | undefined;
  readonly overrides: OverrideIndex | undefined;
  readonly dependencies: DependencyIndex | undefined;
  readonly clock: Clock;
}

/** Computes placements from what is stored now. Reads of one moment share their statements. */
export class PlacementReader {
  constructor(private readonly options: PlacementReaderOptions) {}

  /** Undefined: neither object nor work. */
  async read(key: ObjectKey): Promise<KubeObject | undefined> {
    const { objects, work } = this.options;
    const [object, loaded] = await Promise.all([objects.get(key), work.load(formatObjectKey(key))]);
    return this.describe(key, object, loaded);
  }

  /**
   * Of an object that was read already, and what the clusters named in `render` would get of it.
   * @throws StatusError BadRequest for a cluster that is not registered, or too many
   */
  async of(
    key: ObjectKey,
    object: KubeObject | undefined,
    render: readonly string[] = [],
  ): Promise<KubeObject | undefined> {
    this.checkRender(render);
    return this.describe(key, object, await this.options.work.load(formatObjectKey(key)), render);
  }

  /**
   * What would become of an object, and what differs from now; nothing is stored. `object`: as it would be.
   * @throws StatusError Invalid with the field for clusters that could not be like that; BadRequest for kinds that do not spread
   */
  async preview(
    key: ObjectKey,
    object: KubeObject,
    changes: readonly ClusterChange[],
  ): Promise<Record<string, unknown>> {
    const { kinds, clusters, work, clock } = this.options;
    const propagation = kinds.of(key);
    if (!propagation) throw new StatusError('BadRequest', 'objects of this kind stay at the hub');
    const now = clock.now();
    const assumed = assumedClusters(clusters(), changes, now);
    const [loaded, said] = await Promise.all([
      work.load(formatObjectKey(key)),
      this.rulesFor(key, object, propagation),
    ]);
    const { group, resource } = key;
    const common = {
      key: formatObjectKey(key),
      resource: { group, resource },
      now,
      hash: (text: string) => text,
    };
    return previewPlacement({
      key,
      plan: { ...common, ...loaded, ...said, object, propagation, clusters: assumed },
    });
  }

  private async describe(
    key: ObjectKey,
    object: KubeObject | undefined,
    loaded: LoadedWork,
    render: readonly string[] = [],
  ): Promise<KubeObject | undefined> {
    const { members, clock, kinds } = this.options;
    const propagation = kinds.of(key);
    const said = object && propagation && (await this.rulesFor(key, object, propagation));
    const known = { key, propagation, object, loaded, members: members(), now: clock.now(), render };
    return describePlacement({ ...known, ...said });
  }

  /** What is said elsewhere about where an object goes and what differs there. */
  private async rulesFor(key: ObjectKey, object: KubeObject, propagation: Propagation) {
    const { policies, overrides } = this.options;
    const policy = policies?.governing(key, propagation, object.metadata.labels);
    const differing = overrides?.of(key, object, propagation);
    const dependency = await this.dependencyOf(key, object, policy);
    return {
      ...(policy ? { policy } : {}),
      ...(differing ? { overrides: differing } : {}),
      ...(dependency ? { dependency } : {}),
    };
  }

  private async dependencyOf(key: ObjectKey, object: KubeObject, policy: PropagationPolicy | undefined) {
    const { dependencies, policies, kinds, work } = this.options;
    if (!dependencies || !policies) return undefined;
    return dependencyOf({ dependencies, policies, kinds, store: { work } }, key, object, policy);
  }

  private checkRender(render: readonly string[]): void {
    if (render.length > MAX_RENDERED)
      throw new StatusError('BadRequest', `at most ${MAX_RENDERED} clusters are rendered at once`);
    const known = new Set(this.options.members().map(({ plan }) => plan.name));
    const unknown = render.find((cluster) => !known.has(cluster));
    if (unknown !== undefined)
      throw new StatusError('BadRequest', `there is no cluster ${JSON.stringify(unknown.slice(0, 253))}`);
  }
}
