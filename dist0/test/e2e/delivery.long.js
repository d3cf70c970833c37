import { copyFile, mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import {} from '#libs/apimachinery';
import { at } from '../../apps/cli/src/demo/context.js';
import { eventually } from '../support/eventually.js';
import { listByName, useFederation } from '../support/federation.js';
/** What lies between hub and member is lost or doubled: members end as the hub says, and nothing is written needlessly. */
jest.setTimeout(180_000);
const CLUSTERS = '/apis/federation.meridian.dev/v1alpha1/clusters';
const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';
const SETTLED = `${CONFIG_MAPS}?labelSelector=test%3Dsettled`;
const COUNT = 20;
const federation = useFederation('delivery', 2);
let names;
beforeAll(async () => {
    names = Array.from({ length: COUNT }, (_, index) => `settled-${String(index)}`);
    for (const name of names)
        await create(name);
    for (const name of names)
        await federation().everywhere(`${CONFIG_MAPS}/${name}`, name, holds('first'));
});
const holds = (value) => (object) => at(object, 'data', 'value') === value;
function create(name) {
    const metadata = { name, namespace: 'default', labels: { test: 'settled' } };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { value: 'first' } };
    return federation().hub.call({ method: 'POST', path: CONFIG_MAPS, body });
}
async function changed(name, value) {
    const path = `${CONFIG_MAPS}/${name}`;
    const contentType = 'application/merge-patch+json';
    await federation().hub.call({ method: 'PATCH', path, contentType, body: { data: { value } } });
    await federation().everywhere(path, `${name} is ${value}`, holds(value));
}
/** By name: the uid and version in one member, which change with every write to it. */
async function versions(cluster) {
    const found = await listByName(federation().member(cluster), SETTLED);
    return Object.fromEntries([...found].map(([name, { metadata }]) => [
        name,
        `${metadata.uid ?? ''} ${metadata.resourceVersion ?? ''}`,
    ]));
}
function condition(object, type) {
    const all = at(object, 'status', 'conditions');
    return all?.find((one) => one.type === type)?.status;
}
describe('an agent', () => {
    it('that lost its checkpoint after it had acknowledged everything is brought forward', async () => {
        const { processes, dir, clusters } = federation();
        const [cluster = ''] = clusters;
        const before = await versions(cluster);
        await processes.end(`agent-${cluster}`, 'SIGKILL');
        await rm(join(dir, 'agents', cluster, 'checkpoint'));
        await federation().startAgent(cluster);
        // Drift is repaired only by an agent that has the manifest.
        const path = `${CONFIG_MAPS}/settled-3`;
        const contentType = 'application/merge-patch+json';
        const member = federation().member(cluster);
        await eventually('the checkpoint is filled again', async () => (await stat(join(dir, 'agents', cluster, 'checkpoint'))).size > COUNT * 300, 60_000);
        const { 'settled-3': _, ...after } = await versions(cluster);
        const { 'settled-3': __, ...expected } = before;
        expect(after).toEqual(expected);
        await member.call({ method: 'PATCH', path, contentType, body: { data: { value: 'drift' } } });
        await member.until(path, 'the drift is repaired', holds('first'));
        await changed('settled-4', 'second');
    });
    it('that is started twice works once, and the Cluster says so', async () => {
        const { processes, dir, clusters, hub } = federation();
        const [, cluster = ''] = clusters;
        const own = join(dir, 'agents', cluster);
        const copy = join(dir, 'agents', `${cluster}-copy`);
        await mkdir(copy, { mode: 0o700 });
        for (const file of ['identity.json', 'keys.json', 'checkpoint'])
            await copyFile(join(own, file), join(copy, file));
        const before = await versions(cluster);
        await processes.start('agent-copy', 'agent', {
            MERIDIAN_HUB_URL: hub.url,
            MERIDIAN_CLUSTER: cluster,
            KUBECONFIG: federation().memberKubeconfig(cluster),
            MERIDIAN_DATA_DIR: copy,
        });
        const said = await hub.until(`${CLUSTERS}/${cluster}`, 'the Cluster shows the second agent', (object) => condition(object, 'DuplicateAgent') === 'True');
        expect(JSON.stringify(said)).toContain(copy);
        expect(await versions(cluster)).toEqual(before);
        for (const value of ['2', '3', '4'])
            await changed('settled-5', value);
        await processes.end(`agent-${cluster}`, 'SIGTERM');
        await changed('settled-6', 'by the copy');
        await processes.end('agent-copy', 'SIGTERM');
        await federation().startAgent(cluster);
        await hub.until(`${CLUSTERS}/${cluster}`, 'there is one agent again', (object) => condition(object, 'DuplicateAgent') === 'False');
        await changed('settled-6', 'by the first');
    });
});
//# sourceMappingURL=delivery.long.js.map