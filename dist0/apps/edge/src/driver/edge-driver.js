import {} from '#libs/protocol';
import {} from '../tables/table-set.js';
//# sourceMappingURL=edge-driver.js.map