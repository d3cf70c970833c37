import { describe, expect, it } from '@jest/globals';
import { Demand } from './demand.js';
describe('Demand', () => {
    it('follows the rate within some time constants, and forgets what is gone', () => {
        const demand = new Demand(0);
        let nowMs = 0;
        const pass = (seconds, perSecond) => {
            for (let at = 0; at < seconds; at += 2)
                demand.observe(new Map(perSecond > 0 ? [['t', perSecond * 2]] : []), (nowMs += 2_000));
        };
        pass(10, 100);
        expect(demand.top()[0]?.rps).toBeCloseTo(100 * (1 - Math.exp(-1)), 0);
        pass(60, 100);
        expect(demand.top()[0]?.rps).toBeCloseTo(100, 0);
        pass(200, 0);
        expect(demand.top()).toEqual([]);
    });
    it('gives the same whether it is asked often or seldom', () => {
        const [often, seldom] = [new Demand(0), new Demand(0)];
        for (let at = 1; at <= 10; at += 1)
            often.observe(new Map([['t', 10]]), at * 1_000);
        seldom.observe(new Map([['t', 100]]), 10_000);
        expect(often.top()[0]?.rps).toBeCloseTo(seldom.top()[0]?.rps ?? 0, 1);
    });
});
//# sourceMappingURL=demand.spec.js.map