/** Those of `LoopStats` that metrics show. */
export const LOOP_NUMBERS = [
    'depth',
    'delayed',
    'running',
    'runs',
    'failed',
    'terminal',
    'refused',
    'busyMs',
];
/** All loops of a process, for one debug endpoint. */
export class LoopRegistry {
    loops = [];
    add(loop) {
        this.loops.push(loop);
        return loop;
    }
    stats() {
        return this.loops.map((loop) => loop.stats());
    }
}
//# sourceMappingURL=loop-registry.js.map