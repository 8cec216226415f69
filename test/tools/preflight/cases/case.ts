import type { JsonObject } from '../../../../src/lib/json.js';
import type { Finding } from '../../../../tools/preflight/finding.js';

/** Something that is done to the objects of a cluster. */
export type Change = (objects: readonly JsonObject[]) => readonly JsonObject[];

/** What is changed of a healthy cluster, why that matters, and every finding that is not ✓ then: mark, area, message, remedy. */
export interface Case {
  readonly name: string;
  readonly reason: string;
  readonly change: readonly Change[];
  readonly refused?: readonly string[];
  /** The Composition of `--composition`. */
  readonly given?: JsonObject;
  readonly want: readonly (readonly [Finding['mark'], Finding['area'], RegExp, RegExp?])[];
}

/** Where Crossplane is; below, objects of a healthy cluster as `idOf` names them. */
export const SYSTEM = 'crossplane-system';
export const DEPLOYMENT = `Deployment ${SYSTEM}/crossplane`;
export const FUNCTION = 'Function function-database-binding';
export const REVISION = 'FunctionRevision function-database-binding-1';
export const CLUSTERS = 'CustomResourceDefinition clusters.database.digitalocean.m.crossplane.io';
export const XRD = 'CompositeResourceDefinition databasebindings.bindings.digitalocean.crossplane.io';
export const CLAIMS = 'CompositeResourceDefinition xdatabasebindings.bindings.digitalocean.crossplane.io';
export const COMPOSITION = 'Composition databasebinding';
export const CONFIG = 'ClusterProviderConfig default';
export const SECRET = `Secret ${SYSTEM}/digitalocean`;
export const CLIENT = `Secret ${SYSTEM}/crossplane-tls-client`;
export const SERVER = `Secret ${SYSTEM}/function-database-binding-tls-server`;
/** Who may write bindings in `shop`. */
export const TEAM = { kind: 'Group', name: 'shop-team' };
