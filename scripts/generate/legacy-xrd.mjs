// The cluster-scoped composite with a claim, for platforms that use claims: the same schema in the older form of an XRD.
import { stringify } from 'yaml';
import { NOTICE } from './schemas.mjs';

/** Fields that mean nothing without a namespace: the API server refuses them, rather than the function ignoring them. */
const RULES = [
  { rule: '!has(self.sharing)', message: 'only a namespaced binding can share its cluster' },
  {
    rule: '!has(self.clusterRef) || !has(self.clusterRef.binding)',
    message: 'only a namespaced binding can refer to another binding',
  },
];

/** `configuration/xrds/xdatabasebinding.yaml`. */
export function legacyXrdFiles({ binding: { definition } }) {
  const { names, scope: _, ...spec } = definition.spec;
  const legacy = {
    apiVersion: 'apiextensions.crossplane.io/v1',
    kind: definition.kind,
    metadata: { name: `x${definition.metadata.name}` },
    spec: {
      group: spec.group,
      names: namesOf('X', names.kind, '', names.categories),
      claimNames: namesOf('', names.kind, 'Claim', names.categories),
      // No scope: cluster is the older form's default, and Crossplane v1 does not know the field.
      ...spec,
      defaultCompositionRef: { name: 'xdatabasebinding' },
      versions: spec.versions.map(withRules),
    },
  };
  return {
    'configuration/xrds/xdatabasebinding.yaml': `# ${NOTICE}\n${stringify(legacy, { lineWidth: 120, aliasDuplicateObjects: false })}`,
  };
}

function namesOf(before, kind, after, categories) {
  const full = `${before}${kind}${after}`;
  const singular = full.toLowerCase();
  return { kind: full, listKind: `${full}List`, plural: `${singular}s`, singular, categories };
}

function withRules(version) {
  const copy = structuredClone(version);
  const { spec } = copy.schema.openAPIV3Schema.properties;
  spec['x-kubernetes-validations'] = [...spec['x-kubernetes-validations'], ...RULES];
  return copy;
}
