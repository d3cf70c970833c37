import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { formatJoinToken, makeJoinToken, type JoinRequest, type JoinResponse } from '#libs/protocol';
import { type CertificateAuthority } from '../../apps/hub/src/trust/certificate-authority.js';

/** The hub's POST /join and nothing else, over HTTPS under the hub's own CA. */
export interface JoinEnd {
  readonly url: string;
  /** A token that names the CA. */
  readonly token: string;
  /** What arrived: `<authorization> <cluster name>`. */
  readonly joins: string[];
  stop(): Promise<void>;
}

export interface JoinAnswer {
  readonly status: number;
  readonly body: JoinResponse | { readonly kind: 'Status'; readonly message: string } | string;
}

export async function startJoinEnd(
  ca: CertificateAuthority,
  answer: (request: JoinRequest, attempt: number) => Promise<JoinAnswer> | JoinAnswer,
  port = 0,
): Promise<JoinEnd> {
  const pair = await ca.server('hub', ['127.0.0.1'], Date.now());
  const joins: string[] = [];
  const server: Server = createServer(
    { cert: `${pair.certificate}\n${ca.certificate}`, key: pair.privateKey },
    (request, response) => {
      void (async () => {
        const chunks: Buffer[] = [];
        for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
        const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as JoinRequest;
        joins.push(`${request.headers.authorization ?? ''} ${body.name} ${body.natsPublicKey}`);
        const { status, body: text } = await answer(body, joins.length);
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof text === 'string' ? text : JSON.stringify(text));
      })();
    },
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: formatJoinToken(makeJoinToken(ca.hash)),
    joins,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
