import { asObject, asString, type JsonObject } from '../../src/lib/json.js';
import { fakeUuid } from '../fake.js';
import { collectionRoutes } from './collection.js';
import { contents } from './contents.js';
import { created, invalid } from './reply.js';

const SINKS = contents('logsink');
const TYPES = ['rsyslog', 'elasticsearch', 'opensearch', 'datadog'];

/** Where the logs of a cluster go; each goes by an id. */
export const LOG_SINKS = collectionRoutes<JsonObject>({
  word: 'logsink',
  many: 'sinks',
  missing: 'logsink not found',
  supported: SINKS.supported,
  all: SINKS.all,
  find: (cluster, id) => SINKS.all(cluster).find(({ sink_id }) => sink_id === id),
  show: (sink) => sink,
  create(cluster, call) {
    const { sink_name, sink_type = '', config } = call.body;
    const name = asString(sink_name);
    if (name === undefined || !TYPES.includes(String(sink_type))) return invalid('invalid logsink');
    const sink_id = fakeUuid('logsink', cluster.id, name);
    const sink = { sink_id, sink_name: name, sink_type, config: asObject(config) };
    return SINKS.make(cluster, call, name, sink) ?? created({ sink });
  },
  update(sink, cluster, { body }) {
    SINKS.change(cluster, String(sink.sink_name), { ...sink, config: asObject(body.config) });
    return { status: 200 };
  },
  remove(sink, cluster, call) {
    SINKS.remove(cluster, call, String(sink.sink_name));
    return { status: 200 };
  },
});
