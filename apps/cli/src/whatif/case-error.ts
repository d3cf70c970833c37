import { type z } from 'zod';
import { StatusError } from '#libs/apimachinery';

/** What is wrong with a case: a reason of the Status family, the field, and a sentence. */
export interface CaseError {
  readonly reason: string;
  readonly field: string;
  readonly message: string;
}

/** The answer, or what `onError` makes of the StatusError that the case ran into. */
export function answerOrError<A, R>(answer: () => A, onError: (error: CaseError) => R): A | R {
  try {
    return answer();
  } catch (error) {
    if (error instanceof StatusError) return onError(toError(error));
    throw error;
  }
}

/** The case as its schema has it. Throws Invalid with the first field that does not fit. */
export function parseCase<S extends z.ZodType>(schema: S, value: unknown): z.infer<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw refusal(fieldPath(issue?.path ?? []), issue?.message ?? 'malformed');
}

export function refusal(field: string, message: string): StatusError {
  const cause = { reason: 'FieldValueInvalid', message, field };
  return new StatusError('Invalid', message, { details: { causes: [cause] } });
}

/** The text at `key` of an object; undefined where there is none. */
export function textOf(value: unknown, key: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const text = (value as Record<string, unknown>)[key];
  return typeof text === 'string' ? text : undefined;
}

/** Fields that are maps, and how many keys deep. */
const MAPS: ReadonlyMap<string, number> = new Map([
  ...['existing', 'capacity', 'available', 'assigned'].map((name) => [name, 1] as const),
  ...['demand', 'clientLoc', 'allowed'].map((name) => [name, 1] as const),
  ['rtt', 2],
]);

/** `capacity[b]`, `input.clusters[2].ready`: the way that the errors of the libraries name fields. */
function fieldPath(path: readonly PropertyKey[]): string {
  let text = '';
  let keys = 0;
  for (const step of path.map(String)) {
    const isKey = keys > 0 || /^\d+$/.test(step);
    text += isKey ? `[${step}]` : text === '' ? step : `.${step}`;
    keys = isKey ? Math.max(0, keys - 1) : (MAPS.get(step) ?? 0);
  }
  return text;
}

/** The first cause names the field; the message tells all. */
function toError(error: StatusError): CaseError {
  const [first, ...more] = error.details?.causes ?? [];
  const message = first !== undefined && more.length === 0 ? first.message : error.message;
  return { reason: error.reason, field: first?.field ?? '', message };
}
