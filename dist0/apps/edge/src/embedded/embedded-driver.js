import {} from '#libs/process';
import {} from '#libs/protocol';
import {} from '../driver/edge-driver.js';
import { Certificates } from './certificates.js';
import { Counts } from './counts.js';
import {} from './exchange.js';
import { Gateways } from './gateways.js';
import { Listener } from './listener.js';
import { RetryBudget } from './retry-budget.js';
import { RouteBook } from './route-book.js';
import { Front } from './serve.js';
/** The proxy of this process: HTTP/1.1, HTTP/2 and WebSocket from clients, HTTP/1.1 to gateways. */
export class EmbeddedDriver {
    options;
    name = 'embedded';
    gateways = new Gateways();
    book;
    certificates;
    proxy;
    front;
    listeners = [];
    /** Certificates that are not in effect, by key. */
    troubles = new Map();
    constructor(options) {
        this.options = options;
        const { edge, region, sealing, onUnreachable, random } = options;
        this.book = new RouteBook(region, this.gateways);
        this.certificates = new Certificates(edge, sealing, this.book);
        this.proxy = {
            book: this.book,
            budget: new RetryBudget(),
            counts: new Counts(),
            random,
            onUnreachable,
            isStopping: false,
            requests: 0,
        };
        this.front = new Front(this.proxy, this.certificates);
    }
    async start() {
        const { http, https } = this.options;
        const plain = Listener.http(this.front);
        const secure = Listener.https(this.front, this.certificates);
        this.listeners = [plain, secure];
        return {
            http: http === 'off' ? 0 : await plain.listen(http),
            https: https === 'off' ? 0 : await secure.listen(https),
        };
    }
    apply(changed) {
        for (const table of changed) {
            this.book.apply(table);
            this.troubles.delete(table.key);
            if (table.type === 'removed')
                this.certificates.remove(table.key);
            const { key, version } = table;
            const message = table.type === 'certificate' ? this.certificates.put(table) : undefined;
            if (message !== undefined)
                this.troubles.set(key, { key, version, message });
        }
        return [...this.troubles.values()];
    }
    gatewayChanged(address, isHealthy) {
        this.gateways.changed(address, isHealthy);
    }
    takeOffered() {
        return this.book.takeOffered();
    }
    counts() {
        return { ...this.proxy.counts.read(), 'under way': this.proxy.requests };
    }
    async stop(graceMs) {
        this.proxy.isStopping = true;
        for (const listener of this.listeners)
            listener.refuseMore();
        let timer;
        const late = new Promise((resolve) => {
            timer = setTimeout(resolve, graceMs);
        });
        await Promise.race([this.front.idle(), late]);
        clearTimeout(timer);
        for (const listener of this.listeners)
            listener.cutOff();
        this.gateways.destroy();
    }
}
//# sourceMappingURL=embedded-driver.js.map