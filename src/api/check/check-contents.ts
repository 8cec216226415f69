import { CONTENT_FIELDS, type ContentField } from '../../engines/engine-profile.js';
import { enginesWithContent, foreignContents, profileOf } from '../../engines/engines.js';
import type { DatabaseBindingSpec, RunningEngine } from '../../gen/binding.js';
import { type Issue, issuesOfEach, NO_ISSUES } from '../../lib/issue.js';
import type { Target } from '../binding.js';

/** Why a field is of no use in a cluster that lives elsewhere; `undefined` where it may be used. */
const CONTROLLED_ONLY: Readonly<Record<ContentField, string | undefined>> = {
  topics: undefined,
  connectionPools:
    "pools take connections from all who use the cluster, and the life of the cluster is somebody else's",
  schemas: "the schema registry is shared by all who use the cluster, and the life of the cluster is somebody else's",
};

/** What lies in a cluster beside databases and users, that the engine does not have. */
export function checkContents(spec: DatabaseBindingSpec, engine: RunningEngine): readonly Issue[] {
  const profile = profileOf(engine);
  return issuesOfEach(foreignContents(profile), (field) =>
    !isWritten(spec, field)
      ? NO_ISSUES
      : [
          {
            path: `spec.${field}`,
            message: `not supported for ${profile.label}, only for engine ${enginesWithContent(field).join(', ')}: remove it`,
          },
        ],
  );
}

/** What may not be made in a cluster that lives elsewhere, whatever its engine. */
export function checkElsewhere(spec: DatabaseBindingSpec, { architecture }: Target): readonly Issue[] {
  if (architecture === 'Controlled') return NO_ISSUES;
  return issuesOfEach(CONTENT_FIELDS, (field) => {
    const why = CONTROLLED_ONLY[field];
    return why === undefined || !isWritten(spec, field)
      ? NO_ISSUES
      : [
          {
            path: `spec.${field}`,
            message: `not possible with clusterRef, only in a cluster that the binding controls: ${why}`,
          },
        ];
  });
}

function isWritten(spec: DatabaseBindingSpec, field: ContentField): boolean {
  return (spec[field]?.length ?? 0) > 0;
}
