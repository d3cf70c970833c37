import { formatGroupResource } from '#libs/apimachinery';
import { isSecretResource } from './shards.js';
/** The body is bound to its key, not to its version: the log's copy of a previous state opens as well. */ export function objectAad(resource, namespace, name) {
    return `objects/${resource}/${namespace}/${name}`;
}
/** The row's body holds no resourceVersion: it is known only when the counter has been taken, inside the statement. */ export function encodeObject(codec, key, object) {
    const resource = formatGroupResource(key);
    const { resourceVersion: _, ...metadata } = object.metadata;
    return codec.encode(JSON.stringify({
        ...object,
        metadata
    }), {
        secret: isSecretResource(resource),
        aad: objectAad(resource, key.namespace, key.name)
    });
}
export function decodeObject(codec, row) {
    const text = codec.decode({
        encoding: row.encoding,
        keyId: row.key_id,
        body: row.body
    }, objectAad(row.resource, row.namespace, row.name));
    const object = JSON.parse(text);
    object.metadata.resourceVersion = row.rv;
    return object;
}
/** The same object under another version; the original is left as it is. */ export function withResourceVersion(object, resourceVersion) {
    return {
        ...object,
        metadata: {
            ...object.metadata,
            resourceVersion
        }
    };
}
