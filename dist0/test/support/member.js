import { connect as netConnect, createServer as createProxy } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemberCluster } from '#libs/kube-client';
import { silentLogger } from '#libs/process';
import { startSimulator } from '../../apps/simulator/src/start-simulator.js';
export async function startMember(directory, cluster = 'm1') {
    const simulator = await startSimulator({
        cluster,
        listen: { host: '127.0.0.1', port: 0 },
        nodes: 2,
        nodeCpu: '8',
        podReadyMs: 20,
        region: 'us-central1',
        zone: 'us-central1-a',
        logger: silentLogger,
    });
    const gate = await startGate(Number(new URL(simulator.url).port));
    const kubeconfigPath = join(directory, `${cluster}.kubeconfig`);
    const url = simulator.url.replace(/:\d+$/, `:${gate.port}`);
    await writeFile(kubeconfigPath, simulator.kubeconfig.replaceAll(simulator.url, url));
    return {
        simulator,
        kubeconfigPath,
        connect: () => openMemberCluster({ kubeconfigPath, timeouts: { requestMs: 3_000 }, logger: silentLogger }),
        cut: (off) => gate.cut(off),
        stop: async () => {
            gate.stop();
            await simulator.stop();
        },
    };
}
/** Passes bytes through to `target`, or resets every connection while it is cut. */
async function startGate(target) {
    const open = new Set();
    let off = false;
    const server = createProxy((client) => {
        if (off) {
            client.resetAndDestroy();
            return;
        }
        const upstream = connect(target, client);
        open.add(client);
        client.once('close', () => {
            open.delete(client);
            upstream.destroy();
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const close = () => {
        for (const socket of open)
            socket.resetAndDestroy();
    };
    return {
        port: typeof address === 'object' && address ? address.port : 0,
        cut: (value) => {
            off = value;
            if (value)
                close();
        },
        stop: () => {
            server.close();
            close();
        },
    };
}
function connect(port, client) {
    const upstream = netConnect(port, '127.0.0.1');
    for (const socket of [client, upstream]) {
        socket.setNoDelay(true);
        socket.on('error', () => socket.destroy());
    }
    upstream.once('close', () => client.destroy());
    client.pipe(upstream).pipe(client);
    return upstream;
}
//# sourceMappingURL=member.js.map