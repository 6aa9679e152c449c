/** Another process does the same work; its end is waited for. */
export interface Waiting {
  readonly _tag: 'Waiting';
  /** 0 where unknown. */
  readonly pid: number;
  readonly host: string;
}
