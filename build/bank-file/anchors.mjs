/** A bank's trust anchors: PEM or DER files in a folder, judged as the app will judge them when it builds a chain. */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { lineAt } from './lines.mjs'

/**
 * @typedef {object} Anchor
 * @property {string} file
 * @property {number} [line] in a PEM file
 * @property {Uint8Array} der
 * @property {{ holder: string, notAfter: number, thumbprint: string }} facts
 */

/**
 * @param {string} folder
 * @param {string} name of the folder with the certificates, in it
 * @param {Record<string, any>} app from product.mjs
 * @returns {Promise<{ found: Anchor[], pem: string, problems: import('./problem.mjs').Problem[] }>}
 */
export async function readAnchors(folder, name, app) {
  const files = listOf(path.join(folder, name))
  if (files.length === 0) return { found: [], pem: '', problems: [{ code: 'folder.no-anchors', file: `${name}/` }] }
  const read = await Promise.all(files.map((file) => readFile(folder, `${name}/${file}`, app)))
  const found = read.flatMap(({ found }) => found)
  const twice = found.filter((one, at) => found.findIndex(({ facts }) => sameAs(facts, one.facts)) < at)
  return {
    found,
    pem: found.map(({ der }) => app.derToPem(der)).join(''),
    problems: [...read.flatMap(({ problems }) => problems), ...twice.map((one) => faulty(one, 'twice'))],
  }
}

const sameAs = (one, other) => one.thumbprint === other.thumbprint

function listOf(folder) {
  try {
    return readdirSync(folder)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch {
    return []
  }
}

async function readFile(folder, file, app) {
  const refused = (detail, line) => ({ found: [], problems: [faulty({ file, line }, detail)] })
  const bytes = await app.loadBankFile(path.join(folder, file))
  if (!bytes.ok) return { found: [], problems: [{ code: 'folder.unreadable', file, detail: bytes.failure.cause }] }
  const text = Buffer.from(bytes.value).toString('latin1')
  const secret = /-----BEGIN [A-Z ]*PRIVATE KEY-----/.exec(text)
  if (secret !== null) return refused('a private key stands in it', lineAt(text, secret.index))
  if (!text.includes('-----BEGIN ')) return judged([{ file, der: bytes.value }], app)
  const ders = app.pemToDer(text)
  if (!ders.ok) return refused(ders.failure.cause)
  const lines = [...text.matchAll(/-----BEGIN CERTIFICATE-----/g)].map(({ index }) => lineAt(text, index))
  return judged(
    ders.value.map((der, at) => ({ file, line: lines[at], der })),
    app,
  )
}

/** By the rules for anchors of a chain: a CA, valid now, of a key that the app believes. */
function judged(certificates, { readCertificate, parseCertificate, anchorFault }) {
  const found = []
  const problems = []
  for (const one of certificates) {
    const facts = readCertificate(one.der)
    const options = { now: Date.now(), purpose: 'clientAuth' }
    const fault = !facts.ok
      ? facts.failure.cause
      : facts.value.authority
        ? anchorFault(parseCertificate(one.der), 0, options)
        : 'is not a CA certificate'
    if (fault !== undefined) problems.push(faulty(one, fault, facts.ok ? facts.value.holder : undefined))
    if (facts.ok) found.push({ ...one, facts: facts.value })
  }
  return { found, problems }
}

/** @returns {import('./problem.mjs').Problem} */
const faulty = ({ file, line = undefined }, detail, place = undefined) => ({
  code: 'folder.anchor',
  file,
  line,
  place,
  detail,
})
