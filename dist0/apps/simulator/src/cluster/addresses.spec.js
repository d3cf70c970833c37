import { describe, expect, it } from '@jest/globals';
import { AddressPool, clusterAddresses, NumberPool } from './addresses.js';
const regions = [
    'us-central1-a',
    'us-central1-b',
    'us-central1-c',
    'europe-west1-b',
    'europe-west1-c',
    'europe-west1-d',
];
const story = [...regions, 'asia-east1-a', 'asia-east1-b', 'asia-east1-c'];
describe('clusterAddresses', () => {
    it('gives the same cluster the same addresses, and the clusters of the story different ones', () => {
        expect(clusterAddresses('us-central1-a').ingress).toBe(clusterAddresses('us-central1-a').ingress);
        const all = story
            .flatMap((name) => [name, `${name}-2`, `${name}-3`])
            .map((name) => clusterAddresses(name).ingress);
        expect(new Set(all).size).toBe(all.length);
        for (const address of all)
            expect(address).toMatch(/^10\.\d+\.\d+\.1$/);
    });
    it('keeps load balancers beside the ingress, in the same range', () => {
        const { ingress, loadBalancers } = clusterAddresses('asia-east1-a');
        expect(loadBalancers.take()).toBe(ingress.replace(/\.1$/, '.2'));
    });
});
describe('NumberPool', () => {
    it('goes round, past what is in use', () => {
        const pool = new NumberPool(10, 3);
        pool.use(11);
        expect([pool.take(), pool.take(), pool.take()]).toEqual([10, 12, 10]);
    });
    it('is empty when all are in use, until one is released', () => {
        const pool = new NumberPool(10, 2);
        pool.use(10);
        pool.use(11);
        expect(pool.take()).toBeUndefined();
        pool.release(10);
        expect(pool.take()).toBe(10);
    });
    it('ignores what is not its own', () => {
        const pool = new NumberPool(10, 1);
        pool.use(99);
        expect(pool.take()).toBe(10);
    });
});
describe('AddressPool', () => {
    it('carries over octets', () => {
        const pool = new AddressPool(172 * 2 ** 24 + 20 * 2 ** 16 + 255, 3);
        expect([pool.take(), pool.take()]).toEqual(['172.20.0.255', '172.20.1.0']);
        expect(pool.contains('172.20.1.1')).toBe(true);
        expect(pool.contains('172.20.1.2')).toBe(false);
        expect(pool.contains('not an address')).toBe(false);
    });
});
//# sourceMappingURL=addresses.spec.js.map