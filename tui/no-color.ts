// chalk, which colours for Ink, knows FORCE_COLOR only, and reads it when it is loaded: this is imported before.
if ((process.env['NO_COLOR'] ?? '') !== '') process.env['FORCE_COLOR'] ??= '0';

export {};
