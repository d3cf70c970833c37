import { readFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import {} from 'node:http';
import { createInterface } from 'node:readline';
import { parse } from 'yaml';
import { z } from 'zod';
import { StatusError } from '#libs/apimachinery';
const REQUEST_TIMEOUT_MS = 10_000;
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';
/** Only what is used; other clusters and users of a file may hold anything. */
const kubeconfigSchema = z.object({
    clusters: z.array(z.object({
        name: z.string(),
        cluster: z.object({ server: z.string(), 'certificate-authority-data': z.string().exactOptional() }),
    })),
    contexts: z.array(z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) })),
    users: z.array(z.object({
        name: z.string(),
        user: z.object({
            'client-certificate-data': z.string().exactOptional(),
            'client-key-data': z.string().exactOptional(),
        }),
    })),
    'current-context': z.string().optional(),
});
export async function readKubeconfig(file) {
    return kubeconfigSchema.parse(parse(await readFile(file, 'utf8')));
}
/** @throws Error when the kubeconfig has no such context, or that holds no client certificate */
export function serverOf(kubeconfig, context) {
    const found = kubeconfig.contexts.find(({ name }) => name === context)?.context;
    const cluster = kubeconfig.clusters.find(({ name }) => name === found?.cluster)?.cluster;
    const user = kubeconfig.users.find(({ name }) => name === found?.user)?.user;
    if (!cluster || !user)
        throw new Error(`the kubeconfig has no complete context ${context}`);
    const { 'client-certificate-data': cert, 'client-key-data': key } = user;
    if (cert === undefined || key === undefined)
        throw new Error(`context ${context} of the kubeconfig holds no client certificate and key inline`);
    const ca = cluster['certificate-authority-data'];
    const pem = (data) => Buffer.from(data, 'base64');
    return {
        url: cluster.server,
        tls: { ...(ca === undefined ? {} : { ca: pem(ca) }), cert: pem(cert), key: pem(key) },
    };
}
/** What kubectl does, over the same HTTPS and with the same certificates, for machines that have no kubectl. */
export class KubeHttp {
    /** `https://host:port` */
    url;
    agent;
    server;
    /** @throws Error when the kubeconfig has no such context, or that holds no client certificate */
    constructor(kubeconfig, context) {
        const { url, tls } = serverOf(kubeconfig, context);
        this.url = url;
        this.server = new URL(url);
        this.agent = new Agent({ keepAlive: true, maxSockets: 16, ...tls });
    }
    /** The parsed answer. @throws StatusError as the server said, ServiceUnavailable when it could not be reached */
    async call(call) {
        const response = await this.open(call, AbortSignal.timeout(REQUEST_TIMEOUT_MS));
        let text = '';
        for await (const chunk of response)
            text += String(chunk);
        const answer = JSON.parse(text);
        if ((response.statusCode ?? 500) >= 400)
            throw new StatusError(answer.reason ?? 'InternalError', answer.message ?? `HTTP ${response.statusCode ?? 0}`);
        return answer;
    }
    /** Undefined when there is none. */
    async find(path) {
        try {
            return await this.call({ method: 'GET', path });
        }
        catch (error) {
            if (error instanceof StatusError && error.reason === 'NotFound')
                return undefined;
            throw error;
        }
    }
    table(path) {
        return this.call({ method: 'GET', path, accept: TABLE });
    }
    /**
     * The object at `path` once `holds` says so (called with undefined while there is none). Follows a watch; lists again when
     * the watch ends. @throws Error that names `what` after `timeoutMs`
     */
    async until(path, what, holds, timeoutMs = 60_000) {
        const signal = AbortSignal.timeout(timeoutMs);
        const seen = { last: undefined };
        while (!isAborted(signal)) {
            try {
                if (await this.follow(path, seen, holds, signal))
                    return seen.last;
            }
            catch (error) {
                if (isAborted(signal))
                    break;
                if (error instanceof StatusError && error.reason !== 'ServiceUnavailable')
                    throw error;
            }
        }
        const last = seen.last?.['status'] ?? seen.last?.metadata ?? 'nothing';
        throw new Error(`${what}: not within ${timeoutMs / 1000} s; last seen: ${JSON.stringify(last)}`);
    }
    /** One list and the watch that goes on from it: true as soon as it holds, false when the watch ends. */
    async follow(path, seen, holds, signal) {
        const slash = path.lastIndexOf('/');
        const collection = `${path.slice(0, slash)}?fieldSelector=metadata.name%3D${path.slice(slash + 1)}`;
        const list = await this.call({
            method: 'GET',
            path: collection,
        });
        seen.last = list.items[0];
        if (holds(seen.last))
            return true;
        const watch = `${collection}&watch=true&resourceVersion=${list.metadata.resourceVersion}`;
        for await (const event of this.watch(watch, signal)) {
            seen.last = event.type === 'DELETED' ? undefined : event.object;
            if (holds(seen.last))
                return true;
        }
        return false;
    }
    close() {
        this.agent.destroy();
    }
    /** Events of a watch until it ends or `signal` aborts. */
    async *watch(path, signal) {
        const response = await this.open({ method: 'GET', path }, signal);
        try {
            for await (const line of createInterface({ input: response })) {
                if (line !== '')
                    yield JSON.parse(line);
            }
        }
        finally {
            response.destroy();
        }
    }
    open(call, signal) {
        const body = call.body === undefined ? undefined : JSON.stringify(call.body);
        return new Promise((resolve, reject) => {
            const outgoing = request({
                agent: this.agent,
                host: this.server.hostname,
                port: this.server.port || 443,
                method: call.method,
                path: call.path,
                signal,
                headers: {
                    accept: call.accept ?? 'application/json',
                    'user-agent': 'meridian-cli',
                    ...(body === undefined
                        ? {}
                        : {
                            'content-type': call.contentType ?? 'application/json',
                            'content-length': Buffer.byteLength(body),
                        }),
                },
            }, resolve);
            outgoing.once('error', (cause) => reject(new StatusError('ServiceUnavailable', `${call.method} ${call.path}: ${cause.message}`, { cause })));
            outgoing.end(body);
        });
    }
}
function isAborted(signal) {
    return signal.aborted;
}
/** As kubectl prints a Table; `wide` shows the columns of priority 1 as well. */
export function formatTable(table, wide = false) {
    const shown = table.columnDefinitions.flatMap((column, index) => column.priority === 0 || wide ? [index] : []);
    const lines = [
        shown.map((index) => table.columnDefinitions[index]?.name.toUpperCase() ?? ''),
        ...table.rows.map((row) => shown.map((index) => textOf(row.cells[index]))),
    ];
    const widths = shown.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
    return lines
        .map((line) => line
        .map((cell, at) => cell.padEnd((widths[at] ?? 0) + 3))
        .join('')
        .trimEnd())
        .join('\n');
}
function textOf(cell) {
    return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean'
        ? String(cell)
        : '';
}
//# sourceMappingURL=kube-http.js.map