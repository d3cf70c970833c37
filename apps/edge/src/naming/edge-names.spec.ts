import { describe, expect, it } from '@jest/globals';
import {
  routeKeys,
  type FederationTable,
  type NameTable,
  type PlacesTable,
  type RecordTable,
  type RouteMessage,
} from '#libs/protocol';
import { TableSet } from '#libs/transport';
import { EdgeNames } from './edge-names.js';

let version = 0;
const head = (key: string): Pick<RouteMessage, 'v' | 'hubUid' | 'epoch' | 'version' | 'key'> => ({
  v: 1,
  hubUid: 'h',
  epoch: 1,
  version: ++version,
  key,
});

function federation(domain: string): FederationTable {
  return {
    ...head('federation'),
    type: 'federation',
    federation: 'f',
    domain,
    nameservers: [`ns.${domain}`],
    edges: [],
  };
}

function records(owner: string, ...names: string[]): RecordTable {
  const sets = names.map((name) => ({ name, type: 'A' as const, ttl: 10, values: ['10.0.0.1'] }));
  return { ...head(`records/Ingress/n/${owner}`), type: 'records', sets };
}

/** Of these clusters, each a region of its own that bears its name; its address ends with its place in the list. */
function places(...clusters: string[]): PlacesTable {
  return {
    ...head(routeKeys.places),
    type: 'places',
    federation: 'f',
    domain: 'example',
    clusters: clusters.map((cluster) => ({ cluster, region: cluster, zones: ['z'] })),
    nearest: Object.fromEntries(clusters.map((one) => [one, clusters.filter((other) => other !== one)])),
  };
}

function web(healthy: Record<string, boolean>, exported?: NameTable['exported']): NameTable {
  return {
    ...head(routeKeys.names('shop', 'web')),
    type: 'names',
    namespace: 'shop',
    service: 'web',
    mode: 'nearest',
    panic: 'failClosed',
    shards: Object.entries(healthy).map(([cluster, is], at) => ({
      cluster,
      addresses: [`192.0.2.${at + 1}`],
      healthy: is,
    })),
    ...(exported === undefined ? {} : { exported }),
  };
}

describe('EdgeNames', () => {
  function open(): {
    names: EdgeNames;
    apply: (...tables: RouteMessage[]) => string[];
    has: (name: string) => boolean;
  } {
    const [names, tables] = [new EdgeNames(), new TableSet('h')];
    const apply = (...changed: RouteMessage[]): string[] => {
      for (const table of changed) tables.put(table);
      return names.apply(changed, tables).map(({ key, message }) => `${key}: ${message}`);
    };
    return { names, apply, has: (name) => names.zones.zoneOf(name)?.find(name) !== undefined };
  }

  /** What stands under a name: addresses, or where it leads. */
  function held({ zones }: EdgeNames, name: string): string[] {
    const sets = zones.zoneOf(name)?.find(name)?.sets ?? new Map<string, never>();
    return [...sets.values()].flatMap(({ data }) =>
      data.flatMap((one) => ('address' in one ? one.address : 'target' in one ? one.target : [])),
    );
  }

  it('answers records that came before their zone, and takes them with a zone that moves', () => {
    const { apply, has } = open();
    expect(apply(records('a', 'a.old.example'))).toEqual([]);
    expect(has('a.old.example')).toBe(false);
    apply(federation('old.example'));
    expect(has('a.old.example')).toBe(true);
    expect(apply(federation('example'))).toEqual([]);
    expect(has('a.old.example')).toBe(true);
    expect(has('nobody.example')).toBe(false);
  });

  it('takes away what its owner no longer names, or with the owner', () => {
    const { apply, has } = open();
    apply(federation('example'), records('a', 'one.example', 'two.example'));
    apply(records('a', 'two.example'));
    expect([has('one.example'), has('two.example')]).toEqual([false, true]);
    apply({ ...head('records/Ingress/n/a'), type: 'removed' });
    expect(has('two.example')).toBe(false);
  });

  it('says what cannot be in effect, until it is mended', () => {
    const { apply, has } = open();
    apply(federation('example'));
    expect(apply(records('a', 'a.elsewhere'))).toEqual([expect.stringContaining('not within example')]);
    expect(apply(records('b', 'b.example'))).toHaveLength(1);
    expect(apply(records('a', 'a.example'))).toEqual([]);
    expect(has('a.example') && has('b.example')).toBe(true);
  });

  it.each([
    ['before', 0],
    ['between', 1],
    ['after', 2],
  ])('names services in every place, wherever the places come: %s', (_, at) => {
    const { names, apply } = open();
    const others: RouteMessage[] = [federation('example'), web({ eu: true, us: true })];
    for (const table of others.toSpliced(at, 0, places('eu', 'us', 'ap'))) apply(table);
    expect(held(names, 'web.shop.f.svc.z.us.example')).toEqual(['192.0.2.2']);
    expect(held(names, 'web.shop.f.svc.z.ap.example')).toEqual(['web.shop.f.svc.ap.example']);
    expect(held(names, 'web.shop.f.svc.ap.example')).toEqual(['web.shop.f.svc.eu.example']);
    expect(held(names, 'web.shop.f.svc.example')).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('leads on where a shard fails, follows clusters that come, and forgets a service that goes', () => {
    const { names, apply, has } = open();
    apply(federation('example'), places('eu', 'us'), web({ eu: true, us: true }));
    apply(web({ eu: false, us: true }));
    expect(held(names, 'web.shop.f.svc.eu.example')).toEqual(['web.shop.f.svc.us.example']);
    expect(has('web.shop.f.svc.ap.example')).toBe(false);
    apply(places('eu', 'us', 'ap'));
    expect(held(names, 'web.shop.f.svc.ap.example')).toEqual(['web.shop.f.svc.us.example']);
    apply({ ...head(routeKeys.names('shop', 'web')), type: 'removed' });
    expect(has('svc.example') || has('us.example')).toBe(false);
  });

  it('has names in the cluster set for what is exported, the nearest for each region', () => {
    const { names, apply, has } = open();
    const name = 'web.shop.svc.clusterset.local';
    apply(federation('example'), places('eu', 'us'), web({ eu: true, us: true }));
    expect([has(name), has('dns-version.clusterset.local')]).toEqual([false, true]);
    apply(web({ eu: true, us: true }, [{ name: 'http', protocol: 'TCP', port: 80 }]));
    expect(held(names, name)).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(held(names, `_http._tcp.${name}`)).toEqual([name]);
    const near = names.zones.zoneOf(name)?.find(name)?.sets.get('A')?.near?.get('us');
    expect(near).toMatchObject([{ address: '192.0.2.2' }]);
    apply(web({ eu: false, us: false }, []));
    expect(has(name)).toBe(false);
  });
});
