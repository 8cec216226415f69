import { secretOf } from '../../../support/cluster-objects.js';
import { type Case, CLIENT, SERVER, SYSTEM } from './case.js';
import { add, without } from './changes.js';

/** Certificates, but for what time makes of them. */
export const CERTIFICATES: readonly Case[] = [
  {
    name: 'ClientMissing',
    reason: 'the function refuses whoever has none',
    change: [without(CLIENT)],
    want: [
      [
        'problem',
        'Certificates',
        /crossplane-tls-client is not there: Crossplane has no certificate/,
        /delete secret crossplane-tls-client/,
      ],
    ],
  },
  {
    name: 'ServerMissing',
    reason: 'the function refuses to start',
    change: [without(SERVER)],
    want: [['problem', 'Certificates', /tls-server is not there: the function/, /delete secret/]],
  },
  {
    name: 'Incomplete',
    reason: 'as `crossplane core init` leaves it for a moment',
    change: [without(CLIENT), add(secretOf(SYSTEM, 'crossplane-tls-client', { 'tls.crt': '' }))],
    want: [['problem', 'Certificates', /lacks tls\.crt, tls\.key, ca\.crt/, /delete secret/]],
  },
  {
    name: 'NoCertificate',
    reason: 'something else has the key',
    change: [
      without(CLIENT),
      add(secretOf(SYSTEM, 'crossplane-tls-client', { 'tls.crt': 'x', 'tls.key': 'y', 'ca.crt': 'z' })),
    ],
    want: [['problem', 'Certificates', /has a tls\.crt that is no certificate/, /delete secret/]],
  },
];
