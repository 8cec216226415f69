import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { ENGINES } from '../../src/gen/binding.js';
import { asList, asObject, asString, at, type JsonObject } from '../../src/lib/json.js';
import { unconnected } from '../connection/connected.js';
import { CERTIFICATE } from '../support/certificate.js';
import { manifests } from '../support/examples.js';
import { run } from '../support/run.js';

const ROLES = manifests('configuration/rbac').map(([, role]) => role);
const ROOT = join(import.meta.dirname, '../..');

/** The rules of the roles with a label, as a controller that aggregates them has them. */
function aggregated(label: string): readonly JsonObject[] {
  const chosen = ROLES.filter((role) => at(role, 'metadata', 'labels', label) === 'true');
  return chosen.flatMap(({ rules }) => asList(rules).map(asObject));
}

function verbsFor(rules: readonly JsonObject[], group: string, plural: string): readonly unknown[] {
  const fitting = rules.filter(
    ({ apiGroups, resources }) => asList(apiGroups).includes(group) && asList(resources).includes(plural),
  );
  return fitting.flatMap(({ verbs }) => asList(verbs));
}

const READ = ['get', 'list', 'watch'];
const COMPOSE = [...READ, 'create', 'update', 'patch', 'delete'];

describe('the roles', () => {
  // The RBAC manager of Crossplane gives it the rights to all that a provider installs.
  const ofProviders = /(?:^|\.)crossplane\.io$/;
  const composed = ENGINES.flatMap((engine) => {
    const connection = {
      caCertificate: { inline: CERTIFICATE },
      configMap: true,
      extraSecrets: [{ format: 'Operator' }],
      workload: { kind: 'Deployment', name: 'web' },
    };
    return Object.values(run(unconnected(engine, connection)).composed).map(({ resource }) => resource);
  });
  const kinds = composed.map(({ apiVersion, kind }) => {
    const [group = '', version] = (asString(apiVersion) ?? '').split('/');
    return { group: version === undefined ? '' : group, plural: `${asString(kind)?.toLowerCase()}s` };
  });
  const ours = [...new Map(kinds.map((each) => [`${each.group}/${each.plural}`, each])).values()].filter(
    ({ group }) => !ofProviders.test(group),
  );

  test('are for all that is composed beside the resources of the provider', () => {
    expect(ours.map(({ plural }) => plural).sort()).toEqual(['configmaps', 'secrets', 'servicebindings']);
  });

  test.each(ours)('let Crossplane compose $plural', ({ group, plural }) => {
    const rules = aggregated('rbac.crossplane.io/aggregate-to-crossplane');
    expect(verbsFor(rules, group, plural)).toEqual(COMPOSE);
  });

  test('let controllers of servicebinding.io read every kind that says it is a provisioned service', () => {
    const rules = aggregated('servicebinding.io/controller');
    const services = manifests('configuration/xrds')
      .map(([, { spec }]) => spec)
      .filter((spec) => at(spec, 'metadata', 'labels', 'servicebinding.io/provisioned-service') === 'true');
    expect(services.length).toBeGreaterThan(0);
    for (const spec of services) {
      // Applications have the claim, where there are claims.
      const plural = asString(at(spec, 'claimNames', 'plural')) ?? asString(at(spec, 'names', 'plural'));
      expect(verbsFor(rules, asString(at(spec, 'group')) ?? '', plural ?? '')).toEqual(READ);
    }
  });

  test('give nobody more than that', () => {
    const rules = ROLES.flatMap((role) => asList(role.rules).map(asObject));
    const words = rules.flatMap(({ apiGroups, resources, verbs }) => [apiGroups, resources, verbs].flatMap(asList));
    expect(words).not.toContain('*');
  });
});

test('a package of the configuration has all but the roles, which Crossplane would refuse', () => {
  const folder = mkdtempSync(join(tmpdir(), 'configuration-'));
  const from = join(ROOT, 'configuration');
  const script = `import { stageConfiguration } from './scripts/package/stage-configuration.mjs';
    stageConfiguration(process.argv[1], process.argv[2], { registry: 'registry.example.org' });`;
  try {
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script, from, folder], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(readdirSync(folder).sort()).toEqual(
      readdirSync(from)
        .sort()
        .filter((name) => name !== 'rbac'),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
