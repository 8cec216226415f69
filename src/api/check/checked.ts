import type { Binding } from '../binding.js';
import type { Sources } from '../resolve/sources.js';

/** What the checks look at: a spec and a policy that fit their schemas, and the binding that they resolve to. */
export interface Checked extends Sources {
  readonly binding: Binding;
}
