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

  test('tells every database and topic that is empty, with the command that confirms it', () => {
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
    ['as it was made', databaseReady('web')],
    ['gone, and not made again', databaseLost('web')],
    ['still being made again', withConditions(database)],
    ['taken note of', withValue(database, ['metadata', 'annotations', NOTE], undefined)],
  ])('says nothing of a database that is %s', (_what, state) =>
    expect(assessMadeAgain(factsOf({ 'database-web': state }))).toBeUndefined(),
  );

  test('says nothing of what holds no data', () => {
    const user = withValue(again(userSettled('pg', 'web')), ['metadata', 'annotations', NOTE], 'before');
    expect(assessMadeAgain(factsOf({ 'user-web': user }))).toBeUndefined();
  });
});
