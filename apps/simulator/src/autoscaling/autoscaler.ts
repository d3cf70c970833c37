import { type Condition, type KubeObject } from '#libs/apimachinery';
import { loadOf, utilizationOf } from '../cluster/annotations.js';

/** The fields of a HorizontalPodAutoscaler that its controller reads and writes. */
export interface Autoscaler extends KubeObject {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind: string; readonly name: string };
    readonly minReplicas?: number;
    readonly maxReplicas: number;
    readonly metrics?: readonly Metric[];
    readonly behavior?: { readonly scaleUp?: ScalingRules; readonly scaleDown?: ScalingRules };
  };
  readonly status?: AutoscalerStatus;
}

export interface Metric {
  readonly type?: string;
  readonly resource?: {
    readonly name?: string;
    readonly target?: { readonly type?: string; readonly averageUtilization?: number };
  };
}

export interface ScalingRules {
  readonly stabilizationWindowSeconds?: number;
  readonly selectPolicy?: string;
}

export interface AutoscalerStatus {
  readonly currentReplicas?: number;
  readonly desiredReplicas: number;
  readonly lastScaleTime?: string;
  readonly currentMetrics?: readonly object[];
  readonly conditions?: readonly Condition[];
}

/** What is scaled, as its scale subresource shows it. */
export interface Scale {
  /** Wanted. */
  readonly spec: number;
  /** There. */
  readonly status: number;
}

/** What a metric says. */
export type Reading =
  | { readonly name: string; readonly percent: number; readonly targetPercent: number }
  | { readonly problem: string };

/** The load that annotations of the autoscaler, or else of its target, say for each metric. */
export function readMetrics(autoscaler: Autoscaler, target: KubeObject, scale: Scale): Reading[] {
  const annotations = { ...target.metadata.annotations, ...autoscaler.metadata.annotations };
  return (autoscaler.spec.metrics ?? []).map((metric) => readMetric(metric, annotations, scale));
}

function readMetric(
  { type = '', resource }: Metric,
  annotations: Readonly<Record<string, string>>,
  scale: Scale,
): Reading {
  const name = resource?.name;
  const targetPercent = resource?.target?.averageUtilization;
  const isKnown = type === 'Resource' && (name === 'cpu' || name === 'memory');
  if (!isKnown || targetPercent === undefined)
    return {
      problem: `the simulator has no such ${type} metric; it knows the utilization of cpu and memory`,
    };
  const percent =
    numberOf(annotations[utilizationOf(name)]) ?? shared(numberOf(annotations[loadOf(name)]), scale);
  if (percent !== undefined) return { name, percent, targetPercent };
  const wanted = `neither annotation ${utilizationOf(name)} nor ${loadOf(name)} is set`;
  return { problem: `unable to get metrics for resource ${name}: ${wanted}` };
}

/** Each pod's part of a load that they have together. */
function shared(load: number | undefined, { status }: Scale): number | undefined {
  return load === undefined ? undefined : load / Math.max(1, status);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}(\.\d{1,3})?$/.test(text) ? Number(text) : undefined;
}
