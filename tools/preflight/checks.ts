import { checkCertificates } from './check/check-certificates.js';
import { checkCompositions } from './check/check-compositions.js';
import { checkCredentials } from './check/check-credentials.js';
import { checkCrossplane } from './check/check-crossplane.js';
import { checkCrossplaneRights } from './check/check-crossplane-rights.js';
import { checkDefinitions } from './check/check-definitions.js';
import { checkKinds } from './check/check-kinds.js';
import { checkFunctions, checkProviders } from './check/check-packages.js';
import { checkTenants } from './check/check-tenants.js';
import { AREAS, type Area, type Finding } from './finding.js';
import type { Inventory } from './inventory.js';

/** The check of every area. */
const CHECKS: Readonly<Record<Area, (inventory: Inventory) => readonly Finding[]>> = {
  Crossplane: checkCrossplane,
  Function: checkFunctions,
  Providers: checkProviders,
  Kinds: checkKinds,
  Definitions: checkDefinitions,
  Compositions: checkCompositions,
  Credentials: checkCredentials,
  'Rights of Crossplane': checkCrossplaneRights,
  'Rights of tenants': checkTenants,
  Certificates: checkCertificates,
};

/** All findings, in the order in which things are installed. Without Crossplane there is nothing else to look at. */
export function findingsIn(inventory: Inventory): readonly Finding[] {
  const areas: readonly Area[] = inventory.xrds.state === 'absent' ? ['Crossplane'] : AREAS;
  return areas.flatMap((area) => CHECKS[area](inventory));
}
