import { humanAge, type KubeObject, type TableColumn } from '#libs/apimachinery';
import { AGE, NAME } from '../columns.js';
import { isJson, mapsOf, numberOf, shownText, textOf, type Json } from '../json.js';

const CUSTOM_AGE: TableColumn = { ...AGE, type: 'date' };

/** Columns of a custom kind: its name, then what its version asks for, or its age. */
export function printerColumns(version: Json): readonly TableColumn[] {
  const asked = mapsOf(version['additionalPrinterColumns']);
  return [NAME, ...(asked.length === 0 ? [CUSTOM_AGE] : asked.map(printerColumn))];
}

const TYPES = ['string', 'integer', 'number', 'boolean', 'date'] as const;

function printerColumn(column: Json): TableColumn {
  const type = TYPES.find((one) => one === column['type']) ?? 'string';
  const read = jsonPath(textOf(column['jsonPath']));
  return {
    name: textOf(column['name']),
    // Of a date the cell says how long ago it is, as everywhere, and so do other servers.
    type,
    format: textOf(column['format']),
    description: textOf(column['description']) || 'Custom resource definition column (in JSONPath format).',
    priority: (numberOf(column['priority']) ?? 0) > 0 ? 1 : 0,
    value: (object, now) => shown(type, read(object), now),
  };
}

function shown(
  type: (typeof TYPES)[number],
  values: readonly unknown[],
  now: number,
): string | number | boolean {
  const [first] = values;
  if (first === undefined || first === null) return '';
  if (type === 'date') return humanAge(textOf(first), now);
  if ((type === 'integer' || type === 'number') && typeof first === 'number') return first;
  if (type === 'boolean' && typeof first === 'boolean') return first;
  if (values.length > 1) return values.map(text).join(',');
  return text(first);
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : shownText(value);
}

type Step =
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'filter'; readonly path: readonly string[]; readonly equals: string };

const STEP =
  /\.?(?:\['((?:\\.|[^'\\])*)'\]|\[(-?\d+)\]|\[\*\]|\[\?\(@((?:\.[\w-]+)+)\s*==\s*["']([^"']*)["']\)\]|((?:\\.|[^.[\]\\])+))/gy;

/**
 * The part of JSONPath that printer columns use: fields, `['quoted']`, indexes, `[*]` and filters for equality. Anything else
 * finds nothing.
 */
export function jsonPath(path: string): (object: KubeObject | Json) => readonly unknown[] {
  const steps = parseSteps(path);
  return (object) =>
    steps === undefined
      ? []
      : steps.reduce<readonly unknown[]>(
          (values, step) => values.flatMap((value) => follow(step, value)),
          [object],
        );
}

function parseSteps(path: string): readonly Step[] | undefined {
  const steps: Step[] = [];
  const pattern = new RegExp(STEP);
  while (pattern.lastIndex < path.length) {
    const match = pattern.exec(path);
    if (!match) return undefined;
    steps.push(stepOf(match));
  }
  return steps;
}

function stepOf([all, quoted, index, filterPath, equals, name]: RegExpExecArray): Step {
  const field = quoted ?? name;
  if (field !== undefined)
    return field === '*' ? { kind: 'all' } : { kind: 'field', name: field.replace(/\\(.)/g, '$1') };
  if (index !== undefined) return { kind: 'index', index: Number(index) };
  if (filterPath !== undefined)
    return { kind: 'filter', path: filterPath.split('.').slice(1), equals: equals ?? '' };
  return all === '' ? { kind: 'field', name: '' } : { kind: 'all' };
}

function follow(step: Step, value: unknown): readonly unknown[] {
  switch (step.kind) {
    case 'field':
      return isJson(value) && Object.hasOwn(value, step.name) ? [value[step.name]] : [];
    case 'index': {
      const item: unknown = Array.isArray(value) ? (value as unknown[]).at(step.index) : undefined;
      return item === undefined ? [] : [item];
    }
    case 'all':
      return Array.isArray(value) ? (value as unknown[]) : isJson(value) ? Object.values(value) : [];
    case 'filter':
      return mapsOf(value).filter(
        (item) => shownText(step.path.reduce<unknown>(fieldOf, item)) === step.equals,
      );
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return isJson(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
