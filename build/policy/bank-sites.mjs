/** The sites of the banks in a settings file at which a browser is asked for a certificate, and who issues those. */
import { X509Certificate } from 'node:crypto'
import { Foreseen } from '../lib/console.mjs'
import { productModule } from '../lib/product.mjs'

/**
 * @param {string} file absolute
 * @param {string[]} issuers common names of CAs that issue for customers and are not among the trust anchors
 * @returns {Promise<{ sites: import('./browsers.mjs').Site[], without: string[] }>} `without`: names of banks that have no
 *   page for browsers
 */
export async function readSites(file, issuers) {
  const { readConfiguration } = await productModule('main/storage/settings/configuration.ts')
  // By the product's own reader: what the app would refuse is no ground for a policy.
  const read = readConfiguration({ file, environment: {}, options: {} })
  if (!read.ok) throw new Foreseen(`${file}: ${read.failure.cause}`)
  const banks = [read.value, ...read.value.otherBanks]
  const sites = banks
    .filter(({ bankingUrl }) => bankingUrl !== undefined)
    .map(({ bankingUrl: url, bankName, trustAnchors }) => ({
      url,
      issuers: [
        ...issuers.map((CN) => ({ CN })),
        ...trustAnchors.flatMap((der) => namesOf(der, `${file}: ${bankName}`)),
      ],
    }))
  const without = banks.filter(({ bankingUrl }) => bankingUrl === undefined).map(({ bankName }) => bankName)
  if (sites.length === 0) throw new Foreseen(`${file}: no bank in it has a bankingUrl, which is what browsers open`)
  return { sites, without }
}

/** By what browsers can tell its certificates: the common name, or what it has instead. */
function namesOf(der, place) {
  const { subject } = new X509Certificate(der).toLegacyObject()
  const part = ['CN', 'O', 'OU'].find((name) => subject[name] !== undefined)
  if (part === undefined) throw new Foreseen(`${place}: a trust anchor has neither a common name nor an organisation`)
  return [subject[part]].flat().map((name) => ({ [part]: name }))
}
