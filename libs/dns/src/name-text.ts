import { MAX_LABEL_OCTETS, MAX_NAME_OCTETS } from './limits.js';

/**
 * Names as text: labels with dots between them and none at the end, '' for the root. What is no letter, digit or usual
 * sign is escaped (`\.`, `\\`, `\065`), so that every name of the wire has one text, and lower case is plain ASCII.
 */

/** One label's octets as text. */
export function escapeLabel(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) {
    if (octet === 0x2e || octet === 0x5c) text += `\\${String.fromCharCode(octet)}`;
    else if (octet > 0x20 && octet < 0x7f) text += String.fromCharCode(octet);
    else text += `\\${octet.toString().padStart(3, '0')}`;
  }
  return text;
}

/** A label's octets. Throws RangeError for an escape that is none, and for a label that is empty or too long. */
export function unescapeLabel(text: string): Buffer {
  const octets = text.includes('\\') ? Buffer.from(unescaped(text), 'latin1') : Buffer.from(text, 'utf8');
  if (octets.length === 0 || octets.length > MAX_LABEL_OCTETS)
    throw new RangeError(`a label has 1 to ${MAX_LABEL_OCTETS} octets`);
  return octets;
}

function unescaped(text: string): string {
  return text.replace(/\\(\d{3}|[^\d]|.?)/gs, (_, escape: string) => {
    if (escape.length !== 3) {
      if (escape.length !== 1 || /\d/.test(escape)) throw new RangeError('an escape is \\X or \\DDD');
      return escape;
    }
    const code = Number(escape);
    if (code > 255) throw new RangeError('an escape is at most \\255');
    return String.fromCharCode(code);
  });
}

/** Whether a label's text is its octets: nothing is escaped, and all of it is ASCII. */
export function isPlain(label: string): boolean {
  for (let at = 0; at < label.length; at += 1) {
    const code = label.charCodeAt(at);
    if (code > 0x7f || code === 0x5c) return false;
  }
  return true;
}

/** The labels of a name, still escaped. */
export function labelsOf(name: string): string[] {
  if (name === '') return [];
  return name.includes('\\') ? (name.match(/(?:\\.|[^.\\]|\\$)+/gs) ?? []) : name.split('.');
}

/** The name without its first label; '' for the last one. */
export function parentOf(name: string): string {
  return name.slice(firstLabel(name).length + 1);
}

/** Still escaped. */
export function firstLabel(name: string): string {
  if (name.includes('\\')) return labelsOf(name)[0] ?? '';
  const dot = name.indexOf('.');
  return dot < 0 ? name : name.slice(0, dot);
}

/** Is `name` the same as `ancestor` or below it? Both in lower case. */
export function isWithin(name: string, ancestor: string): boolean {
  if (name === ancestor || ancestor === '') return true;
  if (!name.endsWith(`.${ancestor}`)) return false;
  const above = name.slice(0, name.length - ancestor.length - 1);
  return (/\\*$/.exec(above)?.[0].length ?? 0) % 2 === 0;
}

/** A name that a message can hold: what is wrong with it, or undefined. */
export function wrongName(name: string): string | undefined {
  try {
    const octets = labelsOf(name).reduce((sum, label) => sum + unescapeLabel(label).length + 1, 1);
    const text = labelsOf(name).join('.');
    if (text !== name) return 'has an empty label';
    return octets > MAX_NAME_OCTETS ? `has more than ${MAX_NAME_OCTETS} octets` : undefined;
  } catch (error) {
    return error instanceof RangeError ? error.message : 'is no name';
  }
}
