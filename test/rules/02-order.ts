import type { TestComposed } from '../support/run.js';
import { isReady, managed, own } from './resources.js';
import type { Rule } from './rule.js';

const early: TestComposed = {
  resource: { apiVersion: 'database.digitalocean.m.crossplane.io/v1alpha1', kind: 'User' },
  ready: false,
};

/** What lives in a cluster fails again and again until there is one, and its errors hide the cluster's own. */
export const order: Rule = {
  number: '2',
  says: 'nothing is created before the cluster is ready',
  violations: ({ request }, response) => {
    const cluster = own(request.observed, 'cluster')?.resource;
    return managed(response)
      .filter(([key]) => key !== 'cluster' && !own(request.observed, key) && !isReady(cluster))
      .map(([key]) => `${key} is created too early`);
  },
  breakages: [
    ['a user does not wait', (response) => ({ ...response, composed: { ...response.composed, 'user-early': early } })],
  ],
};
