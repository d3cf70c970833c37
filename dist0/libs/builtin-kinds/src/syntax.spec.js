import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { base64Size, decodeBase64, encodeBase64, utf8Size } from './base64.js';
import { cidr, configKey, envName, ipAddress, portName, wildcardSubdomain } from './syntax.js';
describe('grammars', () => {
    it.each([
        ['IP address', ipAddress, ['10.0.0.1', '::1', '2001:db8::ffff', '::ffff:10.0.0.1', '1:2:3:4:5:6:7:8']],
        ['CIDR', cidr, ['10.0.0.0/8', '::/0']],
        ['port name', portName, ['http', 'a-1', '8080-tcp']],
        ['config key', configKey, ['a.b', '.dockercfg', 'A_b-c']],
        ['variable', envName, ['PATH', 'a.b', '1 2']],
        ['wildcard', wildcardSubdomain, ['*.example.com']],
    ])('%s accepts', (_name, grammar, texts) => {
        for (const text of texts) {
            expect([text, grammar(text)]).toEqual([text, []]);
        }
    });
    it.each([
        [
            'IP address',
            ipAddress,
            ['', '10.0.0', '256.0.0.1', '01.2.3.4', ':::', '1:2:3:4:5:6:7', '1::2::3', 'a'],
        ],
        ['CIDR', cidr, ['10.0.0.0', '10.0.0.0/33', 'a/1', '::/129', '10.0.0.0/8/8']],
        ['port name', portName, ['', '80', 'HTTP', '-a', 'a--b', 'sixteen-letters-']],
        ['config key', configKey, ['', '.', '..', '..a', 'a b', 'a/b']],
        ['variable', envName, ['', 'a=b', 'ä']],
        ['wildcard', wildcardSubdomain, ['*', 'example.com', '*.', 'a.*.com']],
    ])('%s refuses', (_name, grammar, texts) => {
        for (const text of texts) {
            expect([text, grammar(text).length > 0]).toEqual([text, true]);
        }
    });
});
describe('base64', () => {
    it('comes back, and is measured without decoding', () => {
        fc.assert(fc.property(fc.string({ unit: 'grapheme' }), (text) => {
            const encoded = encodeBase64(text);
            expect(decodeBase64(encoded)).toBe(text);
            expect(base64Size(encoded)).toBe(utf8Size(text));
        }));
    });
    it('refuses what is not base64 of UTF-8', () => {
        expect(['a', '_w==', '/w=='].map(decodeBase64)).toEqual([undefined, undefined, undefined]);
    });
});
//# sourceMappingURL=syntax.spec.js.map