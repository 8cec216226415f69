/** One problem in what a person wrote. */
export interface Issue {
  /** Where it stands, for example `spec.cluster.engine` or `spec.users[1].name`. */
  readonly path: string;
  /** What is wrong and what is allowed: lower case, one line, no secret. */
  readonly message: string;
}

/** Reports one problem. Checks report in the order in which people read the problems. */
export type Report = (path: string, message: string) => void;

/** Every problem that the checks report. */
export function collectIssues(check: (report: Report) => void): readonly Issue[] {
  const issues: Issue[] = [];
  check((path, message) => issues.push({ path, message }));
  return issues;
}

/** A value, or every problem that prevents it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A successful result. */
export function accepted<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failed result; people read the issues in this order. */
export function refused(issues: readonly Issue[]): Result<never> {
  return { ok: false, issues };
}
