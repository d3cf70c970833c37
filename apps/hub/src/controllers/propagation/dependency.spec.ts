import { describe, expect, it } from '@jest/globals';
import { ANNOTATION_CLUSTER_SELECTOR } from '#libs/kinds';
import { type Dependency } from './dependency.js';
import { actions, NOW, objectOf, away, plan, row, view, views } from './propagation.fixture.js';

const to = (...clusters: string[]): ReadonlyMap<string, string> =>
  new Map(clusters.map((name) => [name, `goes where Deployment web is that refers to it`]));

const dependency = (wanted: string[], more: Partial<Dependency> = {}): Dependency => ({
  wanted: to(...wanted),
  left: new Set(),
  only: true,
  ...more,
});

describe('an object that others refer to', () => {
  it('goes where they go, and nowhere else', () => {
    const output = plan({ clusters: views('a', 'b', 'c'), dependency: dependency(['b']) });
    expect(actions(output.plan?.targets)).toEqual(['b apply']);
    expect(output.plan?.targets[0]?.reason).toBe('goes where Deployment web is that refers to it');
    expect(output.decision?.unfollowed).toEqual(
      new Map([
        ['a', 'nothing that refers to it is there'],
        ['c', 'nothing that refers to it is there'],
      ]),
    );
  });

  it('goes to clusters that take nothing new themselves: who refers to it is there', () => {
    const clusters = [view('a', { cordoned: true }), away('b', 5_000), view('c')];
    const output = plan({ clusters, dependency: dependency(['a', 'b']) });
    expect(actions(output.plan?.targets)).toEqual(['a apply', 'b apply']);
  });

  it('stays where they still have to go, and is not brought there', () => {
    const clusters = views('a', 'b', 'c');
    const left = dependency(['c'], { left: new Set(['a', 'b']) });
    const output = plan({ clusters, work: [row('a'), row('c')], dependency: left });
    expect(actions(output.plan?.targets)).toEqual(['a apply', 'c apply']);
    const after = plan({ clusters, work: [row('a'), row('c')], dependency: dependency(['c']) });
    expect(actions(after.plan?.targets)).toEqual(['c apply', 'a delete']);
  });

  it('with a selector of its own goes where that says and where they go', () => {
    const object = objectOf('ConfigMap', {
      annotations: {
        [ANNOTATION_CLUSTER_SELECTOR]: JSON.stringify([{ key: 'here', operator: 'exists', values: [] }]),
      },
    });
    const clusters = [view('a', { labels: { here: '' } }), view('b'), view('c')];
    const output = plan({ object, clusters, dependency: dependency(['b'], { only: false }) });
    expect(output.plan?.targets.map(({ cluster, reason }) => [cluster, reason])).toEqual([
      ['a', 'every selected cluster has it'],
      ['b', 'goes where Deployment web is that refers to it'],
    ]);
    expect(output.decision?.unfollowed).toBeUndefined();
  });

  it('is planned as a step: an older plan does not undo a later one', () => {
    const work = [row('a', { generation: 9 })];
    expect(plan({ work, dependency: dependency(['a']) }).plan?.seen).toBe(9);
    expect(plan({ work, now: NOW }).plan?.seen).toBeUndefined();
  });
});
