import { isReason } from '#libs/apimachinery';
import { type Revision } from '#libs/cluster-controllers';
import { done, keyOf, requeueAfter, type ControlLoop, type Result } from '#libs/controller-runtime';
import { STATEFUL_SETS, VOLUME_CLAIMS } from '../cluster/resources.js';
import { type ClusterContext } from '../controllers/context.js';
import { mirrorLoop, writeStatus } from '../controllers/mirror-loop.js';
import { EXPECTATION_MS, REPLICA_BURST } from '../limits.js';
import { AvailabilityCheck } from './availability.js';
import { OwnedPods } from './owned-pods.js';
import { beyondPodLimit, failedCreate } from './replica-failure.js';
import { templateOf, type Revisions } from './revisions.js';
import { claimName, claimsOf, statefulPod } from './stateful-pod.js';
import {
  ordinalOf,
  ordinalRange,
  planStatefulSet,
  statefulStatus,
  type StatefulSet,
  type StatefulSituation,
  type StatefulStep,
} from './stateful-plan.js';

/** Keeps the numbered pods of StatefulSets, in order, with their claims. */
export class StatefulSets {
  readonly loop: ControlLoop;
  private readonly pods: OwnedPods;

  constructor(
    private readonly context: ClusterContext,
    private readonly revisions: Revisions,
  ) {
    const { statefulSets } = context.informers;
    this.loop = mirrorLoop(context, 'stateful-sets', statefulSets, (key) => this.reconcile(key));
    this.pods = new OwnedPods(context, 'StatefulSet', (key, ms) => this.loop.enqueueAfter(key, ms));
    statefulSets.onChange(({ type, object }) => {
      if (type === 'DELETED') this.pods.forget(keyOf(object), object.metadata.uid ?? '');
    });
  }

  private async reconcile(key: string): Promise<Result> {
    const set = this.context.informers.statefulSets.get(key) as StatefulSet | undefined;
    if (!set) return done;
    if (!this.pods.settled(set)) return requeueAfter(EXPECTATION_MS, 'waits to see its own writes');
    if (set.metadata.deletionTimestamp !== undefined || this.pods.isGoing(set)) return done;
    const revisions = await this.revisions.present(set);
    const situation = this.situationOf(set, revisions);
    const steps = planStatefulSet(set, situation);
    let failure = beyondPodLimit(set.spec.replicas ?? 1);
    let refusal: unknown;
    try {
      await this.follow(set, steps.slice(0, REPLICA_BURST), revisions);
    } catch (error) {
      refusal = error;
      failure = failedCreate(error);
    }
    this.pods.counted(key);
    const now = this.context.clock.now();
    await writeStatus(this.context, STATEFUL_SETS, set, statefulStatus(set, situation, failure, now));
    if (refusal !== undefined) throw refusal as Error;
    await this.revisions.trim(set, revisions, namesInUse(situation, revisions));
    if (steps.length > REPLICA_BURST) return requeueAfter(1, 'more pods to create or delete');
    const { recheckMs } = situation.availability;
    return recheckMs === undefined ? done : requeueAfter(recheckMs, 'pods become available');
  }

  private situationOf(set: StatefulSet, revisions: readonly Revision[]): StatefulSituation {
    const update = revisions.at(-1)?.metadata.name ?? '';
    const noted = set.status?.currentRevision;
    const current = revisions.some((one) => one.metadata.name === noted) ? (noted ?? update) : update;
    const availability = new AvailabilityCheck(set.spec.minReadySeconds, this.context.clock.now());
    return { pods: this.pods.of(set), current, update, availability };
  }

  private async follow(
    set: StatefulSet,
    steps: readonly StatefulStep[],
    revisions: readonly Revision[],
  ): Promise<void> {
    for (const step of steps) {
      if (step.kind === 'delete') {
        await this.pods.delete(set, step.pod);
        await this.releaseClaims(set, ordinalOf(set, step.pod));
        continue;
      }
      const revision = revisions.find((one) => one.metadata.name === step.revision) ?? revisions.at(-1);
      if (!revision) continue;
      await this.claim(set, step.ordinal);
      const pod = statefulPod(set, step.ordinal, revision.metadata.name ?? '', templateOf(revision));
      await this.pods.create(set, pod);
    }
  }

  private async claim(set: StatefulSet, ordinal: number): Promise<void> {
    for (const claim of claimsOf(set, ordinal)) {
      if (this.context.informers.volumeClaims.get(keyOf(claim))) continue;
      try {
        await this.context.client.create(VOLUME_CLAIMS, claim);
      } catch (error) {
        // Left from before, or created by the run before and not seen yet.
        if (!isReason(error, 'AlreadyExists')) throw error;
      }
    }
  }

  /** A number that is given up loses its claims if the retention policy says so. */
  private async releaseClaims(set: StatefulSet, ordinal: number | undefined): Promise<void> {
    if (set.spec.persistentVolumeClaimRetentionPolicy?.whenScaled !== 'Delete' || ordinal === undefined)
      return;
    const { first, end } = ordinalRange(set);
    if (ordinal >= first && ordinal < end) return;
    const { namespace = '' } = set.metadata;
    for (const claim of set.spec.volumeClaimTemplates ?? [])
      await this.context.client.delete({ ...VOLUME_CLAIMS, namespace, name: claimName(set, claim, ordinal) });
  }
}

/** The hashes of revisions that pods or the status still speak of. */
function namesInUse(situation: StatefulSituation, revisions: readonly Revision[]): Set<string> {
  const names = new Set([situation.current, situation.update]);
  for (const pod of situation.pods) names.add(pod.metadata.labels?.['controller-revision-hash'] ?? '');
  const used = revisions.filter((one) => names.has(one.metadata.name ?? ''));
  return new Set(used.map((one) => one.metadata.labels?.['controller-revision-hash'] ?? ''));
}
