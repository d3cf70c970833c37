import { formatObjectKey, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Storage } from '#libs/apiserver';
import { type SpreadKinds } from '#libs/kinds';
import { type Clock } from '#libs/process';
import { type LoadedWork } from '#libs/store';
import { type PolicyIndex } from '../controllers/propagation/policy-index.js';
import { describePlacement } from './describe-placement.js';
import { type MemberView } from './member-view.js';

export interface PlacementReaderOptions {
  /** Of the objects themselves. */
  readonly objects: Pick<Storage, 'get'>;
  readonly work: { load(key: string): Promise<LoadedWork> };
  readonly kinds: SpreadKinds;
  /** All registered members, sorted by name. */
  readonly members: () => readonly MemberView[];
  readonly policies: PolicyIndex | undefined;
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

  /** Of an object that was read already. */
  async of(key: ObjectKey, object: KubeObject | undefined): Promise<KubeObject | undefined> {
    return this.describe(key, object, await this.options.work.load(formatObjectKey(key)));
  }

  private describe(
    key: ObjectKey,
    object: KubeObject | undefined,
    loaded: LoadedWork,
  ): KubeObject | undefined {
    const { members, clock, kinds, policies } = this.options;
    const propagation = kinds.of(key);
    const policy = object && propagation && policies?.governing(key, propagation, object.metadata.labels);
    const known = { key, propagation, object, loaded, members: members(), now: clock.now() };
    return describePlacement({ ...known, ...(policy ? { policy } : {}) });
  }
}
