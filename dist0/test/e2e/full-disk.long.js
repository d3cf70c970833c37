import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sleep, systemClock } from '#libs/process';
import { FaultTable } from '../support/fault-table.js';
import { useFederation } from '../support/federation.js';
import { SmallDisk } from '../support/small-disk.js';
import { Steadiness } from '../support/steadiness.js';
import { Writers } from '../support/writers.js';
/** The disk of a hub with its own Postgres and nats-server is full for a while: what was acknowledged stays, and all goes on by itself. */
jest.setTimeout(180_000);
const DISK_MB = 256;
const FULL_MS = 5_000;
let disk;
const around = {
    hub: async ({ hubDir }) => {
        disk ??= await SmallDisk.mount(hubDir, DISK_MB);
        return {};
    },
    hubServes: () => Promise.resolve(),
    agent: () => Promise.resolve({}),
    close: async () => disk?.unmount(),
};
describe('a hub', () => {
    const federation = useFederation('full-disk', 1, () => Promise.resolve(around));
    let steadiness;
    beforeAll(async () => {
        steadiness = await Steadiness.begin(federation());
    }, 60_000);
    it('whose disk is full refuses, loses nothing, and goes on when there is room', async () => {
        if (!disk)
            return;
        const before = await steadiness.versions();
        const writers = new Writers(federation().hub, 'full-disk');
        let roomAt = 0;
        await writers.during(2, async () => {
            await writers.more(20);
            await disk?.fill();
            await sleep(systemClock, FULL_MS);
            await disk?.free();
            roomAt = performance.now();
            await writers.more(20);
        });
        try {
            await writers.verify(federation());
        }
        catch (cause) {
            throw new Error(`${String(cause)}\nhub:\n${federation().processes.tail('hub')}`, { cause });
        }
        await federation().allReady();
        expect(await steadiness.versions()).toMatchObject(before);
        await steadiness.scales();
        const restMs = performance.now() - roomAt;
        new FaultTable().add('full disk of the hub', FULL_MS, restMs, writers.acknowledged, writers.uncertain);
    });
});
//# sourceMappingURL=full-disk.long.js.map