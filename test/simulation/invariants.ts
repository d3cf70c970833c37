import { formatObjectKey, type KubeObject } from '#libs/apimachinery';
import { decodeWork, isAuditSubject } from '#libs/protocol';
import { surgeOf } from '#libs/placement';
import { type ObjectPlan } from '#libs/store';
import { CREATED_BY, isManagedBy, markOf, type Mark } from '../../apps/agent/src/work/marks.js';
import { clusterView } from '../../apps/hub/src/controllers/propagation/cluster-view.js';
import { standingOf } from '../../apps/hub/src/controllers/propagation/standing.js';
import { CLUSTER_SELECTOR, CLUSTERS, type HubApi } from './hub-api.js';
import { keyOf, type MemberWatcher, type SimMember } from './sim-member.js';
import { type SimRow } from './sim-rows.js';
import { type SimStore } from './sim-store.js';

export const HUB_UID = 'hub-1';

/** What must hold at every moment, looked at with every write to a member, every plan and every start of an agent. */
export class Invariants implements MemberWatcher {
  readonly violations: string[] = [];
  /** Newest work applied, by cluster and key. */
  private readonly applied = new Map<string, Mark>();
  /** Uids of member objects that bore our mark and were not let go of. */
  private readonly ours = new Set<string>();
  /** Newest work acknowledged, by cluster and subject hash. */
  private readonly acknowledged = new Map<string, Mark>();
  /** What each generation said, by cluster, subject hash, epoch and generation. */
  private readonly said = new Map<string, string>();
  /** What the store forgot (an older one was restored, or a cluster given up), as `cluster key`: it stays in the members. */
  readonly unknown = new Set<string>();
  store: SimStore | undefined;

  constructor(
    private readonly api: HubApi,
    private readonly now: () => number,
  ) {}

  changed(
    member: SimMember,
    verb: 'apply' | 'patch' | 'delete',
    before: KubeObject | undefined,
    after: KubeObject | undefined,
  ): void {
    const object = after ?? before;
    if (!object) return;
    const name = `${member.name} ${formatObjectKey(keyOf(object))}`;
    if (before) this.checkOwn(name, verb, before);
    if (!after) this.checkDelete(name, object);
    else if (verb === 'apply') this.checkOrder(name, after);
    if (after) this.noteOwner(verb, after);
  }

  /** Work that the broker will not send again. */
  acknowledge(cluster: string, payload: Uint8Array, subject: string): void {
    if (isAuditSubject(subject)) return;
    const work = decodeWork(payload, subject);
    const { epoch, generation, action, encoding, object } = work;
    if (object.kind === 'Secret' && action === 'apply' && encoding !== 'sealed')
      this.violate(`${subject}: a Secret travels unsealed`);
    const name = `${cluster} ${subject.slice(subject.lastIndexOf('.') + 1)}`;
    this.acknowledged.set(name, newerOf(work, this.acknowledged.get(name)));
    const says = `${action} ${work.uid} ${work.manifestHash}`;
    const which = `${name} ${epoch}:${generation}`;
    if ((this.said.get(which) ?? says) !== says) this.violate(`${which}: said two things`);
    this.said.set(which, says);
    if (action === 'delete' && this.store?.deletionsHeld === true && epoch === this.store.epoch)
      this.violate(`${which}: deletes while deletions are held`);
  }

  /** The disk of its agent is lost. */
  forgetAcknowledged(cluster: string): void {
    for (const name of this.acknowledged.keys())
      if (name.startsWith(`${cluster} `)) this.acknowledged.delete(name);
  }

  /** An agent starts with this. */
  starting(cluster: string, entries: Iterable<[string, { readonly work: Mark }]>): void {
    const held = new Map([...entries].map(([key, { work }]) => [`${cluster} ${key}`, work]));
    for (const [name, told] of this.acknowledged)
      if (name.startsWith(`${cluster} `) && isOlder(held.get(name) ?? NONE, told))
        this.violate(`${name}: generation ${told.generation} was acknowledged and is lost`);
  }

  /** An older store takes over, with these rows. */
  restoring(members: readonly SimMember[], rows: ReadonlyMap<string, unknown>): void {
    for (const name of [...members.flatMap(ours), ...(this.store?.rows.keys() ?? [])])
      if (!rows.has(name)) this.unknown.add(name);
  }

  /** Rows are dropped with their cluster: what they speak of may be in the member, or get there still. */
  forgotten(rows: readonly SimRow[]): void {
    for (const { cluster, key } of rows) this.unknown.add(`${cluster} ${key}`);
  }

  /** An object of the hub is gone. A Cluster of which nothing was left to undo leaves nothing of ours in its member. */
  removed({ kind, metadata, status }: KubeObject, members: ReadonlyMap<string, SimMember>): void {
    const { name = '' } = metadata;
    const member = members.get(name);
    if (kind !== 'Cluster' || !member) return;
    const { conditions = [] } = (status ?? {}) as { conditions?: { type: string; message?: string }[] };
    const why = conditions.find(({ type }) => type === 'Removing')?.message ?? '';
    const isSettled = why.startsWith('nothing of the federation is left');
    for (const one of ours(member)) {
      if (isSettled && !this.unknown.has(one))
        this.violate(`${one}: is still ours, and the cluster has left`);
      this.unknown.add(one);
    }
  }

  /** A plan was stored. */
  planned(plan: ObjectPlan, before: readonly SimRow[]): void {
    this.checkLeaving(plan, before);
    const { replicas } = (this.objectOf(plan)?.['spec'] ?? {}) as { replicas?: number };
    if (replicas === undefined) return;
    const counted = new Set(
      this.api.log
        .of(CLUSTERS)
        .map(clusterView)
        .filter((view) => standingOf(view, this.now()).role !== 'lost')
        .map(({ name }) => name),
    );
    const given = plan.targets
      .filter(({ action, cluster }) => action === 'apply' && counted.has(cluster))
      .reduce(
        (sum, { patch }) => sum + ((patch?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 0),
        0,
      );
    const most = replicas + surgeOf(replicas);
    if (given > most) this.violate(`${plan.key}: ${given} replicas are given, and ${most} may be`);
  }

  violate(text: string): void {
    this.violations.push(`${new Date(this.now()).toISOString()} ${text}`);
  }

  /** What goes everywhere is never deleted in a cluster that leaves and is to keep its objects. */
  private checkLeaving(plan: ObjectPlan, before: readonly SimRow[]): void {
    if (!goesEverywhere(this.objectOf(plan))) return;
    for (const { cluster, action } of plan.targets) {
      const live = this.api.log.get({ ...CLUSTERS, namespace: '', name: cluster });
      if (action !== 'delete' || !live || !keepsObjects(live)) continue;
      if (before.find((row) => row.cluster === cluster)?.action !== 'delete')
        this.violate(`${cluster} ${plan.key}: is to be deleted in a cluster that keeps its objects`);
    }
  }

  private objectOf({ key }: ObjectPlan): KubeObject | undefined {
    return this.api.log.objects.get(key);
  }

  private noteOwner(verb: string, after: KubeObject): void {
    const { uid = '' } = after.metadata;
    if (isManagedBy(after, HUB_UID)) this.ours.add(uid);
    else if (verb === 'patch') this.ours.delete(uid);
  }

  private checkOwn(name: string, verb: string, before: KubeObject): void {
    const { uid = '' } = before.metadata;
    if (before.kind === 'Namespace' || isManagedBy(before, HUB_UID) || this.ours.has(uid)) return;
    this.violate(`${name}: ${verb} on an object that is not ours`);
  }

  private checkDelete(name: string, before: KubeObject): void {
    const { annotations } = before.metadata;
    if (before.kind === 'Namespace' && annotations?.[CREATED_BY] !== HUB_UID)
      this.violate(`${name}: deleted, and we have not made it`);
    const generation = markOf(annotations)?.generation ?? 0;
    const deletes = this.store?.deletes.get(name) ?? [];
    // A new epoch sends the rows of a restored store with the generations that they had.
    const isTold =
      (this.store?.epoch ?? 1) > 1 ? deletes.length > 0 : deletes.some((told) => told > generation);
    if (!isTold) this.violate(`${name}: generation ${generation} was deleted, and no row said so`);
  }

  private checkOrder(name: string, after: KubeObject): void {
    const mark = markOf(after.metadata.annotations);
    if (mark === undefined) return;
    const newest = this.applied.get(name) ?? NONE;
    if (isOlder(mark, newest))
      this.violate(`${name}: generation ${mark.generation} was applied after ${newest.generation}`);
    this.applied.set(name, newerOf(mark, newest));
  }
}

/** What bears our mark in a member, as `cluster key`. Namespaces that were made for what was in them may stay. */
function ours({ name, log }: SimMember): string[] {
  return [...log.objects]
    .filter(([, object]) => object.kind !== 'Namespace' && isManagedBy(object, HUB_UID))
    .map(([key]) => `${name} ${key}`);
}

/** It is being removed, and what is in it is to stay. */
function keepsObjects({ metadata, spec }: KubeObject): boolean {
  const { deletionPolicy = 'orphan' } = (spec ?? {}) as { deletionPolicy?: string };
  return metadata.deletionTimestamp !== undefined && deletionPolicy === 'orphan';
}

function goesEverywhere(object: KubeObject | undefined): boolean {
  if (object?.kind !== 'ConfigMap' && object?.kind !== 'Secret') return false;
  const { deletionTimestamp, annotations } = object.metadata;
  return deletionTimestamp === undefined && annotations?.[CLUSTER_SELECTOR] === undefined;
}

const NONE: Mark = { epoch: 0, generation: 0 };

function isOlder(a: Mark, b: Mark): boolean {
  return a.epoch < b.epoch || (a.epoch === b.epoch && a.generation < b.generation);
}

function newerOf({ epoch, generation }: Mark, other = NONE): Mark {
  return isOlder({ epoch, generation }, other) ? other : { epoch, generation };
}
