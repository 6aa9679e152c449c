/** Formats a duration as options and messages write it: `30s`, `5m`, `2h`; about two digits. */
export function formatDuration(seconds: number): string {
  if (seconds < 99.5) return `${short(seconds)}s`;
  return seconds < 99.5 * 60 ? `${short(seconds / 60)}m` : `${short(seconds / 3600)}h`;
}

const short = (value: number): string =>
  String(value < 9.5 ? Math.round(value * 10) / 10 : Math.round(value));
