import { StatusError } from '#libs/apimachinery';
import { Zone, Zones } from '#libs/dns';
import {} from '#libs/protocol';
import {} from '../driver/edge-driver.js';
import {} from '../tables/table-set.js';
/**
 * The names that this edge answers: the federation's zone, filled by the record tables. Records go when their table is
 * removed, or no longer names them.
 */
export class EdgeNames {
    zones = new Zones([]);
    zone;
    shape = '';
    troubles = new Map();
    apply(changed, tables) {
        for (const table of changed) {
            this.troubles.delete(table.key);
            if (table.type === 'federation')
                this.openZone(table, tables);
            else if (table.type === 'records')
                this.put(table);
            else if (table.type === 'removed')
                this.zone?.remove(table.key);
        }
        return [...this.troubles.values()];
    }
    /** A zone of another name, or with other servers, begins anew with all records. */
    openZone(table, tables) {
        const { domain, nameservers, version } = table;
        const shape = JSON.stringify([domain, nameservers]);
        if (shape === this.shape)
            return;
        this.guard(table, () => {
            // Never behind an earlier zone's serial number, also after a restart.
            this.zone = new Zone({ domain, nameservers, serial: version >>> 0 });
            this.zones.replace([this.zone]);
            this.shape = shape;
            for (const one of tables.all())
                if (one.type === 'records')
                    this.put(one);
        });
    }
    put(table) {
        this.guard(table, () => {
            const refused = this.zone?.replace(table.key, table.sets) ?? [];
            if (refused.length > 0)
                throw new StatusError('Invalid', `others hold ${refused.slice(0, 5).join(', ')}`);
        });
    }
    guard({ key, version }, act) {
        try {
            act();
        }
        catch (error) {
            if (!(error instanceof StatusError))
                throw error;
            this.troubles.set(key, { key, version, message: error.message.slice(0, 1_000) });
        }
    }
}
//# sourceMappingURL=edge-names.js.map