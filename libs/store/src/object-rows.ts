import { formatGroupResource, type KubeObject, type ObjectKey } from '#libs/apimachinery';
import { type Codec, type EncodedBody } from './codec.js';
import { isSecretResource } from './shards.js';

/** A stored object as the reading statements answer it; int8 comes as text. */
export interface ObjectRow {
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  readonly rv: string;
  readonly encoding: string;
  readonly key_id: string;
  readonly body: Buffer;
}

/** The body is bound to its key, not to its version: the log's copy of a previous state opens as well. */
export function objectAad(resource: string, namespace: string, name: string): string {
  return `objects/${resource}/${namespace}/${name}`;
}

/** The row's body holds no resourceVersion: it is known only when the counter has been taken, inside the statement. */
export function encodeObject(codec: Codec, key: ObjectKey, object: KubeObject): EncodedBody {
  const resource = formatGroupResource(key);
  const { resourceVersion: _, ...metadata } = object.metadata;
  return codec.encode(JSON.stringify({ ...object, metadata }), {
    secret: isSecretResource(resource),
    aad: objectAad(resource, key.namespace, key.name),
  });
}

export function decodeObject(codec: Codec, row: ObjectRow): KubeObject {
  const text = codec.decode(
    { encoding: row.encoding, keyId: row.key_id, body: row.body },
    objectAad(row.resource, row.namespace, row.name),
  );
  const object = JSON.parse(text) as KubeObject;
  object.metadata.resourceVersion = row.rv;
  return object;
}

/** The same object under another version; the original is left as it is. */
export function withResourceVersion(object: KubeObject, resourceVersion: string): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion } };
}
