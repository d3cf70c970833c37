import { request as httpRequest, STATUS_CODES, } from 'node:http';
import {} from 'node:net';
import {} from 'node:stream';
import { boundCluster } from './affinity.js';
import { BAD_GATEWAY, ownAnswer, TIMED_OUT, UNAVAILABLE } from './answers.js';
import {} from './check-request.js';
import { chooseGateway } from './choose.js';
import {} from './decide.js';
import {} from './exchange.js';
import {} from './gateways.js';
import { answerHeaders, requestHeaders } from './headers.js';
import { MAX_ATTEMPTS } from './limits.js';
/** Only WebSocket is switched to: HTTP/2 in clear text would carry requests past every check. */
export function isWebSocket({ method, headers }) {
    return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}
/** Opens a tunnel to a gateway, trying others while none can be reached. What a gateway refuses is told as it says it. */
export function openTunnel(proxy, asked, tried = new Set()) {
    const { request, socket, decision, client } = asked;
    const { service, target } = decision;
    const preferred = boundCluster(service, request.headers.cookie, client.address);
    const choice = chooseGateway(proxy.book, service, { draw: proxy.random(), preferred, tried });
    if (choice === undefined || tried.size >= MAX_ATTEMPTS) {
        refuse(socket, tried.size === 0 ? UNAVAILABLE : BAD_GATEWAY);
        return;
    }
    const { gateway } = choice;
    tried.add(gateway);
    gateway.requests += 1;
    const upstream = httpRequest({
        agent: gateway.agent,
        host: gateway.host,
        port: gateway.port,
        method: 'GET',
        path: target.url,
        headers: requestHeaders(request.rawHeaders, client, 'none', 'websocket'),
        setHost: false,
    });
    const ended = watch(upstream, asked, {
        done: () => {
            gateway.requests -= 1;
        },
        failed: (connected) => {
            if (!connected)
                proxy.onUnreachable(gateway.address);
            openTunnel(proxy, asked, tried);
        },
    });
    upstream.once('upgrade', (answer, other, first) => {
        ended();
        proxy.counts.add('tunnels');
        join(asked, { answer, other, first });
    });
    upstream.once('response', (answer) => {
        ended();
        socket.write(headText(answer));
        answer.pipe(socket);
        answer.once('error', () => socket.destroy());
    });
    upstream.end();
}
/** Timeouts until there is an answer; the answer of this function ends them. `failed` is not called after it. */
function watch(upstream, { socket, decision }, on) {
    const { connectMs, responseMs } = decision.service.timeouts;
    let isAnswered = false;
    let isConnected = false;
    const late = () => {
        isAnswered = true;
        upstream.destroy();
        refuse(socket, TIMED_OUT);
    };
    let timer = setTimeout(() => upstream.destroy(), connectMs);
    const connected = () => {
        isConnected = true;
        clearTimeout(timer);
        timer = setTimeout(late, responseMs);
    };
    upstream.once('socket', (other) => {
        if (other.connecting)
            other.once('connect', connected);
        else
            connected();
    });
    upstream.on('error', () => undefined);
    upstream.once('close', () => {
        clearTimeout(timer);
        on.done();
        if (!isAnswered && !socket.destroyed)
            on.failed(isConnected);
    });
    socket.once('close', () => upstream.destroy());
    return () => {
        isAnswered = true;
        clearTimeout(timer);
    };
}
/** Two connections that are one from here on: bytes both ways, until one side ends or both are silent for too long. */
function join({ socket, head, decision }, { answer, other, first, }) {
    const { idleMs } = decision.service.timeouts;
    const end = () => {
        socket.destroy();
        other.destroy();
    };
    let timer = setTimeout(end, idleMs);
    for (const one of [socket, other]) {
        one.on('error', end);
        one.once('close', () => {
            clearTimeout(timer);
            end();
        });
        one.on('data', () => {
            timer = timer.refresh();
        });
    }
    other.setTimeout(0);
    socket.write(headText(answer));
    if (first.length > 0)
        socket.write(first);
    if (head.length > 0)
        other.write(head);
    socket.pipe(other);
    other.pipe(socket);
}
function headText(answer) {
    const status = answer.statusCode ?? 502;
    const headers = answerHeaders(answer.rawHeaders, undefined);
    const lines = [`HTTP/1.1 ${status} ${answer.statusMessage ?? ''}`];
    for (let at = 0; at + 1 < headers.length; at += 2)
        lines.push(`${headers[at] ?? ''}: ${headers[at + 1] ?? ''}`);
    lines.push(...(status === 101 ? ['Connection: Upgrade', 'Upgrade: websocket'] : ['Connection: close']));
    return `${lines.join('\r\n')}\r\n\r\n`;
}
/** An answer of the edge's own on a connection that is not node's any more. */
export function refuse(socket, refusal) {
    if (socket.destroyed)
        return;
    const { status, headers, body } = ownAnswer(refusal);
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
    socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...lines, 'connection: close', '', body].join('\r\n'), 'latin1');
}
//# sourceMappingURL=upgrade.js.map