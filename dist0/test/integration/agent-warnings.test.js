import { afterAll, afterEach, beforeAll, beforeEach, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import { AgentBench } from '../support/agent-bench.js';
import { eventually } from '../support/eventually.js';
import { startMember } from '../support/member.js';
import { tempDir } from '../support/temp-dir.js';
jest.setTimeout(60_000);
/** What an agent passes on of its member's Warning events. */
let directory;
let member;
let bench;
let namespace;
let count = 0;
beforeAll(async () => {
    directory = await tempDir('agent-warnings');
    member = await startMember(directory.path);
}, 30_000);
afterAll(async () => {
    await member.stop();
    await directory.remove();
});
beforeEach(async () => {
    namespace = `w${++count}`;
    bench = new AgentBench(member);
    await bench.hub.start();
    await bench.start();
});
afterEach(async () => {
    member.cut(false);
    await bench.stop();
});
function replicaSet(name, cpu) {
    const labels = { app: name };
    return {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: { name, namespace },
        spec: {
            replicas: 2,
            selector: { matchLabels: labels },
            template: {
                metadata: { labels },
                spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu } } }] },
            },
        },
    };
}
async function warn(about, reason, more = {}) {
    const { name = '', uid = '' } = about.metadata;
    await member.simulator.client.create({ group: '', resource: 'events' }, {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: `e${++count}`, namespace },
        involvedObject: { apiVersion: about.apiVersion, kind: about.kind, namespace, name, uid },
        type: 'Warning',
        reason,
        message: `${reason} of ${name}`,
        lastTimestamp: new Date().toISOString(),
        ...more,
    });
}
const reasons = () => bench.hub.events.map(({ reason }) => reason);
function untilHeard(reason) {
    return eventually(`${reason} is heard of`, () => Promise.resolve(reasons().includes(reason)), 15_000).then(() => true);
}
async function applied(object) {
    await bench.applied(object, (await bench.hub.apply(object)).generation);
    return (await bench.live(object));
}
it('passes on what is said of an object of the federation, once, and of its pods', async () => {
    const live = await applied(replicaSet('big', '100'));
    // Its pods fit on no node, and the scheduler of the member says so.
    await untilHeard('FailedScheduling');
    await warn(live, 'Odd');
    await warn(live, 'Odd');
    await untilHeard('Odd');
    await warn(live, 'Last');
    await untilHeard('Last');
    expect(reasons().filter((reason) => reason === 'Odd')).toHaveLength(1);
    expect(reasons().filter((reason) => reason === 'FailedScheduling')).toHaveLength(1);
    expect(bench.hub.events.find(({ reason }) => reason === 'FailedScheduling')).toMatchObject({
        object: { apiVersion: 'apps/v1', kind: 'ReplicaSet', namespace, name: 'big' },
        uid: expect.any(String),
        kind: 'Pod',
        name: expect.stringMatching(/^big-/),
        message: expect.stringContaining('nodes are available'),
    });
    expect(bench.hub.events.find(({ reason }) => reason === 'Odd')).toMatchObject({
        kind: 'ReplicaSet',
        name: 'big',
        message: 'Odd of big',
    });
});
it('keeps to itself what concerns others, is no warning, or is old', async () => {
    const live = await applied(replicaSet('mine', '10m'));
    const foreign = await bench.create(replicaSet('theirs', '100'));
    await warn(foreign, 'Foreign');
    await warn({ ...live, metadata: { ...live.metadata, uid: 'before' } }, 'Namesake');
    await warn(live, 'Old', { lastTimestamp: new Date(Date.now() - 3_600_000).toISOString() });
    await warn(live, 'Fine', { type: 'Normal' });
    await warn(live, 'Last');
    await untilHeard('Last');
    expect(reasons()).toEqual(['Last']);
});
it('goes on when the member was away', async () => {
    const live = await applied(replicaSet('mine', '10m'));
    await warn(live, 'Before');
    await untilHeard('Before');
    member.cut(true);
    await warn(live, 'Meanwhile');
    member.cut(false);
    await untilHeard('Meanwhile');
});
//# sourceMappingURL=agent-warnings.test.js.map