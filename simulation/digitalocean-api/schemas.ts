import { asString, type JsonObject } from '../../src/lib/json.js';
import { collectionRoutes } from './collection.js';
import { contents } from './contents.js';
import { created, invalid } from './reply.js';

const SCHEMAS = contents('schema');
const TYPES = ['avro', 'json', 'protobuf'];

/** The subjects of a Kafka cluster's schema registry. */
export const SCHEMA_SUBJECTS = collectionRoutes<JsonObject>({
  word: 'schema-registry',
  many: 'subjects',
  missing: 'subject not found',
  supported: SCHEMAS.supported,
  all: SCHEMAS.all,
  find: SCHEMAS.find,
  show: (subject) => subject,
  create(cluster, call) {
    const { subject_name, schema_type = '', schema = '' } = call.body;
    const name = asString(subject_name);
    if (name === undefined || !TYPES.includes(String(schema_type).toLowerCase())) return invalid('invalid schema');
    const subject = { subject_name: name, schema_type, schema, schema_id: SCHEMAS.all(cluster).length + 1 };
    // A schema more under the same subject is its next version.
    if (SCHEMAS.find(cluster, name) !== undefined) SCHEMAS.remove(cluster, call, name);
    return SCHEMAS.make(cluster, call, name, subject) ?? created(subject);
  },
  remove(subject, cluster, call) {
    SCHEMAS.remove(cluster, call, String(subject.subject_name));
    return undefined;
  },
});
