import { Batcher } from './batcher.js';
/** The function of migrations/0007-moves.ts. Running it again, after a lost answer, only wastes what it took. */ const TAKE = {
    name: 'take_moves',
    text: 'SELECT granted FROM take_moves($1::text[], $2::bigint[], $3::bigint, $4::float8, $5::float8, $6::float8, $7::float8)'
};
/** Token buckets, shared by all hubs, that bound how fast replicas move: one for each receiving cluster and one for all. */ export class MoveRepository {
    deps;
    takes;
    constructor(deps){
        this.deps = deps;
        this.takes = new Batcher({
            name: 'move',
            maxBatch: deps.limits.planBatch,
            maxInFlight: 1,
            maxQueued: deps.limits.queued,
            run: (asks)=>this.takeMany(asks)
        });
    }
    /**
   * Takes what the buckets hold of what is wanted, by receiving cluster; what is not there is not waited for. `now` on the
   * hub's clock, ms. What was granted and is not used in the end is lost: the bound holds all the more.
   */ take(wanted, now) {
        return this.takes.add({
            wanted,
            now
        });
    }
    status() {
        return this.takes.status();
    }
    close() {
        return this.takes.close();
    }
    async takeMany(asks) {
        const { limits } = this.deps;
        const flat = asks.flatMap(({ wanted })=>[
                ...wanted
            ]);
        const rows = await this.deps.database.query(TAKE, [
            flat.map(([cluster])=>cluster),
            flat.map(([, count])=>count),
            Math.max(...asks.map(({ now })=>now)),
            limits.movesPerSecond,
            limits.movesAtOnce,
            limits.clusterMovesPerSecond,
            limits.clusterMovesAtOnce
        ]);
        let at = 0;
        return asks.map(({ wanted })=>new Map([
                ...wanted.keys()
            ].map((cluster)=>[
                    cluster,
                    Number(rows[at++]?.granted ?? 0)
                ])));
    }
}
