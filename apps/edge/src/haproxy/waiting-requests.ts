import { ask, tell } from './runtime-socket.js';

/** A line of `show sess`: which stream, at which server, with which work left on the answer, in which state towards the server. */
const LINE = /^(0x[0-9a-f]+): .* be=(\S+) srv=(\S+) .* rp\[[^\]]*\ban=([0-9a-f]+)h[^\]]*\].* scb=\[(\d+),/;
/** Connected. */
const ESTABLISHED = '8';
/** The head of the answer has come: the body is passed on. */
const ANSWER_FLOWS = 0x04000000;

/**
 * Lets the requests go that wait for the head of an answer of these servers (`backend/server`): those that may be repeated go to
 * another one, the others end with an error. Answers that flow already, and requests that wait to connect, which HAProxy sends
 * elsewhere by itself, are left alone; `shutdown sessions server` would end them all.
 * @throws RuntimeError
 */
export async function releaseWaiting(socket: string, servers: ReadonlySet<string>): Promise<void> {
  if (servers.size === 0) return;
  await tell(
    socket,
    waitingStreams(await ask(socket, 'show sess'), servers).map((stream) => `shutdown session ${stream}`),
  );
}

export function waitingStreams(listed: string, servers: ReadonlySet<string>): string[] {
  return listed.split('\n').flatMap((line) => {
    const [, stream = '', backend = '', server = '', work = '', state] = LINE.exec(line) ?? [];
    const waits = state === ESTABLISHED && (Number.parseInt(work, 16) & ANSWER_FLOWS) === 0;
    return waits && servers.has(`${backend}/${server}`) ? [stream] : [];
  });
}
