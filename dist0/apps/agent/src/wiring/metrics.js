import { LOOP_NUMBERS } from '#libs/controller-runtime';
import { addGauge, createRegistry } from '#libs/process/metrics';
import {} from '../agent.js';
/** The loop, queues and counters of an agent in Prometheus' form, under the names that the hub uses; read when asked. */
export function createMetrics(agent) {
    const registry = createRegistry();
    const loop = { name: 'meridian_loop', help: 'Numbers of a control loop', labelNames: ['loop', 'number'] };
    addGauge(registry, loop, (set) => {
        const stats = agent.stats();
        for (const number of LOOP_NUMBERS)
            set({ loop: stats.name, number }, stats[number]);
    });
    const count = { name: 'meridian_count', help: 'Counters of a part', labelNames: ['part', 'number'] };
    addGauge(registry, count, (set) => {
        const { up: _, ...parts } = agent.numbers();
        for (const [part, numbers] of Object.entries(parts))
            for (const [number, value] of Object.entries(numbers))
                set({ part, number }, value);
    });
    const up = { name: 'meridian_up', help: 'Whether a dependency answers', labelNames: ['dependency'] };
    addGauge(registry, up, (set) => {
        for (const [dependency, value] of Object.entries(agent.numbers()['up'] ?? {}))
            set({ dependency }, value);
    });
    return registry;
}
//# sourceMappingURL=metrics.js.map