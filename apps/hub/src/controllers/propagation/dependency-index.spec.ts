import { describe, expect, it } from '@jest/globals';
import { formatObjectKey, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Informer, type InformerChange } from '#libs/controller-runtime';
import { DependencyIndex } from './dependency-index.js';
import { keepReferences } from './references.js';

/** What an informer does for its listeners, without a server. */
class Mirror {
  readonly synced = Promise.resolve();
  private readonly objects = new Map<string, KubeObject>();
  private listener: (change: InformerChange) => void = () => undefined;

  constructor(readonly resource: { group: string; resource: string }) {}

  onChange(listener: (change: InformerChange) => void): void {
    this.listener = listener;
  }

  get(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }

  put(object: KubeObject): void {
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`;
    this.objects.set(key, object);
    this.listener({ type: 'MODIFIED', object });
  }

  drop(object: KubeObject): void {
    this.objects.delete(`${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}`);
    this.listener({ type: 'DELETED', object });
  }
}

interface World {
  readonly index: DependencyIndex;
  readonly woken: string[];
  readonly deployments: Mirror;
  readonly configMaps: Mirror;
  readonly services: Mirror;
  readonly secrets: Mirror;
  readonly accounts: Mirror;
}

function world(): World {
  const deployments = new Mirror({ group: 'apps', resource: 'deployments' });
  const configMaps = new Mirror({ group: '', resource: 'configmaps' });
  const services = new Mirror({ group: '', resource: 'services' });
  const secrets = new Mirror({ group: '', resource: 'secrets' });
  const accounts = new Mirror({ group: '', resource: 'serviceaccounts' });
  const index = new DependencyIndex();
  const woken: string[] = [];
  const mirrors = [deployments, configMaps, services, secrets, accounts] as unknown as Informer[];
  index.follow(mirrors, (key) => woken.push(key));
  return { index, woken, deployments, configMaps, services, secrets, accounts };
}

function deployment(
  name: string,
  configMap: string,
  more: { app?: string; namespace?: string } = {},
): KubeObject {
  const { app = name, namespace = 'shop' } = more;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace, labels: { tier: 'front' } },
    spec: {
      template: {
        metadata: { labels: { app, env: 'live' } },
        spec: { volumes: [{ configMap: { name: configMap } }] },
      },
    },
  };
}

const named = (kind: string, name: string, fields: object = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace: 'shop' },
  ...fields,
});

const SETTINGS: ObjectKey = { group: '', resource: 'configmaps', namespace: 'shop', name: 'settings' };
const WEB: ObjectKey = { group: '', resource: 'services', namespace: 'shop', name: 'web' };
const names = (index: DependencyIndex, key: ObjectKey, object: KubeObject): string[] =>
  index.referrersOf(key, object).map((referrer) => referrer.key.name);

describe('DependencyIndex', () => {
  it('knows who refers to an object, of its namespace only, and forgets them', () => {
    const { index, deployments } = world();
    const settings = named('ConfigMap', 'settings');
    deployments.put(deployment('a', 'settings'));
    deployments.put(deployment('b', 'settings'));
    deployments.put(deployment('c', 'settings', { namespace: 'other' }));
    expect(names(index, SETTINGS, settings)).toEqual(['a', 'b']);
    expect(index.referrersOf(SETTINGS, settings)[0]?.labels).toEqual({ tier: 'front' });
    deployments.put(deployment('a', 'elsewhere'));
    deployments.drop(deployment('b', 'settings'));
    expect(names(index, SETTINGS, settings)).toEqual([]);
  });

  it('wakes what is there and is or was referred to, once for each change of that', () => {
    const { woken, deployments, configMaps } = world();
    configMaps.put(named('ConfigMap', 'settings'));
    configMaps.put(named('ConfigMap', 'newer'));
    deployments.put(deployment('a', 'settings'));
    deployments.put({ ...deployment('a', 'settings'), status: { replicas: 3 } });
    expect(woken).toEqual(['configmaps/shop/settings']);
    deployments.put(deployment('a', 'newer'));
    expect(woken.slice(1).sort()).toEqual(['configmaps/shop/newer', 'configmaps/shop/settings']);
    deployments.put(deployment('a', 'not-there'));
    expect(woken.slice(3)).toEqual(['configmaps/shop/newer']);
  });

  it('follows what a trimmed copy keeps, and not what a controller made', () => {
    const { index, deployments } = world();
    const whole = deployment('a', 'settings');
    const { apiVersion, kind, metadata } = whole;
    deployments.put(keepReferences(whole, { apiVersion, kind, metadata: { name: 'a', namespace: 'shop' } }));
    const made = deployment('b', 'settings');
    const owner = { apiVersion: 'x/v1', kind: 'Thing', name: 'x', uid: 'u', controller: true };
    deployments.put({ ...made, metadata: { ...metadata, ...made.metadata, ownerReferences: [owner] } });
    expect(names(index, SETTINGS, named('ConfigMap', 'settings'))).toEqual(['a']);
    expect(index.referrersOf(SETTINGS, whole)[0]?.labels).toEqual({ tier: 'front' });
  });

  it.each<[object, string[]]>([
    [{ app: 'web' }, ['a', 'b']],
    [{ app: 'web', env: 'live' }, ['a', 'b']],
    [{ app: 'web', env: 'test' }, []],
    [{}, []],
  ])('finds the workloads that a Service with the selector %j selects', (selector, expected) => {
    const { index, deployments, services } = world();
    deployments.put(deployment('a', 'x', { app: 'web' }));
    deployments.put(deployment('b', 'x', { app: 'web' }));
    deployments.put(deployment('c', 'x'));
    const service = named('Service', 'web', { spec: { selector } });
    services.put(service);
    expect(names(index, WEB, service)).toEqual(expected);
    const key = formatObjectKey({ group: 'apps', resource: 'deployments', namespace: 'shop', name: 'a' });
    expect(index.dependenciesOf(key)).toEqual(expected.length > 0 ? ['services/shop/web'] : []);
    services.drop(service);
    expect(index.dependenciesOf(key)).toEqual([]);
  });

  it('goes on to what an account refers to, whichever comes first', () => {
    const { index, woken, deployments, secrets, accounts } = world();
    const key: ObjectKey = { group: '', resource: 'secrets', namespace: 'shop', name: 'registry' };
    const registry = named('Secret', 'registry');
    const account = (...pull: string[]): KubeObject =>
      named('ServiceAccount', 'robot', { imagePullSecrets: pull.map((name) => ({ name })) });
    const web = deployment('web', 'x');
    const run = { ...web, spec: { template: { spec: { serviceAccountName: 'robot' } } } };
    secrets.put(registry);
    accounts.put(account('registry'));
    expect([woken, names(index, key, registry)]).toEqual([[], []]);
    deployments.put(run);
    expect(names(index, key, registry)).toEqual(['web']);
    expect(index.dependenciesOf('deployments.apps/shop/web').join()).toContain('secrets/shop/registry');
    expect(woken.splice(0)).toContain('secrets/shop/registry');
    accounts.put(account('registry'));
    expect(woken).toEqual([]);
    accounts.put(account('other'));
    expect([woken.splice(0), names(index, key, registry)]).toEqual([['secrets/shop/registry'], []]);
    accounts.put(account('registry'));
    expect(names(index, key, registry)).toEqual(['web']);
    accounts.drop(account('registry'));
    expect(names(index, key, registry)).toEqual([]);
  });

  it('says once that a workload begins or ends to be followed', () => {
    const { index } = world();
    expect([false, true, true, false].map((follows) => index.turned('k', follows))).toEqual([
      false,
      true,
      false,
      true,
    ]);
  });
});
