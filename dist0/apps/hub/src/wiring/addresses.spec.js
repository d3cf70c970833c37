import { describe, expect, it } from '@jest/globals';
import { certificateHosts, localUrl } from './addresses.js';
describe('an address to listen on', () => {
    it.each([
        ['127.0.0.1', 'https://127.0.0.1:6443', []],
        ['0.0.0.0', 'https://127.0.0.1:6443', []],
        ['hub.example', 'https://hub.example:6443', ['hub.example']],
        ['::1', 'https://[::1]:6443', ['::1']],
        ['::', 'https://[::1]:6443', ['::1']],
        ['fd00::7', 'https://[fd00::7]:6443', ['fd00::7']],
    ])('%s is reached at %s', (host, url, more) => {
        expect(localUrl(host, 6443)).toBe(url);
        expect(new URL(url).port).toBe('6443');
        expect(certificateHosts(host, 'machine')).toEqual(['127.0.0.1', 'localhost', 'machine', ...more]);
    });
});
//# sourceMappingURL=addresses.spec.js.map