/**
 * The values an option accepts, whether from the command line, an environment variable or a configuration file.
 *
 * `accepts` returns whether a value is valid; `expected` completes the message "expected …" for a value that is not.
 */
export type OptionKind =
  | { readonly kind: 'flag' }
  | {
      readonly kind: 'text';
      readonly expected: string;
      /** Returns whether a text is valid; by default every text is. */
      readonly accepts?: (text: string) => boolean;
    }
  | {
      readonly kind: 'number';
      readonly expected: string;
      readonly accepts: (value: number) => boolean;
      /** Words that are accepted instead of a number, for example `auto`. */
      readonly words?: readonly string[];
      /** Reads a number written in another way, such as `30m`; NaN if it is not one. By default `Number`. */
      readonly read?: (text: string) => number;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] };

/** The value of an option. */
export type OptionValue = string | number | boolean;

/** An option: its help text, and the values it accepts. */
export interface OptionInfo {
  /** The placeholder for the value in the help: `N`. */
  readonly value?: string;
  readonly help: string;
  readonly type: OptionKind;
}
