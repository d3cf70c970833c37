import { MAX_ACCEPT_CLAUSES } from './limits.js';

/** One media type with its parameters (lower-case names), as in Accept or Content-Type. */
export interface MediaType {
  /** `application/json`, in lower case. */
  readonly type: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** `application/json; charset=utf-8` -> its parts. Quotes around a parameter's value are taken off. */
export function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';');
  const parameters: Record<string, string> = {};
  for (const part of rest) {
    const equals = part.indexOf('=');
    if (equals < 0) continue;
    const value = part.slice(equals + 1).trim();
    parameters[part.slice(0, equals).trim().toLowerCase()] = value.replace(/^"(.*)"$/, '$1');
  }
  return { type: type.trim().toLowerCase(), parameters };
}

/** The clauses of an Accept header, best first (by q, then as written). Nothing accepted is everything accepted. */
export function parseAccept(header: string | undefined): readonly MediaType[] {
  if (header === undefined || header.trim() === '') return [{ type: '*/*', parameters: {} }];
  return header
    .split(',', MAX_ACCEPT_CLAUSES)
    .map(parseMediaType)
    .map((clause) => ({ clause, quality: qualityOf(clause) }))
    .filter((weighed) => weighed.quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map((weighed) => weighed.clause);
}

function qualityOf(clause: MediaType): number {
  const text = clause.parameters['q'];
  if (text === undefined) return 1;
  const quality = Number(text);
  return Number.isFinite(quality) ? quality : 1;
}
