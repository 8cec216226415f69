/** How every command ends, as docs/command-line.md has it. */
export const EXIT = {
  /** All is right, or what was asked for was done. */
  right: 0,
  /** It was done, and something is not right: a file, a cluster, a binding. */
  notRight: 1,
  /** It was not done: a flag, a file name or a file that cannot be used. */
  usedWrongly: 2,
  /** Nobody reads its output any more; what a shell says of a program that SIGPIPE ended. */
  cutShort: 141,
} as const;

/** One of the codes above. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
