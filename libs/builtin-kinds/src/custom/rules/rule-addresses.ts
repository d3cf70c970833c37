import { type Environment } from '@marcbachmann/cel-js';
import { isIpv4, isIpv6 } from '../../syntax.js';

/** Kubernetes' CEL libraries of IP addresses and of blocks of them. */

/** An address as rules hold it. */
class RuleAddress {
  constructor(
    readonly family: 4 | 6,
    readonly number: bigint,
  ) {}
}

/** `10.0.0.0/8`. */
class RuleBlock {
  constructor(
    readonly address: RuleAddress,
    readonly prefix: number,
  ) {}
}

/** What stands before the dot in `ip.isCanonical`. */
class RuleAddresses {
  readonly name = 'ip';
}

const V4_MAPPED = 0xffffn;

const FUNCTIONS: Readonly<Record<string, (...given: never[]) => unknown>> = {
  'isIP(string): bool': (text: string) => readAddress(text) !== undefined,
  'ip(string): IP': addressOf,
  'RuleAddresses.isCanonical(string): bool': (_: unknown, text: string) =>
    canonicalText(addressOf(text)) === text,
  'string(IP): string': canonicalText,
  'string(CIDR): string': ({ address, prefix }: RuleBlock) => `${canonicalText(address)}/${String(prefix)}`,
  'IP.family(): int': ({ family }: RuleAddress) => BigInt(family),
  'IP.isUnspecified(): bool': ({ number }: RuleAddress) => number === 0n,
  'IP.isLoopback(): bool': (ip: RuleAddress) => (ip.family === 4 ? within(ip, 127n, 8) : ip.number === 1n),
  'IP.isLinkLocalUnicast(): bool': isLinkLocal,
  'IP.isLinkLocalMulticast(): bool': isLinkLocalMulticast,
  'IP.isGlobalUnicast(): bool': isGlobalUnicast,
  'isCIDR(string): bool': (text: string) => readBlock(text) !== undefined,
  'cidr(string): CIDR': blockOf,
  'CIDR.ip(): IP': ({ address }: RuleBlock) => address,
  'CIDR.prefixLength(): int': ({ prefix }: RuleBlock) => BigInt(prefix),
  'CIDR.masked(): CIDR': (block: RuleBlock) =>
    new RuleBlock(masked(block.address, block.prefix), block.prefix),
  'CIDR.containsIP(IP): bool': containsAddress,
  'CIDR.containsIP(string): bool': (block: RuleBlock, text: string) =>
    containsAddress(block, addressOf(text)),
  'CIDR.containsCIDR(CIDR): bool': containsBlock,
  'CIDR.containsCIDR(string): bool': (block: RuleBlock, text: string) => containsBlock(block, blockOf(text)),
};

export function registerAddresses(environment: Environment): void {
  environment.registerType('IP', { ctor: RuleAddress, fields: {} });
  environment.registerType('CIDR', { ctor: RuleBlock, fields: {} });
  environment.registerType('RuleAddresses', { ctor: RuleAddresses, fields: {} });
  environment.registerConstant('ip', 'RuleAddresses', new RuleAddresses());
  environment.registerOperator('IP == IP', same);
  environment.registerOperator(
    'CIDR == CIDR',
    (a: RuleBlock, b: RuleBlock) => a.prefix === b.prefix && same(a.address, b.address),
  );
  for (const [signature, handler] of Object.entries(FUNCTIONS))
    environment.registerFunction(signature, handler);
}

/** No zones and no IPv4 addresses in the form of IPv6, as in Kubernetes. */
function readAddress(text: string): RuleAddress | undefined {
  if (isIpv4(text)) return new RuleAddress(4, numberOf(text.split('.').map(Number), 8n));
  if (!isIpv6(text)) return undefined;
  const number = numberOf(groupsOf(text), 16n);
  return number >> 32n === V4_MAPPED ? undefined : new RuleAddress(6, number);
}

function addressOf(text: string): RuleAddress {
  const address = readAddress(text);
  if (!address) throw new Error(`IP Address "${text}" parse error`);
  return address;
}

/** The eight groups of an IPv6 address, `::` written out and an IPv4 tail taken apart. */
function groupsOf(text: string): number[] {
  const [head = '', tail] = text.split('::');
  const read = (part: string): number[] =>
    part === ''
      ? []
      : part.split(':').flatMap((group) => {
          if (!group.includes('.')) return [Number.parseInt(group, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const [before, after] = [read(head), read(tail ?? '')];
  const gap = Math.max(0, 8 - before.length - after.length);
  return [...before, ...new Array<number>(tail === undefined ? 0 : gap).fill(0), ...after];
}

function numberOf(parts: readonly number[], bits: bigint): bigint {
  return parts.reduce((number, part) => (number << bits) | BigInt(part), 0n);
}

/** The shortest form, in lower case (RFC 5952). */
function canonicalText({ family, number }: RuleAddress): string {
  const [count, bits] = family === 4 ? [4, 8n] : [8, 16n];
  const parts = Array.from(
    { length: count },
    (_, index) => (number >> (bits * BigInt(count - 1 - index))) & ((1n << bits) - 1n),
  );
  if (family === 4) return parts.join('.');
  const text = parts.map((part) => part.toString(16)).join(':');
  const runs = [...text.matchAll(/(?:^|:)(0(?::0)+)(?=:|$)/g)].map(([, run = '']) => run);
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  return longest === '' ? text : text.replace(new RegExp(`(?:^|:)${longest}(?::|$)`), '::');
}

function readBlock(text: string): RuleBlock | undefined {
  const [, ip = '', length = ''] = /^([^/]+)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = readAddress(ip);
  const prefix = Number(length);
  return address && prefix <= widthOf(address) ? new RuleBlock(address, prefix) : undefined;
}

function blockOf(text: string): RuleBlock {
  const block = readBlock(text);
  if (!block) throw new Error(`network address parse error during conversion from string: "${text}"`);
  return block;
}

function widthOf({ family }: RuleAddress): number {
  return family === 4 ? 32 : 128;
}

/** The bits of the address before `prefix`. */
function leading(address: RuleAddress, prefix: number): bigint {
  return address.number >> BigInt(widthOf(address) - prefix);
}

function within(address: RuleAddress, bits: bigint, prefix: number): boolean {
  return leading(address, prefix) === bits;
}

function masked(address: RuleAddress, prefix: number): RuleAddress {
  return new RuleAddress(address.family, leading(address, prefix) << BigInt(widthOf(address) - prefix));
}

function same(a: RuleAddress, b: RuleAddress): boolean {
  return a.family === b.family && a.number === b.number;
}

function containsAddress({ address, prefix }: RuleBlock, other: RuleAddress): boolean {
  return address.family === other.family && leading(address, prefix) === leading(other, prefix);
}

function containsBlock(block: RuleBlock, other: RuleBlock): boolean {
  return other.prefix >= block.prefix && containsAddress(block, other.address);
}

function isLinkLocal(ip: RuleAddress): boolean {
  return ip.family === 4 ? within(ip, 0xa9fen, 16) : within(ip, 0xfe80n >> 6n, 10);
}

function isLinkLocalMulticast(ip: RuleAddress): boolean {
  return ip.family === 4 ? within(ip, 0xe00000n, 24) : within(ip, 0xff02n, 16);
}

function isGlobalUnicast(ip: RuleAddress): boolean {
  const multicast = ip.family === 4 ? within(ip, 0xen, 4) : within(ip, 0xffn, 8);
  const loopback = ip.family === 4 ? within(ip, 127n, 8) : ip.number === 1n;
  const broadcast = ip.family === 4 && ip.number === 0xffffffffn;
  return !multicast && !loopback && !broadcast && ip.number !== 0n && !isLinkLocal(ip);
}
