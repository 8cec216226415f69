import type { ControlPlane } from '../harness/control-plane.js';
import type { Report } from '../harness/report.js';

/** What a scenario plays in. */
export interface World extends ControlPlane {
  readonly report: Report;
}

/** Something that happens to a control plane; `tests` registers what is expected of it. */
export interface Scenario {
  readonly title: string;
  readonly tests: (world: World) => void;
}
