import { asObject, at, type Json } from '../../src/lib/json.js';
import { AVAILABLE, change } from './breakage.js';
import { isOfLost, own, policiesOf } from './resources.js';
import type { Rule } from './rule.js';
import { SETTINGS } from './scenario.js';

/**
 * Leaving a field out of a configuration does not reset it: the provider panics, or DigitalOcean keeps the value.
 * So the field stays, and the binding says so.
 */
export const configured: Rule = {
  number: '15',
  says: 'a configuration that was sent stays, and what the spec no longer sets is told',
  violations: (scenario, response) => {
    const { engine, spec, request } = scenario;
    const configuration = own(request.observed, 'configuration')?.resource;
    const observed = configuration && isOfLost(scenario, configuration) ? undefined : configuration;
    const desired = asObject(at(own(response.composed, 'configuration')?.resource, 'spec', 'forProvider'));
    const controlled = policiesOf(own(response.composed, 'cluster')?.resource ?? {}).includes('Update');
    const known = SETTINGS[engine].flatMap((settings) => Object.entries(settings));
    const sent = known.filter(
      ([name, value]) =>
        JSON.stringify(at(observed, 'spec', 'forProvider', name)) === JSON.stringify(rounded(value)) && controlled,
    );
    const told = response.conditions.SpecAccepted;
    return [
      ...sent.filter(([name]) => !Object.hasOwn(desired, name)).map(([name]) => `${name} is lost`),
      ...sent
        .filter(([name]) => at(spec, 'cluster', 'configuration', name) === undefined)
        .filter(([name]) => told?.status === 'TRUE' && !told.message.includes(name))
        .map(([name]) => `nobody says that ${name} stays`),
    ];
  },
  breakages: [
    ['a field is lost', change((resource) => (/Config$/.test(String(resource.kind)) ? { kind: 'Gone' } : resource))],
    ['nobody says what stays', (response) => ({ ...response, conditions: { SpecAccepted: AVAILABLE } })],
  ],
};

/** Fractions are sent as the provider reads them back. */
function rounded(value: Json): Json {
  return typeof value === 'number' ? Math.fround(value) : value;
}
