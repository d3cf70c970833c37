import {
  applyPatch,
  formatLabelSelector,
  getPath,
  invalidField,
  withPath,
  type KubeObject,
  type LabelSelector,
  type ObjectMeta,
  type ResourceDefinition,
} from '#libs/apimachinery';
import { builtinType } from '#libs/builtin-kinds';
import { cloneJson } from './clone-json.js';
import { formatAge } from './content/age.js';
import { patchContentType } from './content/negotiation.js';
import { decodeObject } from './decode-object.js';
import { invalid, noSuchResource } from './errors.js';
import { type Exchange } from './exchange.js';
import { trackerOf } from './field-tracking.js';
import { readObject } from './handle-list.js';
import { applyWriteOf, decodeApplied, parsePatch, patchObject } from './handle-patch.js';
import { checkName, checkNamespace, keyOf } from './handle-write.js';
import { type ServedResource } from './registry.js';
import { type ApiResponse } from './request.js';
import { respondObject } from './respond.js';
import { updateObject } from './update.js';
import { writeContext } from './write-options.js';

/** The scale subresource: an autoscaling/v1 Scale that stands for two numbers and a selector of the object. */

const SCALE_ROW: ResourceDefinition = {
  storage: { group: 'autoscaling', resource: 'scales' },
  kind: 'Scale',
  listKind: 'ScaleList',
  singular: 'scale',
  shortNames: [],
  categories: [],
  namespaced: true,
  verbs: ['get', 'update', 'patch'],
  versions: [
    {
      group: 'autoscaling',
      version: 'v1',
      get schema() {
        return builtinType('autoscaling.v1.Scale');
      },
    },
  ],
  subresources: {},
  columns: [
    column('Name', 'string', (scale) => scale.metadata.name ?? ''),
    column('Desired', 'integer', (scale) => numberAt(scale, 'spec.replicas')),
    column('Available', 'integer', (scale) => numberAt(scale, 'status.replicas')),
    column('Age', 'string', (scale, now) => formatAge(scale.metadata.creationTimestamp, now)),
  ],
  fieldLabels: {},
  custom: false,
  nameRule: 'dns-subdomain',
  applyDefaults: () => undefined,
  validate: () => [],
  generation: 'none',
  deleteReturnsObject: false,
};

const SCALE: ServedResource = { definition: SCALE_ROW, served: SCALE_ROW.versions[0] };

function column(
  name: string,
  type: 'string' | 'integer',
  value: (object: KubeObject, now: number) => string | number,
): ResourceDefinition['columns'][number] {
  return { name, type, format: '', description: `${name} of the scaled object`, priority: 0, value };
}

function numberAt(object: KubeObject, path: string): number {
  const value = getPath(object, path);
  return typeof value === 'number' ? value : 0;
}

/** The same exchange, speaking of Scale. */
function asScale(exchange: Exchange): Exchange {
  return { ...exchange, resource: SCALE };
}

export async function handleGetScale(exchange: Exchange): Promise<ApiResponse> {
  return respondObject(asScale(exchange), 200, scaleOf(exchange, await readObject(exchange)));
}

export async function handleUpdateScale(exchange: Exchange): Promise<ApiResponse> {
  const scale = decodeObject(asScale(exchange));
  checkNamespace(exchange, scale);
  checkName(exchange, scale);
  return writeScale(exchange, () => scale);
}

export async function handlePatchScale(exchange: Exchange): Promise<ApiResponse> {
  const { custom } = exchange.resource.definition;
  const format = patchContentType(exchange.request.headers['content-type'], custom);
  if (format === 'apply-patch') return applyScale(exchange);
  const patch = parsePatch(exchange, format);
  return writeScale(exchange, (current) => patchObject(asScale(exchange), patch, scaleOf(exchange, current)));
}

/**
 * Server-side apply of a Scale is one of the object that holds the replicas, by the same manager: what it owns is the
 * field there, under the subresource.
 */
async function applyScale(exchange: Exchange): Promise<ApiResponse> {
  const write = applyWriteOf(exchange);
  const scale = decodeApplied(asScale(exchange));
  const context = writeContext(exchange);
  const stored = await updateObject(exchange.core, context, keyOf(exchange), (live) => {
    const applied = scaledConfiguration(exchange, live, scale);
    const { object } = applyPatch({ ...write, live, applied });
    return object === live ? undefined : cloneJson(object);
  });
  return respondObject(asScale(exchange), 200, scaleOf(exchange, stored));
}

/** What the Scale says about its object, as a configuration of that object. */
function scaledConfiguration(exchange: Exchange, live: KubeObject, scale: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion } = scale.metadata;
  const metadata = {
    ...(name === undefined ? {} : { name }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
  const { apiVersion, kind } = live;
  if (getPath(scale, 'spec.replicas') === undefined) return { apiVersion, kind, metadata };
  return withPath({ apiVersion, kind, metadata }, pathsOf(exchange).specReplicas, replicasOf(scale));
}

async function writeScale(
  exchange: Exchange,
  change: (current: KubeObject) => KubeObject,
): Promise<ApiResponse> {
  const context = { ...writeContext(exchange), track: trackerOf(exchange) };
  const stored = await updateObject(exchange.core, context, keyOf(exchange), (current) => {
    const scale = change(current);
    const { uid, resourceVersion } = scale.metadata;
    const changed = withPath(cloneJson(current), pathsOf(exchange).specReplicas, replicasOf(scale));
    if (uid) changed.metadata.uid = uid;
    if (resourceVersion) changed.metadata.resourceVersion = resourceVersion;
    return changed;
  });
  return respondObject(asScale(exchange), 200, scaleOf(exchange, stored));
}

/** @throws StatusError Invalid */
function replicasOf(scale: KubeObject): number {
  const replicas = numberAt(scale, 'spec.replicas');
  if (replicas >= 0) return replicas;
  throw invalid(SCALE_ROW, scale.metadata.name ?? '', [
    invalidField('spec.replicas', replicas, 'must be greater than or equal to 0'),
  ]);
}

function pathsOf(exchange: Exchange): NonNullable<ResourceDefinition['subresources']['scale']> {
  const { scale } = exchange.resource.definition.subresources;
  if (!scale) throw noSuchResource();
  return scale;
}

function scaleOf(exchange: Exchange, object: KubeObject): KubeObject {
  const paths = pathsOf(exchange);
  const selector = paths.selector === undefined ? '' : selectorText(getPath(object, paths.selector));
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: identityOf(object.metadata),
    spec: { replicas: numberAt(object, paths.specReplicas) },
    status: { replicas: numberAt(object, paths.statusReplicas), ...(selector === '' ? {} : { selector }) },
  };
}

const IDENTITY = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'] as const;

function identityOf(metadata: ObjectMeta): ObjectMeta {
  const identity: ObjectMeta = {};
  for (const field of IDENTITY) {
    const value = metadata[field];
    if (value !== undefined) identity[field] = value;
  }
  return identity;
}

/** Custom kinds keep the text of a selector, built-in ones a LabelSelector. */
function selectorText(selector: unknown): string {
  if (typeof selector === 'string') return selector;
  return formatLabelSelector(selector as LabelSelector | undefined);
}
