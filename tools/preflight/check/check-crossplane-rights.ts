import { type Answer, valueOr } from '../../kubernetes/cluster-reader.js';
import { crossplaneIn } from '../crossplane.js';
import { applying, type Finding, findingsOf, namesIn } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { allows, grantedBy, rulesFor, type Subject } from '../rbac.js';

const { ok, warning, problem, unread } = findingsOf('Rights of Crossplane');

/** What Crossplane does with everything that it composes. */
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'];

/** What Crossplane composes for bindings, whatever the policy. */
const COMPOSED: readonly Composed[] = [
  { group: '', resources: ['secrets', 'configmaps'] },
  { group: 'bindings.digitalocean.crossplane.io', resources: ['databasebindings', 'databasebindings/status'] },
  { group: 'protection.crossplane.io', resources: ['usages'] },
];

interface Composed {
  readonly group: string;
  readonly resources: readonly string[];
}

/** Whether Crossplane may write what bindings are composed of. A platform team may have taken rights away. */
export function checkCrossplaneRights(inventory: Inventory): readonly Finding[] {
  const { clusterRoles, clusterRoleBindings, deployments } = inventory;
  const refused = [clusterRoles, clusterRoleBindings].find(({ state }) => state === 'refused');
  if (refused) return unread('ClusterRoles and their bindings', refused as Answer<unknown>);
  const { namespace, serviceAccount, deployment } = crossplaneIn(valueOr(deployments, []));
  // Where nothing is known of it, its account would be a guess.
  if (deployment === undefined) return [];
  const granted = grantedBy({
    clusterRoles: valueOr(clusterRoles, []),
    roles: [],
    clusterRoleBindings: valueOr(clusterRoleBindings, []),
    roleBindings: [],
  });
  const subject: Subject = { kind: 'ServiceAccount', namespace, name: serviceAccount };
  const rules = rulesFor(subject, granted);
  const missing = [...COMPOSED, ...providerResources(inventory)].flatMap(({ group, resources }) => {
    const lacking = resources.flatMap((resource) => {
      const wanted = resource.endsWith('/status') ? ['update', 'patch'] : VERBS;
      const verbs = wanted.filter((verb) => !allows(rules, { verb, group, resource }));
      return verbs.length === 0 ? [] : [{ apiGroups: [group], resources: [resource], verbs }];
    });
    return lacking;
  });
  const account = `ServiceAccount ${namespace}/${serviceAccount}`;
  if (missing.length === 0)
    return [ok(`${account} may write all that bindings are composed of`), ...checkWorkloads(inventory, account, rules)];
  const told = missing.map(({ apiGroups: [group], resources: [resource], verbs }) => {
    return `${verbs.length === VERBS.length ? 'write' : verbs.join(', ')} ${resource}${group ? `.${group}` : ''}`;
  });
  return [problem(`${account} may not ${namesIn(told)}`, applying(roleOf('databasebindings-preflight', missing)))];
}

/** Only `connection.workload` needs it, so its lack is only said. */
function checkWorkloads(
  { clusterRoles }: Inventory,
  account: string,
  rules: Parameters<typeof allows>[0],
): readonly Finding[] {
  const group = 'servicebinding.io';
  const isInstalled = valueOr(clusterRoles, []).some(({ rules: own }) => JSON.stringify(own ?? []).includes(group));
  if (!isInstalled || VERBS.every((verb) => allows(rules, { verb, group, resource: 'servicebindings' }))) return [];
  const missing = [{ apiGroups: [group], resources: ['servicebindings'], verbs: VERBS }];
  return [
    warning(
      `${account} may not write ServiceBindings, which connection.workload needs`,
      applying(roleOf('databasebindings-workloads', missing)),
    ),
  ];
}

function providerResources({ needed }: Inventory): readonly Composed[] {
  return needed.flatMap(({ kinds }) =>
    kinds.map(({ definition }) => {
      const [plural = '', ...group] = definition.split('.');
      return { group: group.join('.'), resources: [plural] };
    }),
  );
}

function roleOf(name: string, rules: readonly object[]): object {
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name, labels: { 'rbac.crossplane.io/aggregate-to-crossplane': 'true' } },
    rules,
  };
}
