import { decodeRoute, MAX_EDGE_TROUBLES, UnreadableMessageError } from '#libs/protocol';
import {} from '#libs/process';
import {} from '#libs/transport';
import {} from './driver/edge-driver.js';
import {} from './health/gateway-health.js';
import {} from './naming/edge-names.js';
import { Demand } from './report/demand.js';
import { Reporter } from './report/reporter.js';
import { DISK_RETRY_MS } from './tables/limits.js';
import {} from './tables/table-journal.js';
import {} from './tables/table-set.js';
/** One point of presence: takes tables, puts them into effect at once, keeps them, and tells what came of it. */
export class Edge {
    parts;
    reporter;
    demand;
    ports = { http: 0, https: 0, dns: 0 };
    troubles = [];
    appliedAt = 0;
    wantsAll = false;
    subscription;
    /** In effect, and not on disk yet. */
    unsaved = new Map();
    constructor(parts) {
        this.parts = parts;
        const { transport, clock } = parts;
        this.demand = new Demand(clock.now());
        this.reporter = new Reporter(transport, clock, () => this.state());
    }
    /** Puts what was read from disk into effect: before anybody is served. */
    restore() {
        const { tables } = this.parts;
        this.wantsAll = tables.size === 0;
        if (tables.size > 0)
            this.putIntoEffect([...tables.all()]);
    }
    /** Follows the hub, probes and reports. `ports`: where clients are served. */
    async start(ports) {
        this.ports = ports;
        const { health, transport } = this.parts;
        health.start();
        this.reporter.start();
        transport.onConnect(() => this.reporter.soon());
        this.subscription = await transport.consumeRoutes((deliveries) => this.handle(deliveries));
    }
    /** A gateway passes or fails now. */
    gatewayChanged(address, isHealthy) {
        this.parts.driver.gatewayChanged(address, isHealthy);
        this.reporter.soon();
    }
    async stop() {
        this.parts.health.stop();
        this.reporter.stop();
        await this.subscription?.stop();
    }
    /** Numbers for metrics. */
    state() {
        const { facts, tables, driver, health, clock } = this.parts;
        this.demand.observe(driver.takeOffered(), clock.now());
        return {
            ...facts,
            driver: driver.name,
            ports: this.ports,
            applied: { ...tables.summary(), at: this.appliedAt },
            troubles: this.troubles.slice(0, MAX_EDGE_TROUBLES),
            gateways: health.views(),
            demand: this.demand.top(),
            wantsAll: this.wantsAll,
        };
    }
    /** One outcome per delivery. In effect before it is on disk, and acknowledged after. */
    async handle(deliveries) {
        const { tables, logger } = this.parts;
        const changed = new Map();
        const outcomes = deliveries.map(({ payload, subject }) => {
            const table = read(payload, subject);
            if (table instanceof UnreadableMessageError)
                return { kind: 'terminal', reason: table.message };
            if (!tables.accepts(table))
                return { kind: 'done' };
            tables.put(table);
            changed.set(table.key, table);
            this.unsaved.set(table.key, payload);
            return { kind: 'done' };
        });
        if (changed.size > 0)
            this.putIntoEffect([...changed.values()]);
        try {
            await this.save();
            return outcomes;
        }
        catch (error) {
            logger.error({ err: error }, 'tables are in effect and cannot be written to disk');
            return outcomes.map((one) => one.kind === 'terminal' ? one : { kind: 'retry', delayMs: DISK_RETRY_MS });
        }
    }
    putIntoEffect(changed) {
        const { driver, health, names, tables, clock, logger } = this.parts;
        this.troubles = [...driver.apply(changed, tables), ...names.apply(changed, tables)];
        health.apply(changed);
        this.appliedAt = clock.now();
        this.reporter.soon();
        for (const { key, message } of this.troubles)
            if (changed.some((table) => table.key === key))
                logger.warn({ key, message }, 'a table is not in effect');
    }
    async save() {
        if (this.unsaved.size === 0)
            return;
        const saving = new Map(this.unsaved);
        await this.parts.journal.append([...saving.values()]);
        for (const [key, payload] of saving)
            if (this.unsaved.get(key) === payload)
                this.unsaved.delete(key);
    }
}
function read(payload, subject) {
    try {
        return decodeRoute(payload, subject);
    }
    catch (error) {
        if (error instanceof UnreadableMessageError)
            return error;
        throw error;
    }
}
//# sourceMappingURL=edge.js.map