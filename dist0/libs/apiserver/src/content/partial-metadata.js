import {} from '#libs/apimachinery';
/** An object with nothing but its metadata, shared with the object. */
export function partialMetadata(object, version) {
    return {
        kind: 'PartialObjectMetadata',
        apiVersion: `meta.k8s.io/${version}`,
        metadata: object.metadata,
    };
}
/** A page of objects with nothing but their metadata. */
export function partialMetadataList(objects, metadata, version) {
    return {
        kind: 'PartialObjectMetadataList',
        apiVersion: `meta.k8s.io/${version}`,
        metadata,
        items: objects.map((object) => partialMetadata(object, version)),
    };
}
//# sourceMappingURL=partial-metadata.js.map