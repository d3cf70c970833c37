import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { runWhatif } from './run-whatif.js';

const fixture = (name: string): string =>
  fileURLToPath(new URL(`../../../../test/fixtures/cases/${name}`, import.meta.url));
const SAMPLE = fixture('placement.sample.json');
const nothing = Readable.from([]);

interface Answer {
  readonly name: string;
  readonly plan?: object;
  readonly error?: { reason: string; field: string; message: string };
}

async function ask(cases: unknown): Promise<{ answers: Answer[]; exitCode: number }> {
  const input = Readable.from([typeof cases === 'string' ? cases : JSON.stringify(cases)]);
  const { stdout, exitCode } = await runWhatif(['placement', '-'], input);
  return { answers: JSON.parse(stdout) as Answer[], exitCode };
}

describe('whatif placement', () => {
  it.each([
    ['the sample', SAMPLE],
    ['what policies ask for', fixture('placement.policy.json')],
  ])('answers %s', async (_what, file) => {
    const sample = JSON.parse(readFileSync(file, 'utf8')) as { name: string; expected: object }[];
    const { stdout, exitCode } = await runWhatif(['placement', file], nothing);
    const answers = JSON.parse(stdout) as Answer[];
    expect(exitCode).toBe(0);
    expect(answers.map(({ name }) => name)).toEqual(sample.map(({ name }) => name));
    for (const [index, one] of answers.entries()) {
      expect(one).toEqual(expect.objectContaining(sample[index]!.expected));
    }
  });

  const good = { name: 'good', key: 'x/y', replicas: 2, clusters: ['a', 'b'] };

  it.each([
    [
      'min above max',
      { preferences: { clusters: { a: { minReplicas: 3, maxReplicas: 1 } } } },
      'preferences.clusters[a].maxReplicas',
    ],
    [
      'negative weight',
      { preferences: { clusters: { a: { weight: -1 } } } },
      'preferences.clusters[a].weight',
    ],
    ['negative capacity', { capacity: { b: -1 } }, 'capacity[b]'],
    ['negative replicas', { replicas: -1 }, 'replicas'],
    ['text for a count', { capacity: { b: '1' } }, 'capacity[b]'],
    [
      'unknown type',
      { replicaScheduling: { replicaSchedulingType: 'Spread' } },
      'replicaScheduling.replicaSchedulingType',
    ],
    [
      'a limit whose minimum is above its maximum',
      { replicaScheduling: { clusterLimits: [{ minReplicas: 3, maxReplicas: 2 }] } },
      'replicaScheduling.clusterLimits[0].maxReplicas',
    ],
    ['no clusters', { clusters: undefined }, 'clusters'],
    ['two forms', { preferences: {}, replicaScheduling: {} }, 'replicaScheduling'],
  ])('%s is answered with the field, and the others still run', async (name, wrong, field) => {
    const { answers, exitCode } = await ask([{ ...good, ...wrong, name }, good]);
    expect(exitCode).toBe(1);
    expect(answers).toMatchObject([
      { name, error: { reason: 'Invalid', field, message: expect.any(String) } },
      { name: 'good', plan: { a: 1, b: 1 } },
    ]);
  });

  it('names a case that has no name by its place', async () => {
    expect((await ask([good, 7])).answers[1]).toMatchObject({ name: 'case 1', error: { reason: 'Invalid' } });
  });

  it('says why for each cluster', async () => {
    const { answers, exitCode } = await ask([good]);
    expect(exitCode).toBe(0);
    expect(answers[0]).toMatchObject({
      reasons: [
        { cluster: 'a', rule: 'Even' },
        { cluster: 'b', rule: 'Even' },
      ],
    });
  });
});

describe('whatif', () => {
  it.each([
    [[], /usage/],
    [['placement'], /usage/],
    [['dns', SAMPLE], /usage/],
    [['routing'], /usage/],
    [['routing', SAMPLE, 'more'], /usage/],
    [['constructor', SAMPLE], /usage/],
    [['placement', '/nowhere/at/all.json'], /cannot read/],
  ])('%j ends with 2', async (args, message) => {
    const { stdout, stderr, exitCode } = await runWhatif(args, nothing);
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toMatch(message);
  });

  it.each([
    ['placement', '{'],
    ['placement', '{}'],
    ['routing', '['],
    ['routing', '{}'],
    ['routing', '{"cases": {}}'],
    ['routing', '{"sequences": []}'],
    ['routing', 'null'],
  ])('%s: %s is no list of cases', async (question, content) => {
    const { stderr, exitCode } = await runWhatif([question, '-'], Readable.from([content]));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/JSON/);
  });

  it('--help says how', async () => {
    const { stdout, exitCode } = await runWhatif(['--help'], nothing);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('placement FILE|-');
    expect(stdout).toContain('routing FILE|-');
  });
});
