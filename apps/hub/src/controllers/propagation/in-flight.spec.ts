import { describe, expect, it } from '@jest/globals';
import { InFlight } from './in-flight.js';
import { COUNTED_AFTER_MS, IN_FLIGHT_MS, MAX_IN_FLIGHT } from './limits.js';

const ONE = { cpu: 0.5, memory: 1_024 };
const NOTHING = { cpu: 0, memory: 0, pods: 0 };

function world(): { readonly flights: InFlight; readonly at: (now: number) => InFlight } {
  let clock = 0;
  const flights = new InFlight(() => clock);
  return { flights, at: (now) => ((clock = now), flights) };
}

describe('InFlight', () => {
  it('adds up what others are given in a cluster', () => {
    const { flights } = world();
    flights.place('a', 'web', 2, ONE);
    flights.place('a', 'db', 1, ONE);
    flights.place('a', 'web', 1, ONE);
    flights.place('b', 'web', 7, ONE);
    expect(flights.beside('new', 'a', 0)).toEqual({ cpu: 2, memory: 4_096, pods: 4 });
    expect(flights.beside('web', 'a', 0)).toEqual({ cpu: 0.5, memory: 1_024, pods: 1 });
    expect(flights.beside('new', 'c', 0)).toEqual(NOTHING);
  });

  it('ends when the cluster has counted it, which takes a while', () => {
    const { at } = world();
    at(1_000).place('a', 'web', 2, ONE);
    expect(at(5_000).beside('new', 'a', 1_000 + COUNTED_AFTER_MS).pods).toBe(2);
    expect(at(5_000).beside('new', 'a', 1_001 + COUNTED_AFTER_MS)).toEqual(NOTHING);
  });

  it('ends by time where a cluster does not say when it counted, and lasts while more is placed', () => {
    const { at } = world();
    at(0).place('a', 'web', 1, ONE);
    at(10).place('a', 'db', 1, ONE);
    at(20).place('a', 'web', 1, ONE);
    expect(at(11 + IN_FLIGHT_MS).beside('new', 'a', 0).pods).toBe(2);
    expect(at(21 + IN_FLIGHT_MS).beside('new', 'a', 0)).toEqual(NOTHING);
  });

  it('is bounded: the oldest is forgotten', () => {
    const { flights } = world();
    for (let index = 0; index <= MAX_IN_FLIGHT; index++) flights.place('a', `k${index}`, 1, ONE);
    expect(flights.beside('new', 'a', 0).pods).toBe(MAX_IN_FLIGHT);
    expect(flights.beside('k0', 'a', 0).pods).toBe(MAX_IN_FLIGHT);
    expect(flights.beside('k1', 'a', 0).pods).toBe(MAX_IN_FLIGHT - 1);
  });
});
