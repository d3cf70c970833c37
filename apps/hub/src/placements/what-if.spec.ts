import { describe, expect, it } from '@jest/globals';
import { readWhatIf } from './what-if.js';

function fieldsOf(body: unknown): unknown[] {
  try {
    readWhatIf(body);
    return [];
  } catch (error) {
    return (error as { details: { causes: { field: string }[] } }).details.causes.map(({ field }) => field);
  }
}

describe('readWhatIf', () => {
  it('takes what is not said as it is', () => {
    expect(readWhatIf({ clusters: [{ name: 'a' }] })).toEqual({
      object: undefined,
      clusters: [{ name: 'a', spec: {}, labels: {}, ready: undefined, removed: false }],
    });
  });

  it.each<[unknown, string[]]>([
    ['text', ['', 'object']],
    [{}, ['object']],
    [{ object: 'web' }, ['object']],
    [{ clusters: {} }, ['clusters', 'object']],
    [{ cluster: [], object: {} }, ['cluster']],
    [{ clusters: ['a'] }, ['clusters[0]', 'clusters[0].name']],
    [{ clusters: [{}] }, ['clusters[0].name']],
    [{ clusters: [{ name: 'a' }, { name: 'a' }] }, ['clusters[1].name']],
    [{ clusters: [{ name: 'a', state: 'draining' }] }, ['clusters[0].state']],
    [{ clusters: [{ name: 'a', ready: 'no', removed: 1 }] }, ['clusters[0].ready', 'clusters[0].removed']],
    [{ clusters: [{ name: 'a', spec: 'draining' }] }, ['clusters[0].spec']],
    [
      { clusters: [{ name: 'a', spec: { zones: 'z', taints: ['x'], size: 3 } }] },
      ['clusters[0].spec.size', 'clusters[0].spec.zones', 'clusters[0].spec.taints'],
    ],
    [{ clusters: [{ name: 'a', labels: { tier: 1 } }] }, ['clusters[0].labels']],
  ])('refuses %j with its fields', (body, fields) => {
    expect(fieldsOf(body)).toEqual(fields);
  });
});
