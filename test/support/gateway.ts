import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { type AddressInfo, type Socket } from 'node:net';

/** A cluster's gateway: a small HTTP server that can be killed or hang as a whole. */
export class TestGateway {
  readonly requests: IncomingMessage[] = [];
  private readonly sockets = new Set<Socket>();
  private isHung = false;
  port = 0;

  private constructor(
    private readonly server: Server,
    readonly cluster: string,
  ) {}

  /** `answer`: what it does with requests but probes; by default it tells its cluster's name. */
  static async start(
    cluster: string,
    answer?: (request: IncomingMessage, response: ServerResponse) => void,
    port = 0,
  ): Promise<TestGateway> {
    const server = createServer();
    const gateway = new TestGateway(server, cluster);
    server.on('connection', (socket: Socket) => {
      gateway.sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => gateway.sockets.delete(socket));
    });
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      if (gateway.isHung) return;
      if (request.url === '/healthz') {
        response.end('ok');
        return;
      }
      gateway.requests.push(request);
      if (answer) answer(request, response);
      else response.setHeader('x-cluster', cluster).end(`${cluster}\n`);
    });
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    gateway.port = (server.address() as AddressInfo).port;
    return gateway;
  }

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  get http(): Server {
    return this.server;
  }

  /** As kill -9: connections break, new ones are refused. */
  async kill(): Promise<void> {
    if (!this.server.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  /** As SIGSTOP: connections are taken and nothing is answered. */
  hang(): void {
    this.isHung = true;
  }
}
