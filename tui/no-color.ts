// Ink's chalk knows FORCE_COLOR only and reads it on import, so this module must be imported first.
if ((process.env['NO_COLOR'] ?? '') !== '') process.env['FORCE_COLOR'] ??= '0';

export {};
