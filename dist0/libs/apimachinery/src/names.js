import { invalidField, tooLongField } from './causes.js';
import {} from './status-error.js';
/** What names, labels and annotations may look like; the messages are the ones that Kubernetes users know. */
export const MAX_LABEL_BYTES = 63;
export const MAX_SUBDOMAIN_BYTES = 253;
/** All keys and values of an object's annotations together. */
export const MAX_ANNOTATIONS_BYTES = 256 * 1024;
const MAX_MATCHED_LENGTH = 4096;
const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const DNS_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const NAME_PART = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?';
const FORMATS = {
    label: format(LABEL, "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character", ['my-name', '123-abc']),
    subdomain: format(SUBDOMAIN, "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character", ['example.com']),
    dns1035: format(DNS_1035, "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character", ['my-name', 'abc-123']),
    namePart: format(NAME_PART, "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", ['MyName', 'my.name', '123-abc']),
    labelValue: format(LABEL_VALUE, "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character", ['MyValue', 'my_value', '12345']),
};
/** Empty when the text is a DNS label (RFC 1123), else what is wrong with it. */
export function checkDnsLabel(text) {
    return [...checkLength(text, MAX_LABEL_BYTES), ...checkFormat(text, FORMATS.label)];
}
/** Empty when the text is a DNS label that starts with a letter (RFC 1035: Service names). */
export function checkDns1035Label(text) {
    return [...checkLength(text, MAX_LABEL_BYTES), ...checkFormat(text, FORMATS.dns1035)];
}
export function checkDnsSubdomain(text) {
    return [...checkLength(text, MAX_SUBDOMAIN_BYTES), ...checkFormat(text, FORMATS.subdomain)];
}
/** What may stand between two slashes of a URL: names of RBAC objects. */
export function checkPathSegment(text) {
    if (text === '.' || text === '..')
        return [`may not be '${text}'`];
    return ['/', '%'].filter((part) => text.includes(part)).map((part) => `may not contain '${part}'`);
}
const RULES = {
    'dns-label': checkDnsLabel,
    'dns-1035-label': checkDns1035Label,
    'dns-subdomain': checkDnsSubdomain,
    'path-segment': checkPathSegment,
};
/** Checks metadata.name by the rule of its resource type. */
export function checkName(text, rule) {
    return RULES[rule](text);
}
/** Keys of labels and annotations: `name` or `dns.sub.domain/name`. */
export function checkQualifiedName(text) {
    const parts = text.split('/');
    const [first = '', second] = parts;
    if (parts.length > 2) {
        return [
            "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character " +
                `(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME_PART}') ` +
                "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')",
        ];
    }
    if (second === undefined)
        return checkNamePart(first);
    const prefix = first === ''
        ? ['prefix part must be non-empty']
        : checkDnsSubdomain(first).map((m) => `prefix part ${m}`);
    return [...prefix, ...checkNamePart(second)];
}
export function checkLabelValue(text) {
    return [...checkLength(text, MAX_LABEL_BYTES), ...checkFormat(text, FORMATS.labelValue)];
}
/** Causes for a map of labels; `field` is its path, such as `metadata.labels`. */
export function checkLabels(labels, field) {
    const causes = [];
    for (const key in labels) {
        const value = labels[key] ?? '';
        for (const message of checkQualifiedName(key))
            causes.push(invalidField(field, key, message));
        for (const message of checkLabelValue(value))
            causes.push(invalidField(field, value, message));
    }
    return causes;
}
/** Causes for a map of annotations: keys as labels (in any case), values free, the whole limited in size. */
export function checkAnnotations(annotations, field) {
    const causes = [];
    let characters = 0;
    for (const key in annotations) {
        for (const message of checkQualifiedName(key.toLowerCase()))
            causes.push(invalidField(field, key, message));
        characters += key.length + (annotations[key] ?? '').length;
    }
    // A character (UTF-16 unit) is at most three bytes, so they are only counted where it may matter.
    if (characters * 3 > MAX_ANNOTATIONS_BYTES && bytesOf(annotations ?? {}) > MAX_ANNOTATIONS_BYTES)
        causes.push(tooLongField(field, MAX_ANNOTATIONS_BYTES));
    return causes;
}
function bytesOf(annotations) {
    let bytes = 0;
    for (const [key, value] of Object.entries(annotations))
        bytes += utf8Length(key) + utf8Length(value);
    return bytes;
}
function checkNamePart(text) {
    if (text === '')
        return ['name part must be non-empty'];
    const length = checkLength(text, MAX_LABEL_BYTES).map((message) => `name part ${message}`);
    return [...length, ...checkFormat(text, FORMATS.namePart)];
}
function checkLength(text, max) {
    return text.length > max ? [`must be no more than ${max} characters`] : [];
}
/** Text far over its length is already refused, and not worth a regular expression. */
function checkFormat(text, { pattern, message }) {
    return text.length > MAX_MATCHED_LENGTH || pattern.test(text) ? [] : [message];
}
function format(pattern, sentence, examples) {
    const shown = examples.map((example) => `'${example}'`).join(',  or ');
    return {
        pattern: new RegExp(`^${pattern}$`),
        message: `${sentence} (e.g. ${shown}, regex used for validation is '${pattern}')`,
    };
}
/** Bytes in UTF-8, without making the bytes. */
function utf8Length(text) {
    let bytes = 0;
    for (const character of text) {
        const code = character.codePointAt(0) ?? 0;
        if (code < 0x80)
            bytes += 1;
        else if (code < 0x800)
            bytes += 2;
        else
            bytes += code < 0x10000 ? 3 : 4;
    }
    return bytes;
}
//# sourceMappingURL=names.js.map