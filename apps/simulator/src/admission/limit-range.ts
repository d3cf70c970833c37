import { type KubeObject } from '#libs/apimachinery';
import { type AdmissionPlugin, type AdmissionRequest } from '#libs/apiserver';
import { keyOf, type Informer } from '#libs/controller-runtime';
import { NestedMap } from '../cluster/nested-map.js';
import { amount, type Container, type Pod } from '../cluster/pod.js';
import { forbidden } from './quota.js';

type Amounts = Readonly<Record<string, string>>;

interface LimitItem {
  readonly type?: string;
  readonly max?: Amounts;
  readonly min?: Amounts;
  readonly default?: Amounts;
  readonly defaultRequest?: Amounts;
}

interface LimitRange extends KubeObject {
  readonly spec?: { readonly limits?: readonly LimitItem[] };
}

/** Gives containers the requests and limits of their namespace's LimitRanges, and refuses what is out of bounds. */
export class LimitRanges implements AdmissionPlugin {
  readonly name = 'limit-ranger';
  private readonly ranges = new NestedMap<LimitRange>();

  follow(ranges: Informer): void {
    ranges.onChange(({ type, object }) => {
      const { namespace = '' } = object.metadata;
      if (type === 'DELETED') this.ranges.delete(namespace, keyOf(object));
      else this.ranges.set(namespace, keyOf(object), object);
    });
  }

  admit(request: AdmissionRequest): readonly string[] {
    const { operation, subresource, namespace, resource, object } = request;
    const isPod = resource.group === '' && resource.resource === 'pods';
    if (operation !== 'CREATE' || subresource !== '' || !isPod) return [];
    const ranges = [...(this.ranges.of(namespace)?.values() ?? [])];
    const items = ranges.flatMap(({ spec }) => spec?.limits ?? []);
    if (items.length === 0) return [];
    const ofContainers = items.filter(({ type }) => type === 'Container');
    const pod = object as Pod;
    for (const list of ['containers', 'initContainers'] as const) {
      const containers = pod.spec[list];
      if (containers)
        pod.spec = { ...pod.spec, [list]: containers.map((one) => withDefaults(one, ofContainers)) };
    }
    const problems = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].flatMap((container) =>
      ofContainers.flatMap((item) => problemsOf(container, item)),
    );
    if (problems.length > 0) throw forbidden(request, listed([...new Set(problems)]));
    return [];
  }
}

function listed(problems: readonly string[]): string {
  return problems.length === 1 ? (problems[0] ?? '') : `[${problems.join(', ')}]`;
}

function withDefaults(container: Container, items: readonly LimitItem[]): Container {
  const { requests = {}, limits = {}, ...rest } = container.resources ?? {};
  const first = (field: 'default' | 'defaultRequest'): Amounts =>
    items.reduce<Amounts>((all, item) => ({ ...item[field], ...all }), {});
  const resources = {
    ...rest,
    ...nonEmpty('limits', { ...first('default'), ...limits }),
    ...nonEmpty('requests', { ...first('defaultRequest'), ...requests }),
  };
  return { ...container, resources };
}

function nonEmpty(field: string, amounts: Readonly<Record<string, unknown>>): object {
  return Object.keys(amounts).length === 0 ? {} : { [field]: amounts };
}

function problemsOf({ resources }: Container, { min, max }: LimitItem): string[] {
  const { requests = {}, limits = {} } = resources ?? {};
  const small = Object.entries(min ?? {})
    .filter(([name, least]) => amount(requests[name]) < amount(least))
    .map(
      ([name, least]) =>
        `minimum ${name} usage per Container is ${least}, but ${said('request', requests[name])}`,
    );
  const large = Object.entries(max ?? {})
    .filter(([name, most]) => limits[name] === undefined || amount(limits[name]) > amount(most))
    .map(
      ([name, most]) => `maximum ${name} usage per Container is ${most}, but ${said('limit', limits[name])}`,
    );
  return [...small, ...large];
}

function said(what: string, quantity: string | number | undefined): string {
  return quantity === undefined ? `no ${what} is specified` : `${what} is ${quantity}`;
}
