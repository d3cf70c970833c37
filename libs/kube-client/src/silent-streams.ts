import { type IncomingMessage } from 'node:http';

/** Long enough for a stream with traffic, which goes on; short for one without. */
const LAST_CHANCE_MS = 100;

/**
 * Streams that may be dead without anybody having said so: a middlebox that lost its table leaves connections half-open. A
 * call on a kept socket that gets no answer is the suspicion, an answer on a new socket the proof that the server is there:
 * then streams that were silent in between are ended, in good order, and go on over new connections.
 */
export class SilentStreams {
  private readonly open = new Set<IncomingMessage>();
  /** Bytes that each stream had received when the suspicion arose; undefined while there is none. */
  private suspects: Map<IncomingMessage, number> | undefined;

  add(stream: IncomingMessage): void {
    this.open.add(stream);
    stream.once('close', () => this.open.delete(stream));
  }

  /** A kept connection gave no answer. */
  suspect(): void {
    this.suspects ??= new Map([...this.open].map((stream) => [stream, stream.socket.bytesRead]));
  }

  /** A connection answered; `isNew`: it was made for this. */
  answered(isNew: boolean): void {
    if (!isNew || !this.suspects) return;
    for (const [stream, bytes] of this.suspects)
      if (this.open.has(stream) && stream.socket.bytesRead === bytes) stream.setTimeout(LAST_CHANCE_MS);
    this.suspects = undefined;
  }
}
