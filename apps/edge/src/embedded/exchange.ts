import { request as httpRequest, type ClientRequest as Upstream, type IncomingMessage } from 'node:http';
import { type Socket } from 'node:net';
import { bindingCookie, boundCluster } from './affinity.js';
import { BAD_GATEWAY, BUSY, TIMED_OUT, UNAVAILABLE } from './answers.js';
import { type Refusal, type Target } from './check-request.js';
import { chooseGateway, type Choice } from './choose.js';
import { type ClientAddresses } from './client-addresses.js';
import { type ClientRates } from './client-rates.js';
import { answerClass, type Counts } from './counts.js';
import { type Gateway, type Waiter } from './gateways.js';
import { answerHeaders, requestHeaders, type Client } from './headers.js';
import { MAX_ATTEMPTS } from './limits.js';
import { pump } from './pump.js';
import { abort, bodyOf, sendHead, sendOwn, type ClientReply, type ClientRequest } from './reply.js';
import { type RetryBudget } from './retry-budget.js';
import { type RouteBook, type ServiceRoute } from './route-book.js';

/** What all requests share. */
export interface Proxy {
  readonly book: RouteBook;
  readonly budget: RetryBudget;
  readonly counts: Counts;
  readonly rates: ClientRates;
  readonly clients: ClientAddresses;
  readonly random: () => number;
  /** A gateway could not be reached: worth as much as a failed probe. */
  readonly onUnreachable: (address: string) => void;
  /** The edge ends: connections are not kept. */
  isStopping: boolean;
  /** Requests under way. */
  requests: number;
}

/** One request and where it goes. */
export interface Incoming {
  readonly request: ClientRequest;
  readonly reply: ClientReply;
  readonly target: Target;
  readonly service: ServiceRoute;
  readonly client: Client;
}

/** Methods that may be done twice (RFC 9110 section 9.2.2). */
const IDEMPOTENT: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);
/** A gateway that says this has nobody behind it, now. */
const WORTH_ANOTHER: ReadonlySet<number> = new Set([502, 503, 504]);

/**
 * Serves one request: at one gateway, and where that fails in a way that allows it, at another. Bodies are streamed both
 * ways and never held; who reads slowly slows down who writes.
 */
export class Exchange implements Waiter {
  private readonly body: 'none' | 'chunked' | 'sized';
  private readonly bound: string | undefined;
  private readonly tried = new Set<Gateway>();
  /** Regions of the clusters that were tried. */
  private readonly regions = new Set<string>();
  private choice: Choice | undefined;
  private upstream: Upstream | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isConnected = false;
  /** The body of the request is under way: it cannot be said again. */
  private bodyStarted = false;
  private answered = false;

  constructor(
    private readonly proxy: Proxy,
    private readonly incoming: Incoming,
  ) {
    const { request, service, client } = incoming;
    this.body = bodyOf(request);
    this.bound = boundCluster(service, request.headers.cookie, client.address);
  }

  start(): void {
    const choice = this.choose();
    if (choice === undefined) this.refuse(this.hasGateways() ? BUSY : UNAVAILABLE);
    else this.attempt(choice);
  }

  gatewayFailed(): void {
    if (!this.mayRepeat()) return;
    const next = this.another();
    if (next === undefined) return;
    this.leave();
    this.attempt(next);
  }

  private choose(): Choice | undefined {
    const { book, random } = this.proxy;
    return chooseGateway(book, this.incoming.service, {
      draw: random(),
      preferred: this.bound,
      tried: this.tried,
      // The last try leaves the region: all of its clusters may have died at once.
      ...(this.tried.size === MAX_ATTEMPTS - 1 ? { avoid: this.regions } : {}),
    });
  }

  private hasGateways(): boolean {
    const { candidates } = this.incoming.service;
    return candidates.some(({ cluster }) => this.proxy.book.gatewaysOf(cluster).length > 0);
  }

  private attempt(choice: Choice): void {
    const { gateway } = choice;
    const { request, target, client } = this.incoming;
    this.choice = choice;
    this.isConnected = false;
    this.tried.add(gateway);
    this.regions.add(this.proxy.book.regionOf(choice.cluster));
    gateway.requests += 1;
    gateway.waiting.add(this);
    let upstream: Upstream;
    try {
      upstream = httpRequest({
        agent: gateway.agent,
        host: gateway.host,
        port: gateway.port,
        method: request.method ?? 'GET',
        path: target.url,
        headers: requestHeaders(request.rawHeaders, client, this.body),
        setHost: false,
      });
    } catch {
      // Octets in the path or a header that cannot be sent on.
      this.leave();
      this.refuse({ status: 400, message: 'the request cannot be passed on' });
      return;
    }
    this.upstream = upstream;
    upstream.once('socket', (socket: Socket) => this.onSocket(upstream, socket));
    upstream.once('response', (answer: IncomingMessage) => this.onAnswer(upstream, answer));
    upstream.on('error', () => this.onFailure(upstream));
    upstream.once('close', () => this.onFailure(upstream));
    if (this.body === 'none') upstream.end();
  }

  private onSocket(upstream: Upstream, socket: Socket): void {
    if (upstream !== this.upstream) return;
    if (!socket.connecting) {
      this.onConnected(upstream);
      return;
    }
    this.arm(this.incoming.service.timeouts.connectMs, () => upstream.destroy());
    socket.once('connect', () => this.onConnected(upstream));
  }

  private onConnected(upstream: Upstream): void {
    if (upstream !== this.upstream) return;
    this.isConnected = true;
    if (this.body === 'none') this.awaitAnswer();
    else this.sendBody(upstream);
  }

  private sendBody(upstream: Upstream): void {
    const { request, service } = this.incoming;
    this.arm(service.timeouts.idleMs, () => this.timedOut(upstream));
    this.bodyStarted = true;
    request.on('data', () => this.timer?.refresh());
    request.once('end', () => {
      if (!this.answered && upstream === this.upstream) this.awaitAnswer();
    });
    request.pipe(upstream);
  }

  private awaitAnswer(): void {
    const { upstream } = this;
    this.arm(this.incoming.service.timeouts.responseMs, () => this.timedOut(upstream));
  }

  private onAnswer(upstream: Upstream, answer: IncomingMessage): void {
    if (upstream !== this.upstream) {
      answer.destroy();
      return;
    }
    const status = answer.statusCode ?? 502;
    const next = WORTH_ANOTHER.has(status) && this.mayRepeat() ? this.another() : undefined;
    if (next !== undefined) {
      this.release();
      answer.on('error', () => undefined).resume();
      this.attempt(next);
      return;
    }
    this.choice?.gateway.waiting.delete(this);
    this.answered = true;
    this.forward(answer, status);
  }

  private forward(answer: IncomingMessage, status: number): void {
    const { reply, service, client } = this.incoming;
    const { cluster = '' } = this.choice ?? {};
    const secure = { bound: this.bound, isSecure: client.protocol === 'https' };
    const headers = answerHeaders(answer.rawHeaders, bindingCookie(service, cluster, secure));
    if (this.proxy.isStopping && !('stream' in reply)) headers.push('Connection', 'close');
    this.proxy.counts.add(answerClass(status));
    // A client that stops reading stops the answer as well, and counts as silent.
    this.arm(service.timeouts.idleMs, () => this.cutOff(answer));
    answer.once('error', () => this.cutOff(answer));
    answer.once('close', () => {
      if (!answer.complete) this.cutOff(answer);
      this.release();
    });
    reply.once('error', () => answer.destroy());
    sendHead(reply, status, headers);
    pump(answer, reply, () => this.timer?.refresh());
  }

  /** The answer ends before its end: the client must see that it is not whole. */
  private cutOff(answer: IncomingMessage): void {
    const { reply } = this.incoming;
    answer.destroy();
    if (reply.destroyed) return;
    this.proxy.counts.add('cut off');
    abort(reply);
  }

  private onFailure(upstream: Upstream): void {
    if (upstream !== this.upstream || this.answered) return;
    const { gateway } = this.choice ?? {};
    const mayRepeat = (!this.isConnected && !this.bodyStarted) || this.mayRepeat();
    this.leave();
    if (gateway !== undefined && !this.isConnected) this.proxy.onUnreachable(gateway.address);
    this.proxy.counts.add('failed attempts');
    const next = mayRepeat ? this.another() : undefined;
    if (next === undefined) this.refuse(BAD_GATEWAY);
    else this.attempt(next);
  }

  private timedOut(upstream: Upstream | undefined): void {
    if (upstream !== this.upstream || this.answered) return;
    this.leave();
    this.refuse(TIMED_OUT);
  }

  /** May what was sent be sent again? */
  private mayRepeat(): boolean {
    return !this.answered && !this.bodyStarted && IDEMPOTENT.has(this.incoming.request.method ?? '');
  }

  private another(): Choice | undefined {
    if (this.tried.size >= MAX_ATTEMPTS || this.incoming.reply.destroyed) return undefined;
    const next = this.choose();
    if (next === undefined || !this.proxy.budget.take()) return undefined;
    this.proxy.counts.add('retries');
    return next;
  }

  /** Ends the attempt that is under way, whatever comes of it. */
  private leave(): void {
    const { upstream } = this;
    this.release();
    if (upstream === undefined) return;
    this.incoming.request.unpipe(upstream);
    upstream.destroy();
  }

  private release(): void {
    clearTimeout(this.timer);
    this.upstream = undefined;
    const { gateway } = this.choice ?? {};
    this.choice = undefined;
    if (gateway === undefined) return;
    gateway.waiting.delete(this);
    gateway.requests -= 1;
  }

  private refuse(refusal: Refusal): void {
    this.answered = true;
    this.proxy.counts.add(`own ${refusal.status}`);
    sendOwn(this.incoming.reply, refusal, this.body !== 'none' || this.proxy.isStopping);
  }

  /** The client has its answer, or is gone. */
  replyClosed(): void {
    if (this.upstream === undefined) return;
    this.answered = true;
    this.leave();
  }

  private arm(ms: number, task: () => void): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(task, ms);
  }
}
