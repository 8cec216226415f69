import { profileOf } from '../../src/engines/engines.js';
import { asString, at } from '../../src/lib/json.js';
import { isObserved, namesAsked } from './asked.js';
import { AVAILABLE, leaveOut } from './breakage.js';
import { EXTERNAL_NAME, isReady, mayDelete, own, wasMade } from './resources.js';
import type { Rule } from './rule.js';

const ALL_TRUE = {
  SpecAccepted: AVAILABLE,
  ClusterReady: AVAILABLE,
  UsersReady: AVAILABLE,
  ConnectionReady: AVAILABLE,
} as const;

/** People act on conditions, so these say what was seen and not what was wished for. */
export const observedTruth: Rule = {
  number: '21',
  says: 'no condition claims what was not observed',
  violations: (scenario, { composed, conditions }) => {
    const { observed = {} } = scenario.request;
    const cluster = own(observed, 'cluster')?.resource;
    const desired = composed.cluster?.resource;
    const handedOver = cluster !== undefined && desired !== undefined && mayDelete(cluster) && !mayDelete(desired);
    const { SpecAccepted, ClusterReady, UsersReady } = conditions;
    const [external, shown] = [at(cluster, ...EXTERNAL_NAME), at(cluster, 'status', 'atProvider', 'id')].map(asString);
    const isOther =
      external !== undefined && shown !== undefined && /^[0-9a-f-]{36}$/.test(external) && external !== shown;
    const held = Object.keys(observed).filter((key) => key === 'usage-cluster' || key === 'usage-binding');
    const users = profileOf(scenario.engine).users.supported ? namesAsked(scenario, 'users') : [];
    const unsure = users.filter((name) => {
      const user = own(observed, `user-${name}`)?.resource;
      return !isReady(user) || (!wasMade(user) && !isObserved(scenario, name));
    });
    return [
      ...(handedOver && SpecAccepted?.reason !== 'HandoverPending' ? ['the cluster is said to be handed over'] : []),
      ...(handedOver ? held.filter((key) => !own(composed, key)).map((key) => `${key} goes before the hand-over`) : []),
      ...(isOther && ClusterReady?.status === 'TRUE' ? ['another cluster is said to be ready'] : []),
      ...(unsure.length > 0 && UsersReady?.status === 'TRUE' ? [`${unsure[0]} is said to be ready`] : []),
    ];
  },
  breakages: [
    ['everything holds', (response) => ({ ...response, conditions: ALL_TRUE })],
    ['the protection goes first', leaveOut(/^usage-/)],
  ],
};
