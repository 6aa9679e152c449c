/**
 * Output of a command: a line for people; a line about problems, which sets exit code 1; JSON for other programs, the
 * only thing on standard output (with exit code 1 if `hasFailed`); text on standard error, with an exit code; or only an
 * exit code, which that of an earlier request to stop overrides.
 */
export type Printed =
  | string
  | { readonly failureText: string }
  | { readonly json: string; readonly hasFailed?: boolean }
  | { readonly toStderr: string; readonly exitCode?: number }
  | { readonly exitCode: number };
