import { StatusError } from '#libs/apimachinery';
export const IMAGE_COMPONENTS = ['Registry', 'Repository', 'Tag'];
/** Longest reference that is read: names of images are at most 255 characters, with tag and digest less than this. */
const MAX_LENGTH = 1_024;
const REGISTRY = /^(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*|\[[0-9A-Fa-f:]+\])(?::\d{1,5})?$/;
const REPOSITORY_PART = /^[a-z0-9]+(?:(?:\.|__?|-+)[a-z0-9]+)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9A-Fa-f]{32,}$/;
/** Undefined: no image reference. What stands before the first slash is a registry if it could be no part of a repository. */
export function parseImage(text) {
    const image = text.length > MAX_LENGTH ? undefined : split(text);
    return image && isValid(image) && formatImage(image) === text ? image : undefined;
}
function split(text) {
    const [named, digest] = cut(text, text.indexOf('@'));
    const [path, tag] = cut(named, named.indexOf(':', named.lastIndexOf('/') + 1));
    const [first, rest] = cut(path, path.indexOf('/'));
    return isRegistry(first) && rest !== ''
        ? { registry: first, repository: rest, tag, digest }
        : { registry: '', repository: path, tag, digest };
}
/** What is before and after the character at `index`; all and '' where there is none. */
function cut(text, index) {
    return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}
function isValid({ registry, repository, tag, digest }) {
    return ((registry === '' || REGISTRY.test(registry)) &&
        repository.split('/').every((part) => REPOSITORY_PART.test(part)) &&
        (tag === '' || TAG.test(tag)) &&
        (digest === '' || DIGEST.test(digest)));
}
function isRegistry(part) {
    return part === 'localhost' || /[.:A-Z]/.test(part);
}
export function formatImage({ registry, repository, tag, digest }) {
    const start = registry === '' ? repository : `${registry}/${repository}`;
    return `${start}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
}
/**
 * The image with one component another, as Karmada has it: `add` appends to the component, `replace` puts the value in its
 * place, `remove` takes it off. The component Tag is tag and digest: a new tag ends the digest, and a value that is a digest
 * ends the tag. Never shows the image: it may be any string of the object.
 * @throws StatusError Invalid where the text is no image, or the result would be none, or another one than was meant
 */
export function overrideImage(text, change) {
    const image = parseImage(text);
    if (!image)
        throw new StatusError('Invalid', 'what is there is no image reference');
    const next = changed(image, change);
    const written = formatImage(next);
    const read = parseImage(written);
    // A registry without a dot, port or capital would be read as part of the repository; one with a path is what mirrors have.
    const isMeant = read?.tag === next.tag &&
        read.digest === next.digest &&
        (read.registry === '') === (next.registry === '');
    if (!isMeant)
        throw new StatusError('Invalid', `the ${change.component} would be none that an image can have`);
    return written;
}
function changed(image, { component, operator, value }) {
    const edit = (old) => operator === 'remove' ? '' : operator === 'add' ? `${old}${value}` : value;
    switch (component) {
        case 'Registry':
            return { ...image, registry: edit(image.registry) };
        case 'Repository':
            return { ...image, repository: edit(image.repository) };
        case 'Tag':
            if (operator === 'add' && image.digest !== '')
                throw new StatusError('Invalid', 'nothing can be added to the digest of an image');
            if (DIGEST.test(edit(image.tag)))
                return { ...image, tag: '', digest: edit(image.tag) };
            return { ...image, tag: edit(image.tag), digest: '' };
    }
}
//# sourceMappingURL=image-reference.js.map