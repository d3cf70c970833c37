import {} from 'node:stream';
import { StatusError } from '#libs/apimachinery';
import { MAX_EVENT_CHARS } from './limits.js';
import {} from './member-cluster.js';
import { statusError } from './server-status.js';
import { codeOf } from './wire.js';
/** How node and undici say that we ended the stream ourselves (silent-streams.ts), as others do not. */
const ENDED_HERE = new Set(['ERR_STREAM_PREMATURE_CLOSE', 'UND_ERR_ABORTED']);
/**
 * The events of a watch answer, one a line. Ends when the server closes, when nothing came for `idleMs`, or when
 * `signal` aborts. Throws the Status of an ERROR event (410: Expired) and ServiceUnavailable when the stream breaks.
 */
export async function* watchEvents(response, idleMs, signal) {
    const ended = { idle: false };
    const timer = setTimeout(() => {
        ended.idle = true;
        response.destroy();
    }, idleMs);
    try {
        for await (const line of lines(response, () => timer.refresh()))
            yield parseEvent(line);
    }
    catch (error) {
        if (error instanceof StatusError)
            throw error;
        if (ended.idle || signal.aborted || ENDED_HERE.has(codeOf(error)))
            return;
        throw new StatusError('ServiceUnavailable', 'the watch was cut', { cause: error });
    }
    finally {
        clearTimeout(timer);
        response.destroy();
    }
}
/** Whole lines out of chunks that are cut anywhere; a last line without its end is dropped. `onChunk` hears of each chunk. */
async function* lines(chunks, onChunk) {
    const decoder = new TextDecoder();
    let parts = [];
    let length = 0;
    for await (const chunk of chunks) {
        onChunk();
        const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
        let start = 0;
        for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            parts.push(text.slice(start, end));
            const line = parts.length === 1 ? (parts[0] ?? '') : parts.join('');
            parts = [];
            length = 0;
            start = end + 1;
            if (line !== '')
                yield line;
        }
        if (start === text.length)
            continue;
        parts.push(start === 0 ? text : text.slice(start));
        length += text.length - start;
        if (length > MAX_EVENT_CHARS)
            throw new StatusError('InternalError', `a watch event is longer than ${MAX_EVENT_CHARS} characters`);
    }
}
function parseEvent(line) {
    let event;
    try {
        event = JSON.parse(line);
    }
    catch (error) {
        throw new StatusError('InternalError', 'a watch event is not JSON', { cause: error });
    }
    if (event.type === 'ERROR') {
        const status = event.object;
        throw statusError(status, status.code ?? 500);
    }
    return event;
}
//# sourceMappingURL=watch-stream.js.map