import { formatLabelSelector, getPath, invalidField, withPath, } from '#libs/apimachinery';
import { builtinType } from '#libs/builtin-kinds';
import { cloneJson } from './clone-json.js';
import { formatAge } from './content/age.js';
import { patchContentType } from './content/negotiation.js';
import { decodeObject } from './decode-object.js';
import { invalid, noSuchResource, unsupportedMediaType } from './errors.js';
import {} from './exchange.js';
import { trackerOf } from './field-tracking.js';
import { readObject } from './handle-list.js';
import { parsePatch, patchObject } from './handle-patch.js';
import { checkName, checkNamespace, keyOf } from './handle-write.js';
import {} from './registry.js';
import {} from './request.js';
import { respondObject } from './respond.js';
import { updateObject } from './update.js';
import { writeContext } from './write-options.js';
/** The scale subresource: an autoscaling/v1 Scale that stands for two numbers and a selector of the object. */
const SCALE_ROW = {
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
const SCALE = { definition: SCALE_ROW, served: SCALE_ROW.versions[0] };
function column(name, type, value) {
    return { name, type, format: '', description: `${name} of the scaled object`, priority: 0, value };
}
function numberAt(object, path) {
    const value = getPath(object, path);
    return typeof value === 'number' ? value : 0;
}
/** The same exchange, speaking of Scale. */
function asScale(exchange) {
    return { ...exchange, resource: SCALE };
}
export async function handleGetScale(exchange) {
    return respondObject(asScale(exchange), 200, scaleOf(exchange, await readObject(exchange)));
}
export async function handleUpdateScale(exchange) {
    const scale = decodeObject(asScale(exchange));
    checkNamespace(exchange, scale);
    checkName(exchange, scale);
    return writeScale(exchange, () => scale);
}
export async function handlePatchScale(exchange) {
    const format = patchContentType(exchange.request.headers['content-type'], false);
    if (format === 'apply-patch')
        throw unsupportedMediaType([
            'application/json-patch+json',
            'application/merge-patch+json',
            'application/strategic-merge-patch+json',
        ]);
    const patch = parsePatch(exchange, format);
    return writeScale(exchange, (current) => patchObject(asScale(exchange), patch, scaleOf(exchange, current)));
}
async function writeScale(exchange, change) {
    const context = { ...writeContext(exchange), track: trackerOf(exchange) };
    const stored = await updateObject(exchange.core, context, keyOf(exchange), (current) => {
        const scale = change(current);
        const { uid, resourceVersion } = scale.metadata;
        const changed = withPath(cloneJson(current), pathsOf(exchange).specReplicas, replicasOf(scale));
        if (uid)
            changed.metadata.uid = uid;
        if (resourceVersion)
            changed.metadata.resourceVersion = resourceVersion;
        return changed;
    });
    return respondObject(asScale(exchange), 200, scaleOf(exchange, stored));
}
/** @throws StatusError Invalid */
function replicasOf(scale) {
    const replicas = numberAt(scale, 'spec.replicas');
    if (replicas >= 0)
        return replicas;
    throw invalid(SCALE_ROW, scale.metadata.name ?? '', [
        invalidField('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ]);
}
function pathsOf(exchange) {
    const { scale } = exchange.resource.definition.subresources;
    if (!scale)
        throw noSuchResource();
    return scale;
}
function scaleOf(exchange, object) {
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
const IDENTITY = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'];
function identityOf(metadata) {
    const identity = {};
    for (const field of IDENTITY) {
        const value = metadata[field];
        if (value !== undefined)
            identity[field] = value;
    }
    return identity;
}
/** Custom kinds keep the text of a selector, built-in ones a LabelSelector. */
function selectorText(selector) {
    if (typeof selector === 'string')
        return selector;
    return formatLabelSelector(selector);
}
//# sourceMappingURL=handle-scale.js.map