import { randomBytes } from 'node:crypto';
import { type KubeObject } from '#libs/apimachinery';
import { ownedBy } from '#libs/cluster-controllers';
import { type PodSpec } from '../cluster/pod.js';

/** What a workload says about its pods. */
export interface PodTemplate {
  readonly metadata?: KubeObject['metadata'];
  readonly spec: PodSpec;
}

/** What one pod has beyond its template. */
export interface PodParticulars {
  readonly name: string;
  readonly generateName?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** Laid over the template's spec. */
  readonly spec?: Readonly<Record<string, unknown>>;
}

/** A pod of `owner`. The caller names it, so that its sight can be expected before it is created. */
export function podFrom(owner: KubeObject, template: PodTemplate, pod: PodParticulars): KubeObject {
  const { namespace } = owner.metadata;
  const labels = { ...template.metadata?.labels, ...pod.labels };
  const annotations = { ...template.metadata?.annotations, ...pod.annotations };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: pod.name,
      ...(pod.generateName === undefined ? {} : { generateName: pod.generateName }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(Object.keys(labels).length === 0 ? {} : { labels }),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ownerReferences: [ownedBy(owner)],
    },
    spec: pod.spec ? { ...template.spec, ...pod.spec } : template.spec,
  };
}

const SUFFIX_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const LONGEST_BASE = 57;

/** `base-x7k2p`: the name and the generateName it came from. */
export function generatedName(base: string): { readonly name: string; readonly generateName: string } {
  const generateName = `${base.slice(0, LONGEST_BASE)}-`;
  let suffix = '';
  for (const byte of randomBytes(5)) suffix += SUFFIX_LETTERS[byte % SUFFIX_LETTERS.length] ?? '';
  return { name: generateName + suffix, generateName };
}

/** A number, or a percentage of `whole` rounded the way its field is. */
export function share(
  value: number | string | undefined,
  whole: number,
  round: (value: number) => number,
): number {
  if (typeof value === 'number' || value === undefined) return value ?? 0;
  const percent = /^(\d+)%$/.exec(value)?.[1];
  return percent === undefined ? Number(value) : round((Number(percent) * whole) / 100);
}
