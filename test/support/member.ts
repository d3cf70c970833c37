import { connect as netConnect, createServer as createProxy, type Server, type Socket } from 'node:net';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openMemberCluster, type MemberCluster } from '#libs/kube-client';
import { silentLogger } from '#libs/process';
import { startSimulator, type Simulator } from '../../apps/simulator/src/start-simulator.js';

/** A member cluster in this process, reached over HTTPS through a switch that can cut it off. */
export interface TestMember {
  readonly simulator: Simulator;
  readonly kubeconfigPath: string;
  /** A connection as an agent opens it. */
  connect(): Promise<MemberCluster>;
  /** No connection gets through, and open ones are cut, until it is called with false. */
  cut(off: boolean): void;
  stop(): Promise<void>;
}

export async function startMember(directory: string, cluster = 'm1'): Promise<TestMember> {
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
    connect: () =>
      openMemberCluster({ kubeconfigPath, timeouts: { requestMs: 3_000 }, logger: silentLogger }),
    cut: (off) => gate.cut(off),
    stop: async () => {
      gate.stop();
      await simulator.stop();
    },
  };
}

interface Gate {
  readonly port: number;
  cut(off: boolean): void;
  stop(): void;
}

/** Passes bytes through to `target`, or resets every connection while it is cut. */
async function startGate(target: number): Promise<Gate> {
  const open = new Set<Socket>();
  let off = false;
  const server: Server = createProxy((client) => {
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
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const close = (): void => {
    for (const socket of open) socket.resetAndDestroy();
  };
  return {
    port: typeof address === 'object' && address ? address.port : 0,
    cut: (value) => {
      off = value;
      if (value) close();
    },
    stop: () => {
      server.close();
      close();
    },
  };
}

function connect(port: number, client: Socket): Socket {
  const upstream = netConnect(port, '127.0.0.1');
  for (const socket of [client, upstream]) {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
  }
  upstream.once('close', () => client.destroy());
  client.pipe(upstream).pipe(client);
  return upstream;
}
