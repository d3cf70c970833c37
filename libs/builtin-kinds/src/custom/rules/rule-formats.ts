import { Optional, type Environment } from '@marcbachmann/cel-js';
import {
  checkDns1035Label,
  checkDnsLabel,
  checkDnsSubdomain,
  checkLabelValue,
  checkQualifiedName,
} from '#libs/apimachinery';
import { isUrl } from './rule-urls.js';

/**
 * Kubernetes' CEL library of named formats: `format.dns1123Label().validate(self.name)` is an optional list of what is
 * wrong, absent where nothing is; `format.named("uuid")` is an optional format.
 */

type Check = (text: string) => readonly string[];

/** A format as rules hold it. */
class RuleFormat {
  constructor(readonly check: Check) {}
}

/** What stands before the dot. */
class RuleFormats {
  readonly name = 'format';
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_TIME = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/;

const FORMATS: Readonly<Record<string, Check>> = {
  dns1123Label: checkDnsLabel,
  dns1123Subdomain: checkDnsSubdomain,
  dns1035Label: checkDns1035Label,
  dns1123LabelPrefix: ofPrefix(checkDnsLabel),
  dns1123SubdomainPrefix: ofPrefix(checkDnsSubdomain),
  dns1035LabelPrefix: ofPrefix(checkDns1035Label),
  qualifiedName: checkQualifiedName,
  labelValue: checkLabelValue,
  uri: (text) => (isUrl(text) ? [] : ['invalid URI']),
  uuid: (text) => (UUID.test(text) ? [] : ['does not match the UUID format']),
  byte: (text) => (BASE64.test(text) ? [] : ['invalid base64']),
  date: (text) => (DATE.test(text) && isTime(`${text}T00:00:00Z`) ? [] : ['invalid date']),
  datetime: (text) => (DATE_TIME.test(text) && isTime(text) ? [] : ['invalid datetime']),
};

export function registerFormats(environment: Environment): void {
  environment.registerType('Format', { ctor: RuleFormat, fields: {} });
  environment.registerType('RuleFormats', { ctor: RuleFormats, fields: {} });
  environment.registerConstant('format', 'RuleFormats', new RuleFormats());
  for (const [name, check] of Object.entries(FORMATS))
    environment.registerFunction(`RuleFormats.${name}(): Format`, () => new RuleFormat(check));
  environment.registerFunction('RuleFormats.named(string): optional<Format>', (_: unknown, name: string) => {
    const check = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
    return check ? Optional.of(new RuleFormat(check)) : Optional.none();
  });
  environment.registerFunction(
    'Format.validate(string): optional<list<string>>',
    ({ check }: RuleFormat, text: string) => {
      const faults = check(text);
      return faults.length === 0 ? Optional.none() : Optional.of([...faults]);
    },
  );
}

/** What a generated name begins with may end in a dash. */
function ofPrefix(check: Check): Check {
  return (text) => check(text.replace(/-$/, 'a'));
}

/** Of a day that there is: the thirtieth of February is none. */
function isTime(text: string): boolean {
  const day = text.slice(0, 10);
  const midnight = new Date(`${day}T00:00:00Z`);
  return (
    !Number.isNaN(midnight.getTime()) &&
    midnight.toISOString().startsWith(day) &&
    !Number.isNaN(Date.parse(text))
  );
}
