import { asList, asString, at } from '../../src/lib/json.js';
import type { TestRequest } from '../support/run.js';
import { AVAILABLE, changeSpec, leaveOut } from './breakage.js';
import { homeOf, isOfLost, mayDelete, observedOf, own, policiesOf } from './resources.js';
import type { Rule } from './rule.js';

/** A cluster without firewall rules is open to the whole internet. */
export const sources: Rule = {
  number: '13',
  says: 'a cluster is never opened unless asked',
  violations: (scenario, response) => {
    const { spec, request } = scenario;
    const firewall = own(request.observed, 'firewall')?.resource;
    // The rules of a lost cluster leave, so that the one in its place gets its own.
    const observed = firewall && isOfLost(scenario, firewall) ? undefined : firewall;
    const desired = own(response.composed, 'firewall')?.resource;
    const asked = [...asList(at(request.policy, 'trustedSources')), ...asList(at(spec, 'cluster', 'trustedSources'))]
      .length;
    const opened = at(spec, 'cluster', 'allowAll') === true && asked === 0;
    const rules = at(desired, 'spec', 'forProvider', 'rule');
    const writes = policiesOf(desired ?? {}).some((policy) => policy === 'Create' || policy === 'Update');
    const controlled = policiesOf(own(response.composed, 'cluster')?.resource ?? {}).includes('Update');
    const silent = controlled && asked === 0 && !observed && response.conditions.ClusterReady?.status === 'TRUE';
    const replicas = asList(at(spec, 'cluster', 'replicas')).map((replica) => `firewall-${at(replica, 'name')}`);
    const bare = observedOf(request)
      .filter(([key, { resource }]) => key.startsWith('firewall-') && mayDelete(resource) && !opened)
      .filter(([key]) => !own(response.composed, key))
      .map(([key]) => `${key} is left out`);
    const unguarded = replicas
      .filter((key) => asked > 0 && !own(response.composed, key))
      .filter((key) => own(request.observed, key) !== undefined && !guardsAnother(request, key))
      .map((key) => `${key} is lost`);
    return [
      ...bare,
      ...unguarded,
      ...(observed && !desired && !opened ? ['the firewall is left out'] : []),
      ...(desired && writes && asList(rules).length === 0 ? ['the firewall has no rules'] : []),
      ...(observed && asked > 0 && asList(rules).length < 1 ? ['the trusted sources are lost'] : []),
      ...(silent && !response.conditions.ClusterReady?.message.includes('internet') ? ['openness is not told'] : []),
    ];
  },
  breakages: [
    ['the firewall is left out', leaveOut(/^firewall$/)],
    ['a replica is opened', leaveOut(/^firewall-/)],
    ['the rules are lost', changeSpec('Firewall', { forProvider: {} })],
    [
      'nobody says that everybody may connect',
      (response) => ({ ...response, conditions: { ClusterReady: AVAILABLE } }),
    ],
  ],
};

/** Whether the rules under a replica's key are for something else: they leave, and the replica gets its own. */
function guardsAnother({ observed }: TestRequest, key: string): boolean {
  const home = homeOf(own(observed, key)?.resource ?? {});
  const replica = own(observed, key.replace('firewall-', 'replica-'))?.resource;
  const due = asString(at(replica, 'status', 'atProvider', 'uuid'));
  return home !== undefined && due !== undefined && home !== due;
}
