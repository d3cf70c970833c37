import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { useFederation } from '../support/federation.js';
/** A cluster that is removed while it is away, and returns: on the real processes, with the real minute of grace. */
jest.setTimeout(600_000);
const CLUSTERS = '/apis/federation.meridian.dev/v1alpha1/clusters';
const CONFIGMAPS = '/api/v1/namespaces/default/configmaps';
const federation = useFederation('cluster-return', 2);
it('brings nothing back that was deleted meanwhile, with old credentials or new ones', async () => {
    const f = federation();
    const [away, stays] = f.clusters;
    const dir = join(f.dir, 'agents', away);
    for (const name of ['kept', 'doomed'])
        await f.hub.call({
            method: 'POST',
            path: CONFIGMAPS,
            body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { a: '1' } },
        });
    await f.everywhere(`${CONFIGMAPS}/doomed`, 'is there', (object) => object !== undefined);
    await f.processes.end(`agent-${away}`, 'SIGKILL');
    await f.hub.call({ method: 'DELETE', path: `${CLUSTERS}/${away}` });
    await f.hub.call({ method: 'DELETE', path: `${CONFIGMAPS}/doomed` });
    await f.hub.until(`${CLUSTERS}/${away}`, 'the Cluster is gone', (object) => object === undefined, 150_000);
    await f.everywhere(`${CONFIGMAPS}/doomed`, 'is deleted', (object) => object === undefined, [stays]);
    // Whoever cleans up there finds it unmanaged by anybody but an agent that nobody knows any more.
    await f.member(away).call({ method: 'DELETE', path: `${CONFIGMAPS}/doomed` });
    // The old checkpoint, and a new token: joined anew.
    await cp(join(dir, 'checkpoint'), join(f.dir, 'old-checkpoint'));
    const identity = join(dir, 'identity.json');
    await cp(identity, join(f.dir, 'old-identity'));
    await rm(identity);
    await rm(join(dir, 'joined'));
    await f.startAgent(away);
    await f.allReady();
    await f.everywhere(`${CONFIGMAPS}/kept`, 'is there', (object) => object !== undefined);
    for (const cluster of f.clusters)
        expect(await f
            .member(cluster)
            .call({ method: 'GET', path: `${CONFIGMAPS}/doomed` })
            .catch(() => 'gone')).toBe('gone');
    expect(await f.hub.call({ method: 'GET', path: CONFIGMAPS })).toMatchObject({ kind: 'ConfigMapList' });
    // The credentials of the membership before: refused, and said so.
    await f.processes.end(`agent-${away}`, 'SIGKILL');
    await cp(join(f.dir, 'old-identity'), identity);
    const started = f.startAgent(away);
    started.catch(() => undefined);
    await eventually('the old agent is told that it is refused', () => Promise.resolve(f.processes.tail(`agent-${away}`).includes('the broker refuses this agent')));
});
//# sourceMappingURL=cluster-return.long.js.map