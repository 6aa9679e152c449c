/**
 * What a command puts out: lines for people; or metrics for other programs, which have standard output to themselves, and
 * beside them what there is to say.
 */
export type Printed = string | { readonly json: string } | { readonly aside: string };
