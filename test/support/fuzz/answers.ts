/** Reading what a server says, where what it was asked is no proper request. */

/** Whether an error is told as Kubernetes tells it; paths that are none of the API's are answered in plain text. */
export function isRefusal(body: string | Uint8Array): boolean {
  const text = Buffer.from(body).toString();
  if (text === '404 page not found\n') return true;
  try {
    return (JSON.parse(text) as { kind?: string }).kind === 'Status';
  } catch {
    return /^kind: Status$/m.test(text);
  }
}

export interface WireAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** The whole answers in what came over one connection; what is streamed ends the reading. */
export function answersIn(bytes: Buffer): WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let at = 0; ;) {
    const end = bytes.indexOf('\r\n\r\n', at);
    if (end < 0) return answers;
    const head = bytes.toString('latin1', at, end);
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]);
    if (Number.isNaN(status)) throw new Error(`no answer: ${JSON.stringify(head)}`);
    at = end + 4;
    if (status === 100) continue;
    const length = /^content-length: (\d+)$/im.exec(head)?.[1];
    if (length === undefined || bytes.length < at + Number(length)) return answers;
    answers.push({ status, body: bytes.subarray(at, at + Number(length)) });
    at += Number(length);
  }
}
