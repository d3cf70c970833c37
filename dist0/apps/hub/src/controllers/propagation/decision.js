import {} from '#libs/apimachinery';
import {} from '#libs/kinds';
import {} from '#libs/placement';
import {} from '#libs/store';
import {} from '../events/event-recorder.js';
import {} from './cluster-view.js';
import {} from './scaling.js';
import {} from './standing.js';
import {} from './targets.js';
//# sourceMappingURL=decision.js.map