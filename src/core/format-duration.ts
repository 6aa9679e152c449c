/** Formats a duration as in options and messages, with about two digits: `30s`, `5m`, `2h`. */
export function formatDuration(seconds: number): string {
  if (seconds < 99.5) return `${short(seconds)}s`;
  return seconds < 99.5 * 60 ? `${short(seconds / 60)}m` : `${short(seconds / 3600)}h`;
}

const short = (value: number): string =>
  String(value < 9.5 ? Math.round(value * 10) / 10 : Math.round(value));
