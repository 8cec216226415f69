import { describe, expect, test } from '@jest/globals';
import { compact, type Json } from '../../src/lib/json.js';
import { observedResource } from '../support/stages.js';
import { CLUSTER_ID } from '../support/states.js';

interface Case {
  readonly name: string;
  readonly reason: string;
  readonly sent?: Json;
  readonly told?: Json;
  readonly externalName?: string;
  readonly want: string | undefined;
}

const home = ({ sent, told, externalName }: Case): string | undefined =>
  observedResource({
    resource: {
      metadata: { annotations: compact({ 'crossplane.io/external-name': externalName }) },
      spec: { forProvider: compact({ clusterId: sent }) },
      status: { atProvider: compact({ clusterId: told }) },
    },
  }).home;

describe('home', () => {
  test.each<Case>([
    { name: 'Sent', reason: 'fixed at creation, so it counts first', sent: 'a', told: 'b', want: 'a' },
    { name: 'Told', reason: 'where the spec does not have it', told: 'b', want: 'b' },
    { name: 'NoText', reason: 'a wrong type is nothing', sent: 7, told: 'b', want: 'b' },
    { name: 'Created', reason: 'the external name tells it', externalName: `${CLUSTER_ID}/user/web`, want: CLUSTER_ID },
    { name: 'Database', reason: 'of every kind', externalName: `${CLUSTER_ID}/database/web`, want: CLUSTER_ID },
    { name: 'Imported', reason: 'in the form of an import too', externalName: `${CLUSTER_ID},web`, want: CLUSTER_ID },
    { name: 'BareName', reason: 'there is no cluster in it', externalName: 'web', want: undefined },
    { name: 'ClusterItself', reason: 'a cluster lies in none', externalName: CLUSTER_ID, want: undefined },
    { name: 'LongName', reason: 'no id of that length', externalName: `${'x'.repeat(36)},web`, want: undefined },
    { name: 'Nothing', reason: 'nobody knows', want: undefined },
  ])('$name: $reason', (it) => expect(home(it)).toBe(it.want));
});
