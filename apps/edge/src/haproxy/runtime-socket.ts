import { connect } from 'node:net';
import { COMMAND_TIMEOUT_MS, MAX_COMMAND_BYTES } from './limits.js';

/** HAProxy did not do, or did not answer, what it was told. The command is not in the text: it may be a key. */
export class RuntimeError extends Error {}

/** What HAProxy says when it refuses; what it does, it does in silence, or says in other words. */
const REFUSALS =
  /^(?:No such|Unknown|Unable|Invalid|Error|Can't|Cannot|Missing|Require|'.*' (?:expects|is)|entry not|Entry not|Key not|unable|unknown|invalid|malformed|Please|Permission|The certificate|Deleting|Out of memory)/im;

/** Sends one line to the socket at `path` and answers everything that comes back. @throws RuntimeError */
export function ask(path: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    let answer = '';
    socket.setEncoding('utf8');
    socket.setTimeout(COMMAND_TIMEOUT_MS, () => socket.destroy(new Error('timed out')));
    socket.on('data', (chunk: string) => (answer += chunk));
    socket.once('error', (error) => reject(new RuntimeError(`HAProxy's socket: ${error.message}`)));
    socket.once('end', () => resolve(answer));
    // Not ended from here: HAProxy closes when it has done the line, and could stop in the middle of it.
    socket.write(`${line}\n`);
  });
}

/** Does all of it in order, many commands in one line. @throws RuntimeError at the first line that was refused */
export async function tell(path: string, commands: readonly string[]): Promise<void> {
  for (const line of joined(commands)) {
    const answer = await ask(path, line);
    const refusal = REFUSALS.exec(answer);
    if (refusal)
      throw new RuntimeError(`HAProxy refused a change: ${answer.slice(refusal.index, refusal.index + 120)}`);
  }
}

/** One command with a text of several lines; empty ones would end it. @throws RuntimeError */
export async function tellText(path: string, command: string, text: string): Promise<void> {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const answer = await ask(path, `${command} <<\n${lines.join('\n')}\n`);
  if (REFUSALS.test(answer))
    throw new RuntimeError(`HAProxy refused ${command.split(' ').slice(0, 3).join(' ')}`);
}

/** A word of a command. */
export function word(text: string): string {
  return text.replace(/[\\; ]/g, (one) => `\\${one}`);
}

function joined(commands: readonly string[]): string[] {
  const lines: string[] = [];
  let line = '';
  for (const command of commands) {
    if (line !== '' && line.length + command.length + 1 > MAX_COMMAND_BYTES) {
      lines.push(line);
      line = '';
    }
    line += line === '' ? command : `;${command}`;
  }
  if (line !== '') lines.push(line);
  return lines;
}
