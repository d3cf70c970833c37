import {} from 'nats';
import {} from './broker-link.js';
import { MAX_IN_FLIGHT, MAX_IN_FLIGHT_BYTES, MAX_WAITING_PUBLISHES, PUBLISH_TIMEOUT_MS, SUSPECT_AFTER_MS, } from './limits.js';
import { splitMessage } from './parts.js';
import { TransportError } from './transport-error.js';
/**
 * Publishes to JetStream with many unconfirmed messages at once, through one reply subscription and one timer. Calls for
 * one subject are stored in the order of the calls. Nothing is kept for a broker that is away: the call fails and the
 * caller, who has the truth, sends the newest value later.
 */
export class Publisher {
    link;
    maxInFlight;
    connection;
    replies;
    prefix = '';
    nextId = 1;
    bytes = 0;
    timer;
    /** In the order of sending, which is the order of deadlines. */
    pending = new Map();
    waiting = [];
    waitingFrom = 0;
    /** The highest sequence that each stream confirmed: a stream that ends below it has lost messages. */
    confirmed = new Map();
    constructor(link, maxInFlight = MAX_IN_FLIGHT) {
        this.link = link;
        this.maxInFlight = maxInFlight;
        link.listen(this);
    }
    /** As `publish`; what the broker finds too large goes in parts, which one consumer must get all of. */
    async publishLarge(subject, payload) {
        const limit = this.connection?.info?.max_payload ?? Infinity;
        if (payload.byteLength <= limit)
            return this.publish(subject, payload);
        const parts = splitMessage(subject, payload, limit);
        await Promise.all(parts.map((part) => this.publish(part.subject, part.payload, part.headers)));
    }
    /** Resolves when the broker has stored it. @throws TransportError */
    publish(subject, payload, headers) {
        const connection = this.connection;
        if (!connection)
            return Promise.reject(new TransportError('disconnected', 'the broker is not connected'));
        const limit = connection.info?.max_payload ?? 0;
        if (payload.byteLength > limit)
            return Promise.reject(new TransportError('too-large', `${payload.byteLength} bytes; the broker takes ${limit}`));
        if (this.waiting.length - this.waitingFrom >= MAX_WAITING_PUBLISHES)
            return Promise.reject(new TransportError('overloaded', 'too many messages wait for the broker'));
        return new Promise((resolve, reject) => {
            this.waiting.push({ subject, payload, headers, resolve, reject, deadline: 0 });
            this.sendWaiting();
        });
    }
    up(connection) {
        this.connection = connection;
        const inbox = `${this.link.inbox()}.p`;
        this.prefix = `${inbox}.`;
        this.replies = connection.subscribe(`${inbox}.*`, {
            callback: (error, message) => {
                if (!error)
                    this.settle(message);
            },
        });
    }
    down() {
        this.connection = undefined;
        this.replies = undefined;
        this.fail(() => true, new TransportError('disconnected', 'the connection to the broker broke'));
    }
    forbidden(operation, subject) {
        if (operation !== 'publish')
            return;
        const error = new TransportError('forbidden', `the credentials do not allow publishing to ${subject}`);
        this.fail((publish) => publish.subject === subject, error);
    }
    /** Fails whatever is still unconfirmed; nothing can be published after it. */
    close() {
        this.replies?.unsubscribe();
        this.connection = undefined;
        this.link.unlisten(this);
        this.fail(() => true, new TransportError('closed', 'the transport is closed'));
    }
    sendWaiting() {
        const connection = this.connection;
        if (!connection)
            return;
        while (this.waitingFrom < this.waiting.length &&
            this.pending.size < this.maxInFlight &&
            this.bytes < MAX_IN_FLIGHT_BYTES) {
            const publish = this.waiting[this.waitingFrom++];
            if (publish)
                this.send(connection, publish);
        }
        if (this.waitingFrom === this.waiting.length) {
            this.waiting = [];
            this.waitingFrom = 0;
        }
        else if (this.waitingFrom > this.maxInFlight * 4) {
            this.waiting = this.waiting.slice(this.waitingFrom);
            this.waitingFrom = 0;
        }
    }
    send(connection, publish) {
        const id = this.nextId++;
        publish.deadline = performance.now() + PUBLISH_TIMEOUT_MS;
        this.pending.set(id, publish);
        this.bytes += publish.payload.byteLength;
        this.timer ??= setTimeout(() => this.expire(), SUSPECT_AFTER_MS).unref();
        try {
            const reply = this.prefix + id.toString(36);
            const { headers } = publish;
            connection.publish(publish.subject, publish.payload, headers ? { reply, headers } : { reply });
        }
        catch (error) {
            this.take(id);
            publish.reject(new TransportError('disconnected', 'the message could not be sent', { cause: error }));
        }
    }
    settle(message) {
        const publish = this.take(Number.parseInt(message.subject.slice(this.prefix.length), 36));
        if (!publish)
            return;
        const error = message.headers?.code
            ? new TransportError('missing', `no stream takes ${publish.subject}`)
            : this.readAnswer(message);
        if (error)
            publish.reject(error);
        else
            publish.resolve();
        this.sendWaiting();
    }
    readAnswer(message) {
        try {
            const answer = message.json();
            if (answer.error)
                return new TransportError('rejected', answer.error.description);
            if (answer.stream !== undefined && answer.seq !== undefined)
                this.confirmed.set(answer.stream, Math.max(answer.seq, this.confirmed.get(answer.stream) ?? 0));
            return undefined;
        }
        catch (error) {
            return new TransportError('rejected', 'the broker answered something unreadable', { cause: error });
        }
    }
    take(id) {
        const publish = this.pending.get(id);
        if (!publish)
            return undefined;
        this.pending.delete(id);
        this.bytes -= publish.payload.byteLength;
        return publish;
    }
    expire() {
        this.timer = undefined;
        const now = performance.now();
        const error = new TransportError('timeout', `the broker did not confirm within ${PUBLISH_TIMEOUT_MS} ms`);
        for (const [id, publish] of this.pending) {
            if (publish.deadline > now)
                break;
            this.take(id)?.reject(error);
        }
        const [oldest] = this.pending.values();
        if (oldest) {
            const suspectAt = oldest.deadline - PUBLISH_TIMEOUT_MS + SUSPECT_AFTER_MS;
            if (suspectAt <= now)
                this.link.suspect();
            const nextAt = suspectAt > now ? suspectAt : oldest.deadline;
            this.timer = setTimeout(() => this.expire(), Math.max(1, nextAt - now)).unref();
        }
        this.sendWaiting();
    }
    fail(which, error) {
        for (const [id, publish] of this.pending)
            if (which(publish))
                this.take(id)?.reject(error);
        const waiting = this.waiting.slice(this.waitingFrom);
        this.waiting = waiting.filter((publish) => !which(publish));
        this.waitingFrom = 0;
        for (const publish of waiting)
            if (which(publish))
                publish.reject(error);
        this.sendWaiting();
    }
}
//# sourceMappingURL=publisher.js.map