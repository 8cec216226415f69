/** One problem of what a person wrote. */
export interface Issue {
  /** Where it stands, for example `spec.cluster.engine` or `spec.users[1].name`. */
  readonly path: string;
  /** What is wrong and what is allowed: lower case, one line, no secret. */
  readonly message: string;
}

/** What nearly every check finds; made once. */
export const NO_ISSUES: readonly never[] = Object.freeze([]);

/** The problems that several checks found, in their order. */
export function joinIssues<T extends Issue>(...lists: readonly (readonly T[])[]): readonly T[] {
  let found: readonly T[] = NO_ISSUES;
  for (const list of lists) if (list.length > 0) found = found.length > 0 ? [...found, ...list] : list;
  return found;
}

/** The problems of each item of a list, in its order. */
export function issuesOfEach<T>(
  items: readonly T[] | undefined,
  check: (item: T, index: number) => readonly Issue[],
): readonly Issue[] {
  if (!items) return NO_ISSUES;
  let found: Issue[] | undefined;
  let index = 0;
  for (const item of items) {
    for (const issue of check(item, index)) {
      found ??= [];
      found.push(issue);
    }
    index += 1;
  }
  return found ?? NO_ISSUES;
}

/** A value, or every problem found on the way to it. */
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** A successful result. */
export function accepted<T>(value: T): Result<T> {
  return { ok: true, value };
}

/** A failed result; the order of the issues is the order a person reads them in. */
export function refused(issues: readonly Issue[]): Result<never> {
  return { ok: false, issues };
}
