import { type ServerResponse } from 'node:http';
import { type Socket } from 'node:net';
import { SLOW_CLIENT_MS, STREAM_WRITE_CHARS } from './limits.js';
import { type ApiResponse } from './request.js';

type StreamAnswer = Extract<ApiResponse, { stream: unknown }>;

/**
 * Writes a watch to its client until it ends or the client is gone. Chunks that come without a pause go out together: a
 * burst of events is one write, one TLS record, one wake-up.
 */
export async function sendStream(
  response: ServerResponse,
  { status, headers, stream }: StreamAnswer,
): Promise<void> {
  response.writeHead(status, headers);
  response.flushHeaders();
  let pending = '';
  let due = false;
  const flush = (): void => {
    due = false;
    if (pending !== '' && !response.destroyed) writeChunk(response, pending);
    pending = '';
  };
  for await (const chunk of stream) {
    if (response.destroyed) break;
    pending += chunk;
    if (pending.length >= STREAM_WRITE_CHARS) flush();
    else if (!due) {
      due = true;
      // Runs when nothing else can go on at once, the stream included.
      process.nextTick(flush);
    }
    const full = fullOf(response);
    if (full && !(await drained(response, full))) break;
  }
  flush();
  if (!response.destroyed) response.end();
}

/**
 * A thousand watches are told of an event by the same bytes, made once. Node would frame each chunk anew, in three pieces,
 * which costs more than the sending; so the frame goes past it, where nothing else can be under way on the socket.
 */
function writeChunk(response: ServerResponse, text: string): void {
  const socket = response.chunkedEncoding ? response.socket : null;
  if (socket) socket.write(frameOf(text));
  else response.write(text);
}

let last = { text: '', frame: Buffer.alloc(0) };

/** A chunk as RFC 9112, section 7.1, has it. */
function frameOf(text: string): Buffer {
  if (last.text !== text) {
    const length = Buffer.byteLength(text).toString(16);
    last = { text, frame: Buffer.from(`${length}\r\n${text}\r\n`) };
  }
  return last.frame;
}

/** What must be read by the client before more is written. */
function fullOf(response: ServerResponse): ServerResponse | Socket | undefined {
  if (response.writableNeedDrain) return response;
  return response.socket?.writableNeedDrain === true ? response.socket : undefined;
}

/**
 * Waits until the client has read what is buffered. A client that does not within the limit is cut off: it can watch
 * again from where it is, and what it holds back is one chunk and not a growing queue.
 */
function drained(response: ServerResponse, full: ServerResponse | Socket): Promise<boolean> {
  return new Promise((resolve) => {
    const finish = (alive: boolean): void => {
      clearTimeout(timer);
      full.off('drain', onDrain);
      response.off('close', onClose);
      resolve(alive);
    };
    const onDrain = (): void => finish(true);
    const onClose = (): void => finish(false);
    const timer = setTimeout(() => {
      response.destroy();
      finish(false);
    }, SLOW_CLIENT_MS);
    timer.unref();
    full.once('drain', onDrain);
    response.once('close', onClose);
  });
}
