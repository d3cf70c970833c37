import { formatGroupResource, StatusError, type KubeObject } from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { keyOf, type Informer } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { type Pod } from '../cluster/pod.js';
import { chargesOf, classOf, inScopes, type Charges } from '../policy/charges.js';
import { allowed, formatAmount, scopesOf, type Quota } from '../policy/quota.js';
import { type Usage } from '../policy/usage.js';

/** Refuses to create what would go beyond a ResourceQuota. */
export class QuotaAdmission implements AdmissionPlugin {
  readonly name = 'resource-quota';
  private readonly quotas = new NestedMap<Quota>();

  constructor(private readonly usage: Usage) {}

  follow(quotas: Informer): void {
    quotas.onChange(({ type, object }) => {
      const { namespace = '' } = object.metadata;
      if (type === 'DELETED') this.quotas.delete(namespace, keyOf(object));
      else this.quotas.set(namespace, keyOf(object), object);
    });
  }

  quotasOf(namespace: string): Iterable<Quota> {
    return this.quotas.of(namespace)?.values() ?? [];
  }

  admit(request: AdmissionRequest): readonly string[] {
    const { operation, subresource, namespace, resource, object } = request;
    if (operation !== 'CREATE' || subresource !== '' || namespace === '') return [];
    const quotas = [...this.quotasOf(namespace)];
    if (quotas.length === 0) return [];
    const charges = chargesOf(resource, object);
    const podClass = classOf(resource, object);
    for (const quota of quotas) {
      if (!inScopes(scopesOf(quota), podClass)) continue;
      if (podClass) checkSpecified(request, quota);
      this.check(request, quota, charges);
    }
    if (!request.dryRun) this.usage.reserve(namespace, object.metadata.uid ?? '', charges, podClass);
    return [];
  }

  private check(request: AdmissionRequest, quota: Quota, charges: Charges): void {
    const scopes = scopesOf(quota);
    const exceeded = Object.entries(quota.spec?.hard ?? {})
      .map(([name, hard]) => ({
        name,
        hard,
        asked: charges.get(name) ?? 0,
        used: this.usage.used(request.namespace, name, scopes),
      }))
      .filter(({ name, asked, used }) => asked > 0 && used + asked > allowed(quota, name));
    if (exceeded.length === 0) return;
    const list = (value: (row: (typeof exceeded)[number]) => string): string =>
      exceeded.map((row) => `${row.name}=${value(row)}`).join(',');
    const asked = list((row) => formatAmount(row.asked, row.hard));
    const used = list((row) => formatAmount(row.used, row.hard));
    const message = `exceeded quota: ${quota.metadata.name ?? ''}, requested: ${asked}, used: ${used}`;
    throw forbidden(request, `${message}, limited: ${list((row) => row.hard)}`);
  }
}

/** Where a quota bounds cpu or memory, every container must say how much it takes. */
function checkSpecified(request: AdmissionRequest, quota: Quota): void {
  const missing = Object.keys(quota.spec?.hard ?? {}).flatMap((name) => {
    const [of, resource] = /^(?:(requests|limits)\.)?(cpu|memory)$/.exec(name)?.slice(1) ?? [];
    if (resource === undefined) return [];
    const without = (request.object as Pod).spec.containers.filter(
      ({ resources }) => resources?.[of === 'limits' ? 'limits' : 'requests']?.[resource] === undefined,
    );
    return without.length === 0 ? [] : [`${name} for: ${without.map((one) => one.name).join(',')}`];
  });
  if (missing.length > 0)
    throw forbidden(
      request,
      `failed quota: ${quota.metadata.name ?? ''}: must specify ${missing.sort().join('; ')}`,
    );
}

/** As kube-apiserver says it. */
export function forbidden(
  { resource, object }: { resource: AdmissionRequest['resource']; object: KubeObject },
  why: string,
): StatusError {
  const name = object.metadata.name ?? '';
  return new StatusError('Forbidden', `${formatGroupResource(resource)} "${name}" is forbidden: ${why}`, {
    details: { name, group: resource.group, kind: resource.resource },
  });
}
