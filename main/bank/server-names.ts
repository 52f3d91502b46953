/** How Chromium names the server of an address. */

/** As Chromium's verifier names it: an IPv6 address without brackets. */
export function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
}

/** As Chromium names a server when it asks for a certificate: always with its port. */
export function serverOf(url: string): string {
  const { hostname, port } = new URL(url)
  return `${hostname}:${port === '' ? '443' : port}`
}
