import { describe, expect, it } from '@jest/globals';
import { routeKeys, type NameTable, type PlacesTable, type RouteMessage } from '#libs/protocol';
import { silentLogger } from '#libs/process';
import { TableSet } from '#libs/transport';
import { AgentNames, type LocalService } from './agent-names.js';

let version = 0;
const head = (key: string): Pick<RouteMessage, 'v' | 'hubUid' | 'epoch' | 'version' | 'key'> => ({
  ...{ v: 1, hubUid: 'h', epoch: 1, version: ++version, key },
});

function places(...clusters: PlacesTable['clusters']): PlacesTable {
  const nearest = { eu: ['us'], us: ['eu'] };
  return {
    ...head(routeKeys.places),
    ...{ type: 'places', federation: 'f', domain: 'example', clusters, nearest },
  };
}

function web(healthy: Record<string, boolean>, more: Partial<NameTable> = {}): NameTable {
  const shards = Object.entries(healthy).map(([cluster, is], at) => ({
    ...{ cluster, addresses: [`192.0.2.${at + 1}`], healthy: is },
  }));
  const named = { type: 'names', namespace: 'shop', service: 'web' } as const;
  return {
    ...head(routeKeys.names('shop', 'web')),
    ...named,
    mode: 'nearest',
    panic: 'failClosed',
    shards,
    ...more,
  };
}

const SHORT = 'web.shop.f.svc.cluster.local';
const both = [
  { cluster: 'here', region: 'eu', zones: ['a'] },
  { cluster: 'there', region: 'us', zones: ['b'] },
];

describe('names in a cluster', () => {
  function open(local: Record<string, LocalService> = {}): {
    names: AgentNames;
    apply: (...tables: RouteMessage[]) => void;
    held: (name: string) => string[];
  } {
    const tables = new TableSet('h');
    const names = new AgentNames({
      cluster: 'here',
      tables,
      local: (service) => local[service] ?? { ips: [], ready: undefined },
      localNames: () => Object.keys(local),
      logger: silentLogger,
    });
    return {
      names,
      apply: (...changed) => {
        for (const table of changed) tables.put(table);
        names.apply(changed);
      },
      held: (name) => {
        const sets = names.zones.zoneOf(name)?.find(name)?.sets ?? new Map<string, never>();
        return [...sets.values()].flatMap(({ data }) =>
          data.flatMap((one) => ('address' in one ? one.address : 'target' in one ? one.target : [])),
        );
      },
    };
  }

  it.each<[string, PlacesTable['clusters'], string[]]>([
    ['its zone', both, ['web.shop.f.svc.a.eu.example']],
    ['its region, without a zone', [{ ...both[0]!, zones: [] }, both[1]!], ['web.shop.f.svc.eu.example']],
    ['all, without a place', [{ ...both[0]!, region: '' }, both[1]!], ['web.shop.f.svc.example']],
    ['all, while it is not registered', [both[1]!], ['web.shop.f.svc.example']],
  ])('short ones lead to %s', (_, clusters, wanted) => {
    const { apply, held } = open();
    apply(web({ there: true }), places(...clusters));
    expect(held(SHORT)).toEqual(wanted);
  });

  it.each<[string, number | undefined, string[], string[]]>([
    ['ready here', 1, ['10.0.0.1'], ['192.0.2.1']],
    ['not ready here', 0, ['web.shop.f.svc.a.eu.example'], ['web.shop.f.svc.eu.example']],
    ['not known here', undefined, ['web.shop.f.svc.a.eu.example'], ['192.0.2.1']],
  ])('a Service that is %s', (_, ready, short, zone) => {
    const { apply, held } = open({ 'shop/web': { ips: ['10.0.0.1'], ready } });
    apply(places(...both), web({ here: true, there: true }, { exported: [] }));
    expect(held(SHORT)).toEqual(short);
    expect(held('web.shop.f.svc.a.eu.example')).toEqual(zone);
    expect(held('web.shop.svc.clusterset.local')).toEqual(
      ready === 1 ? ['10.0.0.1'] : ready === 0 ? ['192.0.2.2'] : ['192.0.2.1', '192.0.2.2'],
    );
  });

  it('go with the Service at the hub, unless it is ready here', () => {
    const local: Record<string, LocalService> = {};
    const { names, apply, held } = open(local);
    apply(places(...both), web({ there: true }, { exported: [] }));
    apply({ ...head(routeKeys.names('shop', 'web')), type: 'removed' });
    expect([held(SHORT), held('web.shop.svc.clusterset.local')]).toEqual([[], []]);
    local['shop/web'] = { ips: ['10.0.0.1'], ready: 2 };
    names.localChanged('shop/web');
    expect(held(SHORT)).toEqual(['10.0.0.1']);
    expect(names.region()).toBe('eu');
  });
});
