import { APIS, type Kind } from '../../src/kinds/kind.js';
import { MANAGED, OTHERS, RIGHTS } from '../../src/kinds/kinds.js';
import { fieldsOf, isProviderKind } from '../../src/provider/field-behavior.js';
import type { PolicyInUse } from './policy-in-use.js';

/** A kind that bindings are composed of, and what of it they send. */
export interface NeededKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** The name of its CustomResourceDefinition. */
  readonly definition: string;
  /** Paths below `spec.forProvider`. */
  readonly fields: readonly string[];
}

/** The provider that has a kind, by what its packages are called. */
export type ProviderName = 'provider-upjet-digitalocean' | 'provider-sql' | 'provider-http';

/** The kinds of one provider in one family. */
export interface NeededKinds {
  readonly provider: ProviderName;
  readonly family: PolicyInUse['family'];
  readonly kinds: readonly NeededKind[];
  /** Whether bindings do without where the provider is not installed. */
  readonly optional: boolean;
}

/** What the policies can make of bindings: of the provider all kinds, since a binding chooses its engine. */
export function neededKinds(policies: readonly PolicyInUse[]): readonly NeededKinds[] {
  const families = (['Namespaced', 'ClusterScoped'] as const).flatMap((family) => {
    const own = policies.filter((policy) => policy.family === family);
    return own.length === 0 ? [] : [{ family, own }];
  });
  return families.flatMap(({ family, own }): readonly NeededKinds[] => [
    {
      provider: 'provider-upjet-digitalocean',
      family,
      kinds: kindsOf(Object.values(MANAGED), APIS.provider[family]),
      optional: false,
    },
    ...(own.some(({ needsSql }) => needsSql)
      ? [
          {
            provider: 'provider-sql',
            family,
            kinds: kindsOf(sqlKinds(), APIS.postgresql[family]),
            optional: false,
          } as const,
        ]
      : []),
    ...(own.some(({ fetch }) => fetch !== undefined)
      ? [
          {
            provider: 'provider-http',
            family,
            kinds: kindsOf([OTHERS.caRequest], APIS.http[family]),
            optional: own.every(({ fetch }) => fetch?.optional !== false),
          } as const,
        ]
      : []),
  ]);
}

function sqlKinds(): readonly Kind[] {
  return Object.values(RIGHTS).filter((kind: Kind) => kind.api === 'postgresql');
}

function kindsOf(rows: readonly Kind[], apiVersion: string): readonly NeededKind[] {
  const kinds = new Set(rows.flatMap((row) => row.kinds));
  return [...kinds].map((kind) => ({
    apiVersion,
    kind,
    definition: definitionName(apiVersion, kind),
    fields: isProviderKind(kind) ? Object.keys(fieldsOf(kind)) : [],
  }));
}

/** The name of the CustomResourceDefinition of a kind, whose plural is the one that code generators make. */
export function definitionName(apiVersion: string, kind: string): string {
  const plural = `${kind.toLowerCase()}s`.replace(/ss$/, 's').replace(/ys$/, 'ies').replace(/hs$/, 'hes');
  return `${plural}.${apiVersion.split('/')[0]}`;
}
