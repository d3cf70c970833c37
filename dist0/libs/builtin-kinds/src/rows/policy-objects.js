import {} from '#libs/apimachinery';
import { checkOneOf, checkUnchanged } from '../checks.js';
import { duplicate, invalid, required } from '../causes.js';
import { AGE, column, CREATED_AT, NAME } from '../columns.js';
import { defineResource } from '../define.js';
import { at, ensureMap, isJson, mapOf, mapsOf, setDefault, shownText, textOf } from '../json.js';
import { checkQuantities, exceeds } from '../pod/validate-resources.js';
const SCOPES = [
    'BestEffort',
    'CrossNamespacePodAffinity',
    'NotBestEffort',
    'NotTerminating',
    'PriorityClass',
    'Terminating',
    'VolumeAttributesClass',
];
export const resourceQuotas = defineResource({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    resource: 'resourcequotas',
    shortNames: ['quota'],
    subresources: { status: true },
    columns: [
        NAME,
        AGE,
        column('Request', (object) => formatUsage(object, (name) => !name.startsWith('limits.'))),
        column('Limit', (object) => formatUsage(object, (name) => name.startsWith('limits.'))),
    ],
    deleteReturnsObject: true,
    emptyStatus: () => ({}),
    validate: (object, old) => {
        const causes = [];
        const spec = mapOf(object['spec']);
        checkQuantities(causes, 'spec.hard', spec['hard']);
        for (const scope of Array.isArray(spec['scopes']) ? spec['scopes'] : []) {
            checkOneOf(causes, 'spec.scopes', scope, SCOPES);
        }
        if (old) {
            checkUnchanged(causes, 'spec.scopes', spec['scopes'], at(old, 'spec', 'scopes'));
        }
        return causes;
    },
});
/** `pods: 0/1, services: 2/5`. */
function formatUsage(object, wanted) {
    const hard = mapOf(at(object, 'status', 'hard') ?? at(object, 'spec', 'hard'));
    const used = mapOf(at(object, 'status', 'used'));
    return Object.keys(hard)
        .filter(wanted)
        .sort()
        .map((name) => `${name}: ${shownText(used[name] ?? '0')}/${shownText(hard[name])}`)
        .join(', ');
}
export const limitRanges = defineResource({
    apiVersion: 'v1',
    kind: 'LimitRange',
    resource: 'limitranges',
    shortNames: ['limits'],
    columns: [NAME, CREATED_AT],
    applyDefaults: (object) => {
        for (const item of mapsOf(at(object, 'spec', 'limits'))) {
            if (item['type'] === 'Container') {
                setContainerLimitDefaults(item);
            }
        }
    },
    validate: validateLimitRange,
});
/** A maximum is also the default; a default, else a minimum, is also the default request. */
function setContainerLimitDefaults(item) {
    const fill = (target, from) => {
        if (!isJson(item[from])) {
            return;
        }
        const values = ensureMap(item, target);
        for (const [name, value] of Object.entries(item[from])) {
            setDefault(values, name, value);
        }
    };
    fill('default', 'max');
    fill('defaultRequest', 'default');
    fill('defaultRequest', 'min');
}
const ORDER = ['min', 'defaultRequest', 'default', 'max'];
function validateLimitRange(object) {
    const causes = [];
    const seen = new Set();
    mapsOf(at(object, 'spec', 'limits')).forEach((item, index) => {
        const path = `spec.limits[${index}]`;
        const type = textOf(item['type']);
        if (type === '') {
            causes.push(required(`${path}.type`));
        }
        else if (seen.has(type)) {
            causes.push(duplicate(`${path}.type`, type));
        }
        seen.add(type);
        for (const field of ORDER) {
            checkQuantities(causes, `${path}.${field}`, item[field]);
        }
        checkOrder(causes, path, item);
    });
    return causes;
}
/** Each bound must not be above any later one. */
function checkOrder(causes, path, item) {
    ORDER.forEach((low, position) => {
        for (const high of ORDER.slice(position + 1)) {
            for (const [name, value] of Object.entries(mapOf(item[low]))) {
                const limit = mapOf(item[high])[name];
                if (exceeds(value, limit)) {
                    causes.push(invalid(`${path}.${low}[${name}]`, value, `${low} value ${shownText(value)} is greater than ${high} value ${shownText(limit)}`));
                }
            }
        }
    });
}
export const serviceAccounts = defineResource({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    resource: 'serviceaccounts',
    shortNames: ['sa'],
    columns: [NAME, column('Secrets', (object) => mapsOf(object['secrets']).length), AGE],
    deleteReturnsObject: true,
});
//# sourceMappingURL=policy-objects.js.map