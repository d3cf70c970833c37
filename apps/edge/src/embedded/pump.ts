import { type IncomingMessage } from 'node:http';
import { MAX_WHOLE_BYTES } from './limits.js';
import { endWhole, writeTo, type ClientReply } from './reply.js';

/**
 * Passes the body of an answer on, at the pace of the slower side; `onData` is called with each part. As a pipe does, with less around it:
 * most answers come whole in one part, and go out with their head in one piece then.
 */
export function pump(answer: IncomingMessage, reply: ClientReply, onData: () => void): void {
  const whole = lengthOf(answer.rawHeaders);
  let isEnded = false;
  answer.on('data', (part: Buffer) => {
    onData();
    if (part.length === whole && whole <= MAX_WHOLE_BYTES) {
      isEnded = true;
      endWhole(reply, part);
    } else if (!writeTo(reply, part)) {
      answer.pause();
      reply.once('drain', () => answer.resume());
    }
  });
  answer.once('end', () => {
    if (!isEnded) reply.end();
  });
}

/** -1 where the answer does not say how long it is. */
function lengthOf(raw: readonly string[]): number {
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const name = raw[at];
    if (name?.length === NAME.length && name.toLowerCase() === NAME) return Number(raw[at + 1]);
  }
  return -1;
}

const NAME = 'content-length';
