import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubeObject } from '#libs/apimachinery';

/** What a real kubectl and a real API server said to each other: test/fixtures/recordings/README.md. */

const DIR = join(import.meta.dirname, '..', '..', 'fixtures', 'recordings');

export const VERSIONS = ['1.20', '1.32'] as const;
export type KubectlVersion = (typeof VERSIONS)[number];

export interface Recording {
  readonly name: string;
  readonly kubectl: KubectlVersion;
  readonly requests: readonly RecordedRequest[];
}

export interface RecordedRequest {
  readonly seq: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly reqHeaders: Readonly<Record<string, string>>;
  readonly reqBody?: unknown;
  readonly status: number;
  /** Absent where the client did not wait for them. */
  readonly resHeaders?: Readonly<Record<string, string>>;
  readonly resBody?: unknown;
}

export interface RecordedEvent {
  readonly type: string;
  readonly object: KubeObject;
}

export function readRecordings(version: KubectlVersion): Recording[] {
  const dir = join(DIR, `kubectl-${version}`);
  return readdirSync(dir)
    .sort()
    .map((file) => JSON.parse(readFileSync(join(dir, file), 'utf8')) as Recording);
}

/** Bodies that the recorder cut, made again from what kubectl is known to send; see `bodyOf`. */
const REBUILT = JSON.parse(readFileSync(join(DIR, 'rebuilt-bodies.json'), 'utf8')) as Record<string, string>;

const CUT = /^<binary (\d+)B head=([0-9a-f]+)>$/;

/** True for a body of which only length and beginning were kept. */
export function isCut(body: unknown): body is string {
  return typeof body === 'string' && CUT.test(body);
}

/**
 * The bytes of a request's body. Those that were cut come from rebuilt-bodies.json, and must have the recorded length and
 * beginning. Undefined: nobody rebuilt it.
 */
export function bodyOf(recording: Recording, request: RecordedRequest): Uint8Array | undefined {
  const { reqBody: body } = request;
  if (body === undefined || body === null) return new Uint8Array();
  if (!isCut(body)) return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const text = REBUILT[`${recording.kubectl}/${recording.name}/${request.seq}`];
  if (text === undefined) return undefined;
  const bytes = Buffer.from(text, 'base64');
  const [, length = '', head = ''] = CUT.exec(body) ?? [];
  if (bytes.length !== Number(length) || !bytes.toString('hex').startsWith(head))
    throw new Error(`the body rebuilt for ${recording.kubectl}/${recording.name} is not what was sent`);
  return bytes;
}

/** The events of a recorded watch. */
export function eventsOf(body: unknown): readonly RecordedEvent[] | undefined {
  if (!isRecord(body)) return undefined;
  // A stream of one event was kept as if it were a body.
  if ('type' in body && isRecord(body['object'])) return [body as unknown as RecordedEvent];
  const stream = body['__stream'];
  return Array.isArray(stream) ? (stream as RecordedEvent[]) : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
