import { addToDigest, EMPTY_DIGEST, mix } from '#libs/protocol';
import { MAX_TABLES } from './limits.js';
/** The last table of each key: of one hub, by the highest (epoch, version). */
export class TableSet {
    hubUid;
    tables = new Map();
    epoch = 0;
    version = 0;
    digest = EMPTY_DIGEST;
    constructor(hubUid) {
        this.hubUid = hubUid;
    }
    /** False for what is not newer, of another hub, or one too many. */
    accepts(table) {
        if (table.hubUid !== this.hubUid)
            return false;
        const known = this.tables.get(table.key);
        if (known === undefined)
            return this.tables.size < MAX_TABLES;
        return table.epoch === known.epoch ? table.version > known.version : table.epoch > known.epoch;
    }
    put(table) {
        const known = this.tables.get(table.key);
        this.tables.set(table.key, table);
        if (known !== undefined)
            this.digest = withoutVersion(this.digest, known.version);
        this.digest = addToDigest(this.digest, table.version);
        const isHigher = table.epoch > this.epoch || (table.epoch === this.epoch && table.version > this.version);
        if (isHigher)
            [this.epoch, this.version] = [table.epoch, table.version];
    }
    get(key) {
        const table = this.tables.get(key);
        return table?.type === 'removed' ? undefined : table;
    }
    /** Those that were removed as well. */
    all() {
        return this.tables.values();
    }
    get size() {
        return this.tables.size;
    }
    /** Highest epoch and, in it, highest version; digest of the versions of all tables. */
    summary() {
        const { epoch, version, digest } = this;
        return { epoch, version, digest };
    }
}
function withoutVersion({ count, sum, mixed }, version) {
    return { count: count - 1, sum: sum - version, mixed: mixed - mix(version) };
}
//# sourceMappingURL=table-set.js.map