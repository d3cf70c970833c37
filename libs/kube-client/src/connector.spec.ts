import 'reflect-metadata';
import { afterEach, describe, expect, it } from '@jest/globals';
import { SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';
import { webcrypto } from 'node:crypto';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { type TLSSocket } from 'node:tls';
import { connectorFor } from './connector.js';
import { PoolWire } from './pool-wire.js';
import { type WireRequest } from './wire.js';

const GET: WireRequest = { method: 'GET', path: '/', headers: {}, body: undefined };
const TIMEOUT_MS = 10_000;
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

let server: Server | undefined;
const wires: PoolWire[] = [];

afterEach(() => {
  for (const wire of wires.splice(0)) wire.close();
  server?.closeAllConnections();
  server?.close();
});

/** A server that shows a certificate of its own making; `resumed` says of each of its sockets whether it went on with a session. */
async function listen(): Promise<{ origin: string; ca: string; resumed: boolean[] }> {
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
  const made = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=member',
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3_600_000),
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [new SubjectAlternativeNameExtension([{ type: 'ip', value: '127.0.0.1' }])],
  });
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const key = `-----BEGIN PRIVATE KEY-----\n${der}\n-----END PRIVATE KEY-----\n`;
  const ca = made.toString('pem');
  const resumed: boolean[] = [];
  const listening = createServer({ key, cert: ca }, (_request, response) => response.end('{}'));
  server = listening;
  listening.on('secureConnection', (socket: TLSSocket) => resumed.push(socket.isSessionReused()));
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  return { origin: `https://127.0.0.1:${(listening.address() as AddressInfo).port}`, ca, resumed };
}

function wireTo(origin: string, connect: ReturnType<typeof connectorFor>): PoolWire {
  const wire = new PoolWire(origin, connect);
  wires.push(wire);
  return wire;
}

describe('connectorFor', () => {
  it('goes on with the session of a socket before, also after the wire was given up', async () => {
    const { origin, ca, resumed } = await listen();
    const connect = connectorFor({ ca, rejectUnauthorized: true });
    const first = wireTo(origin, connect);
    await expect(first.send(GET, TIMEOUT_MS)).resolves.toMatchObject({ status: 200 });
    first.retire();
    await expect(wireTo(origin, connect).send(GET, TIMEOUT_MS)).resolves.toMatchObject({ status: 200 });
    expect(resumed).toEqual([false, true]);
  });

  it('trusts nobody whom the CA did not sign', async () => {
    const { origin } = await listen();
    const connect = connectorFor({ rejectUnauthorized: true });
    await expect(wireTo(origin, connect).send(GET, TIMEOUT_MS)).rejects.toThrow(/self.signed/i);
  });

  it('fails the call, and no more, when a key cannot be read', async () => {
    const { origin } = await listen();
    const connect = connectorFor({ cert: 'none', key: 'none', rejectUnauthorized: true });
    await expect(wireTo(origin, connect).send(GET, TIMEOUT_MS)).rejects.toThrow();
  });
});
