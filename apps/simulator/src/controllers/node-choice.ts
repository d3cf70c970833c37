import { type KubeObject } from '#libs/apimachinery';
import { demandOf, type Demand, type PodSpec, type Toleration } from '../cluster/pod.js';

/** A node as the scheduler sees it. */
export interface NodeRoom {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly cordoned: boolean;
  readonly cpu: number;
  readonly memory: number;
  readonly pods: number;
  readonly used: { cpu: number; memory: number; pods: number };
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

/** What matters of a pod for choosing its node; pods with the same signature are alike. */
export interface Needs extends Demand {
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly Toleration[];
  /** A DaemonSet's pods are for one node each. */
  readonly onlyNode?: string;
}

export function needsOf(spec: PodSpec): Needs {
  const onlyNode = onlyNodeOf(spec);
  return {
    ...demandOf(spec),
    nodeSelector: spec.nodeSelector ?? {},
    tolerations: spec.tolerations ?? [],
    ...(onlyNode === undefined ? {} : { onlyNode }),
  };
}

/** An affinity for one node by name, as the DaemonSet controller sets it. */
export function forOneNode(name: string): object {
  const nodeSelectorTerms = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: [name] }] }];
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } } };
}

interface Affinity {
  readonly nodeAffinity?: {
    readonly requiredDuringSchedulingIgnoredDuringExecution?: {
      readonly nodeSelectorTerms?: readonly {
        readonly matchFields?: readonly { readonly key?: string; readonly values?: readonly string[] }[];
      }[];
    };
  };
}

/** The reverse of forOneNode. */
export function onlyNodeOf(spec: PodSpec): string | undefined {
  const { nodeAffinity } = (spec['affinity'] ?? {}) as Affinity;
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const field = terms[0]?.matchFields?.[0];
  return field?.key === 'metadata.name' ? field.values?.[0] : undefined;
}

export type Choice = { readonly node: NodeRoom } | { readonly message: string };

/** What a node is, its room aside. */
export type NodeKind = Pick<NodeRoom, 'labels' | 'taints' | 'cordoned'>;

interface Refusal<Node> {
  readonly text: string;
  readonly refuses: (node: Node, needs: Needs) => boolean;
}

const CORDON: Taint = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' };

/** Why a node is no place for a pod, in the words of kube-scheduler; first match wins. */
const KIND_REFUSALS: readonly Refusal<NodeKind>[] = [
  {
    text: 'node(s) were unschedulable',
    refuses: (node, needs) => node.cordoned && !isTolerated(CORDON, needs.tolerations),
  },
  {
    text: "node(s) didn't match Pod's node affinity/selector",
    refuses: (node, needs) =>
      Object.entries(needs.nodeSelector).some(([name, value]) => node.labels[name] !== value),
  },
  {
    text: 'node(s) had untolerated taint(s)',
    refuses: (node, needs) =>
      node.taints.some((taint) => repels(taint) && !isTolerated(taint, needs.tolerations)),
  },
];

/** The same for its room. */
const ROOM_REFUSALS: readonly Refusal<NodeRoom>[] = [
  { text: 'Too many pods', refuses: (node) => node.used.pods + 1 > node.pods },
  {
    text: 'Insufficient cpu',
    refuses: (node, needs) => needs.cpu > 0 && exceeds(node.used.cpu + needs.cpu, node.cpu),
  },
  {
    text: 'Insufficient memory',
    refuses: (node, needs) => needs.memory > 0 && exceeds(node.used.memory + needs.memory, node.memory),
  },
];

const REFUSALS: readonly Refusal<NodeRoom>[] = [...KIND_REFUSALS, ...ROOM_REFUSALS];

/** Whether a pod may run there if there is room. */
export function isEligible(node: NodeKind, needs: Needs): boolean {
  return !KIND_REFUSALS.some((row) => row.refuses(node, needs));
}

interface NodeObject extends KubeObject {
  readonly spec?: { readonly unschedulable?: boolean; readonly taints?: readonly Taint[] };
}

export function nodeKindOf(object: KubeObject): NodeKind {
  const { metadata, spec } = object as NodeObject;
  return {
    labels: metadata.labels ?? {},
    taints: spec?.taints ?? [],
    cordoned: spec?.unschedulable === true,
  };
}

/** The node that would be least full with the pod on it, the first of equals; or why there is none. One pass over the nodes. */
export function chooseNode(nodes: Iterable<NodeRoom>, needs: Needs): Choice {
  const reasons = new Map<string, number>();
  let best: NodeRoom | undefined;
  let bestFill = Infinity;
  let count = 0;
  for (const node of nodes) {
    count++;
    const refusal = REFUSALS.find((row) => row.refuses(node, needs));
    if (refusal) {
      reasons.set(refusal.text, (reasons.get(refusal.text) ?? 0) + 1);
      continue;
    }
    const fill = fillWith(node, needs);
    if (fill < bestFill) {
      best = node;
      bestFill = fill;
    }
  }
  if (best) return { node: best };
  const listed = [...reasons].map(([text, nodes]) => `${nodes} ${text}`).sort();
  const why = listed.length > 0 ? `: ${listed.join(', ')}` : '';
  return { message: `0/${count} nodes are available${why}.` };
}

/** How full the fullest of the node's resources would be. */
function fillWith(node: NodeRoom, needs: Needs): number {
  return Math.max(
    (node.used.cpu + needs.cpu) / node.cpu,
    (node.used.memory + needs.memory) / node.memory,
    (node.used.pods + 1) / node.pods,
  );
}

/** Sums of fractions of cores carry rounding errors. */
function exceeds(wanted: number, there: number): boolean {
  return wanted > there * (1 + 1e-9);
}

function repels(taint: Taint): boolean {
  return taint.effect === 'NoSchedule' || taint.effect === 'NoExecute';
}

function isTolerated(taint: Taint, tolerations: readonly Toleration[]): boolean {
  return tolerations.some((toleration) => {
    if (toleration.effect !== undefined && toleration.effect !== '' && toleration.effect !== taint.effect)
      return false;
    if (toleration.operator === 'Exists')
      return toleration.key === undefined || toleration.key === '' || toleration.key === taint.key;
    return toleration.key === taint.key && (toleration.value ?? '') === (taint.value ?? '');
  });
}
