import type { EngineProfile } from '../../engines/engine-profile.js';
import { enginesWith, enginesWithContent, foreignContents, foreignFields, profileOf } from '../../engines/engines.js';
import type { ClusterSpec, DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import type { Report } from '../../lib/issue.js';
import type { Binding, ClusterIntent, Target } from '../binding.js';
import { checkLogSinks } from './check-log-sinks.js';
import { checkTopics } from './check-topics.js';
import { checkUsers } from './check-users.js';
import { notSupported } from './not-supported.js';

/** What the engine does not know or take; the same rules stand in the XRD, but platform teams write their own. */
export function checkEngine(report: Report, spec: DatabaseBindingSpec, target: Target, engine: RunningEngine): void {
  const profile = profileOf(engine);
  if (spec.cluster) checkOwnFields(report, spec.cluster, profile);
  if (target.architecture === 'Controlled') checkNodes(report, target.cluster, profile);
  checkLogSinks(report, spec.cluster?.logSinks);
  checkDatabases(report, spec, profile);
  checkUsers(report, spec, target, profile);
  checkContents(report, spec, profile);
  checkTopics(report, spec, target);
}

/** A binding that is named like what every cluster comes with has no use for the default names. */
export function checkDefaultNames(
  report: Report,
  spec: DatabaseBindingSpec,
  engine: RunningEngine,
  binding: Pick<Binding, 'users' | 'databases'>,
): void {
  const { label, users, databases, defaultUser, defaultDatabase } = profileOf(engine);
  if (users.supported && !spec.users && binding.users[0]?.name === defaultUser)
    report(
      'spec.users',
      `required: the default, "${defaultUser}", is the administrator every ${label} cluster comes with`,
    );
  if (databases.supported && !spec.databases && binding.databases[0] === defaultDatabase)
    report(
      'spec.databases',
      `required: the default, "${defaultDatabase}", is the database every ${label} cluster comes with`,
    );
}

function checkOwnFields(report: Report, spec: ClusterSpec, profile: EngineProfile): void {
  for (const field of foreignFields(profile))
    if (spec[field] !== undefined) report(`spec.cluster.${field}`, notSupported(profile.label, enginesWith(field)));
}

function checkNodes(report: Report, { nodeCount }: ClusterIntent, { label, nodes }: EngineProfile): void {
  if (!nodes.allows(nodeCount.value))
    report(nodeCount.path, `unsupported value ${nodeCount.value} for ${label} (supported: ${nodes.sentence})`);
}

function checkDatabases(report: Report, spec: DatabaseBindingSpec, profile: EngineProfile): void {
  const { label, databases, defaultDatabase } = profile;
  if (!spec.databases?.length) return;
  if (!databases.supported) {
    report('spec.databases', `${label} has no databases to create: remove them`);
    return;
  }
  for (const [i, { name }] of spec.databases.entries())
    if (name === defaultDatabase)
      report(
        `spec.databases[${i}].name`,
        `"${name}" is the database every ${label} cluster comes with: choose another name`,
      );
    else if (name.length > databases.maxNameLength)
      report(
        `spec.databases[${i}].name`,
        `${name.length} characters, ${label} takes at most ${databases.maxNameLength}`,
      );
}

/** What lies in a cluster beside databases and users, that the engine does not have. */
function checkContents(report: Report, spec: DatabaseBindingSpec, profile: EngineProfile): void {
  for (const field of foreignContents(profile))
    if (spec[field]?.length) report(`spec.${field}`, notSupported(profile.label, enginesWithContent(field)));
}
