import { beforeEach, describe, expect, test } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { type EdgeReport } from '#libs/protocol';
import { RouteBook, type Followed } from './route-book.js';
import { type ShardFacts } from './shard-facts.js';

type Listener = Parameters<Followed['onChange']>[0];

/** What an informer would know. */
class Known implements Followed {
  private readonly objects = new Map<string, KubeObject>();
  private listener: Listener = () => undefined;

  get(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }

  list(): IterableIterator<KubeObject> {
    return this.objects.values();
  }

  onChange(listener: Listener): void {
    this.listener = listener;
  }

  put(object: KubeObject): void {
    const { namespace = '', name = '' } = object.metadata;
    const key = namespace === '' ? name : `${namespace}/${name}`;
    this.objects.set(key, object);
    this.listener({ type: 'MODIFIED', object });
  }
}

const BACKENDS: Readonly<Record<string, readonly string[]>> = { both: ['a', 'b'], only: ['a'] };

describe('which tables are made again', () => {
  const [ingresses, services, secrets, clusters] = [new Known(), new Known(), new Known(), new Known()];
  let book: RouteBook;
  let sequence = 0;

  function cluster(name: string, spec: object, status: object = {}): KubeObject {
    const ready = { conditions: [{ type: 'Ready', status: 'True' }], gatewayAddresses: ['127.0.2.1:80'] };
    return { apiVersion: 'v1', kind: 'Cluster', metadata: { name }, spec, status: { ...ready, ...status } };
  }

  function report(probes: Record<string, 'ok' | 'fail'>, rttMs = 4): EdgeReport {
    const gateways = Object.entries(probes).map(([name, probe]) => ({ cluster: name, probe, rttMs }));
    return {
      ...{
        v: 1,
        type: 'edge',
        edge: 'e',
        hubUid: 'h',
        instance: 'i',
        sequence: ++sequence,
        edgeVersion: '0',
      },
      ...{ region: 'eu', zone: '', driver: 'embedded', addresses: ['127.0.1.1'] },
      ports: { http: 80, https: 443, dns: 53 },
      applied: { epoch: 1, version: 1, digest: { count: 0, sum: 0, mixed: 0 }, at: 0 },
      ...{ troubles: [], gateways, demand: [], wantsAll: false, at: 0 },
    };
  }

  /** Makes what is dirty; answers the names of services among it. */
  async function made(): Promise<string[]> {
    const names: string[] = [];
    while (book.hasDirty)
      for (const key of book.take(10)) {
        await book.build(key, undefined);
        if (key.startsWith('service/')) names.push(key.split('/')[2] ?? '');
      }
    return names.sort();
  }

  beforeEach(async () => {
    book = new RouteBook({
      ...{ ingresses, services, secrets, clusters },
      shards: (_namespace, name) =>
        Promise.resolve(
          new Map(
            (BACKENDS[name] ?? []).map((one): [string, ShardFacts] => [
              one,
              { ready: 2, wanted: 2, addresses: [] },
            ]),
          ),
        ),
      secret: () => Promise.resolve(undefined),
      edgeKeys: () => Promise.resolve([]),
      names: { federation: 'federation', domain: 'federation.local' },
      ...{ hubUid: 'h', now: () => 1_000_000 },
    });
    clusters.put(cluster('a', { region: 'eu' }));
    clusters.put(cluster('b', { region: 'us' }));
    for (const name of Object.keys(BACKENDS)) {
      const metadata = { name, namespace: 'shop' };
      services.put({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} });
      const defaultBackend = { service: { name, port: { number: 80 } } };
      ingresses.put({ apiVersion: 'v1', kind: 'Ingress', metadata, spec: { defaultBackend } });
    }
    book.edgeSaid(report({ a: 'ok', b: 'ok' }));
    expect(await made()).toEqual(['both', 'only']);
  });

  test('a failing cluster concerns the services that have something there', async () => {
    book.edgeSaid(report({ a: 'ok', b: 'fail' }));
    expect(await made()).toEqual(['both']);
    book.markRecovering();
    expect(await made()).toEqual(['both']);
    book.edgeSaid(report({ a: 'fail', b: 'fail' }));
    expect(await made()).toEqual(['both', 'only']);
  });

  test('the same again concerns none', () => {
    book.edgeSaid(report({ a: 'ok', b: 'ok' }));
    expect(book.hasDirty).toBe(false);
  });

  test('another state of a cluster concerns its services, another place all', async () => {
    clusters.put(cluster('b', { region: 'us', state: 'draining' }));
    expect(await made()).toEqual(['both']);
    clusters.put(cluster('b', { region: 'us' }, { gatewayAddresses: ['127.0.2.2:80'] }));
    expect(await made()).toEqual(['both']);
    clusters.put(cluster('b', { region: 'asia' }));
    expect(await made()).toEqual(['both', 'only']);
  });
});
