/**
 * What a command prints: lines for people; lines about problems, with exit code 1; JSON for other programs, which has
 * standard output to itself, with exit code 1 if it is about problems; and lines beside it.
 */
export type Printed =
  | string
  | { readonly failureText: string }
  | { readonly json: string; readonly hasFailed?: boolean }
  | { readonly toStderr: string };
