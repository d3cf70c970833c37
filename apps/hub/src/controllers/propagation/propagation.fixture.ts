import { createHash } from 'node:crypto';
import { canonicalJson, type GroupResource, type KubeObject, type ObjectMeta } from '#libs/apimachinery';
import { manifestFor, MEMBERS_FINALIZER, propagationOf } from '#libs/kinds';
import { type PlannedWork, type ReportRow, type WorkRow } from '#libs/store';
import { type ClusterView } from './cluster-view.js';
import { planObject, type PlanInput, type PlanOutput } from './plan-object.js';

/** Builders for specs of propagation: one object, its members, their rows and reports. */

export const NOW = Date.parse('2026-11-21T08:00:00Z');
export const CONFIGMAPS: GroupResource = { group: '', resource: 'configmaps' };
export const NAMESPACES: GroupResource = { group: '', resource: 'namespaces' };
export const REPLICASETS: GroupResource = { group: 'apps', resource: 'replicasets' };

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

export function objectOf(kind: string, metadata: ObjectMeta = {}, fields: object = {}): KubeObject {
  return {
    apiVersion: kind === 'ReplicaSet' ? 'apps/v1' : 'v1',
    kind,
    metadata: {
      name: 'x',
      ...(kind === 'Namespace' ? {} : { namespace: 'demo' }),
      uid: 'uid-1',
      resourceVersion: '7',
      generation: 3,
      finalizers: [MEMBERS_FINALIZER],
      ...metadata,
    },
    ...fields,
  };
}

export function replicaSet(replicas: number, annotations: Record<string, string> = {}): KubeObject {
  return objectOf('ReplicaSet', { annotations }, { spec: { replicas } });
}

/** Ready and active unless said. */
export function view(name: string, more: Partial<ClusterView> = {}): ClusterView {
  return {
    name,
    labels: {},
    ready: true,
    readinessSince: 0,
    offline: false,
    offlineSince: 0,
    cordoned: false,
    draining: false,
    ...more,
  };
}

export function views(...names: string[]): ClusterView[] {
  return names.map((name) => view(name));
}

/** Offline for `ms`. */
export function away(name: string, ms: number, more: Partial<ClusterView> = {}): ClusterView {
  return view(name, {
    ready: false,
    readinessSince: NOW - ms,
    offline: true,
    offlineSince: NOW - ms,
    ...more,
  });
}

export function row(cluster: string, more: Partial<WorkRow> = {}): WorkRow {
  return {
    key: 'k',
    cluster,
    uid: 'uid-1',
    action: 'apply',
    reason: 'because',
    manifestHash: 'hash',
    generation: 5,
    published: true,
    ...more,
  };
}

export function holds(cluster: string, replicas: number): WorkRow {
  return row(cluster, { patch: { spec: { replicas } } });
}

export function says(cluster: string, report: Partial<ReportRow['report']> = {}): ReportRow {
  return {
    key: 'k',
    cluster,
    receivedAt: NOW,
    report: {
      cluster,
      epoch: 1,
      generation: 5,
      instance: 'i',
      sequence: 1,
      state: 'Applied',
      uid: 'uid-1',
      ...report,
    },
  };
}

export function plan(input: Partial<PlanInput>): PlanOutput {
  return planObject({
    key: 'k',
    resource: CONFIGMAPS,
    propagation: propagationOf(input.resource ?? CONFIGMAPS),
    object: objectOf('ConfigMap'),
    work: [],
    reports: [],
    clusters: views('a', 'b'),
    now: NOW,
    hash: sha256,
    ...input,
  });
}

/** `cluster action` of every target, in order. */
export function actions(targets: readonly PlannedWork[] | undefined): string[] | undefined {
  return targets?.map(({ cluster, action }) => `${cluster} ${action}`);
}

export function replicasOf(
  targets: readonly Pick<PlannedWork, 'cluster' | 'patch'>[],
): Record<string, number> {
  return Object.fromEntries(
    targets.map(({ cluster, patch }) => [cluster, (patch?.['spec'] as { replicas: number }).replicas]),
  );
}

/** The rows that the store would hold after this plan. */
export function stored(output: PlanOutput): WorkRow[] {
  const { plan: saved } = output;
  return (saved?.targets ?? []).map((target) =>
    row(target.cluster, {
      ...target,
      uid: target.uid ?? saved?.uid ?? '',
      manifestHash: target.action === 'apply' ? (saved?.manifest?.hash ?? '') : '',
    }),
  );
}

export function manifestOf(resource: GroupResource, object: KubeObject): string {
  const propagation = propagationOf(resource);
  if (!propagation) throw new Error('not spread');
  return canonicalJson(manifestFor(object, propagation));
}
