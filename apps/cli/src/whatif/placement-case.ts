import { z } from 'zod';
import {
  distributeReplicas,
  readPreferences,
  readReplicaScheduling,
  type Distribution,
} from '#libs/placement';
import { answerOrError, parseCase, refusal, textOf, type CaseError } from './case-error.js';

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

/** What is wrong with a case, by its name. */
export interface RefusedPlacement {
  readonly name: string;
  readonly error: CaseError;
}

/** The plan for one case of the file, or what is wrong with it. */
export function answerPlacement(value: unknown, index: number): PlacementAnswer | RefusedPlacement {
  const name = textOf(value, 'name') ?? `case ${index}`;
  return answerOrError(
    () => ({ name, ...plan(readCase(value)) }),
    (error) => ({ name, error }),
  );
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

function readCase(value: unknown): PlacementCase {
  const read = parseCase(placementCase, value);
  if (read.preferences !== undefined && read.replicaScheduling !== undefined) {
    throw refusal('replicaScheduling', 'a case has either preferences or replicaScheduling');
  }
  return read;
}
