/** Addresses of a simulated cluster, all of them made up: nothing listens there. */
/** FNV-1a, 32 bit: spreads names over address ranges. */
function hash(text) {
    let value = 0x811c9dc5;
    for (let at = 0; at < text.length; at++)
        value = Math.imul(value ^ text.charCodeAt(at), 0x01000193) >>> 0;
    return (value ^ (value >>> 15)) >>> 0;
}
function formatIp(value) {
    return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}
function parseIp(text) {
    const parts = text.split('.').map(Number);
    if (parts.length !== 4 || parts.some((part) => !Number.isInteger(part) || part < 0 || part > 255))
        return undefined;
    return parts.reduce((value, part) => value * 256 + part, 0);
}
/**
 * What the outside sees (ingress, load balancers) is a /24 of 10.0.0.0/8 picked by the cluster's name, so that clusters differ
 * (the chance that two of a hundred share one is 1 in 13). What stays inside is the same everywhere, as in real clusters.
 */
export function clusterAddresses(cluster) {
    const outside = 10 * 2 ** 24 + (hash(cluster) >>> 16) * 256;
    return {
        ingress: formatIp(outside + 1),
        loadBalancers: new AddressPool(outside + 2, 253),
        services: new AddressPool(parseIp('172.20.0.10'), 65_000),
        pods: new AddressPool(parseIp('100.64.0.1'), 4_000_000),
        node: (index) => formatIp(parseIp('192.168.0.10') + index),
    };
}
/**
 * Hands out numbers of a range in turn, past those in use. What was handed out counts as in use only once `use` says so (when the
 * object is seen stored): a refused write leaks nothing, and the turn keeps a number from being handed out twice meanwhile.
 */
export class NumberPool {
    first;
    size;
    used = new Set();
    cursor = 0;
    constructor(first, size) {
        this.first = first;
        this.size = size;
    }
    /** Undefined: all in use. */
    take() {
        if (this.used.size >= this.size)
            return undefined;
        for (;;) {
            const value = this.first + this.cursor;
            this.cursor = (this.cursor + 1) % this.size;
            if (!this.used.has(value))
                return value;
        }
    }
    contains(value) {
        return value >= this.first && value < this.first + this.size;
    }
    isUsed(value) {
        return this.used.has(value);
    }
    use(value) {
        if (this.contains(value))
            this.used.add(value);
    }
    release(value) {
        this.used.delete(value);
    }
}
/** A NumberPool whose numbers are IPv4 addresses. */
export class AddressPool {
    numbers;
    constructor(first, size) {
        this.numbers = new NumberPool(first, size);
    }
    take() {
        const value = this.numbers.take();
        return value === undefined ? undefined : formatIp(value);
    }
    contains(address) {
        const value = parseIp(address);
        return value !== undefined && this.numbers.contains(value);
    }
    isUsed(address) {
        const value = parseIp(address);
        return value !== undefined && this.numbers.isUsed(value);
    }
    use(address) {
        const value = parseIp(address);
        if (value !== undefined)
            this.numbers.use(value);
    }
    release(address) {
        const value = parseIp(address);
        if (value !== undefined)
            this.numbers.release(value);
    }
}
//# sourceMappingURL=addresses.js.map