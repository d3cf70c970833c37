import { z } from 'zod';
import { StatusError } from '#libs/apimachinery';
import {
  distributeReplicas,
  readPreferences,
  readReplicaScheduling,
  type Distribution,
} from '#libs/placement';

/** One case of `whatif -- placement`: what the file holds, and how it is answered. */

const counts = z.record(z.string(), z.number()).optional();

const placementCase = z.object({
  name: z.string(),
  key: z.string(),
  uid: z.string().optional(),
  replicas: z.number(),
  clusters: z.array(z.string()),
  existing: counts,
  capacity: counts,
  available: counts,
  assigned: counts,
  mode: z.enum(['Steady', 'Fresh']).optional(),
  preferences: z.unknown().optional(),
  replicaScheduling: z.unknown().optional(),
});

type PlacementCase = z.infer<typeof placementCase>;

export interface PlacementAnswer extends Distribution {
  readonly name: string;
}

/** What is wrong with a case: a reason of the Status family, the field, and a sentence. */
export interface RefusedCase {
  readonly name: string;
  readonly error: { readonly reason: string; readonly field: string; readonly message: string };
}

/** The plan for one case of the file, or what is wrong with it. */
export function answerPlacement(value: unknown, index: number): PlacementAnswer | RefusedCase {
  const name = nameOf(value, index);
  try {
    return { name, ...plan(parseCase(value)) };
  } catch (error) {
    if (error instanceof StatusError) return { name, error: toError(error) };
    throw error;
  }
}

function plan(input: PlacementCase): Distribution {
  const { name: _name, preferences, replicaScheduling, ...facts } = input;
  return distributeReplicas({
    ...defined(facts),
    ...(preferences === undefined ? {} : { preferences: readPreferences(preferences, 'preferences') }),
    ...(replicaScheduling === undefined
      ? {}
      : { replicaScheduling: readReplicaScheduling(replicaScheduling, 'replicaScheduling') }),
  });
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** Without the fields that are present but undefined. */
function defined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}

function parseCase(value: unknown): PlacementCase {
  const parsed = placementCase.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = fieldPath(issue?.path ?? []);
    throw refusal(field, issue?.message ?? 'malformed');
  }
  if (parsed.data.preferences !== undefined && parsed.data.replicaScheduling !== undefined) {
    throw refusal('replicaScheduling', 'a case has either preferences or replicaScheduling');
  }
  return parsed.data;
}

/** `capacity[b]`, `clusters[2]`: the way that the errors of the library name fields. */
function fieldPath(path: readonly PropertyKey[]): string {
  return path.map((step, at) => (at === 0 ? String(step) : `[${String(step)}]`)).join('');
}

function refusal(field: string, message: string): StatusError {
  const cause = { reason: 'FieldValueInvalid', message, field };
  return new StatusError('Invalid', message, { details: { causes: [cause] } });
}

/** The first cause names the field; the message tells all. */
function toError(error: StatusError): RefusedCase['error'] {
  const [first, ...more] = error.details?.causes ?? [];
  const message = first !== undefined && more.length === 0 ? first.message : error.message;
  return { reason: error.reason, field: first?.field ?? '', message };
}

function nameOf(value: unknown, index: number): string {
  const name = typeof value === 'object' && value !== null && 'name' in value ? value.name : undefined;
  return typeof name === 'string' ? name : `case ${index}`;
}
