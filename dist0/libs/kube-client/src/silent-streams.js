import {} from 'node:stream';
/** Long enough for a stream with traffic, which goes on; short for one without. */
const LAST_CHANCE_MS = 100;
/**
 * Streams that may be dead without anybody having said so: a middlebox that lost its table leaves connections half-open. A
 * call that gets no answer is the suspicion, an answer on a new connection the proof that the server is there: then
 * streams that were silent in between are ended, and their readers go on over new connections.
 */
export class SilentStreams {
    open = new Set();
    /** What each stream had received when the suspicion arose; undefined while there is none. */
    suspects;
    add(stream) {
        const heard = { stream, chunks: 0 };
        // A listener for data would make it flow.
        const push = stream.push.bind(stream);
        stream.push = (chunk, encoding) => {
            heard.chunks++;
            return push(chunk, encoding);
        };
        this.open.add(heard);
        stream.once('close', () => this.open.delete(heard));
    }
    /** A connection gave no answer. */
    suspect() {
        this.suspects ??= new Map([...this.open].map((heard) => [heard, heard.chunks]));
    }
    /** A connection that was made since then answered. */
    answered() {
        if (!this.suspects)
            return;
        const { suspects } = this;
        this.suspects = undefined;
        setTimeout(() => {
            for (const [heard, chunks] of suspects)
                if (heard.chunks === chunks)
                    heard.stream.destroy();
        }, LAST_CHANCE_MS).unref();
    }
}
//# sourceMappingURL=silent-streams.js.map