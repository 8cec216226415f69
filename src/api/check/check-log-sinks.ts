import type { LogSinkSpec } from '../../gen/binding.js';
import { type Issue, issuesOfEach, NO_ISSUES } from '../../lib/issue.js';

type Rsyslog = NonNullable<LogSinkSpec['rsyslog']>;

/** Log sinks of two kinds at once or of none, and settings that go together. */
export function checkLogSinks(sinks: readonly LogSinkSpec[] | undefined): readonly Issue[] {
  return issuesOfEach(sinks, ({ opensearch, rsyslog }, i) => {
    const path = `spec.cluster.logSinks[${i}]`;
    if ((opensearch === undefined) === (rsyslog === undefined))
      return [{ path, message: 'exactly one of opensearch and rsyslog is needed' }];
    return rsyslog ? checkRsyslog(rsyslog, `${path}.rsyslog`) : NO_ISSUES;
  });
}

function checkRsyslog({ format, logline, tls, clientCertificate, clientKey }: Rsyslog, path: string): readonly Issue[] {
  const isCustom = format === 'custom';
  const hasClient = clientCertificate !== undefined;
  const rules: readonly (readonly [field: string, broken: boolean, message: string])[] = [
    ['logline', isCustom && logline === undefined, 'required: the format is custom'],
    ['logline', !isCustom && logline !== undefined, 'goes with the format custom only: remove it'],
    ['clientKey', hasClient && clientKey === undefined, 'required: it goes with clientCertificate'],
    ['clientCertificate', !hasClient && clientKey !== undefined, 'required: it goes with clientKey'],
    ['tls', hasClient && tls !== true, 'has to be true for a client certificate'],
  ];
  return rules.flatMap(([field, broken, message]) => (broken ? [{ path: `${path}.${field}`, message }] : []));
}
