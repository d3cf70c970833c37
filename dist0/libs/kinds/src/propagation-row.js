import {} from '#libs/apimachinery';
import {} from './division.js';
import {} from './merge-status.js';
//# sourceMappingURL=propagation-row.js.map