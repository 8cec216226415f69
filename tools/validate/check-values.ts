import { quote } from '../../src/api/quote.js';
import { didYouMean } from '../../src/api/schema/did-you-mean.js';
import type { Report } from '../../src/lib/issue.js';
import { asList, asObject, asString, at, type Json, type JsonObject } from '../../src/lib/json.js';

// What DigitalOcean has changes without this function, so all of this may be right: these are warnings.

/** The regions that have managed databases, as far as this version knows. */
const REGIONS = 'nyc1 nyc2 nyc3 sfo2 sfo3 ams3 sgp1 lon1 fra1 tor1 blr1 syd1 atl1 ric1'.split(' ');

/** The major versions that a new cluster can have, as far as this version knows. */
const VERSIONS: Readonly<Record<string, readonly string[]>> = {
  pg: ['14', '15', '16', '17', '18'],
  mysql: ['8'],
  mongodb: ['7', '8'],
  valkey: ['8', '9'],
  kafka: ['3', '4'],
  opensearch: ['2', '3'],
};

/** Sizes of databases of all families say how much they have. */
const SIZE = /(?:^|-)\d+vcpu-\d+gb(?:-|$)/;
const EXAMPLE = 'db-s-1vcpu-2gb';

/** Values of a binding that DigitalOcean may not have. */
export function checkBindingValues(report: Report, spec: Json | undefined, classes: readonly string[]): void {
  const cluster = asObject(at(spec, 'cluster'));
  checkCluster(report, 'spec.cluster', cluster, classes);
  const { engine, version } = cluster;
  checkVersion(report, 'spec.cluster.version', String(engine), version);
  for (const [i, replica] of asList(cluster.replicas).entries())
    checkCluster(report, `spec.cluster.replicas[${i}]`, asObject(replica), classes);
}

/** Values of a policy that DigitalOcean may not have. */
export function checkPolicyValues(report: Report, policy: JsonObject, path: string): void {
  const classes = Object.entries(asObject(policy.classes));
  const names = classes.map(([name]) => name);
  checkCluster(report, `${path}.defaults.cluster`, asObject(at(policy, 'defaults', 'cluster')), names);
  for (const [name, values] of classes) checkCluster(report, `${path}.classes.${name}`, asObject(values), []);
  for (const [engine, version] of Object.entries(asObject(at(policy, 'defaults', 'versions'))))
    checkVersion(report, `${path}.defaults.versions.${engine}`, engine, version);
  for (const [i, region] of asList(at(policy, 'allowed', 'regions')).entries())
    checkRegion(report, `${path}.allowed.regions[${i}]`, region);
}

function checkCluster(report: Report, path: string, { region, size }: JsonObject, classes: readonly string[]): void {
  checkRegion(report, `${path}.region`, region);
  checkSize(report, `${path}.size`, size, classes);
}

function checkRegion(report: Report, path: string, value: Json | undefined): void {
  const region = asString(value);
  if (region === undefined || REGIONS.includes(region)) return;
  const hint = didYouMean(region, REGIONS, 2);
  report(path, `${quote(region)} is not a region that this function knows${hint} (known: ${REGIONS.join(', ')})`);
}

function checkSize(report: Report, path: string, value: Json | undefined, classes: readonly string[]): void {
  const size = asString(value);
  if (size === undefined || SIZE.test(size)) return;
  const sibling = path.replace(/size$/, 'class');
  const hint = classes.includes(size)
    ? `a class of the policy has that name, did you mean ${sibling}?`
    : `one is ${EXAMPLE}; names such as "small" are classes of the policy, did you mean ${sibling}?`;
  report(path, `${quote(size)} does not look like a size of DigitalOcean: ${hint}`);
}

function checkVersion(report: Report, path: string, engine: string, value: Json | undefined): void {
  const known = VERSIONS[engine];
  const version = asString(value);
  if (known === undefined || version === undefined || known.includes(version.split('.')[0] ?? '')) return;
  report(path, `${quote(version)} is not a version of ${engine} that this function knows (known: ${known.join(', ')})`);
}
