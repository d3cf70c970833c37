import { describe, expect, it } from '@jest/globals';
import { type EdgeReport } from '#libs/protocol';
import { EdgeViews } from './edge-views.js';
import { EDGE_SILENT_MS } from './limits.js';

const NOW = Date.parse('2026-11-21T08:00:00Z');

function says(edge: string, sequence: number, more: Partial<EdgeReport> = {}): EdgeReport {
  return {
    ...{
      v: 1,
      type: 'edge',
      edge,
      hubUid: 'h',
      instance: 'i',
      sequence,
      edgeVersion: '1',
      driver: 'embedded',
    },
    ...{ region: 'eu', zone: 'eu-a', addresses: ['127.0.0.1'], ports: { http: 80, https: 0, dns: 53 } },
    applied: { epoch: 1, version: 1, digest: { count: 0, sum: 0, mixed: 0 }, at: NOW },
    ...{ troubles: [], gateways: [], demand: [], wantsAll: false, at: NOW },
    ...more,
  };
}

const probes = (verdict: 'ok' | 'fail' | 'unknown'): Pick<EdgeReport, 'gateways'> => ({
  gateways: [{ cluster: 'a', probe: verdict, rttMs: null }],
});

describe('what edges said', () => {
  it('sums up the demand of a region, of those that were heard lately', () => {
    const views = new EdgeViews();
    const wants = (rps: number): Pick<EdgeReport, 'demand'> => ({ demand: [{ table: 't', rps }] });
    expect(views.take(says('one', 1, wants(5)), NOW).demand).toEqual(['t']);
    views.take(says('two', 1, wants(7)), NOW + EDGE_SILENT_MS - 1);
    views.take(says('far', 1, { ...wants(100), region: 'us' }), NOW);
    expect(views.demandOf('eu', 't', NOW + EDGE_SILENT_MS - 1)).toBe(12);
    expect(views.demandOf('eu', 't', NOW + EDGE_SILENT_MS)).toBe(7);
    expect(views.demandOf('eu', 'other', NOW)).toBe(0);
    expect(views.take(says('one', 2), NOW).demand).toEqual(['t']);
  });

  it('drops what is older than the last of an instance', () => {
    const views = new EdgeViews();
    views.take(says('one', 2, { zone: 'new' }), NOW);
    expect(views.take(says('one', 1, { zone: 'old' }), NOW)).toEqual({
      edges: false,
      clusters: [],
      demand: [],
    });
    expect(views.live(NOW).map(({ zone }) => zone)).toEqual(['new']);
    expect(views.take(says('one', 1, { zone: 'next', instance: 'j' }), NOW).edges).toBe(true);
  });

  it('believes that a cluster fails when every edge that has tried says so', () => {
    const views = new EdgeViews();
    views.take(says('one', 1, probes('ok')), NOW);
    views.take(says('two', 1, probes('ok')), NOW);
    expect(views.take(says('one', 2, probes('fail')), NOW + 1).clusters).toEqual([]);
    expect(views.probeOf('a', NOW + 1).probe).toBe('ok');
    expect(views.take(says('two', 2, probes('fail')), NOW + 2).clusters).toEqual(['a']);
    expect(views.probeOf('a', NOW + 2).probe).toBe('fail');
  });

  it('knows the time to connect by region', () => {
    const views = new EdgeViews();
    views.take(says('one', 1, { gateways: [{ cluster: 'a', probe: 'ok', rttMs: 12 }] }), NOW);
    expect(views.rttOf('eu', 'a')).toBe(12);
    expect(views.rttOf('us', 'a')).toBeUndefined();
  });
});
