import { describe, expect, test } from '@jest/globals';
import { type HostTable } from '#libs/protocol';
import { BackendPool, type Profile } from './backend-pool.js';
import { siteEntries } from './site-maps.js';
import { readStatistics } from './statistics.js';
import { waitingStreams } from './waiting-requests.js';

function host(name: string, path: string, weights: readonly number[] = [1]): HostTable {
  const backends = weights.map((weight, at) => ({ table: `service/shop/s${at}/80`, weight }));
  return {
    ...{ v: 1, hubUid: 'h', epoch: 1, version: 7, key: `host/${name}`, type: 'host', host: name },
    rules: [{ path, match: 'Prefix', backends, ingress: 'shop/web' }],
  };
}

describe('map entries of a host', () => {
  test('any host and the root have keys that no name or path has', () => {
    expect(siteEntries(host('', '/'), 'x')).toEqual([
      ['sites', '!any', '!any'],
      ['prefixes', '!any/', 'service/shop/s0/80'],
    ]);
  });

  test('backends are divided over all places by weight', () => {
    const entries = siteEntries(host('a.example', '/', [1, 3]), 'x');
    const splits = typeof entries === 'string' ? [] : entries.filter(([map]) => map === 'splits');
    expect(splits.length).toBe(256);
    expect(splits.filter(([, , table]) => table === 'service/shop/s0/80').length).toBe(64);
  });

  test.each(['/a b', '/a\nuse_backend x', '/<<', '/"', '/#', '/\\'])('%j cannot be said', (path) => {
    expect(siteEntries(host('a.example', path), 'x')).toMatch(/cannot be told/);
  });

  test('a host that is none is refused', () => {
    expect(siteEntries(host('a b', '/'), 'x')).toBe('the host is no name');
  });
});

describe('backends', () => {
  const profile = (connectMs: number): Profile => ({
    affinity: { type: 'none', ttlSeconds: 0 },
    timeouts: { connectMs, responseMs: 30_000, idleMs: 60_000 },
    cookie: '',
  });

  test('a new service takes a spare; one of another profile or size waits, and keeps what it has', () => {
    const pool = new BackendPool();
    pool.commit();
    pool.assign('a', profile(500), 2);
    const first = pool.get('a');
    expect([first !== undefined, pool.wantsReload, pool.serviceOf(first?.name ?? '')]).toEqual([
      true,
      false,
      'a',
    ]);
    pool.assign('a', profile(500), 20);
    pool.assign('b', profile(900), 1);
    expect([pool.get('a'), pool.get('b'), pool.waiting()]).toEqual([first, undefined, ['a', 'b']]);
    pool.commit();
    expect(pool.wantsReload).toBe(false);
    expect([pool.get('a') === first, pool.get('b')?.profile]).toEqual([false, profile(900)]);
    pool.remove('a');
    pool.assign('c', profile(500), 20);
    expect(pool.wantsReload).toBe(false);
  });
});

describe("HAProxy's own words", () => {
  const line = (stream: string, server: string, work: string, state: number): string =>
    `${stream}: proto=tcpv4 src=127.0.0.1:1 fe=clients be=b1 srv=${server} ts=00 rq[f=4h,i=0,an=8000h,rx=,wx=] rp[f=8h,i=0,an=${work}h,rx=9s,wx=] scf=[8,80h,fd=13] scb=[${state},11h,fd=12] exp=0s`;

  test('only requests that wait for an answer at the named server are let go', () => {
    const listed = [
      line('0x1', 's0', '1400000', 8),
      line('0x2', 's0', '4000000', 8),
      line('0x3', 's0', '00', 3),
      line('0x4', 's1', '1400000', 8),
      '0x5: proto=unix_stream src=unix:1 fe=GLOBAL be=<NONE> srv=<none> ts=00',
    ].join('\n');
    expect(waitingStreams(listed, new Set(['b1/s0']))).toEqual(['0x1']);
  });

  test('counters are read by the names of their columns', () => {
    const rows = readStatistics('# pxname,svname,req_tot,hrsp_2xx,\nclients,FRONTEND,7,5,\nb1,BACKEND,3,,\n');
    expect(rows.get('clients')?.get('hrsp_2xx')).toBe(5);
    expect(rows.get('b1')?.get('req_tot')).toBe(3);
  });
});
