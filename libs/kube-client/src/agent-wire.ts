import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
  type RequestOptions,
} from 'node:http';
import { request as httpsRequest } from 'node:https';
import {
  BodyParts,
  codeOf,
  CutError,
  retryAfter,
  TimeoutError,
  type Answer,
  type OpenAnswer,
  type Wire,
  type WireRequest,
} from './wire.js';

/** HTTP/1.1 over an Agent that knows the way, for kubeconfigs with a proxy. */
export class AgentWire implements Wire {
  private readonly target: Pick<RequestOptions, 'host' | 'port'>;
  private readonly request: typeof httpsRequest;

  /** `origin` is `https://host:port`. */
  constructor(
    origin: string,
    private readonly agent: Agent,
  ) {
    const url = new URL(origin);
    const secure = url.protocol !== 'http:';
    this.target = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port || (secure ? '443' : '80'),
    };
    this.request = secure ? httpsRequest : httpRequest;
  }

  send(request: WireRequest, timeoutMs: number): Promise<Answer> {
    return answerOf(this.start(request), timeoutMs);
  }

  async open(request: WireRequest, timeoutMs: number, signal: AbortSignal): Promise<OpenAnswer> {
    const running = this.start(request);
    const abort = (): void => {
      running.destroy();
    };
    signal.addEventListener('abort', abort, { once: true });
    // The listener goes with the stream: a signal outlives thousands of watches.
    running.once('close', () => signal.removeEventListener('abort', abort));
    if (signal.aborted) running.destroy();
    const response = await headersOf(running, timeoutMs);
    return {
      status: response.statusCode ?? 0,
      retryAfterSeconds: retryAfter(response.headers['retry-after']),
      stream: response,
    };
  }

  retire(): void {
    // Requests on it end by themselves.
    for (const sockets of Object.values(this.agent.freeSockets))
      for (const socket of sockets ?? []) socket.destroy();
  }

  close(): void {
    this.agent.destroy();
  }

  private start({ method, path, headers, body }: WireRequest): ClientRequest {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const request = this.request({
      ...this.target,
      method,
      path,
      headers: { ...headers, ...length },
      agent: this.agent,
    });
    request.end(body);
    return request;
  }
}

function answerOf(request: ClientRequest, timeoutMs: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs);
    const fail = (error: Error): void => {
      clearTimeout(timer);
      const cut = request.reusedSocket && codeOf(error) === 'ECONNRESET';
      reject(cut ? new CutError(error.message, { cause: error }) : error);
    };
    request.once('error', fail);
    request.once('response', (response: IncomingMessage) => {
      bodyOf(response).then(
        (answer) => {
          clearTimeout(timer);
          resolve(answer);
        },
        (error: unknown) => fail(error as Error),
      );
    });
  });
}

function headersOf(request: ClientRequest, timeoutMs: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => request.destroy(new TimeoutError(timeoutMs)), timeoutMs);
    request.once('response', (response: IncomingMessage) => {
      clearTimeout(timer);
      resolve(response);
    });
    // Stays for the life of the stream: a late error must not be an uncaught one.
    request.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}

function bodyOf(response: IncomingMessage): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const body = new BodyParts();
    response.on('data', (chunk: Buffer) => {
      if (!body.add(chunk)) response.destroy(new Error('the answer is too large'));
    });
    response.once('error', reject);
    // A response that is cut emits 'aborted' and 'error'; 'close' alone means the same on some versions.
    response.once('close', () => {
      if (!response.complete) reject(new Error('the answer was cut'));
    });
    response.once('end', () => {
      resolve({
        status: response.statusCode ?? 0,
        retryAfterSeconds: retryAfter(response.headers['retry-after']),
        body: body.text(),
      });
    });
  });
}
