import { asNumber, asString, at, type JsonObject } from '../../../src/lib/json.js';
import { version as ownVersion } from '../../../src/version.js';
import { valueOr } from '../../kubernetes/cluster-reader.js';
import { conditionOf } from '../../kubernetes/condition.js';
import { isDoneWithout } from '../done-without.js';
import { type Finding, type Findings, findingsOf } from '../finding.js';
import type { Inventory } from '../inventory.js';
import { installing, KNOWN_PROVIDERS } from '../known-providers.js';
import type { ProviderName } from '../needed-kinds.js';
import { activeRevision } from '../references.js';
import { isAtLeast, versionIn } from '../version.js';

const USUAL_FUNCTION = 'function-database-binding';

/** Whether the functions that Compositions call are installed, healthy, and have a revision that Crossplane calls. */
export function checkFunctions(inventory: Inventory): readonly Finding[] {
  const findings = findingsOf('Function');
  if (inventory.functions.state === 'refused') return findings.unread('Functions', inventory.functions);
  const called = [...new Set(inventory.policies.map(({ functionName }) => functionName))];
  const names = called.length === 0 ? [USUAL_FUNCTION] : called;
  return names.flatMap((name) => checkFunction(name, inventory, findings));
}

function checkFunction(name: string, inventory: Inventory, findings: Findings): readonly Finding[] {
  const functions = valueOr(inventory.functions, []);
  const installed = functions.find((candidate) => at(candidate, 'metadata', 'name') === name);
  const install = `crossplane xpkg install function REGISTRY/${USUAL_FUNCTION}:v${ownVersion} ${name}`;
  if (installed === undefined) {
    const other = functions.find((candidate) => packageOf(candidate).includes(`/${USUAL_FUNCTION}`));
    const hint = other === undefined ? '' : `: it is installed as "${nameOf(other)}", and Compositions call it by name`;
    return [findings.problem(`Function "${name}" is not there${hint}`, install)];
  }
  const health = checkHealth('function', installed, findings);
  if (health.length > 0) return health;
  const revision = activeRevision(name, valueOr(inventory.functionRevisions, []));
  if (revision === undefined)
    return [findings.problem(`Function "${name}" has no active revision`, activating(name, inventory))];
  if (asString(at(revision, 'status', 'endpoint')) === undefined)
    return [
      findings.problem(
        `"${nameOf(revision)}" has no endpoint to call`,
        describing('functionrevision', nameOf(revision)),
      ),
    ];
  return [ofVersion(name, installed, nameOf(revision), findings)];
}

function ofVersion(name: string, installed: JsonObject, revision: string, { ok, warning }: Findings): Finding {
  const version = versionIn(packageOf(installed));
  const found = `"${name}" ${version === undefined ? '' : `v${version} `}is healthy, revision ${revision}`;
  if (version === undefined || version === ownVersion || ownVersion === 'development') return ok(found);
  return warning(`${found}; this command knows v${ownVersion}`);
}

/** Whether the providers that policies need are installed, healthy, and of a version that is known to work. */
export function checkProviders(inventory: Inventory): readonly Finding[] {
  const findings = findingsOf('Providers');
  if (inventory.providers.state === 'refused') return findings.unread('Providers', inventory.providers);
  const names = new Set(inventory.needed.map(({ provider }) => provider));
  return [...names].flatMap((name) => checkProvider(name, inventory, findings));
}

function checkProvider(name: ProviderName, inventory: Inventory, findings: Findings): readonly Finding[] {
  const providers = valueOr(inventory.providers, []);
  const installed = providers.find((candidate) => packageOf(candidate).includes(name));
  const { least, below } = KNOWN_PROVIDERS[name];
  if (installed === undefined) {
    const families = inventory.needed.filter(({ provider }) => provider === name);
    if (families.every((needed) => isDoneWithout(needed, inventory)))
      return [findings.warning(`${name} is not installed: nothing fetches CA certificates`, installing(name))];
    const kinds = families.flatMap((needed) => needed.kinds);
    const served = kinds.some(({ definition }) => inventory.definitions.get(definition)?.state === 'found');
    return served
      ? [findings.warning(`no package of ${name} is installed, but its kinds are there: its health cannot be seen`)]
      : [findings.problem(`${name} is not installed`, installing(name))];
  }
  const health = checkHealth('provider', installed, findings);
  if (health.length > 0) return health;
  const version = versionIn(packageOf(installed));
  if (version === undefined) return [findings.ok(`${nameOf(installed)} is healthy; its package has no version`)];
  if (!isAtLeast(version, least))
    return [
      findings.problem(`${nameOf(installed)} v${version} is older than v${least}`, updating(installed, name, least)),
    ];
  if (below !== undefined && isAtLeast(version, below))
    return [findings.warning(`${nameOf(installed)} v${version} is newer than what is known to work, below v${below}`)];
  return [findings.ok(`${nameOf(installed)} v${version} is healthy`)];
}

function updating(installed: JsonObject, name: ProviderName, version: string): string {
  const image = packageOf(installed).replace(/[:@][^/]*$/, '');
  return `crossplane xpkg update provider ${image.includes(name) ? image : name}:v${version} ${nameOf(installed)}`;
}

/** What keeps a package from working, by what the package manager says. */
function checkHealth(kind: 'function' | 'provider', installed: JsonObject, findings: Findings): readonly Finding[] {
  const title = `${kind} "${nameOf(installed)}"`;
  for (const type of ['Installed', 'Healthy'] as const) {
    const condition = conditionOf(installed, type);
    if (condition?.status === 'True') continue;
    const why = condition === undefined ? 'nothing says so yet' : condition.message || condition.reason;
    return [findings.problem(`${title} is not ${type.toLowerCase()}: ${why}`, describing(kind, nameOf(installed)))];
  }
  return [];
}

function describing(kind: string, name: string): string {
  return `kubectl describe ${kind}.pkg.crossplane.io ${name}`;
}

/** Revisions that wait to be activated by hand are not active; the newest one has the highest number. */
function activating(name: string, { functionRevisions }: Inventory): string {
  const own = valueOr(functionRevisions, []).filter(
    (revision) => at(revision, 'metadata', 'labels', 'pkg.crossplane.io/package') === name,
  );
  const numberOf = (revision: JsonObject): number => asNumber(at(revision, 'spec', 'revision')) ?? 0;
  const [newest] = [...own].sort((a, b) => numberOf(b) - numberOf(a));
  if (newest === undefined) return describing('function', name);
  return `kubectl patch functionrevision.pkg.crossplane.io ${nameOf(newest)} --type merge -p '{"spec":{"desiredState":"Active"}}'`;
}

function packageOf(installed: JsonObject): string {
  return asString(at(installed, 'spec', 'package')) ?? '';
}

function nameOf(object: JsonObject): string {
  return asString(at(object, 'metadata', 'name')) ?? '';
}
