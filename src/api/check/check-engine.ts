import { CLUSTER_FIELDS, CONTENT_NAMES, type EngineProfile, type OwnField } from '../../engines/engine-profile.js';
import { enginesWith } from '../../engines/engines.js';
import type { Report } from '../../lib/issue.js';
import { BLANK, isBlank } from './blank.js';
import { checkLogSinks } from './check-log-sinks.js';
import { checkTopics } from './check-topics.js';
import { checkUsers } from './check-users.js';
import type { Checked } from './checked.js';
import { notSupported } from './not-supported.js';

/** What the engine does not know or take. The XRD has the same rules, but platform teams write their own XRDs. */
export function checkEngine(report: Report, checked: Checked, profile: EngineProfile): void {
  const { spec } = checked;
  for (const field of CLUSTER_FIELDS)
    if (spec.cluster?.[field] !== undefined) checkOwn(report, `spec.cluster.${field}`, field, profile);
  if (isBlank(spec.cluster?.sqlMode)) report('spec.cluster.sqlMode', BLANK);
  checkNodes(report, checked, profile);
  checkLogSinks(report, spec.cluster?.logSinks);
  checkDatabases(report, checked, profile);
  checkUsers(report, checked, profile);
  for (const field of CONTENT_NAMES) if (spec[field]?.length) checkOwn(report, `spec.${field}`, field, profile);
  checkTopics(report, checked);
}

/** Default names that every cluster of the engine has already. */
export function checkDefaultNames(report: Report, { spec, binding }: Checked, profile: EngineProfile): void {
  const { label, users, databases, defaultUser, defaultDatabase } = profile;
  if (users.supported && !spec.users && binding.users[0]?.name === defaultUser)
    report(
      'spec.users',
      `required: the default, "${defaultUser}", is the administrator every ${label} cluster comes with`,
    );
  if (databases.supported && !spec.databases && binding.databases[0]?.name === defaultDatabase)
    report(
      'spec.databases',
      `required: the default, "${defaultDatabase}", is the database every ${label} cluster comes with`,
    );
}

function checkOwn(report: Report, path: string, field: OwnField, { label, ownFields }: EngineProfile): void {
  if (!ownFields.includes(field)) report(path, notSupported(label, enginesWith(field)));
}

function checkNodes(report: Report, { binding: { target } }: Checked, { label, nodes }: EngineProfile): void {
  if (target.architecture === 'Referenced') return;
  const { value, path } = target.cluster.nodeCount;
  if (!nodes.allows(value)) report(path, `unsupported value ${value} for ${label} (supported: ${nodes.sentence})`);
}

function checkDatabases(report: Report, { spec }: Checked, { label, databases, defaultDatabase }: EngineProfile): void {
  if (!spec.databases?.length) return;
  if (!databases.supported) {
    report('spec.databases', `${label} has no databases to create: remove them`);
    return;
  }
  for (const [i, { name }] of spec.databases.entries()) {
    const path = `spec.databases[${i}].name`;
    if (name === defaultDatabase)
      report(path, `"${name}" is the database every ${label} cluster comes with: choose another name`);
    else if (name.length > databases.maxNameLength)
      report(path, `has ${name.length} characters, ${label} allows at most ${databases.maxNameLength}`);
  }
}
