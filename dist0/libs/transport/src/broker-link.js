import {} from '#libs/process';
import { connect, Events, NatsError, nuid } from 'nats';
import { CLOSE_TIMEOUT_MS, CONNECT_TIMEOUT_MS, PING_INTERVAL_MS, RECONNECT_FIRST_MS, RECONNECT_MAX_MS, SUSPECT_PING_MS, } from './limits.js';
import { nkeySigner } from './nkey.js';
/**
 * One connection that is always sought: after each loss a new one, with jitter, for ever. Listeners subscribe anew on
 * each `up`, so that nothing is buffered while the broker is away (last values are sent again instead).
 */
export class BrokerLink {
    options;
    listeners = [];
    connection;
    closing = false;
    /** The connection whose answer to a ping is awaited. */
    suspected;
    wake;
    failures = 0;
    loop;
    constructor(options) {
        this.options = options;
        this.loop = this.run();
    }
    /** Undefined while not connected. */
    current() {
        return this.connection;
    }
    /** A subject under which replies come back to this process only. */
    inbox() {
        return `${this.options.inboxPrefix ?? '_INBOX'}.${nuid.next()}`;
    }
    /** Called in the order of registration; at once if connected. */
    listen(listener) {
        this.listeners.push(listener);
        if (this.connection)
            listener.up(this.connection);
    }
    /**
     * Somebody waited for this broker in vain. One that answers a ping is slow; from one that does not (a half-open connection) the
     * link parts at once, instead of after the regular pings.
     */
    suspect() {
        const { connection } = this;
        if (!connection || this.suspected === connection)
            return;
        this.suspected = connection;
        void answersPing(connection).then((answers) => {
            this.suspected = undefined;
            if (answers || connection.isClosed())
                return;
            this.options.logger.warn('the broker does not answer: connecting anew');
            return connection.close();
        });
    }
    unlisten(listener) {
        const at = this.listeners.indexOf(listener);
        if (at >= 0)
            this.listeners.splice(at, 1);
    }
    /** Sends what is buffered and closes; idempotent. */
    async close() {
        this.closing = true;
        this.wake?.();
        await flush(this.connection);
        await this.connection?.close();
        await this.loop;
    }
    async run() {
        // The caller registers its listeners before the first connection.
        await Promise.resolve();
        let pauseMs = RECONNECT_FIRST_MS;
        while (!this.closing) {
            try {
                const connection = await connect(connectionOptions(this.options));
                pauseMs = RECONNECT_FIRST_MS;
                this.failures = 0;
                await this.serve(connection);
            }
            catch (error) {
                this.noteFailure(error);
            }
            if (!this.isClosing())
                await this.pause(Math.random() * pauseMs);
            pauseMs = Math.min(pauseMs * 2, RECONNECT_MAX_MS);
        }
    }
    async serve(connection) {
        if (this.isClosing()) {
            await connection.close();
            return;
        }
        this.connection = connection;
        void this.watchErrors(connection);
        const closed = connection.closed();
        this.options.logger.info({ broker: connection.getServer() }, 'connected to the broker');
        for (const listener of [...this.listeners])
            listener.up(connection);
        const reason = await closed;
        this.connection = undefined;
        for (const listener of [...this.listeners])
            listener.down();
        if (this.isClosing())
            return;
        this.options.logger.warn({ reason: brief(reason) }, 'connection to the broker lost');
        this.noteRefusal(reason);
    }
    /** Only the first failure in a row is worth a warning: the next come every second or two. */
    noteFailure(error) {
        const level = this.failures++ === 0 ? 'warn' : 'debug';
        this.options.logger[level]({ reason: brief(error), broker: this.options.url }, 'no connection to the broker');
        this.noteRefusal(error);
    }
    noteRefusal(error) {
        if (error instanceof NatsError && error.isAuthError())
            this.options.onRefused?.();
    }
    async watchErrors(connection) {
        for await (const status of connection.status()) {
            if (status.type !== Events.Error)
                continue;
            const context = status.permissionContext;
            this.options.logger.error({ code: status.data, ...context }, 'the broker reports an error');
            if (!context)
                continue;
            for (const listener of [...this.listeners])
                listener.forbidden?.(context.operation, context.subject);
        }
    }
    isClosing() {
        return this.closing;
    }
    pause(ms) {
        return new Promise((resolve) => {
            const timer = setTimeout(resolve, ms);
            this.wake = () => {
                clearTimeout(timer);
                resolve();
            };
        });
    }
}
/** Or says anything else: behind much that is on its way a ping takes its time. */
async function answersPing(connection) {
    const before = connection.stats().inBytes;
    let timer;
    const late = new Promise((resolve) => {
        timer = setTimeout(() => resolve(connection.stats().inBytes > before), SUSPECT_PING_MS);
    });
    const answer = connection.flush().then(() => true, () => false);
    const answers = await Promise.race([answer, late]);
    clearTimeout(timer);
    return answers;
}
/** Waits until the broker has everything that was sent, or the time is up. */
export async function flush(connection) {
    if (!connection || connection.isClosed())
        return;
    let timer;
    const late = new Promise((resolve) => {
        timer = setTimeout(resolve, CLOSE_TIMEOUT_MS);
    });
    await Promise.race([connection.flush().catch(() => undefined), late]);
    clearTimeout(timer);
}
/** Undefined while not connected. */
export function brokerFacts(connection) {
    const info = connection?.info;
    if (!info)
        return undefined;
    return {
        version: info.version,
        authRequired: info.auth_required === true,
        tls: info.tls_required === true || info.tls_available === true,
        maxPayload: info.max_payload,
    };
}
/**
 * For one attempt at one of the servers, chosen at random: a fleet spreads over a cluster. `reconnect: false`, since the
 * link itself connects anew.
 */
export function connectionOptions(options) {
    const { credentials } = options;
    const servers = options.url.split(',').map((server) => server.trim());
    const server = servers[Math.floor(Math.random() * servers.length)] ?? '';
    return {
        servers: server,
        name: options.name,
        reconnect: false,
        timeout: CONNECT_TIMEOUT_MS,
        pingInterval: PING_INTERVAL_MS,
        maxPingOut: 2,
        ignoreClusterUpdates: true,
        noAsyncTraces: true,
        ...tlsOptions(server, options.ca),
        ...(options.inboxPrefix ? { inboxPrefix: options.inboxPrefix } : {}),
        ...(credentials ? { authenticator: authenticator(credentials.jwt, credentials.seed) } : {}),
    };
}
/** With a CA or `tls:` a broker without TLS is refused; without both TLS is used if the broker offers it. */
function tlsOptions(server, ca) {
    if (ca === undefined && !server.startsWith('tls:'))
        return {};
    // The client names no host for an IP address, and node would then compare the certificate with `localhost`.
    const { hostname } = new URL(server.includes('://') ? server : `nats://${server}`);
    const host = { host: hostname.replace(/^\[|\]$/g, '') };
    return { tls: { ...host, ...(ca === undefined ? {} : { ca }) } };
}
/** What a log needs of a connection error: the whole of one may hold a certificate chain. */
function brief(error) {
    if (!(error instanceof Error))
        return { message: 'closed by the broker' };
    const code = 'code' in error ? { code: String(error.code) } : {};
    return { ...code, message: error.message };
}
function authenticator(jwt, seed) {
    const signer = nkeySigner(seed);
    return (nonce) => ({
        jwt,
        sig: nonce ? Buffer.from(signer(Buffer.from(nonce, 'utf8'))).toString('base64url') : '',
    });
}
//# sourceMappingURL=broker-link.js.map