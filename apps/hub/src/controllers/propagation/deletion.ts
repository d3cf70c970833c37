import { type KubeObject } from '#libs/apimachinery';
import { type Removal } from './targets.js';

/**
 * How members undo an object that is being deleted: as the client asked (kubectl's --cascade), which the API server
 * keeps as a finalizer. The hub's garbage collector leaves objects with the members finalizer alone until it is gone, so
 * the wish is still there when this looks.
 */
export function deletionOf(object: KubeObject): Removal {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes('orphan'))
    return { action: 'release', reason: 'deleted at the hub with --cascade=orphan: members keep theirs' };
  return {
    action: 'delete',
    reason: 'deleted at the hub',
    propagationPolicy: finalizers.includes('foregroundDeletion') ? 'Foreground' : 'Background',
  };
}
