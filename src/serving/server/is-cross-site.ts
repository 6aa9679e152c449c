/**
 * Returns whether a request comes from a web page of another site, according to its browser. Other programs send neither
 * header.
 *
 * Sec-Fetch-Site decides; browsers send it over encrypted connections and to this machine only. Without it, the Origin
 * must be that of the Host: a proxy sends another Host than the page has.
 */
export function isCrossSite(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin')?.toLowerCase();
  const host = headers.get('host')?.toLowerCase() ?? '';
  return origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`;
}
