/** How a run ended; otherwise `running`, or `lost` after 5 minutes without output. */
export type RunStatus = 'completed' | 'stopped' | 'failed' | 'running' | 'lost';

type Json = Readonly<Record<string, unknown>>;

/** The contents of the small files in a run folder; null for a missing file. */
export interface RunFiles {
  /** The path of the run folder, relative to the folder that was listed. */
  readonly name: string;
  /** The absolute path of the run folder. */
  readonly path: string;
  /** The size of all files in the run folder; 0 for a link to a folder. */
  readonly bytes: number;
  /** Whether it is a symbolic link to a run folder. */
  readonly isLink: boolean;
  readonly state: RunStatus;
  /** Milliseconds since 1970. */
  readonly startedAt: number | null;
  readonly writtenAt: number | null;
  readonly config: Json | null;
  readonly result: Json | null;
  /** The first line of metrics.jsonl and the text of history.csv; null if there is a result. */
  readonly firstLine: string | null;
  readonly history: string | null;
  /** The runs in subfolders of this run. */
  readonly nested: readonly RunFiles[];
}
