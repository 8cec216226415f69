import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';

/** Somebody who has a role. */
export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly namespace: string | undefined;
  readonly name: string;
}

/** What a binding of a role gives its subjects: in one namespace, or everywhere. */
export interface Granted {
  readonly binding: { readonly kind: 'RoleBinding' | 'ClusterRoleBinding'; readonly name: string };
  readonly namespace: string | undefined;
  readonly role: string;
  readonly subjects: readonly Subject[];
  readonly rules: readonly JsonObject[];
}

/** What somebody may want to do. */
export interface Action {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** The roles of a cluster and who has them. */
export interface Roles {
  readonly clusterRoles: readonly JsonObject[];
  readonly roles: readonly JsonObject[];
  readonly clusterRoleBindings: readonly JsonObject[];
  readonly roleBindings: readonly JsonObject[];
}

/** What every binding of a role gives. */
export function grantedBy({ clusterRoles, roles, clusterRoleBindings, roleBindings }: Roles): readonly Granted[] {
  const rulesOfCluster = new Map(clusterRoles.map((role) => [nameOf(role), rulesOf(role)]));
  const rulesOfNamespace = new Map(roles.map((role) => [`${namespaceOf(role)}/${nameOf(role)}`, rulesOf(role)]));
  return [...clusterRoleBindings, ...roleBindings].map((binding): Granted => {
    const namespace = namespaceOf(binding);
    const role = asString(at(binding, 'roleRef', 'name')) ?? '';
    const isOwn = at(binding, 'roleRef', 'kind') === 'Role';
    const rules = isOwn ? rulesOfNamespace.get(`${namespace}/${role}`) : rulesOfCluster.get(role);
    return {
      binding: { kind: namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding', name: nameOf(binding) },
      namespace,
      role,
      subjects: asList(binding.subjects)
        .map(asObject)
        .flatMap((subject) => subjectOf(subject, namespace)),
      rules: rules ?? [],
    };
  });
}

/** Whether rules allow an action, not only on objects of certain names. A resource may have a subresource after a slash. */
export function allows(rules: readonly JsonObject[], { verb, group, resource }: Action): boolean {
  return rules.some(
    ({ verbs, apiGroups, resources, resourceNames }) =>
      asList(resourceNames).length === 0 &&
      has(verbs, verb) &&
      has(apiGroups, group) &&
      (has(resources, resource) || has(resources, resource.replace(/^[^/]*(?=\/)/, '*'))),
  );
}

/** What a subject has by all bindings of roles together: everywhere, or also in one namespace. */
export function rulesFor(subject: Subject, granted: readonly Granted[], namespace?: string): readonly JsonObject[] {
  return granted
    .filter((grant) => grant.namespace === undefined || grant.namespace === namespace)
    .filter(({ subjects }) => subjects.some((other) => includes(other, subject)))
    .flatMap(({ rules }) => rules);
}

/** How people write a subject. */
export function subjectText({ kind, namespace, name }: Subject): string {
  return namespace === undefined ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;
}

/** Whether what a subject has, another one has too: it is the same, or a group of service accounts that it is in. */
function includes(holder: Subject, subject: Subject): boolean {
  if (holder.kind === subject.kind) return holder.name === subject.name && holder.namespace === subject.namespace;
  if (subject.kind !== 'ServiceAccount') return false;
  if (holder.kind === 'User') return holder.name === `system:serviceaccount:${subject.namespace}:${subject.name}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${subject.namespace}`, 'system:authenticated'];
  return holder.kind === 'Group' && groups.includes(holder.name);
}

function subjectOf({ kind, namespace, name }: JsonObject, own: string | undefined): readonly Subject[] {
  const text = asString(name) ?? '';
  if (kind === 'ServiceAccount') return [{ kind, namespace: asString(namespace) ?? own ?? '', name: text }];
  return kind === 'User' || kind === 'Group' ? [{ kind, namespace: undefined, name: text }] : [];
}

function has(allowed: JsonObject[string] | undefined, wanted: string): boolean {
  return asList(allowed).some((entry) => entry === '*' || entry === wanted);
}

function rulesOf(role: JsonObject): readonly JsonObject[] {
  return asList(role.rules).map(asObject);
}

function nameOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'name')) ?? '';
}

function namespaceOf(object: JsonObject): string | undefined {
  return asString(at(object, 'metadata', 'namespace'));
}
