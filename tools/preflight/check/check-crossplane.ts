import { at, type JsonObject } from '../../../src/lib/json.js';
import { valueOr } from '../../kubernetes/cluster-reader.js';
import { type CrossplaneDeployment, crossplaneIn } from '../crossplane.js';
import { type Finding, findingsOf } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { isAtLeast } from '../version.js';

const { ok, warning, problem, unread } = findingsOf('Crossplane');

/** Namespaced composites, required resources and activation policies. */
const NEEDED = '2.0.0';
/** What serves claims. */
const NEEDED_BY_CLAIMS = '1.16.0';
const INSTALL =
  'helm upgrade --install crossplane crossplane --repo https://charts.crossplane.io/stable --namespace crossplane-system --create-namespace';
const USAGES = 'crossplane-no-usages';

/** Whether Crossplane runs, is new enough, and has the features that bindings use. */
export function checkCrossplane(inventory: Inventory): readonly Finding[] {
  const { deployments, xrds } = inventory;
  const { deployment, namespace } = crossplaneIn(valueOr(deployments, []));
  if (xrds.state === 'absent') return [problem('is not installed: its API is not served', INSTALL)];
  if (deployment === undefined)
    return [
      ...unread('Deployments', deployments),
      warning('no Deployment runs it: what is served is its API, but its version and flags cannot be seen'),
      ...checkWebhooks(inventory, undefined),
    ];
  return [
    checkVersion(inventory, deployment, namespace),
    ...(deployment.isAvailable
      ? []
      : [
          problem(
            'none of its Pods is available',
            `kubectl -n ${namespace} rollout status deployment/${deployment.name}`,
          ),
        ]),
    ...checkRealtime(deployment, namespace),
    ...checkWebhooks(inventory, deployment),
  ];
}

function checkVersion({ policies }: Inventory, deployment: CrossplaneDeployment, namespace: string): Finding {
  const { version } = deployment;
  if (version === undefined) return warning(`runs in ${namespace}; neither its image nor its labels say its version`);
  if (isAtLeast(version, NEEDED))
    return ok(`v${version} in ${namespace}: namespaced composites, required resources, activation policies`);
  const onlyClaims = policies.length > 0 && policies.every(({ family }) => family === 'ClusterScoped');
  if (onlyClaims && isAtLeast(version, NEEDED_BY_CLAIMS))
    return warning(`v${version} serves claims; CA certificates from ConfigMaps and Secrets need v${NEEDED}`);
  return problem(`v${version} is too old: a DatabaseBinding has a namespace, which needs v${NEEDED}`, INSTALL);
}

function checkRealtime(deployment: CrossplaneDeployment, namespace: string): readonly Finding[] {
  if (deployment.flag('enable-realtime-compositions') !== false) return [];
  return [
    warning(
      'realtime compositions are off: bindings follow what happens only at the poll interval',
      `kubectl -n ${namespace} edit deployment/${deployment.name}   # without --enable-realtime-compositions=false`,
    ),
  ];
}

// Usages are enforced by a webhook; without it deletion protection protects nothing.
function checkWebhooks(inventory: Inventory, deployment: CrossplaneDeployment | undefined): readonly Finding[] {
  const { webhooks, policies } = inventory;
  const there = valueOr(webhooks, []).some((webhook: JsonObject) => at(webhook, 'metadata', 'name') === USAGES);
  const flags = ['enable-usages', 'enable-webhooks', 'webhook-enabled'].map((name) => deployment?.flag(name));
  if (webhooks.state === 'refused') return unread('webhooks', webhooks);
  if (there && !flags.includes(false)) return [ok('deletion protection is enforced by its webhook')];
  const protecting = policies.filter(({ protectsDeletion }) => protectsDeletion).map(({ composition }) => composition);
  const message = `deletion protection has no effect: usages or webhooks are off (no ${USAGES})`;
  return protecting.length === 0
    ? [warning(message)]
    : [problem(`${message}; ${protecting.join(', ')} asks for it`, `${INSTALL} --set webhooks.enabled=true`)];
}
