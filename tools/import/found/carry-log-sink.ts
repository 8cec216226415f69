import { asString, at, compact, type Json, type JsonObject } from '../../../src/lib/json.js';
import { objectName } from '../names.js';
import type { Around, Carried, CarriedNote } from './carried.js';
import type { Found } from './found.js';

/** A log sink. Its certificates and keys are referred to in a Secret; a password in its URL is left out. */
export function carryLogSink({ kind, fields }: Found, { binding }: Around): Carried {
  const name = asString(fields.name) ?? '';
  const secretName = objectName(`${binding}-${name}-logs`);
  const keys: string[] = [];
  const refer = (field: string, key: string): JsonObject | undefined => {
    const given = fields[`${field}SecretRef`];
    if (given !== undefined) return compact({ name: at(given, 'name'), key: at(given, 'key') });
    if (fields[field] === undefined) return undefined;
    keys.push(key);
    return { name: secretName, key };
  };
  const caCertificate = refer('caCert', 'ca.crt');
  const { url, notes } = withoutCredentials(fields.endpoint);
  const sink: JsonObject =
    kind === 'LogSinkOpenSearch'
      ? {
          opensearch: compact({
            endpoint: url,
            indexPrefix: fields.indexPrefix,
            indexDaysMax: fields.indexDaysMax,
            timeoutSeconds: fields.timeoutSeconds,
            caCertificate,
          }),
        }
      : {
          rsyslog: compact({
            server: fields.server,
            port: fields.port,
            tls: fields.tls,
            format: fields.format,
            logline: fields.logline,
            structuredData: fields.structuredData,
            caCertificate,
            clientCertificate: fields.clientCert,
            clientKey: refer('clientKey', 'tls.key'),
          }),
        };
  return {
    place: 'cluster.logSinks',
    entries: [{ name, ...sink }],
    notes,
    ...(keys.length > 0 ? { secret: { name: secretName, keys } } : {}),
  };
}

function withoutCredentials(endpoint: Json | undefined): {
  readonly url: string | undefined;
  readonly notes: readonly CarriedNote[];
} {
  const whole = asString(endpoint);
  const url = whole?.replace(/^(https?:\/\/)\S*@/, '$1');
  if (url === whole) return { url, notes: [] };
  return {
    url,
    notes: [{ field: 'endpoint', message: 'its user and password are not printed: write them into it yourself' }],
  };
}
