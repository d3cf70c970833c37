import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addToDigest, EMPTY_DIGEST, takeFromDigest, type SetDigest } from './audit.js';
import { decodeReport, encodeReport } from './codec.js';

/** Generations as they are after a start or a restored backup: microseconds since 1970. */
const LARGE = 1_795_248_205_682_015;
const generations = fc.uniqueArray(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), { maxLength: 50 });
const digestOf = (values: readonly number[]): SetDigest => values.reduce(addToDigest, EMPTY_DIGEST);

describe('a digest', () => {
  it('is the same in any order, and without what was taken out, however large the numbers are', () => {
    fc.assert(
      fc.property(generations, fc.nat(50), (values, at) => {
        const kept = values.slice(at);
        expect(digestOf([...values].reverse())).toEqual(digestOf(values));
        expect(values.slice(0, at).reduce(takeFromDigest, digestOf(values))).toEqual(digestOf(kept));
      }),
    );
  });

  it('of many large generations can be sent', () => {
    const work = digestOf(Array.from({ length: 20_000 }, (_, at) => LARGE + at));
    const common = { v: 1, hubUid: 'h', cluster: 'a', instance: 'i', sequence: 1 } as const;
    const kinds = [{ group: '', kind: 'ConfigMap', work, epochs: 20_000, reports: EMPTY_DIGEST, orphans: 0 }];
    const report = { ...common, type: 'digest', epoch: 1, generation: LARGE, kinds } as const;
    expect(decodeReport(encodeReport(report), 'report.a.digest')).toEqual(report);
  });
});
