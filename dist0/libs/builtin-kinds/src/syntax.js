import { checkDnsSubdomain } from '#libs/apimachinery';
const FINE = [];
/** `*.example.com`. */
export function wildcardSubdomain(text) {
    return text.startsWith('*.') && checkDnsSubdomain(text.slice(2)).length === 0
        ? FINE
        : ["a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain"];
}
/** Names of containers' ports and of Service target ports: an IANA service name. */
export function portName(text) {
    const problems = [];
    if (text.length > 15) {
        problems.push('must be no more than 15 characters');
    }
    if (!/^[-a-z0-9]+$/.test(text)) {
        problems.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
    }
    if (!/[a-z]/.test(text)) {
        problems.push('must contain at least one letter (a-z)');
    }
    if (text.includes('--')) {
        problems.push('must not contain consecutive hyphens');
    }
    if (text.startsWith('-') || text.endsWith('-')) {
        problems.push('must not begin or end with a hyphen');
    }
    return problems;
}
export function portNumber(value) {
    return Number.isInteger(value) && value >= 1 && value <= 65_535
        ? FINE
        : ['must be between 1 and 65535, inclusive'];
}
/** Keys of ConfigMaps and Secrets, which become file names. */
export function configKey(text) {
    if (text.length > 253) {
        return ['must be no more than 253 bytes'];
    }
    if (text === '.' || text.startsWith('..')) {
        return ["must not be '.' or start with '..'"];
    }
    return /^[-._a-zA-Z0-9]+$/.test(text)
        ? FINE
        : ["a valid config key must consist of alphanumeric characters, '-', '_' or '.'"];
}
/** Environment variables: printable ASCII without `=` (relaxed in Kubernetes 1.32). */
export function envName(text) {
    return /^[ -<>-~]+$/.test(text)
        ? FINE
        : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}
export function isIpv4(text) {
    const parts = text.split('.');
    return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}
export function isIpv6(text) {
    const halves = text.split('::');
    if (halves.length > 2) {
        return false;
    }
    const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
    const last = groups.at(-1) ?? '';
    const embedded = last.includes('.');
    const hex = embedded ? groups.slice(0, -1) : groups;
    const length = hex.length + (embedded ? 2 : 0);
    return ((!embedded || isIpv4(last)) &&
        hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) &&
        (halves.length === 2 ? length < 8 : length === 8));
}
export function ipAddress(text) {
    return isIpv4(text) || isIpv6(text)
        ? FINE
        : ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}
export function cidr(text) {
    const [address = '', bits = '', ...rest] = text.split('/');
    const max = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
    return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= max
        ? FINE
        : ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
}
//# sourceMappingURL=syntax.js.map