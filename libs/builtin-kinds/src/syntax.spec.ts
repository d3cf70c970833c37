import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import {
  ageOf,
  cidr,
  dnsLabel,
  dnsSubdomain,
  humanDuration,
  ipAddress,
  qualifiedName,
  quantityValue,
} from './index.js';
import { base64Size, decodeBase64, encodeBase64, utf8Size } from './base64.js';
import { sameJson } from './json.js';

describe('grammars', () => {
  it.each([
    [dnsLabel, ['a', 'a-b', '0a'], ['', 'A', '-a', 'a.b', 'x'.repeat(64)]],
    [dnsSubdomain, ['a', 'a.b-c'], ['', 'a..b', '.a', 'a_b']],
    [qualifiedName, ['a', 'example.com/A_b.c'], ['', 'a/b/c', '/a', 'a b', 'Example.com/a']],
    [
      ipAddress,
      ['10.0.0.1', '::1', '2001:db8::ffff', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8'],
      ['', '10.0.0', '256.0.0.1', '01.2.3.4', ':::', '1:2:3:4:5:6:7', '1::2::3', 'a'],
    ],
    [cidr, ['10.0.0.0/8', '::/0'], ['10.0.0.0', '10.0.0.0/33', 'a/1', '::/129']],
  ] as const)('%p', (grammar, good, bad) => {
    for (const text of good) {
      expect([text, grammar(text)]).toEqual([text, undefined]);
    }
    for (const text of bad) {
      expect([text, typeof grammar(text)]).toEqual([text, 'string']);
    }
  });
});

describe('quantityValue', () => {
  it.each([
    ['100m', 0.1],
    ['1', 1],
    ['1.5Gi', 1.5 * 1024 ** 3],
    ['2k', 2000],
    ['1e3', 1000],
    ['1E', 1e18],
    ['.5', 0.5],
    [4, 4],
    ['1Gib', Number.NaN],
    ['', Number.NaN],
  ])('%s is %d', (text, value) => {
    expect(quantityValue(text)).toBe(value);
  });
});

describe('humanDuration', () => {
  it.each([
    [-5000, '<invalid>'],
    [0, '0s'],
    [119_000, '119s'],
    [120_000, '2m'],
    [195_000, '3m15s'],
    [600_000, '10m'],
    [3 * 3_600_000, '3h'],
    [4 * 3_600_000 + 60_000, '4h1m'],
    [26 * 3_600_000, '26h'],
    [3 * 86_400_000, '3d'],
    [3 * 86_400_000 + 7_200_000, '3d2h'],
    [400 * 86_400_000, '400d'],
    [800 * 86_400_000, '2y70d'],
    [9 * 365 * 86_400_000, '9y'],
  ])('%d ms is %s', (ms, text) => {
    expect(humanDuration(ms)).toBe(text);
  });

  it('of no timestamp is unknown', () => {
    expect(ageOf(undefined, 0)).toBe('<unknown>');
  });
});

describe('base64', () => {
  it('comes back, and is measured without decoding', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const encoded = encodeBase64(text);
        expect(decodeBase64(encoded)).toBe(text);
        expect(base64Size(encoded)).toBe(utf8Size(text));
      }),
    );
  });

  it('refuses what is not base64', () => {
    expect(decodeBase64('a')).toBeUndefined();
    expect(decodeBase64('_w==')).toBeUndefined();
    expect(decodeBase64('/w==')).toBeUndefined();
  });
});

describe('sameJson', () => {
  it('holds for copies, and not for a changed one', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(sameJson(value, structuredClone(value))).toBe(true);
        expect(sameJson({ value }, { value: [value] })).toBe(false);
      }),
    );
  });
});
