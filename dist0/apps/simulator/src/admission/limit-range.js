import {} from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { keyOf } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { amount } from '../cluster/pod.js';
import { forbidden } from './quota.js';
/** Gives containers the requests and limits of their namespace's LimitRanges, and refuses what is out of bounds. */
export class LimitRanges {
    name = 'limit-ranger';
    ranges = new NestedMap();
    follow(ranges) {
        ranges.onChange(({ type, object }) => {
            const { namespace = '' } = object.metadata;
            if (type === 'DELETED')
                this.ranges.delete(namespace, keyOf(object));
            else
                this.ranges.set(namespace, keyOf(object), object);
        });
    }
    admit(request) {
        const { operation, subresource, namespace, resource, object } = request;
        const isPod = resource.group === '' && resource.resource === 'pods';
        if (operation !== 'CREATE' || subresource !== '' || !isPod)
            return [];
        const ranges = [...(this.ranges.of(namespace)?.values() ?? [])];
        const items = ranges.flatMap(({ spec }) => spec?.limits ?? []);
        if (items.length === 0)
            return [];
        const ofContainers = items.filter(({ type }) => type === 'Container');
        const pod = object;
        for (const list of ['containers', 'initContainers']) {
            const containers = pod.spec[list];
            if (containers)
                pod.spec = { ...pod.spec, [list]: containers.map((one) => withDefaults(one, ofContainers)) };
        }
        const problems = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap((container) => ofContainers.flatMap((item) => problemsOf(container, item)));
        if (problems.length > 0)
            throw forbidden(request, listed([...new Set(problems)]));
        return [];
    }
}
function listed(problems) {
    return problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
}
function withDefaults(container, items) {
    const { requests = {}, limits = {}, ...rest } = container.resources ?? {};
    const first = (field) => items.reduce((all, item) => ({ ...item[field], ...all }), {});
    const resources = {
        ...rest,
        ...nonEmpty('limits', { ...first('default'), ...limits }),
        ...nonEmpty('requests', { ...first('defaultRequest'), ...requests }),
    };
    return { ...container, resources };
}
function nonEmpty(field, amounts) {
    return Object.keys(amounts).length === 0 ? {} : { [field]: amounts };
}
function problemsOf({ resources }, { min, max }) {
    const { requests = {}, limits = {} } = resources ?? {};
    const small = Object.entries(min ?? {})
        .filter(([name, least]) => amount(requests[name]) < amount(least))
        .map(([name, least]) => `minimum ${name} usage per Container is ${least}, but ${said('request', requests[name])}`);
    const large = Object.entries(max ?? {})
        .filter(([name, most]) => limits[name] === undefined || amount(limits[name]) > amount(most))
        .map(([name, most]) => `maximum ${name} usage per Container is ${most}, but ${said('limit', limits[name])}`);
    return [...small, ...large];
}
function said(what, quantity) {
    return quantity === undefined ? `no ${what} is specified` : `${what} is ${quantity}`;
}
//# sourceMappingURL=limit-range.js.map