import {} from '#libs/apimachinery';
import {} from '../kube-http.js';
import {} from './edges.js';
import {} from './places.js';
/** Waits until `holds` in every cluster; answers the objects by cluster. @throws Error that names the first cluster where not */
export async function everywhere(context, path, what, holds) {
    const found = await Promise.all(context.places.map(async ({ cluster }) => [
        cluster,
        await context.member(cluster).until(path, `${what} in ${cluster}`, holds),
    ]));
    return new Map(found);
}
/** A value deep in an object; undefined where the path ends early. */
export function at(object, ...path) {
    let value = object;
    for (const part of path) {
        if (typeof value !== 'object' || value === null)
            return undefined;
        value = value[part];
    }
    return value;
}
export function expectThat(holds, otherwise) {
    if (!holds)
        throw new Error(otherwise);
}
//# sourceMappingURL=context.js.map