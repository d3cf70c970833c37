import { connect } from 'node:tls';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  closeServer,
  createApiServer,
  createHttpsServer,
  createLocalClient,
  createMemoryStorage,
  createRegistry,
  ensureNamespaces,
  listen,
  mastersOnly,
  namespaceLifecycle,
  tokenAuthenticator,
  type ApiRequest,
  type ApiResponse,
  type ApiServer,
} from '#libs/apiserver';
import { builtinResources } from '#libs/builtin-kinds';
import { seededRandom } from '#libs/controller-runtime';
import { ManualClock, silentLogger } from '#libs/process';
import { makeCredentials } from '../../apps/simulator/src/access/credentials.js';
import { answersIn, isRefusal, type WireAnswer } from '../support/fuzz/answers.js';
import { PLACES, Spoiler } from '../support/fuzz/spoil.js';

/**
 * What no client should send: bodies, protobuf, selectors, parameters, headers, tokens and paths, and bytes that are hardly
 * HTTP. The answer is always a Status (or what the server says about paths that are none of its own), never a 500, and
 * nothing piles up.
 */

const REQUESTS = 100_000;
const OVER_THE_WIRE = 5_000;
const CONNECTIONS = 8;
/** A request that says it is longer than it is gets no answer before this. */
const SILENCE_MS = 300;
/** Objects that were created in spite of everything are a part of it. */
const GROWTH_LIMIT_BYTES = 24 * 1024 * 1024;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function heapAfterGarbage(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

let server: ApiServer;

beforeAll(async () => {
  const clock = new ManualClock(Date.parse('2026-11-21T08:00:00Z'));
  const storage = createMemoryStorage({ clock });
  server = createApiServer({
    storage,
    registry: createRegistry(builtinResources),
    clock,
    logger: silentLogger,
    authenticators: [
      tokenAuthenticator(new Map([['admin', { username: 'admin', groups: ['system:masters'] }]])),
    ],
    authorizer: mastersOnly,
    admission: [namespaceLifecycle(storage)],
  });
  await ensureNamespaces(createLocalClient(server.core), ['default', 'kube-system', 'demo']);
});

describe('malformed requests', () => {
  it('get a Status, always, and leave nothing behind', async () => {
    const spoiler = new Spoiler(seededRandom(20261121));
    const refused = new Map<string, number>();
    let before = 0;
    for (let index = 0; index < REQUESTS; index += 1) {
      const { place, request } = spoiler.request();
      const answer = await server.handle(request);
      if (isFault(answer)) throw new Error(describeRequest(request, answer));
      if (answer.status >= 400) refused.set(place, (refused.get(place) ?? 0) + 1);
      if (index === REQUESTS / 10) before = heapAfterGarbage();
    }
    // Every sort of them was one.
    expect([...refused.keys()].sort()).toEqual([...PLACES].sort());
    expect(heapAfterGarbage() - before).toBeLessThan(GROWTH_LIMIT_BYTES);
  }, 600_000);

  describe('over the wire', () => {
    let port: number;
    const { ca, server: own } = makeCredentials({ cluster: 'fuzz', host: '127.0.0.1' }, Date.now());
    // The server is there when the first request is.
    const handle: ApiServer['handle'] = (request) => server.handle(request);
    const listener = createHttpsServer({ server: { handle }, key: own.key, cert: own.certificate, ca });
    beforeAll(async () => {
      port = await listen(listener, { host: '127.0.0.1', port: 0 });
    });
    afterAll(() => closeServer(listener));

    /** One after the other on one connection; gives what came before the server closed it or fell silent. */
    function exchange(requests: readonly Buffer[]): Promise<WireAnswer[]> {
      return new Promise((resolve) => {
        const waiting = [...requests];
        const chunks: Buffer[] = [];
        let answers: WireAnswer[] = [];
        const socket = connect({ port, ca, host: '127.0.0.1' });
        const next = (): void => {
          const bytes = waiting.shift();
          if (bytes) socket.write(bytes);
          else socket.destroy();
        };
        socket.setTimeout(SILENCE_MS, () => socket.destroy());
        socket.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          const now = answersIn(Buffer.concat(chunks));
          if (now.length === answers.length) return;
          answers = now;
          next();
        });
        socket.on('error', () => undefined);
        socket.on('close', () => resolve(answers));
        next();
      });
    }

    it('get one too, as long as the connection is whole', async () => {
      const spoiler = new Spoiler(seededRandom(6));
      let [left, answered] = [OVER_THE_WIRE, 0];
      const one = async (): Promise<void> => {
        while (left > 0) {
          const bytes = Array.from({ length: 5 }, () => spoiler.wire());
          left -= bytes.length;
          const answers = await exchange(bytes);
          answered += answers.length;
          for (const { status, body } of answers)
            if (status === 500 || (status >= 400 && !isRefusal(body)))
              throw new Error(
                `${bytes.map((b) => b.toString('latin1')).join('')}\n${String(status)} ${body.toString()}`,
              );
        }
      };
      const before = heapAfterGarbage();
      await Promise.all(Array.from({ length: CONNECTIONS }, one));
      expect(answered).toBeGreaterThan(OVER_THE_WIRE / 4);
      expect(heapAfterGarbage() - before).toBeLessThan(GROWTH_LIMIT_BYTES);
    }, 300_000);
  });
});

/** 504: a version that the server has not reached yet. */
function isFault(answer: ApiResponse): boolean {
  if (answer.status >= 500 && answer.status !== 504) return true;
  return answer.status >= 400 && 'body' in answer && !isRefusal(answer.body);
}

function describeRequest({ method, path, query, headers, body }: ApiRequest, answer: unknown): string {
  const text = Buffer.from(body).toString('latin1');
  return JSON.stringify({ method, path, query: String(query), headers, body: text, answer });
}
