import { Agent } from 'node:http';
import { MAX_GATEWAY_REQUESTS, MAX_IDLE_SOCKETS } from './limits.js';
/** One address of a cluster, with the connections to it. */
export class Gateway {
    address;
    agent;
    host;
    port;
    isHealthy = true;
    /** Requests under way, and of those the ones without an answer yet. */
    requests = 0;
    waiting = new Set();
    /** Tables that name it. */
    users = 0;
    constructor(address) {
        this.address = address;
        const colon = address.lastIndexOf(':');
        this.host = address.slice(0, colon).replace(/^\[|\]$/g, '');
        this.port = Number(address.slice(colon + 1));
        this.agent = new Agent({
            keepAlive: true,
            maxFreeSockets: MAX_IDLE_SOCKETS,
            scheduling: 'lifo',
            noDelay: true,
        });
    }
    get hasRoom() {
        return this.requests < MAX_GATEWAY_REQUESTS;
    }
    /** Connections without a request may lead nowhere: the next requests make new ones. */
    forgetIdle() {
        for (const sockets of Object.values(this.agent.freeSockets))
            for (const socket of sockets ?? [])
                socket.destroy();
    }
}
/** All gateways by address; several clusters or tables may name one. */
export class Gateways {
    byAddress = new Map();
    /** Verdicts that came before the table did, too. */
    failing = new Set();
    take(address) {
        let gateway = this.byAddress.get(address);
        if (gateway === undefined) {
            gateway = new Gateway(address);
            gateway.isHealthy = !this.failing.has(address);
            this.byAddress.set(address, gateway);
        }
        gateway.users += 1;
        return gateway;
    }
    /** What is under way at one that nobody names any more ends in its own time. */
    release(gateway) {
        gateway.users -= 1;
        if (gateway.users > 0)
            return;
        this.byAddress.delete(gateway.address);
        gateway.agent.maxFreeSockets = 0;
        gateway.forgetIdle();
    }
    changed(address, isHealthy) {
        if (isHealthy)
            this.failing.delete(address);
        else
            this.failing.add(address);
        const gateway = this.byAddress.get(address);
        if (gateway === undefined || gateway.isHealthy === isHealthy)
            return;
        gateway.isHealthy = isHealthy;
        if (isHealthy)
            return;
        gateway.forgetIdle();
        for (const waiter of [...gateway.waiting])
            waiter.gatewayFailed();
    }
    /** Closes every connection, whatever is under way. */
    destroy() {
        for (const { agent } of this.byAddress.values())
            agent.destroy();
    }
}
//# sourceMappingURL=gateways.js.map