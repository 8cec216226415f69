import { asObject, at, type Json } from '../../src/lib/json.js';
import { sameJson } from '../support/same-json.js';
import { AVAILABLE, change, changeForProvider } from './breakage.js';
import { isOfLost, own, policiesOf } from './resources.js';
import type { Rule } from './rule.js';
import { LATE_SETTINGS, type Scenario, SETTINGS } from './scenario.js';

/**
 * Leaving a field out of a configuration does not reset it: the provider panics, or DigitalOcean keeps the value. Of a setting
 * that a cluster gets after its creation the provider sends a value that nobody asked for. So the field stays, and the binding
 * says so.
 */
export const configured: Rule = {
  number: '15',
  says: 'a configuration or late setting that was sent stays, and what the spec no longer sets is told',
  violations: (scenario, response) => {
    const { engine, spec, request } = scenario;
    const configuration = own(request.observed, 'configuration')?.resource;
    const observed = configuration && isOfLost(scenario, configuration) ? undefined : configuration;
    const desired = asObject(at(own(response.composed, 'configuration')?.resource, 'spec', 'forProvider'));
    const controlled = policiesOf(own(response.composed, 'cluster')?.resource ?? {}).includes('Update');
    const known = SETTINGS[engine].flatMap((settings) => Object.entries(settings));
    const sent = known.filter(
      ([name, value]) => sameJson(at(observed, 'spec', 'forProvider', name), rounded(value)) && controlled,
    );
    const told = response.conditions.SpecAccepted;
    const late = controlled ? lateSent(scenario) : [];
    const cluster = at(own(response.composed, 'cluster')?.resource, 'spec', 'forProvider');
    return [
      ...late.filter((name) => JSON.stringify(at(cluster, name) ?? []) === '[]').map((name) => `${name} is unsaid`),
      ...late
        .filter((name) => at(spec, 'cluster', name) === undefined)
        .filter((name) => told?.status === 'TRUE' && !told.message.includes(`spec.cluster.${name}`))
        .map((name) => `nobody says that ${name} of the cluster stays`),
      ...sent.filter(([name]) => !Object.hasOwn(desired, name)).map(([name]) => `${name} is lost`),
      ...sent
        .filter(([name]) => at(spec, 'cluster', 'configuration', name) === undefined)
        .filter(([name]) => told?.status === 'TRUE' && !told.message.includes(name))
        .map(([name]) => `nobody says that ${name} stays`),
    ];
  },
  breakages: [
    ['a late setting is taken out', changeForProvider('Cluster', { maintenanceWindow: [] })],
    ['a field is lost', change((resource) => (/Config$/.test(String(resource.kind)) ? { kind: 'Gone' } : resource))],
    ['nobody says what stays', (response) => ({ ...response, conditions: { SpecAccepted: AVAILABLE } })],
  ],
};

/** The late settings that were sent to a cluster which still is what the scenario made. */
function lateSent({ engine, request }: Scenario): readonly string[] {
  const cluster = own(request.observed, 'cluster')?.resource;
  if (at(cluster, 'status', 'atProvider', 'engine') !== engine) return [];
  return LATE_SETTINGS[engine]
    .flatMap((settings) => Object.entries(settings))
    .filter(([name, value]) => {
      const written = name === 'maintenanceWindow' ? [value] : value;
      return sameJson(at(cluster, 'spec', 'forProvider', name), written);
    })
    .map(([name]) => name);
}

/** Fractions are sent as the provider reads them back. */
function rounded(value: Json): Json {
  return typeof value === 'number' ? Math.fround(value) : value;
}
