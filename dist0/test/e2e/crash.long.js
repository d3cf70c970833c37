import { expect, it, jest } from '@jest/globals';
import { useFederation } from '../support/federation.js';
import { seededRandom } from '#libs/controller-runtime';
import { Writers } from '../support/writers.js';
/** kill -9 of anything, again and again, in an order and at moments that a seed chooses. */
jest.setTimeout(900_000);
const ROUNDS = 12;
const SEEDS = [1, 2, 3];
const federation = useFederation('crash-long', 3);
/** What can be killed, and how it comes back: the hub's servers by the hub, the rest by whoever runs it. */
function kills(cluster) {
    const { processes } = federation();
    const server = (name) => async () => {
        process.kill(await federation().serverPid(name), 'SIGKILL');
    };
    return {
        postgres: server('postgres'),
        nats: server('nats'),
        hub: async () => {
            await processes.end('hub', 'SIGKILL');
            await federation().startHub();
        },
        agent: async () => {
            await processes.end(`agent-${cluster}`, 'SIGKILL');
            await federation().startAgent(cluster);
        },
        simulator: async () => {
            await processes.end(`simulator-${cluster}`, 'SIGKILL');
            await federation().startSimulator(cluster);
        },
        everything: async () => {
            await Promise.all([processes.end('hub', 'SIGKILL'), processes.end(`agent-${cluster}`, 'SIGKILL')]);
            await federation().startHub();
            await federation().startAgent(cluster);
        },
    };
}
it.each(SEEDS)('loses nothing that was acknowledged, whatever is killed (seed %d)', async (seed) => {
    const random = seededRandom(seed);
    const pick = (from) => from[Math.floor(random() * from.length)];
    const story = [];
    const writers = new Writers(federation().hub, `seed-${seed}`);
    try {
        await writers.during(4, async () => {
            for (let round = 0; round < ROUNDS; round++) {
                await writers.more(1 + Math.floor(random() * 40));
                const [what, kill] = pick(Object.entries(kills(pick(federation().clusters))));
                story.push(`${what} after ${writers.acknowledged}`);
                await kill();
            }
            await writers.more(10);
        });
        await writers.verify(federation());
        await federation().allReady();
    }
    catch (error) {
        throw new Error(`seed ${seed}, killed: ${story.join(', ')}`, { cause: error });
    }
    expect(story).toHaveLength(ROUNDS);
});
//# sourceMappingURL=crash.long.js.map