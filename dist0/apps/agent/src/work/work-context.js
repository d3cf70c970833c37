import {} from '#libs/kube-client';
import {} from '#libs/protocol';
import {} from '#libs/process';
import {} from './checkpoint.js';
import {} from './limits.js';
import {} from './live-object.js';
import {} from './namespaces.js';
import {} from './object-table.js';
import {} from './watch-set.js';
//# sourceMappingURL=work-context.js.map