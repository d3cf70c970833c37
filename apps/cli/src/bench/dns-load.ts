import { createSocket } from 'node:dgram';

/**
 * The clients of the DNS benchmark, in a process of their own: questions over UDP to the port that they are told, `window` of
 * them under way at each socket, for so long. Tells how many answers came. Speaks with the parent over IPC.
 */

export interface LoadOrder {
  readonly port: number;
  /** Base64 of the questions; asked in turn. */
  readonly questions: readonly string[];
  readonly sockets: number;
  readonly window: number;
  readonly forMs: number;
}

process.once('message', (order: LoadOrder) => {
  const questions = order.questions.map((one) => Buffer.from(one, 'base64'));
  let [asked, answers] = [0, 0];
  const end = performance.now() + order.forMs;
  const sockets = Array.from({ length: order.sockets }, () => {
    const socket = createSocket('udp4');
    const ask = (): void => {
      const question = questions[asked++ % questions.length];
      if (question !== undefined) socket.send(question, order.port, '127.0.0.1');
    };
    socket.on('message', () => {
      answers += 1;
      if (performance.now() < end) ask();
    });
    socket.bind(0, '127.0.0.1', () => {
      for (let at = 0; at < order.window; at += 1) ask();
    });
    return socket;
  });
  setTimeout(() => {
    process.send?.({ answers });
    for (const socket of sockets) socket.close();
    process.disconnect();
  }, order.forMs);
});
