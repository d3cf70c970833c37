import { formatGroupResource, isJsonObject, type GroupResource, type KubeObject } from '#libs/apimachinery';
import {
  accountDependencies,
  DEPENDENCY_RESOURCES,
  ingressDependencies,
  podDependencies,
  podLabels,
} from '#libs/placement';

/** What an object says of others, small enough to be kept of every object there is. */

/** Kinds that refer to others, themselves or by their pods. */
const REFERRERS: ReadonlySet<string> = new Set([
  'cronjobs.batch',
  'daemonsets.apps',
  'deployments.apps',
  'ingresses.networking.k8s.io',
  'jobs.batch',
  'replicasets.apps',
  'statefulsets.apps',
]);

/** Kinds that follow them; DEPENDENCY_RESOURCES are of the core group. */
const DEPENDENCIES: ReadonlySet<string> = new Set(DEPENDENCY_RESOURCES);

export type Labels = Readonly<Record<string, string>>;

/** What the dependency index needs of an object beside its names. */
export interface Facts {
  readonly labels: Labels;
  readonly podLabels: Labels;
  /** As podDependencies has them; of a ServiceAccount, what its pods refer to beside it. */
  readonly names: readonly string[];
  /** Of a Service. */
  readonly selector: Labels;
}

const FACTS = Symbol('what refers to what');

export function refersToOthers(resource: GroupResource): boolean {
  return REFERRERS.has(formatGroupResource(resource));
}

export function followsOthers(resource: GroupResource): boolean {
  return resource.group === '' && DEPENDENCIES.has(resource.resource);
}

/** Keeps with a trimmed copy of `object` what the index needs of it: names and labels instead of whole pod templates. */
export function keepReferences(object: KubeObject, trimmed: KubeObject): KubeObject {
  const facts = factsOf(object);
  return facts ? Object.assign(trimmed, { [FACTS]: facts }) : trimmed;
}

/** Undefined: nothing that the index is about. What a controller made goes where that goes, not where others do. */
export function factsOf(object: KubeObject): Facts | undefined {
  const kept = (object as { [FACTS]?: Facts })[FACTS];
  if (kept) return kept;
  if (object.metadata.ownerReferences?.some(({ controller }) => controller === true)) return undefined;
  if (object.kind === 'Service') {
    const selector = selectorOf(object);
    return Object.keys(selector).length === 0 ? undefined : { ...NO_FACTS, selector };
  }
  const labels = podLabels(object);
  const names = (NAMES_OF.get(object.kind) ?? podDependencies)(object);
  if (names.length === 0 && Object.keys(labels).length === 0) return undefined;
  return { labels: object.metadata.labels ?? {}, podLabels: labels, names, selector: {} };
}

/** For kinds without pods. */
const NAMES_OF: ReadonlyMap<string, (object: KubeObject) => readonly string[]> = new Map([
  ['Ingress', ingressDependencies],
  ['ServiceAccount', accountDependencies],
]);

const NO_FACTS: Facts = { labels: {}, podLabels: {}, names: [], selector: {} };

export function selectorOf(service: KubeObject): Labels {
  const { selector } = (service['spec'] ?? {}) as { selector?: unknown };
  return isJsonObject(selector) ? (selector as Labels) : {};
}
