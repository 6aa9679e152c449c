/** What the value of an option is: on the command line, in the environment, in a configuration file. */
export type OptionKind =
  | { readonly kind: 'flag' }
  | { readonly kind: 'text'; readonly expected: string }
  | { readonly kind: 'number'; readonly expected: string; readonly accepts: (value: number) => boolean }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

export type OptionValue = string | number | boolean;

/** An option as the help tells of it and as its value is checked. */
export interface OptionInfo {
  /** What stands for the value in the help: `N`. */
  readonly value?: string;
  readonly help: string;
  readonly type: OptionKind;
}
