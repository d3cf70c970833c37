import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import { withConditions } from './export-conditions.js';
import { exportedService, type ExportedService } from './exported-service.js';
import { mergeExports, type Constituent } from './merge-exports.js';

const http = { name: 'http', protocol: 'TCP', port: 80 };
const service = (more: Partial<ExportedService> = {}): ExportedService => ({
  ...{ type: 'ClusterSetIP', ports: [http] },
  ...more,
});
const from = (origin: string, createdAtMs: number, more?: Partial<ExportedService>): Constituent => ({
  ...{ origin, createdAtMs, service: service(more) },
});

describe('exports of one Service', () => {
  it.each<[string, Constituent[], ExportedService, string[]]>([
    ['that agree', [from('', 2), from('eu', 1)], service(), []],
    [
      'of another type: the oldest wins',
      [from('', 2), from('eu', 1, { type: 'Headless' })],
      service({ type: 'Headless' }),
      ['TypeConflict'],
    ],
    [
      'with other ports: all of them',
      [from('', 1), from('eu', 2, { ports: [{ name: 'dns', protocol: 'UDP', port: 53 }] })],
      service({ ports: [http, { name: 'dns', protocol: 'UDP', port: 53 }] }),
      [],
    ],
    [
      'that mean another port by a name: the oldest wins',
      [from('', 1), from('eu', 2, { ports: [{ ...http, port: 81 }] })],
      service(),
      ['PortConflict'],
    ],
    [
      'that name a port otherwise: the oldest wins',
      [from('', 1), from('eu', 2, { ports: [{ ...http, name: 'web' }] })],
      service(),
      ['PortConflict'],
    ],
    [
      'with another affinity',
      [
        from('', 1),
        from('eu', 2, {
          sessionAffinity: 'ClientIP',
          sessionAffinityConfig: { clientIP: { timeoutSeconds: 9 } },
        }),
      ],
      service(),
      ['SessionAffinityConflict'],
    ],
    [
      'of one age: the hub wins',
      [from('eu', 1, { type: 'Headless' }), from('', 1)],
      service(),
      ['TypeConflict'],
    ],
  ])('%s', (_, constituents, wanted, reasons) => {
    const merged = mergeExports(constituents);
    expect(merged?.service).toEqual(wanted);
    expect(merged?.conflicts.map(({ reason }) => reason)).toEqual(reasons);
  });

  test('of none there is nothing', () => {
    expect(mergeExports([])).toBeUndefined();
  });

  test('give the same in any order, with ports that differ', () => {
    const port = fc.record({
      name: fc.constantFrom('a', 'b', 'c'),
      protocol: fc.constantFrom('TCP', 'UDP'),
      port: fc.integer({ min: 1, max: 4 }),
    });
    const one = fc.record({
      origin: fc.constantFrom('', 'eu', 'us', 'ap'),
      createdAtMs: fc.integer({ min: 0, max: 3 }),
      service: fc.record({
        type: fc.constantFrom('ClusterSetIP' as const, 'Headless' as const),
        ports: fc.uniqueArray(port, { maxLength: 3, selector: ({ name }) => name }),
      }),
    });
    const all = fc.uniqueArray(one, { minLength: 1, maxLength: 4, selector: ({ origin }) => origin });
    fc.assert(
      fc.property(all, (constituents) => {
        const merged = mergeExports(constituents);
        expect(mergeExports([...constituents].reverse())).toEqual(merged);
        const others = merged?.service.ports.slice(1) ?? [];
        const names = others.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
      }),
      { numRuns: 100 },
    );
  });
});

describe('what an export says', () => {
  const bare = { apiVersion: 'v1', kind: 'ServiceExport', metadata: {} };

  test('its conditions, written once', () => {
    const merged = mergeExports([from('', 1), from('eu', 2, { type: 'Headless' })]);
    const outcome = { conflicts: merged?.conflicts ?? [] };
    const told = withConditions(bare, outcome, 0);
    expect(told?.['status']).toMatchObject({
      conditions: [
        { type: 'Valid', status: 'True', reason: 'Accepted' },
        {
          type: 'Conflict',
          status: 'True',
          reason: 'TypeConflict',
          message: 'cluster eu: it is Headless, not ClusterSetIP as the older export of the hub',
        },
      ],
    });
    expect(told && withConditions(told, outcome, 5_000)).toBeUndefined();
  });

  test('a Service that is being deleted is exported no more', () => {
    const metadata = { deletionTimestamp: '2026-11-21T00:00:00Z' };
    expect(exportedService({ apiVersion: 'v1', kind: 'Service', metadata, spec: {} })).toMatchObject({
      reason: 'NoService',
    });
  });
});
