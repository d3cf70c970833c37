import { isJsonObject, type KubeObject } from '#libs/apimachinery';

interface Choice {
  /** `namespace/name`. */
  readonly service: string;
  readonly exact: boolean;
  /** Length of the path; -1: a default backend. */
  readonly length: number;
}

/**
 * The Service that serves a request: rules of the very host before rules of any host, Exact before Prefix, longer paths before
 * shorter, default backends last. Undefined: nobody does. `wanted`: what an edge drew, where several Ingresses serve one path.
 */
export function pickService(
  ingresses: Iterable<KubeObject>,
  host: string,
  path: string,
  wanted?: string,
): string | undefined {
  const all = [...ingresses];
  const named = all.flatMap((ingress) => choicesFor(ingress, host, path));
  const choices = named.length > 0 ? named : all.flatMap((ingress) => choicesFor(ingress, '', path));
  const candidates = choices.length > 0 ? choices : all.flatMap(defaultOf);
  const [best] = candidates.sort((a, b) => Number(b.exact) - Number(a.exact) || b.length - a.length);
  const drawn = candidates.find(
    ({ service, exact, length }) => service === wanted && exact === best?.exact && length === best.length,
  );
  return (drawn ?? best)?.service;
}

function choicesFor(ingress: KubeObject, host: string, path: string): Choice[] {
  const rules = listOf(mapOf(ingress['spec'])['rules']).filter((rule) => (rule['host'] ?? '') === host);
  return rules.flatMap((rule) =>
    listOf(mapOf(rule['http'])['paths']).flatMap((entry) => {
      const wanted = typeof entry['path'] === 'string' ? entry['path'] : '/';
      const exact = entry['pathType'] === 'Exact';
      const service = serviceOf(ingress, entry['backend']);
      const fits = exact ? path === wanted : isBelow(path, wanted);
      return fits && service !== undefined ? [{ service, exact, length: wanted.length }] : [];
    }),
  );
}

function defaultOf(ingress: KubeObject): Choice[] {
  const service = serviceOf(ingress, mapOf(ingress['spec'])['defaultBackend']);
  return service === undefined ? [] : [{ service, exact: false, length: -1 }];
}

function isBelow(path: string, prefix: string): boolean {
  const trimmed = prefix.replace(/\*$/, '').replace(/\/+$/, '');
  return path === trimmed || path.startsWith(`${trimmed}/`);
}

function serviceOf(ingress: KubeObject, backend: unknown): string | undefined {
  const name = mapOf(mapOf(backend)['service'])['name'];
  return typeof name === 'string' ? `${ingress.metadata.namespace ?? ''}/${name}` : undefined;
}

function listOf(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? (value as unknown[]).filter(isJsonObject) : [];
}

function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return isJsonObject(value) ? value : {};
}
