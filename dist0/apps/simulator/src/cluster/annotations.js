/** What a person or a test may write on a pod template (or a pod) to say how its pods behave; docs: apps/simulator/README.md. */
const DOMAIN = 'simulator.meridian.dev';
/** Seconds that containers run before they end. Pods that are not to run for ever (restartPolicy) take 1 when not said. */
export const RUN_SECONDS = `${DOMAIN}/run-seconds`;
/** With which code they end; 0 when not said. */
export const EXIT_CODE = `${DOMAIN}/exit-code`;
/** `false`: never ready, or not any more. */
export const READY = `${DOMAIN}/ready`;
/** Containers do not start, for this reason: `ImagePullBackOff`. */
export const WAITING_REASON = `${DOMAIN}/waiting-reason`;
/** On an autoscaler or its target: how busy each pod is, in percent of its request, however many there are. */
export const utilizationOf = (resource) => `${DOMAIN}/${resource}-utilization`;
/** The same for all pods together: `300` keeps three pods at 100 %, or six at 50 %. */
export const loadOf = (resource) => `${DOMAIN}/${resource}-load`;
/** On a node: made by the settings. */
export const NODE_MARK = `${DOMAIN}/node`;
//# sourceMappingURL=annotations.js.map