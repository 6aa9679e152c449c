/**
 * What a command puts out: lines for people, also of what is not as it should be, with exit code 1; or metrics for other
 * programs, which have standard output to themselves, and beside them what there is to say.
 */
export type Printed =
  string | { readonly amiss: string } | { readonly json: string } | { readonly aside: string };
