import { formatGroupResource, StatusError } from '#libs/apimachinery';
import {} from '#libs/apiserver';
import { keyOf } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import {} from '../cluster/pod.js';
import { chargesOf, classOf, inScopes } from '../policy/charges.js';
import { allowed, formatAmount, scopesOf } from '../policy/quota.js';
import {} from '../policy/usage.js';
/** Refuses to create what would go beyond a ResourceQuota. */
export class QuotaAdmission {
    usage;
    name = 'resource-quota';
    quotas = new NestedMap();
    constructor(usage) {
        this.usage = usage;
    }
    follow(quotas) {
        quotas.onChange(({ type, object }) => {
            const { namespace = '' } = object.metadata;
            if (type === 'DELETED')
                this.quotas.delete(namespace, keyOf(object));
            else
                this.quotas.set(namespace, keyOf(object), object);
        });
    }
    quotasOf(namespace) {
        return this.quotas.of(namespace)?.values() ?? [];
    }
    admit(request) {
        const { operation, subresource, namespace, resource, object } = request;
        if (operation !== 'CREATE' || subresource !== '' || namespace === '')
            return [];
        const quotas = [...this.quotasOf(namespace)];
        if (quotas.length === 0)
            return [];
        const charges = chargesOf(resource, object);
        const podClass = classOf(resource, object);
        for (const quota of quotas) {
            if (!inScopes(scopesOf(quota), podClass))
                continue;
            if (podClass)
                checkSpecified(request, quota);
            this.check(request, quota, charges);
        }
        if (!request.dryRun)
            this.usage.reserve(namespace, object.metadata.uid ?? '', charges, podClass);
        return [];
    }
    check(request, quota, charges) {
        const scopes = scopesOf(quota);
        const exceeded = Object.entries(quota.spec?.hard ?? {})
            .map(([name, hard]) => ({
            name,
            hard,
            asked: charges.get(name) ?? 0,
            used: this.usage.used(request.namespace, name, scopes),
        }))
            .filter(({ name, asked, used }) => asked > 0 && used + asked > allowed(quota, name));
        if (exceeded.length === 0)
            return;
        const list = (value) => exceeded.map((row) => `${row.name}=${value(row)}`).join(',');
        const asked = list((row) => formatAmount(row.asked, row.hard));
        const used = list((row) => formatAmount(row.used, row.hard));
        const message = `exceeded quota: ${quota.metadata.name ?? ''}, requested: ${asked}, used: ${used}`;
        throw forbidden(request, `${message}, limited: ${list((row) => row.hard)}`);
    }
}
/** Where a quota bounds cpu or memory, every container must say how much it takes. */
function checkSpecified(request, quota) {
    const missing = Object.keys(quota.spec?.hard ?? {}).flatMap((name) => {
        const [of, resource] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(name)?.slice(1) ?? [];
        if (resource === undefined)
            return [];
        const without = request.object.spec.containers.filter(({ resources }) => resources?.[of === 'limits' ? 'limits' : 'requests']?.[resource] === undefined);
        return without.length === 0 ? [] : [`${name} for: ${without.map((one) => one.name).join(',')}`];
    });
    if (missing.length > 0)
        throw forbidden(request, `failed quota: ${quota.metadata.name ?? ''}: must specify ${missing.sort().join('; ')}`);
}
/** As kube-apiserver says it. */
export function forbidden({ resource, object }, why) {
    const name = object.metadata.name ?? '';
    return new StatusError('Forbidden', `${formatGroupResource(resource)} "${name}" is forbidden: ${why}`, {
        details: { name, group: resource.group, kind: resource.resource },
    });
}
//# sourceMappingURL=quota.js.map