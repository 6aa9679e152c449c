/** Returns whether the name of a command is the path of a user's own. */
export const isOwnFile = (name: string): boolean => /[/\\]|\.[cm]?[jt]s$/.test(name);
