import { describe, expect, test } from '@jest/globals';
import { ENGINES, type Engine, type SecretFormat } from '../../../src/gen/binding.js';
import { run } from '../../support/run.js';
import { entriesWith, unconnected } from '../connected.js';

const NOT_SUPPORTED = 'not supported';
const COMMON = 'type provider host port username password uri cluster-name';
const ADDRESSES = 'public-host public-port public-uri private-host private-port private-uri';

/** Every key of every format, without a CA certificate. */
const KEYS: Readonly<Record<SecretFormat, Readonly<Record<Engine, string>>>> = {
  ServiceBinding: {
    pg: `${COMMON} ${ADDRESSES} database ssl-mode jdbc-url jdbc-uri r2dbc-url pgpass`,
    mysql: `${COMMON} ${ADDRESSES} database ssl-mode jdbc-url jdbc-uri r2dbc-url`,
    mongodb: `${COMMON} ${ADDRESSES} database srv options`,
    valkey: `${COMMON} ${ADDRESSES} url`,
    kafka: `${COMMON} ${ADDRESSES} certificates private-key access.crt access.key bootstrap-servers security-protocol sasl-mechanism sasl-jaas-config user securityProtocol saslMechanism`,
    opensearch: `${COMMON} ${ADDRESSES} dashboards-host dashboards-port dashboards-uri`,
  },
  Operator: {
    pg: 'username password uri private_uri',
    mysql: 'username password uri private_uri',
    mongodb: 'username password uri private_uri',
    valkey: 'username password uri private_uri',
    kafka: 'username password uri private_uri',
    opensearch: 'username password uri private_uri',
  },
  Environment: {
    pg: 'PGHOST PGPORT PGUSER PGPASSWORD PGDATABASE PGSSLMODE DATABASE_URL',
    mysql: 'MYSQL_HOST MYSQL_PORT MYSQL_USER MYSQL_PASSWORD MYSQL_DATABASE MYSQL_SSL_MODE MYSQL_URL DATABASE_URL',
    mongodb: 'MONGODB_URI MONGODB_HOST MONGODB_USERNAME MONGODB_PASSWORD MONGODB_DATABASE MONGODB_REPLICA_SET',
    valkey: 'REDIS_URL REDIS_HOST REDIS_PORT REDIS_USERNAME REDIS_PASSWORD REDIS_TLS',
    kafka:
      'KAFKA_BOOTSTRAP_SERVERS KAFKA_SECURITY_PROTOCOL KAFKA_SASL_MECHANISM KAFKA_SASL_USERNAME KAFKA_SASL_PASSWORD KAFKA_SASL_JAAS_CONFIG KAFKA_ACCESS_CERT KAFKA_ACCESS_KEY',
    opensearch:
      'OPENSEARCH_URL OPENSEARCH_HOST OPENSEARCH_PORT OPENSEARCH_USERNAME OPENSEARCH_PASSWORD OPENSEARCH_DASHBOARDS_URL',
  },
  CloudNativePG: {
    pg: 'username user password dbname host port pgpass uri jdbc-uri fqdn-uri fqdn-jdbc-uri',
    mysql: NOT_SUPPORTED,
    mongodb: NOT_SUPPORTED,
    valkey: NOT_SUPPORTED,
    kafka: NOT_SUPPORTED,
    opensearch: NOT_SUPPORTED,
  },
};

const CASES = Object.entries(KEYS).flatMap(([format, engines]) =>
  ENGINES.map((engine) => [format, engine, engines[engine]] as const),
);

describe.each(CASES)('the format %s for %s', (format, engine, keys) => {
  if (keys === NOT_SUPPORTED) {
    test('is refused with what there is instead', () => {
      expect(run(unconnected(engine, { secret: { format } })).fatal).toMatch(
        /spec\.connection\.secret\.format: unsupported value "CloudNativePG" for \w+ \(supported: ServiceBinding, Operator, Environment\)/,
      );
    });
    return;
  }

  test('has its keys, none of them blank', () => {
    const entries = entriesWith(engine, { secret: { format } });
    expect(Object.keys(entries).sort()).toEqual(keys.split(' ').sort());
    expect(Object.values(entries)).not.toContain('');
  });

  if (format === 'Environment')
    test('has names of environment variables', () => {
      const names = Object.keys(entriesWith(engine, { secret: { format } }));
      expect(names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))).toEqual([]);
    });

  test('has them with the prefix before each, and nothing else', () => {
    const entries = entriesWith(engine, { secret: { format, prefix: 'APP_' } });
    expect(Object.keys(entries).sort()).toEqual(
      keys
        .split(' ')
        .map((key) => `APP_${key}`)
        .sort(),
    );
  });
});
