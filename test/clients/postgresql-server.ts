import { join } from 'node:path';
import { findProgram, type RunningServer, startServer } from './server.js';

const [POSTGRES = '', INITDB = '', FOUND_PSQL = ''] = ['postgres', 'initdb', 'psql'].map(findProgram);

/** The path of psql; empty where it is not installed. */
export const PSQL = FOUND_PSQL;

/** Whether a PostgreSQL is installed. */
export const HAS_POSTGRESQL = [POSTGRES, INITDB, PSQL].every((path) => path !== '');

/**
 * Starts a PostgreSQL with TLS and the superuser `postgres`, who may log in through the socket in its folder. `access` are
 * the lines that say who else may, and how.
 */
export function startPostgreSql(access: readonly string[], listen: '127.0.0.1' | 'localhost'): Promise<RunningServer> {
  return startServer((folder, port) => {
    const data = join(folder, 'data');
    const place = { '-h': listen, '-k': folder, '-p': String(port), '-D': data };
    const settings = {
      hba_file: join(folder, 'pg_hba.conf'),
      ssl: 'on',
      ssl_cert_file: join(folder, 'server.crt'),
      ssl_key_file: join(folder, 'server.key'),
    };
    const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    return {
      files: { 'pg_hba.conf': `${['local all all trust', ...access].join('\n')}\n` },
      prepare: [[INITDB, '-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale', 'C.UTF-8', '-N']],
      command: [POSTGRES, ...Object.entries(place).flat(), ...options, '-F'],
      ping: [PSQL, '-h', folder, '-p', String(port), '-U', 'postgres', '-d', 'postgres', '-c', 'select 1'],
      user: 'postgres',
    };
  });
}
