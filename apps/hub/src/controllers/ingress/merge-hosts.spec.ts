import { describe, expect, test } from '@jest/globals';
import { type KubeObject } from '#libs/apimachinery';
import { readIngress, type IngressRules } from './ingress-rules.js';
import { hostsOf, mergeHost } from './merge-hosts.js';

interface Wanted {
  readonly name: string;
  readonly namespace?: string;
  readonly created?: string;
  readonly spec: object;
  readonly className?: string;
  readonly canary?: string;
}

function ingress({
  name,
  namespace = 'shop',
  created = '2026-01-01T00:00:00Z',
  spec,
  className,
  canary,
}: Wanted): KubeObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: {
      name,
      namespace,
      creationTimestamp: created,
      annotations: {
        'federation.meridian.dev/global-address': `${name}.global`,
        ...(canary === undefined ? {} : { 'federation.meridian.dev/canary-weight': canary }),
      },
    },
    spec: { ...(className === undefined ? {} : { ingressClassName: className }), ...spec },
  };
}

const backend = (name: string): object => ({ service: { name, port: { number: 80 } } });
const path = (text: string, pathType: string, name: string): object => ({
  path: text,
  pathType,
  backend: backend(name),
});
const rule = (host: string, ...paths: object[]): object => ({ host, http: { paths } });
const read = (...all: Wanted[]): IngressRules[] => all.flatMap((one) => readIngress(ingress(one)) ?? []);

/** `match path -> service` of each rule, in order. */
function merged(host: string, ...all: Wanted[]): string[] | undefined {
  return mergeHost(host, read(...all))?.rules.map(
    ({ match, path: text, backends }) => `${match} ${text} -> ${backends[0]?.table.split('/')[2] ?? ''}`,
  );
}

describe('hosts', () => {
  test('Exact goes before Prefix, longer before shorter, the default backend last', () => {
    const spec = {
      rules: [
        rule(
          'a.com',
          path('/', 'Prefix', 'root'),
          path('/x/y/', 'Prefix', 'deep'),
          path('/x', 'Exact', 'exact'),
        ),
      ],
      defaultBackend: backend('rest'),
    };
    expect(merged('a.com', { name: 'one', spec })).toEqual([
      'Exact /x -> exact',
      'Prefix /x/y -> deep',
      'Prefix / -> root',
    ]);
    const without = { rules: [rule('a.com', path('/x', 'Exact', 'exact'))], defaultBackend: backend('rest') };
    expect(merged('a.com', { name: 'one', spec: without })).toEqual([
      'Exact /x -> exact',
      'Prefix / -> rest',
    ]);
  });

  test('of two that give one path the older counts, of equally old ones the first by name', () => {
    const spec = (name: string): object => ({ rules: [rule('a.com', path('/', 'Prefix', name))] });
    const young = { name: 'a', created: '2026-01-02T00:00:00Z', spec: spec('young') };
    expect(merged('a.com', young, { name: 'b', spec: spec('old') })).toEqual(['Prefix / -> old']);
    expect(merged('a.com', { name: 'c', spec: spec('c') }, { name: 'b', spec: spec('b') })).toEqual([
      'Prefix / -> b',
    ]);
  });

  test('a host belongs to the namespace of its oldest Ingress', () => {
    const spec = (name: string): object => ({ rules: [rule('a.com', path(`/${name}`, 'Prefix', name))] });
    const thief = { name: 'thief', namespace: 'evil', created: '2026-02-01T00:00:00Z', spec: spec('thief') };
    const all = read({ name: 'owner', spec: spec('owner') }, thief);
    const host = mergeHost('a.com', all);
    expect(host?.rules.map(({ ingress: from }) => from)).toEqual(['shop/owner']);
    expect(host?.refused).toEqual(['evil/thief']);
  });

  test('the global address serves the rules for any host', () => {
    const one = { name: 'one', spec: { rules: [{ http: { paths: [path('/', 'Prefix', 'web')] } }] } };
    expect(merged('one.global', one)).toEqual(['Prefix / -> web']);
    expect(merged('', one)).toEqual(['Prefix / -> web']);
    expect(read(one).flatMap(hostsOf)).toEqual(['', 'one.global']);
    expect(merged('two.global', one)).toBeUndefined();
  });

  test('a certificate is found by its host, or by the wildcard above it', () => {
    const spec = {
      rules: [rule('a.b.com', path('/', 'Prefix', 'web')), rule('c.com', path('/', 'Prefix', 'web'))],
      tls: [{ hosts: ['*.b.com'], secretName: 'wild' }],
    };
    const all = read({ name: 'one', spec });
    expect(mergeHost('a.b.com', all)?.certificate).toBe('certificate/shop/wild');
    expect(mergeHost('c.com', all)?.certificate).toBeUndefined();
  });

  test('another IngressClass is not ours, none and meridian are', () => {
    const spec = { defaultBackend: backend('web') };
    const classes = ['nginx', 'meridian', undefined];
    const all = classes.map((className) => ({
      name: 'one',
      spec,
      ...(className === undefined ? {} : { className }),
    }));
    expect(all.map((one) => read(one).length)).toEqual([0, 1, 1]);
  });
});

describe('canaries', () => {
  const web = { rules: [rule('a.com', path('/', 'Prefix', 'web'), path('/x', 'Exact', 'web'))] };
  const next = { rules: [rule('a.com', path('/', 'Prefix', 'next'))] };
  const main: Wanted = { name: 'web', created: '2026-01-02T00:00:00Z', spec: web };

  /** Backends of `path` with their weights. */
  function parts(host: string, text: string, ...all: Wanted[]): Record<string, number> | undefined {
    const found = mergeHost(host, read(...all))?.rules.find((one) => one.path === text);
    return (
      found &&
      Object.fromEntries(found.backends.map(({ table, weight }) => [table.split('/')[2] ?? '', weight]))
    );
  }

  test('a canary takes its part of the same host and path, and of nothing else', () => {
    const canary = { name: 'next', spec: next, canary: '10' };
    expect(parts('a.com', '/', canary, main)).toEqual({ web: 90, next: 10 });
    expect(parts('a.com', '/x', canary, main)).toEqual({ web: 1 });
    expect(parts('a.com', '/', { ...canary, canary: '100' }, main)).toEqual({ web: 0, next: 100 });
  });

  test('alone it is served at its own address only', () => {
    const canary = { name: 'next', spec: { defaultBackend: backend('next') }, canary: '10' };
    expect(mergeHost('a.com', read({ name: 'next', spec: next, canary: '10' }))).toBeUndefined();
    expect(parts('next.global', '/', canary)).toEqual({ next: 1 });
  });

  test('one of another namespace takes nothing, and does not make the host its own', () => {
    const canary = { name: 'next', namespace: 'other', spec: next, canary: '50' };
    expect(parts('a.com', '/', canary, main)).toEqual({ web: 1 });
    expect(mergeHost('a.com', read(canary, main))?.refused).toEqual(['other/next']);
  });

  test('of several the older ones go first, and there is no more than all', () => {
    const two = { rules: [rule('a.com', path('/', 'Prefix', 'two'))] };
    const all: Wanted[] = [
      main,
      { name: 'one', spec: next, canary: '70' },
      { name: 'two', created: '2026-01-03T00:00:00Z', spec: two, canary: '70' },
    ];
    expect(parts('a.com', '/', ...all)).toEqual({ web: 0, next: 70, two: 30 });
  });

  test.each(['', 'half', '-1', '101', '1.5'])('%j is no percentage: it takes nothing', (canary) => {
    expect(parts('a.com', '/', main, { name: 'next', spec: next, canary })).toEqual({ web: 100, next: 0 });
  });
});
