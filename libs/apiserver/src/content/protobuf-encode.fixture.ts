import { builtinTypeOf, protobufType, type ProtobufField, type ProtobufType } from '#libs/builtin-kinds';
import { bytesField, varint, varintField } from './wire-writer.js';

/** Encodes an object as Go clients do (tests only): zero scalars that are no pointers are written. */
export function encodeProtobuf(object: {
  apiVersion: string;
  kind: string;
  [field: string]: unknown;
}): Buffer {
  const type = protobufType(builtinTypeOf(object.apiVersion, object.kind) ?? '');
  if (type === undefined) throw new Error(`no protobuf form of ${object.apiVersion} ${object.kind}`);
  const typeMeta = Buffer.concat([bytesField(1, object.apiVersion), bytesField(2, object.kind)]);
  return envelope(
    Buffer.concat([
      bytesField(1, typeMeta),
      bytesField(2, encodeMessage(type, object)),
      bytesField(3, ''),
      bytesField(4, ''),
    ]),
  );
}

export function envelope(unknown: Buffer): Buffer {
  return Buffer.concat([Buffer.from('k8s\0'), unknown]);
}

function encodeMessage(type: ProtobufType, object: Record<string, unknown>): Buffer {
  return Buffer.concat([...type.fields.values()].flatMap((field) => encodeField(field, object)));
}

function encodeField(field: ProtobufField, object: Record<string, unknown>): Buffer[] {
  if (field.inline && field.value.kind === 'message') {
    return [bytesField(field.number, encodeMessage(field.value.message(), object))];
  }
  const value = object[field.jsonName];
  if (value === undefined) return zero(field);
  if (field.map) {
    return Object.entries(value as Record<string, unknown>).map(([key, item]) =>
      bytesField(field.number, Buffer.concat([bytesField(1, key), ...mapValue(field, item)])),
    );
  }
  if (field.list) return (value as unknown[]).map((item) => encodeValue(field, field.number, item));
  return [encodeValue(field, field.number, value)];
}

function mapValue(field: ProtobufField, item: unknown): Buffer[] {
  if (!field.list) return [encodeValue(field, 2, item)];
  return [bytesField(2, Buffer.concat((item as unknown[]).map((one) => encodeValue(field, 1, one))))];
}

function zero(field: ProtobufField): Buffer[] {
  if (field.pointer || field.list || field.map) return [];
  switch (field.value.kind) {
    case 'varint':
    case 'bool':
      return [varintField(field.number, 0)];
    case 'string':
    case 'time':
    case 'micro-time':
      return [bytesField(field.number, '')];
    default:
      return [];
  }
}

function encodeValue(field: ProtobufField, number: number, value: unknown): Buffer {
  if (field.value.kind === 'message') {
    return bytesField(number, encodeMessage(field.value.message(), value as Record<string, unknown>));
  }
  return LEAVES[field.value.kind](number, value);
}

type Leaf = Exclude<ProtobufField['value']['kind'], 'message'>;

const encodeNumber = (number: number, value: unknown): Buffer => varintField(number, Number(value));
const encodeTime = (number: number, value: unknown): Buffer => bytesField(number, timestamp(value as string));
const encodeJson = (number: number, value: unknown): Buffer =>
  bytesField(number, bytesField(1, JSON.stringify(value)));

const LEAVES: Record<Leaf, (number: number, value: unknown) => Buffer> = {
  varint: encodeNumber,
  bool: encodeNumber,
  double: (number, value) => {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleLE(value as number);
    return Buffer.concat([varint(number * 8 + 1), bytes]);
  },
  string: (number, value) => bytesField(number, value as string),
  bytes: (number, value) => bytesField(number, Buffer.from(value as string, 'base64')),
  quantity: (number, value) => bytesField(number, bytesField(1, value as string)),
  'int-or-string': (number, value) => bytesField(number, intOrString(value)),
  time: encodeTime,
  'micro-time': encodeTime,
  'fields-v1': encodeJson,
  'raw-extension': encodeJson,
  duration: () => {
    throw new Error('no field of a served type is a duration');
  },
};

function intOrString(value: unknown): Buffer {
  return typeof value === 'string'
    ? Buffer.concat([varintField(1, 1), varintField(2, 0), bytesField(3, value)])
    : Buffer.concat([varintField(1, 0), varintField(2, value as number), bytesField(3, '')]);
}

function timestamp(value: string): Buffer {
  const micros = Number(/\.(\d{6})Z$/.exec(value)?.[1] ?? 0);
  const seconds = Math.floor(Date.parse(value) / 1000);
  return Buffer.concat([varintField(1, seconds), varintField(2, micros * 1000)]);
}
