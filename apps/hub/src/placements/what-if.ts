import {
  invalidError,
  invalidField,
  isJsonObject,
  mergePatch,
  requiredField,
  tooLongField,
  type JsonObject,
  type KubeObject,
  type StatusCause,
} from '#libs/apimachinery';
import { clusters as clusterKind } from '#libs/kinds';
import { clusterView, type ClusterView } from '../controllers/propagation/cluster-view.js';
import { MAX_CHANGED_CLUSTERS } from './limits.js';

/** The body of a POST to `placement`: what is assumed (docs/decisions/0036-what-if.md). */
export interface WhatIf {
  /** The whole object as it would be; undefined: as it is. */
  readonly object: unknown;
  readonly clusters: readonly ClusterChange[];
}

/** What is assumed of one cluster; what is not said is as it is. */
export interface ClusterChange {
  readonly name: string;
  /** Laid over the Cluster's spec, as a merge patch. */
  readonly spec: JsonObject;
  /** The same for its labels. */
  readonly labels: JsonObject;
  /** False: it has been Offline for too long. True: it is Ready, and has been. */
  readonly ready: boolean | undefined;
  /** It is no member any more. */
  readonly removed: boolean;
}

const FIELDS = ['apiVersion', 'kind', 'object', 'clusters'];
const CLUSTER_FIELDS = ['name', 'spec', 'labels', 'ready', 'removed'];
/** What of a Cluster's spec placement looks at. */
const SPEC_FIELDS: Readonly<Record<string, (value: unknown) => boolean>> = {
  state: isText,
  region: isText,
  provider: isText,
  zones: (value) => Array.isArray(value) && value.every(isText),
  taints: (value) => Array.isArray(value) && value.every(isJsonObject),
};

/** @throws StatusError Invalid with a cause for each field that is wrong */
export function readWhatIf(body: unknown): WhatIf {
  const causes: StatusCause[] = [];
  const fields = isJsonObject(body) ? body : {};
  if (!isJsonObject(body)) causes.push(invalidField('', typeof body, 'must be an object'));
  unknownFields(fields, FIELDS, '', causes);
  const list = fields['clusters'] ?? [];
  if (!Array.isArray(list)) causes.push(invalidField('clusters', list, 'must be a list'));
  const given: readonly unknown[] = Array.isArray(list) ? list : [];
  if (given.length > MAX_CHANGED_CLUSTERS) causes.push(tooLongField('clusters', MAX_CHANGED_CLUSTERS));
  const changes = given
    .slice(0, MAX_CHANGED_CLUSTERS)
    .map((one, index) => readChange(one, `clusters[${index}]`, causes));
  changes.forEach(({ name }, index) => {
    if (name !== '' && changes.findIndex((other) => other.name === name) < index)
      causes.push(invalidField(`clusters[${index}].name`, name, 'is named twice'));
  });
  const { object } = fields;
  if (object !== undefined && !isJsonObject(object))
    causes.push(invalidField('object', typeof object, 'must be the whole object'));
  if (object === undefined && given.length === 0)
    causes.push(requiredField('object', 'or clusters: say what is to be different'));
  if (causes.length > 0) throw invalid(causes);
  return { object, clusters: changes };
}

function readChange(value: unknown, field: string, causes: StatusCause[]): ClusterChange {
  const fields = isJsonObject(value) ? value : {};
  if (!isJsonObject(value)) causes.push(invalidField(field, typeof value, 'must be an object'));
  unknownFields(fields, CLUSTER_FIELDS, `${field}.`, causes);
  const name = isText(fields['name']) ? fields['name'] : '';
  if (name === '') causes.push(requiredField(`${field}.name`));
  const ready = readFlag(fields, 'ready', field, causes);
  const removed = readFlag(fields, 'removed', field, causes);
  return {
    name,
    spec: readSpec(fields['spec'] ?? {}, `${field}.spec`, causes),
    labels: readLabels(fields['labels'] ?? {}, `${field}.labels`, causes),
    ready,
    removed: removed === true,
  };
}

function readFlag(
  fields: JsonObject,
  name: string,
  field: string,
  causes: StatusCause[],
): boolean | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'boolean') return value;
  causes.push(invalidField(`${field}.${name}`, value, 'must be true or false'));
  return undefined;
}

function readSpec(value: unknown, field: string, causes: StatusCause[]): JsonObject {
  if (!isJsonObject(value)) {
    causes.push(invalidField(field, value, 'must be an object'));
    return {};
  }
  unknownFields(value, Object.keys(SPEC_FIELDS), `${field}.`, causes);
  for (const [name, fits] of Object.entries(SPEC_FIELDS)) {
    const given = value[name] ?? undefined;
    if (given !== undefined && !fits(given))
      causes.push(invalidField(`${field}.${name}`, given, 'has the wrong type'));
  }
  return value;
}

function readLabels(value: unknown, field: string, causes: StatusCause[]): JsonObject {
  const isMap = isJsonObject(value) && Object.values(value).every((one) => one === null || isText(one));
  if (isMap) return value;
  causes.push(invalidField(field, value, 'must be labels; null takes one away'));
  return {};
}

function unknownFields(
  fields: JsonObject,
  known: readonly string[],
  prefix: string,
  causes: StatusCause[],
): void {
  for (const name of Object.keys(fields))
    if (!known.includes(name)) causes.push(invalidField(`${prefix}${name}`, name, 'is no field of this'));
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/**
 * The members as they are assumed to be, sorted by name. `now`: ms since the epoch.
 * @throws StatusError Invalid for a cluster that is not registered, or a Cluster that could not be
 */
export function assumedClusters(
  members: readonly KubeObject[],
  changes: readonly ClusterChange[],
  now: number,
): ClusterView[] {
  const causes: StatusCause[] = [];
  const byName = new Map(members.map((member) => [member.metadata.name ?? '', member]));
  const views = new Map(members.map((member) => [member.metadata.name ?? '', clusterView(member)]));
  changes.forEach((change, index) => {
    const { name, ready, removed } = change;
    const member = byName.get(name);
    if (!member) {
      causes.push(invalidField(`clusters[${index}].name`, name, 'there is no such cluster'));
      return;
    }
    const assumed = patched(member, change);
    const wrong = clusterKind.validate(assumed, member);
    causes.push(...wrong.map((cause) => ({ ...cause, field: `clusters[${index}].${cause.field ?? ''}` })));
    if (removed) views.delete(name);
    else views.set(name, withHealth(clusterView(assumed), ready, now));
  });
  if (causes.length > 0) throw invalid(causes);
  return [...views.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function patched(member: KubeObject, { spec, labels }: ClusterChange): KubeObject {
  return mergePatch(member, { metadata: { labels }, spec }) as KubeObject;
}

function withHealth(view: ClusterView, ready: boolean | undefined, now: number): ClusterView {
  if (ready === undefined) return view;
  if (ready) return { ...view, ready: true, readinessSince: 0, offline: false, offlineSince: 0 };
  return { ...view, ready: false, readinessSince: now, offline: true, offlineSince: -Infinity };
}

function invalid(causes: readonly StatusCause[]): Error {
  return invalidError({ group: 'federation.meridian.dev', kind: 'PlacementPreview', name: '' }, causes);
}
