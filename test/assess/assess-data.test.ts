import { describe, expect, test } from '@jest/globals';
import { assessMadeAgain } from '../../src/assess/assess-data.js';
import type { ObservedState } from '../support/run.js';
import { factsOf, withConditions, withValue } from '../support/stages.js';
import { CLUSTER_ID, contentReady, databaseLost, databaseReady, NOTE, userSettled } from '../support/states.js';

describe('assessMadeAgain', () => {
  const PENDING = ['metadata', 'annotations', 'crossplane.io/external-create-pending'];
  const again = (state: ObservedState): ObservedState => withValue(state, PENDING, '2026-01-02T00:00:00Z');
  const database = again(databaseReady('web'));
  const topic = again(
    contentReady({ kind: 'KafkaTopic', spec: { forProvider: { clusterId: CLUSTER_ID, name: 'events' } } }),
  );

  test('names every empty database and topic, with the command that confirms it', () => {
    const verdict = assessMadeAgain(factsOf({ 'database-web': database, 'topic-events': topic }));
    expect(verdict).toMatchObject({ status: 'True', reason: 'DataLost' });
    for (const told of [
      'database "web" was lost at DigitalOcean with its data and has been created again, empty',
      `kubectl annotate dbs.database.digitalocean.m.crossplane.io orders-db-abc12 ${NOTE}-`,
      'topic "events" was lost',
      `kubectl annotate kafkatopics.database.digitalocean.m.crossplane.io orders-kafkatopic-abc12 ${NOTE}-`,
    ])
      expect(verdict?.message).toContain(told);
  });

  test.each<[what: string, state: ObservedState]>([
    ['as it was created', databaseReady('web')],
    ['gone, and not created again', databaseLost('web')],
    ['still being created again', withConditions(database)],
    ['confirmed', withValue(database, ['metadata', 'annotations', NOTE], undefined)],
  ])('does not name a database that is %s', (_what, state) =>
    expect(assessMadeAgain(factsOf({ 'database-web': state }))).toBeUndefined(),
  );

  test('does not name what holds no data', () => {
    const user = withValue(again(userSettled('pg', 'web')), ['metadata', 'annotations', NOTE], 'before');
    expect(assessMadeAgain(factsOf({ 'user-web': user }))).toBeUndefined();
  });
});
