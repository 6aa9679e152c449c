const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|::1)$/i;

/** Returns whether an address to listen on is reached from this machine only. */
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

/**
 * Returns whether the Host header of a request names this machine. A web page whose own domain name resolves to
 * 127.0.0.1 (DNS rebinding) sends that name.
 */
export function isLocalHost(header: string | undefined): boolean {
  const [, bracketed, plain] = /^(?:\[([\da-f:]+)\]|([^:]+))(?::\d+)?$/i.exec(header ?? '') ?? [];
  return isLoopback(bracketed ?? plain ?? '');
}
