/** Whether the servers of a bank file can be reached from here, and are believed as the app will believe them. */
import { isIP } from 'node:net'
import tls from 'node:tls'

/** ms */
const timeout = 10_000

/**
 * Opens a TLS connection to each address and closes it: nothing is sent in it. Directly, without a proxy; where no trust anchors
 * decide, by Node's list of roots.
 *
 * @param {any} bank of a bank file that the app has read
 * @param {Uint8Array[]} anchors DER
 * @returns {Promise<{ place: string, host: string, reason?: string }[]>} without a reason: reached
 */
export function reach(bank, anchors, checkServer) {
  const byAnchors = bank.serverTrust === 'anchors' ? anchors : undefined
  const addresses = [
    ['bank.est.url', bank.est?.url, byAnchors],
    ['bank.cmp.url', bank.cmp?.url, byAnchors],
    ['bank.portal.url', bank.portal?.url, byAnchors],
    ['bank.renewal.page', bank.renewal?.page, undefined],
    ['bank.bankingUrl', bank.bankingUrl, undefined],
    ['bank.helpDesk.page', bank.helpDesk?.page, undefined],
  ]
  return Promise.all(
    addresses
      .filter(([, url]) => url !== undefined)
      .map(async ([place, url, trusted]) => {
        const { host, hostname, port } = new URL(url)
        const chain = await open(hostname.replace(/^\[(.*)\]$/, '$1'), port, trusted === undefined)
        if (typeof chain === 'string') return { place, host, reason: chain }
        const believed = trusted === undefined ? { ok: true } : checkServer(chain, hostname, trusted, Date.now())
        return believed.ok
          ? { place, host }
          : { place, host, reason: `${believed.failure.code}: ${believed.failure.cause}` }
      }),
  )
}

/** @returns {Promise<string[] | string>} the certificates that the server sends (PEM), its own first; or why there are none */
function open(host, port, bySystem) {
  return new Promise((resolve) => {
    const name = isIP(host) === 0 ? { servername: host } : {}
    const socket = tls.connect({ host, port: Number(port || 443), ...name, rejectUnauthorized: bySystem })
    const end = (result) => {
      socket.destroy()
      resolve(result)
    }
    socket.setTimeout(timeout, () => end(`no answer within ${timeout / 1000} seconds`))
    // Later ones, such as the alert for a missing client certificate, come from a server that was reached.
    socket.on('error', (error) => end(/** @type {NodeJS.ErrnoException} */ (error).code ?? error.message))
    socket.once('secureConnect', () => end(chainOf(socket.getPeerCertificate(true))))
  })
}

function chainOf(certificate) {
  const chain = []
  for (let one = certificate; one?.raw !== undefined; one = one.issuerCertificate) {
    const pem = `-----BEGIN CERTIFICATE-----\n${one.raw.toString('base64')}\n-----END CERTIFICATE-----\n`
    if (chain.includes(pem)) break
    chain.push(pem)
  }
  return chain
}
