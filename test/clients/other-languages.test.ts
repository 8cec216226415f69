import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import type { Endpoint } from '../../src/engines/engine-profile.js';
import { profileOf } from '../../src/engines/engines.js';
import type { Engine } from '../../src/gen/binding.js';
import { percentEncode } from '../../src/lib/percent-encode.js';
import { samples } from '../support/property.js';
import { arbEndpoint, NASTY_ENDPOINT } from './parts.js';

// Clients that are not written in JavaScript read many connection strings in one run of theirs.

const TOOLS = join(import.meta.dirname, '../../.tools');
const PARSE_PGX = join(TOOLS, 'parse-pgx');
const PYTHON_CLIENTS = join(TOOLS, 'python-clients');
const PARSE_PY = join(import.meta.dirname, 'python/parse.py');

type Parsed = Readonly<Record<string, unknown>>;

interface Client {
  readonly name: string;
  readonly engine: Engine;
  readonly command: readonly [program: string, ...args: string[]];
  /** Whether it can be run here. */
  readonly there: boolean;
  /** The URI, or what a template of the documentation makes. */
  readonly write?: (endpoint: Endpoint) => string;
  readonly want: (endpoint: Endpoint) => Parsed;
  /** What of a database's name the client cannot read, whoever writes it. */
  readonly unreadable?: RegExp;
}

const env = { PATH: process.env.PATH, PYTHONPATH: PYTHON_CLIENTS };
// They are built for one version of Python, which may not be the one that is here.
const PYTHON = spawnSync('python3', ['-c', 'import psycopg, sqlalchemy'], { env }).status === 0;
const python = (parser: string) => ({ command: ['python3', PARSE_PY, parser] as const, there: PYTHON });
const login = ({ host, port, username, password, database }: Endpoint): Parsed => ({
  host,
  port,
  user: username,
  password,
  database,
});
const SSL_MODE = { Require: 'require', VerifyFull: 'verify-full' } as const;

/** No database at DigitalOcean has a name with anything else in it. */
const STRANGE = /[^A-Za-z0-9_.-]/g;

const CLIENTS: readonly Client[] = [
  {
    name: 'pgx, in Go',
    engine: 'pg',
    command: [PARSE_PGX],
    there: existsSync(PARSE_PGX),
    want: (it) => ({ ...login(it), encrypted: true, verified: it.tls === 'VerifyFull' }),
    // It takes every slash at the start for that of the path.
    unreadable: /^\/+/,
  },
  {
    name: 'psycopg with libpq, in Python',
    engine: 'pg',
    ...python('psycopg'),
    want: (it) => ({ ...login(it), sslmode: SSL_MODE[it.tls] }),
  },
  {
    name: 'SQLAlchemy, in Python',
    engine: 'pg',
    ...python('sqlalchemy'),
    want: (it) => ({ ...login(it), sslmode: SSL_MODE[it.tls] }),
    // It does not decode the name of a database.
    unreadable: STRANGE,
  },
  {
    name: 'SQLAlchemy with a driver that a template names, in Python',
    engine: 'mysql',
    ...python('sqlalchemy'),
    write: ({ username, password, host, port, database }) =>
      `mysql+pymysql://${percentEncode(username)}:${percentEncode(password)}@${host}:${port}/${database}`,
    want: login,
    unreadable: STRANGE,
  },
];

describe.each(CLIENTS)('$name', ({ engine, command, there, write, want, unreadable }) => {
  const [program, ...args] = command;
  const readIfThere = there ? test : test.skip;

  readIfThere(`reads what is written for ${engine}${there ? '' : ': not installed, see CONTRIBUTING.md'}`, () => {
    const endpoints = [NASTY_ENDPOINT, ...samples(arbEndpoint, 300)]
      .map((it) => (unreadable ? { ...it, database: it.database.replace(unreadable, '') } : it))
      .filter(({ database }) => database !== '');
    const texts = endpoints.map((endpoint) => (write ?? profileOf(engine).uri)(endpoint));
    const { stdout, stderr } = spawnSync(program, args, { input: JSON.stringify(texts), encoding: 'utf8', env });
    if (stdout === '') throw new Error(stderr);
    const parsed: unknown = JSON.parse(stdout);
    expect(parsed).toEqual(endpoints.map(want));
  });
});
