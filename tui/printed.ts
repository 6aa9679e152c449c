/** What a command puts out: lines for people, or a metric for other programs, which has standard output to itself. */
export type Printed = string | { readonly json: string };
