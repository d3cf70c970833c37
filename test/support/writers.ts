import { StatusError, type KubeObject } from '#libs/apimachinery';
import { type KubeHttp } from '../../apps/cli/src/kube-http.js';
import { eventually } from './eventually.js';
import { listByName, type TestFederation } from './federation.js';

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
/** What a ConfigMap's `data.value` may be; undefined: there is none. */
type Value = string | undefined;
/** The server did not say what became of the request. */
const UNCERTAIN = new Set([
  'ServiceUnavailable',
  'Timeout',
  'ServerTimeout',
  'InternalError',
  'TooManyRequests',
]);

/**
 * Clients that create, change and delete ConfigMaps as fast as they are answered, and remember for each what the server
 * acknowledged: afterwards that must be there, and of a request without an answer either all or nothing.
 */
export class Writers {
  /** By name, what may be there at the end. */
  readonly allowed = new Map<string, readonly Value[]>();
  /** Requests that were answered with success. */
  acknowledged = 0;
  /** Requests whose outcome the client does not know. */
  uncertain = 0;
  /** The newest resourceVersion that was answered. */
  newest = 0n;
  private stopping = false;
  private loops: Promise<void>[] = [];
  private failure: unknown;

  /** `label` keeps the objects of one test apart from others'. */
  constructor(
    private readonly http: KubeHttp,
    private readonly label: string,
  ) {}

  get list(): string {
    return `${CONFIG_MAPS}?labelSelector=test%3D${this.label}`;
  }

  /** Writes while `during` runs, and stops with it in any case. @throws what a writer met that no crash explains */
  async during(writers: number, during: () => Promise<void>): Promise<void> {
    this.start(writers);
    try {
      await during();
    } finally {
      this.stopping = true;
      await Promise.all(this.loops);
    }
    this.rethrow();
  }

  private start(writers: number): void {
    this.loops = Array.from({ length: writers }, async (_, writer) => {
      try {
        for (let index = 0; !this.stopping; index++)
          await this.write(`${this.label}-${writer}-${index}`, index);
      } catch (error) {
        this.failure ??= error;
      }
    });
  }

  /** Resolves when `count` more requests were acknowledged. */
  async more(count: number): Promise<void> {
    const goal = this.acknowledged + count;
    await eventually(`${count} more acknowledged writes`, () => {
      if (this.failure !== undefined) return Promise.resolve(true);
      return Promise.resolve(this.acknowledged >= goal);
    });
    this.rethrow();
  }

  /** Hub and members hold what was acknowledged and agree about the rest. @throws Error that says what differs */
  async verify(federation: TestFederation): Promise<void> {
    const stored = await listByName(federation.hub, this.list);
    const wrong = [...this.allowed].flatMap(([name, values]) => {
      const object = stored.get(name);
      const found = object?.metadata.deletionTimestamp === undefined ? valueOf(object) : undefined;
      return values.includes(found) ? [] : [`${name}: ${found ?? 'absent'}, not ${values.join(' or ')}`];
    });
    const unknown = [...stored.keys()].filter((name) => !this.allowed.has(name));
    if (wrong.length + unknown.length > 0)
      throw new Error(`the hub lost or invented writes: ${[...wrong, ...unknown].join('; ')}`);
    for (const cluster of federation.clusters) await this.agree(federation, cluster);
  }

  private async agree(federation: TestFederation, cluster: string): Promise<void> {
    let differences: string[] = [];
    try {
      await eventually(`${cluster} agrees with the hub`, async () => {
        const [hub, member] = await Promise.all([
          listByName(federation.hub, this.list),
          listByName(federation.member(cluster), this.list),
        ]);
        differences = [...new Set([...hub.keys(), ...member.keys()])].filter(
          (name) =>
            hub.get(name)?.metadata.deletionTimestamp !== undefined ||
            valueOf(hub.get(name)) !== valueOf(member.get(name)),
        );
        return differences.length === 0;
      });
    } catch (cause) {
      throw new Error(`${cluster} differs from the hub in ${differences.join(', ')}`, { cause });
    }
  }

  /** One life of one object; every third is deleted again. Ends at the first request without an answer. */
  private async write(name: string, index: number): Promise<void> {
    const path = `${CONFIG_MAPS}/${name}`;
    const metadata = { name, namespace: 'default', labels: { test: this.label } };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: 'first' } };
    const contentType = 'application/merge-patch+json';
    const created = await this.attempt(name, 'first', () =>
      this.http.call({ method: 'POST', path: CONFIG_MAPS, body }),
    );
    const changed =
      created &&
      (await this.attempt(name, 'second', () =>
        this.http.call({ method: 'PATCH', path, contentType, body: { data: { value: 'second' } } }),
      ));
    if (changed && index % 3 === 0)
      await this.attempt(name, undefined, () => this.http.call({ method: 'DELETE', path }));
  }

  private async attempt(name: string, value: Value, send: () => Promise<KubeObject>): Promise<boolean> {
    const before = this.allowed.get(name) ?? [undefined];
    this.allowed.set(name, [...before, value]);
    try {
      const answer = await send();
      this.allowed.set(name, [value]);
      this.acknowledged++;
      const version = BigInt(answer.metadata.resourceVersion ?? '0');
      if (version > this.newest) this.newest = version;
      return true;
    } catch (error) {
      if (error instanceof StatusError && !UNCERTAIN.has(error.reason)) throw error;
      this.uncertain++;
      await this.untilServed();
      return false;
    }
  }

  private async untilServed(): Promise<void> {
    await eventually('the hub serves again', async () => {
      if (this.stopping) return true;
      await this.http.call({ method: 'GET', path: `${CONFIG_MAPS}?limit=1` });
      return true;
    });
  }

  private rethrow(): void {
    if (this.failure !== undefined) throw this.failure as Error;
  }
}

function valueOf(object: KubeObject | undefined): Value {
  return (object?.['data'] as { value?: string } | undefined)?.value;
}
