import { isJsonObject, type KubeObject } from '#libs/apimachinery';
import { type BackendFacts } from '#libs/protocol';

interface Slice {
  readonly service: string;
  readonly facts: BackendFacts;
}

const SERVICE_NAME = 'kubernetes.io/service-name';
const NONE: BackendFacts = { ready: 0, wanted: 0 };

/** How many endpoints stand behind each Service of the member: sums over its EndpointSlices, which are not kept. */
export class EndpointCounts {
  private readonly slices = new Map<string, Slice>();
  private readonly services = new Map<string, Set<string>>();

  /** `changed` gets `namespace/name` of each Service whose sums may have changed. */
  constructor(private readonly changed: (service: string) => void) {}

  /** Zero for a Service without slices: nothing serves it here. */
  of(service: string): BackendFacts {
    let [ready, wanted] = [NONE.ready, NONE.wanted];
    for (const key of this.services.get(service) ?? []) {
      const slice = this.slices.get(key);
      ready += slice?.facts.ready ?? 0;
      wanted += slice?.facts.wanted ?? 0;
    }
    return { ready, wanted };
  }

  set(slice: KubeObject): void {
    const key = sliceKey(slice);
    const before = this.slices.get(key);
    const service = serviceOf(slice);
    const facts = countEndpoints(slice['endpoints']);
    const isSame = before?.service === service && sameFacts(before?.facts, facts);
    if (isSame || (before === undefined && service === undefined)) return;
    if (before !== undefined && before.service !== service) this.drop(key);
    if (service === undefined) return;
    this.slices.set(key, { service, facts });
    const keys = this.services.get(service);
    if (keys) keys.add(key);
    else this.services.set(service, new Set([key]));
    this.changed(service);
  }

  delete(slice: KubeObject): void {
    this.drop(sliceKey(slice));
  }

  /** A list is complete: slices that it did not name are gone. */
  keepOnly(listed: ReadonlySet<string>): void {
    for (const key of [...this.slices.keys()]) if (!listed.has(key)) this.drop(key);
  }

  private drop(key: string): void {
    const slice = this.slices.get(key);
    if (slice === undefined) return;
    this.slices.delete(key);
    const keys = this.services.get(slice.service);
    keys?.delete(key);
    if (keys?.size === 0) this.services.delete(slice.service);
    this.changed(slice.service);
  }
}

export function sliceKey({ metadata: { namespace = '', name = '' } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function serviceOf({ metadata }: KubeObject): string | undefined {
  const name = metadata.labels?.[SERVICE_NAME];
  return name === undefined || name === '' ? undefined : `${metadata.namespace ?? ''}/${name}`;
}

/**
 * Endpoints on their way out count as neither ready nor wanted, so that they leave before their pod does. A condition that
 * is not given counts as the API says: ready is true, terminating is false.
 */
export function countEndpoints(endpoints: unknown): BackendFacts {
  let [ready, wanted] = [0, 0];
  for (const endpoint of Array.isArray(endpoints) ? (endpoints as unknown[]) : []) {
    const conditions =
      isJsonObject(endpoint) && isJsonObject(endpoint['conditions']) ? endpoint['conditions'] : {};
    if (conditions['terminating'] === true) continue;
    wanted += 1;
    if (conditions['ready'] !== false) ready += 1;
  }
  return { ready, wanted };
}

function sameFacts(a: BackendFacts | undefined, b: BackendFacts): boolean {
  return a?.ready === b.ready && a.wanted === b.wanted;
}
