import { type ServedCertificate } from './certificate-store.js';
import { certificateList } from './render-config.js';
import { hostOf, portOf, type Changes, type RoutingState } from './routing-state.js';
import { ask, tell, tellText, word } from './runtime-socket.js';
import { mapFile, type MapName } from './site-maps.js';

interface Place {
  readonly address: string | undefined;
  readonly weight: number;
}

/** Commands for the servers of a service. */
export interface ServerCommands {
  readonly commands: readonly string[];
  /** Servers (`backend/server`) at a gateway that get nothing any more. */
  readonly left: ReadonlyMap<string, string>;
}

/** What one process of HAProxy has, and how it gets what it should have. Everything by its socket, nothing by a reload. */
export class AppliedState {
  private readonly maps: ReadonlyMap<MapName, Map<string, string>>;
  private readonly places: Map<string, Place[]>;
  private readonly certificates: Map<string, ServedCertificate>;

  /** As a process has it that starts by what `state` is now. */
  constructor(
    private readonly directory: string,
    state: RoutingState,
  ) {
    this.maps = new Map([...state.maps].map(([name, entries]) => [name, new Map(entries)]));
    this.places = new Map(
      state.pool
        .all()
        .map(({ name, slots }) => [name, slots.map(({ address, weight }) => ({ address, weight }))]),
    );
    this.certificates = new Map(state.certificates.all().map((one) => [one.file, one]));
  }

  /** Whether the process has this backend. */
  has(backend: string): boolean {
    return this.places.has(backend);
  }

  /** Servers first, so that no map leads to a backend whose servers are another service's. */
  serverCommands(state: RoutingState, services: Iterable<string>): ServerCommands {
    const [up, down]: [string[], string[]] = [[], []];
    const left = new Map<string, string>();
    for (const service of services) {
      const backend = state.pool.get(service);
      const held = backend && this.places.get(backend.name);
      if (backend === undefined || held === undefined) continue;
      for (const [at, { address, weight }] of backend.slots.entries()) {
        const before = held[at] ?? NOWHERE;
        if (before.address === address && before.weight === weight) continue;
        const name = `${backend.name}/s${at}`;
        held[at] = { address, weight };
        if (weight > 0) up.push(...raise(name, before, { address, weight }));
        else if (before.weight > 0) down.push(`set server ${name} state maint`);
        const gone = lost(before, { address, weight });
        if (gone !== undefined) left.set(name, gone);
      }
    }
    return { commands: [...up, ...down], left };
  }

  /** Map entries, new before old. */
  mapCommands(state: RoutingState, entries: Changes['entries']): string[] {
    const [put, gone]: [string[], string[]] = [[], []];
    for (const [map, key] of entries.values()) {
      const wanted = state.maps.get(map)?.get(key);
      const held = this.maps.get(map);
      const before = held?.get(key);
      if (wanted === before || held === undefined) continue;
      // A backend that comes with the next reload: until then the one of before.
      if (map === 'services' && wanted !== undefined && !this.has(wanted)) continue;
      const file = mapFile(this.directory, map);
      if (wanted === undefined) {
        held.delete(key);
        gone.push(`del map ${file} ${word(key)}`);
      } else {
        held.set(key, wanted);
        put.push(`${before === undefined ? 'add' : 'set'} map ${file} ${word(key)} ${word(wanted)}`);
      }
    }
    return [...put, ...gone];
  }

  /** @throws RuntimeError */
  async pushCertificates(socket: string, state: RoutingState, keys: Iterable<string>): Promise<void> {
    const held = new Map(
      [...keys].map((key) => [state.certificates.fileOf(key), state.certificates.get(key)]),
    );
    for (const [file, wanted] of held) {
      const before = this.certificates.get(file);
      if (wanted === undefined) {
        if (before !== undefined) await this.dropCertificate(socket, file);
        this.certificates.delete(file);
        continue;
      }
      const path = `${this.directory}/${file}`;
      if (before?.pem !== wanted.pem) {
        if (before === undefined) await tell(socket, [`new ssl cert ${path}`]);
        await tellText(socket, `set ssl cert ${path}`, wanted.pem);
        await tell(socket, [`commit ssl cert ${path}`]);
      }
      // Names that are no longer its own lead nowhere: the map `tls` refuses them, and they go with the next reload.
      const names = wanted.names.filter((name) => before?.names.includes(name) !== true);
      const list = certificateList(this.directory);
      if (names.length > 0) await tellText(socket, `add ssl crt-list ${list}`, `${path} ${names.join(' ')}`);
      this.certificates.set(file, wanted);
    }
  }

  private async dropCertificate(socket: string, file: string): Promise<void> {
    const [list, path] = [certificateList(this.directory), `${this.directory}/${file}`];
    const listed = await ask(socket, `show ssl crt-list -n ${list}`);
    const lines = listed
      .split('\n')
      .flatMap((line) => (line.startsWith(`${path}:`) ? [line.split(' ')[0] ?? ''] : []));
    await tell(socket, [...lines.map((line) => `del ssl crt-list ${list} ${line}`), `del ssl cert ${path}`]);
  }
}

const NOWHERE: Place = { address: undefined, weight: 0 };

/** The gateway that got requests here and gets none any more. */
function lost(before: Place, after: Place): string | undefined {
  return before.weight > 0 && (after.weight === 0 || after.address !== before.address)
    ? before.address
    : undefined;
}

function raise(name: string, before: Place, { address = '', weight }: Place): string[] {
  const moved = before.address !== address;
  return [
    ...(moved && before.weight > 0 ? [`set server ${name} state maint`] : []),
    ...(moved ? [`set server ${name} addr ${hostOf(address)} port ${portOf(address)}`] : []),
    `set server ${name} weight ${weight}`,
    ...(moved || before.weight === 0 ? [`set server ${name} state ready`] : []),
  ];
}
