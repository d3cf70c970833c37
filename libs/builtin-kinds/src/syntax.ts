/** The grammars of names, keys and values. Each check gives the reason of refusal, or undefined when fine. */
export type Refusal = string | undefined;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const CONFIG_KEY = /^[-._a-zA-Z0-9]+$/;
const QUANTITY = /^[+-]?(\d+(\.\d*)?|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/;

export function dnsLabel(value: string): Refusal {
  if (value.length > 63) {
    return 'must be no more than 63 bytes';
  }
  return LABEL.test(value)
    ? undefined
    : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
}

export function dns1035Label(value: string): Refusal {
  if (value.length > 63) {
    return 'must be no more than 63 bytes';
  }
  return LABEL_1035.test(value)
    ? undefined
    : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
}

export function dnsSubdomain(value: string): Refusal {
  if (value.length > 253) {
    return 'must be no more than 253 bytes';
  }
  return SUBDOMAIN.test(value)
    ? undefined
    : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
}

/** `*.example.com`. */
export function wildcardSubdomain(value: string): Refusal {
  return value.startsWith('*.') && dnsSubdomain(value.slice(2)) === undefined && value.length <= 253
    ? undefined
    : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain";
}

/** Names of containers' ports and of Service target ports: an IANA service name. */
export function portName(value: string): Refusal {
  if (value.length > 15) {
    return 'must be no more than 15 characters';
  }
  if (!/^[-a-z0-9]+$/.test(value)) {
    return 'must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)';
  }
  if (!/[a-z]/.test(value)) {
    return 'must contain at least one letter (a-z)';
  }
  return value.includes('--') || value.startsWith('-') || value.endsWith('-')
    ? 'must not contain consecutive hyphens, nor begin or end with one'
    : undefined;
}

export function portNumber(value: number): Refusal {
  return Number.isInteger(value) && value >= 1 && value <= 65_535
    ? undefined
    : 'must be between 1 and 65535, inclusive';
}

/** Label keys, taint keys, finalizers: `[prefix/]name`. */
export function qualifiedName(value: string): Refusal {
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2 || (parts.length === 2 && dnsSubdomain(parts[0] ?? '') !== undefined)) {
    return "a qualified name must consist of a name with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
  }
  if (name.length > 63) {
    return 'name part must be no more than 63 bytes';
  }
  return QUALIFIED_PART.test(name)
    ? undefined
    : "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
}

export function labelValue(value: string): Refusal {
  if (value.length > 63) {
    return 'must be no more than 63 bytes';
  }
  return value === '' || QUALIFIED_PART.test(value)
    ? undefined
    : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
}

/** Keys of ConfigMaps and Secrets, which become file names. */
export function configKey(value: string): Refusal {
  if (value.length > 253) {
    return 'must be no more than 253 bytes';
  }
  if (value === '.' || value === '..' || value.startsWith('..')) {
    return "must not be '.', '..' or start with '..'";
  }
  return CONFIG_KEY.test(value)
    ? undefined
    : "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
}

/** Environment variables: printable ASCII without `=` (relaxed in Kubernetes 1.32). */
export function envName(value: string): Refusal {
  return /^[ -<>-~]+$/.test(value)
    ? undefined
    : "a valid environment variable name must consist only of printable ASCII characters other than '='";
}

export function quantity(value: string | number): Refusal {
  return QUANTITY.test(String(value))
    ? undefined
    : "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

export function ipv4(value: string): boolean {
  const parts = value.split('.');
  return parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part) && Number(part) <= 255);
}

export function ipv6(value: string): boolean {
  const halves = value.split('::');
  if (halves.length > 2) {
    return false;
  }
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')));
  const last = groups.at(-1) ?? '';
  const embedded = last.includes('.');
  const hex = embedded ? groups.slice(0, -1) : groups;
  const length = hex.length + (embedded ? 2 : 0);
  return (
    (!embedded || ipv4(last)) &&
    hex.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group)) &&
    (halves.length === 2 ? length < 8 : length === 8)
  );
}

export function ipAddress(value: string): Refusal {
  return ipv4(value) || ipv6(value)
    ? undefined
    : 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
}

export function cidr(value: string): Refusal {
  const [address = '', bits = '', ...rest] = value.split('/');
  const max = ipv4(address) ? 32 : ipv6(address) ? 128 : -1;
  return rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= max
    ? undefined
    : 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
}
