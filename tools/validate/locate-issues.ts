import type { Issue } from '../../src/lib/issue.js';
import { redactUrls } from '../../src/lib/redact.js';
import type { Manifest } from '../manifests/parse-manifests.js';
import { parsePath } from '../manifests/parse-path.js';
import { oneLine } from '../output/paint.js';
import type { Place } from './find-policies.js';
import type { Problem, Severity } from './problem.js';

/** Issues with their places in files: in one of these if the path begins like it, otherwise in the object itself. */
export function locateIssues(
  issues: readonly Issue[],
  manifest: Manifest,
  places: readonly Place[],
  severity: Severity,
): readonly Problem[] {
  return issues.map(({ path, message }) => {
    const [root, ...below] = parsePath(path);
    const place = places.find((each) => each.root === root);
    const home = place?.manifest ?? manifest;
    const location = place ? [...place.above, ...below] : parsePath(path);
    // Messages quote fields, and somebody may have written a whole connection string into one.
    return { file: home.file, ...home.locate(location), severity, path, message: oneLine(redactUrls(message)) };
  });
}
