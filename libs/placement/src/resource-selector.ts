import {
  checkDnsLabel,
  checkPathSegment,
  invalidField,
  type JsonObject,
  type LabelMatcher,
  parseApiVersion,
  requiredField,
  type StatusCause,
} from '#libs/apimachinery';
import { labelsAt, listAt, objectAt, textAt } from './read-fields.js';

/** Which objects a policy means: `spec.resourceSelectors`; field names and meaning are Karmada's (karmada.md 1.1). */
export interface ResourceSelector {
  /** API group in which the hub stores the kind; versions do not matter. */
  readonly group: string;
  readonly kind: string;
  /** '': any namespace, and objects without one. */
  readonly namespace: string;
  /** '': any name. */
  readonly name: string;
  /** Undefined: any labels. Does not count where there is a name. */
  readonly labels: LabelMatcher | undefined;
}

/** How closely an object is meant: 3 by its name, 2 by its labels, 1 by its kind alone, 0 not at all. */
export type Specificity = 0 | 1 | 2 | 3;

/** What is asked of an object, in whatever version it is. */
export interface SelectedObject {
  readonly group: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>> | undefined;
}

/** Kinds of extensions/v1beta1 are stored in the groups of today (DESIGN section 4). */
const EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['Deployment', 'apps'],
  ['DaemonSet', 'apps'],
  ['ReplicaSet', 'apps'],
  ['Ingress', 'networking.k8s.io'],
  ['NetworkPolicy', 'networking.k8s.io'],
]);

/** How closely the selectors mean the object: the closest of them counts. */
export function specificity(selectors: readonly ResourceSelector[], object: SelectedObject): Specificity {
  let closest: Specificity = 0;
  for (const selector of selectors) {
    const found = specificityOf(selector, object);
    if (found > closest) closest = found;
  }
  return closest;
}

function specificityOf(selector: ResourceSelector, object: SelectedObject): Specificity {
  if (selector.kind !== object.kind || selector.group !== object.group) return 0;
  if (selector.namespace !== '' && selector.namespace !== object.namespace) return 0;
  if (selector.name !== '') return selector.name === object.name ? 3 : 0;
  if (selector.labels === undefined) return 1;
  return selector.labels.matches(object.labels) ? 2 : 0;
}

export interface SelectorPlace {
  /** Path of the spec that holds `resourceSelectors`. */
  readonly field: string;
  /** Namespace of the policy; '' for a cluster-wide one. */
  readonly policyNamespace: string;
  /** Takes what is wrong. */
  readonly causes: StatusCause[];
}

/** Reads `resourceSelectors` of a spec; absent is empty. What it answers counts only when nothing went to `causes`. */
export function readResourceSelectors(spec: JsonObject, place: SelectorPlace): ResourceSelector[] {
  return listAt(spec, 'resourceSelectors', place).map((item, index) =>
    readSelector(item, { ...place, field: `${place.field}.resourceSelectors[${index}]` }),
  );
}

function readSelector(item: unknown, place: SelectorPlace): ResourceSelector {
  const { field, policyNamespace, causes } = place;
  const fields = objectAt(item, place);
  const apiVersion = textAt(fields, 'apiVersion', place);
  const kind = textAt(fields, 'kind', place);
  const namespace = textAt(fields, 'namespace', place);
  const name = textAt(fields, 'name', place);
  if (apiVersion === '') causes.push(requiredField(`${field}.apiVersion`));
  if (kind === '') causes.push(requiredField(`${field}.kind`));
  checkName(namespace, `${field}.namespace`, { check: checkDnsLabel, causes });
  checkName(name, `${field}.name`, { check: checkPathSegment, causes });
  if (policyNamespace !== '' && namespace !== '' && namespace !== policyNamespace) {
    const detail = `must be the namespace of the policy, ${policyNamespace}`;
    causes.push(invalidField(`${field}.namespace`, namespace, detail));
  }
  return {
    group: storedGroup(apiVersion, kind, `${field}.apiVersion`, causes),
    kind,
    namespace: policyNamespace === '' ? namespace : policyNamespace,
    name,
    labels: labelsAt(fields, 'labelSelector', place),
  };
}

function storedGroup(apiVersion: string, kind: string, field: string, causes: StatusCause[]): string {
  const parts = apiVersion.split('/');
  if (parts.length > 2 || (apiVersion !== '' && parts.includes(''))) {
    causes.push(invalidField(field, apiVersion, 'must be VERSION or GROUP/VERSION'));
    return '';
  }
  const { group } = parseApiVersion(apiVersion);
  return group === 'extensions' ? (EXTENSIONS.get(kind) ?? group) : group;
}

interface NameRule {
  readonly check: (text: string) => string[];
  readonly causes: StatusCause[];
}

function checkName(text: string, field: string, { check, causes }: NameRule): void {
  if (text !== '') causes.push(...check(text).map((message) => invalidField(field, text, message)));
}
