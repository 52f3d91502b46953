/**
 * A trial of a key store: a key and a made-up certificate are put there, used, hidden, shown again and taken away. What is
 * there already is only listed, before and after.
 */
import { createHash, createPublicKey, randomBytes, verify } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'

/** Of the keys' names, by which also what a power cut left is found again. */
export const prefix = 'koshin-verify-'

/** The calls of an adapter block, so that nothing but its own death keeps an exit from cleaning up. */
const open = new Set()
process.on('exit', () => {
  for (const cleanUp of open) for (const left of cleanUp()) console.error(`koshin: still in your key store: ${left}`)
})

/** @typedef {import('../../main/keystore/local-key-store.ts').LocalKeyStore} LocalKeyStore */
/** @typedef {(publicKey: Uint8Array) => Uint8Array} Issue a certificate (DER) for a key (SubjectPublicKeyInfo, DER) */

/** @param {LocalKeyStore} store @param {Issue} issue */
export async function trial(store, issue) {
  const writable = store.checkWritable()
  if (!writable.ok && ['keystore.password-protected', 'keystore.locked'].includes(writable.failure.code))
    return skipped(`it is locked (${writable.failure.code})`)
  /** @type {string[]} */
  const passed = []
  /** @type {string[]} */
  const failed = []
  const name = `${prefix}${randomBytes(8).toString('hex')}`
  const cleanUp = () => takeAway(store)
  open.add(cleanUp)
  try {
    cleanUp()
    for (const [title, perform] of steps(store, name, issue)) {
      perform()
      passed.push(title)
      // Signals are heard between two steps.
      await setImmediate()
    }
  } catch (error) {
    failed.push(`real-store: after ${passed.length} steps: ${/** @type {Error} */ (error).message}`)
  }
  failed.push(...cleanUp().map((left) => `real-store: still there: ${left}`))
  open.delete(cleanUp)
  return { passed: passed.length, failed, skipped: [] }
}

/**
 * In this order: what each needs is there by those before.
 * @returns {Generator<[title: string, perform: () => unknown]>}
 */
function* steps(store, name, issue) {
  const before = contents(store)
  const { publicKey } = valueOf(store.makeKey(name, { algorithm: 'rsa-2048', provider: 'software', confirmUse: false }))
  const der = issue(publicKey)
  const thumbprint = createHash('sha256').update(der).digest('hex')
  const offered = () => valueOf(store.list()).some((one) => one.thumbprint === thumbprint)

  yield ['a key is made', () => must(valueOf(store.listKeys()).includes(name), 'the key is not listed')]
  yield ['a certificate is put beside it', () => valueOf(store.install(der, name))]
  yield ['it is read back', () => must(sameOctets(valueOf(store.read(thumbprint))?.der, der), 'another is read back')]
  yield ['it is offered', () => must(offered(), 'it is not listed')]
  yield ['its key signs', () => must(signs(store, thumbprint, publicKey), 'the signature is wrong')]
  yield ['it is hidden', () => must((valueOf(store.retire(thumbprint)), !offered()), 'it is still listed')]
  yield ['it is shown again', () => must((valueOf(store.restore(thumbprint)), offered()), 'it is not listed again')]
  yield ['it is taken away', () => valueOf(store.delete(thumbprint))]
  yield ['all else is as it was', () => must(contents(store) === before, 'something else is there than before')]
}

/** Whatever any trial has made, and nothing else. @param {LocalKeyStore} store @returns {string[]} what could not be taken away */
function takeAway(store) {
  const [certificates, keys] = [store.list({ retired: true }), store.listKeys()]
  const ours = (certificates.ok ? certificates.value : []).filter(({ keyName }) => keyName?.startsWith(prefix))
  const names = (keys.ok ? keys.value : []).filter((name) => name.startsWith(prefix))
  return [
    ...[certificates, keys].flatMap((listed) => whatFailed('what cannot be listed', listed)),
    ...ours.flatMap(({ thumbprint }) => whatFailed(`the certificate ${thumbprint}`, store.delete(thumbprint))),
    // A key goes with its certificate; one that is gone is none to discard.
    ...names.flatMap((name) => whatFailed(`the key ${name}`, store.discardKey(name))),
  ]
}

/** @param {string} what @param {import('../../main/renewal/errors.ts').Result<unknown>} result */
const whatFailed = (what, result) => (result.ok ? [] : [`${what} (${result.failure.code})`])

function signs(store, thumbprint, publicKey) {
  const data = randomBytes(32)
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: 'spki' })
  return verify('sha256', data, key, valueOf(store.sign({ thumbprint }, data)))
}

const sameOctets = (a, b) => a !== undefined && Buffer.compare(a, b) === 0

function contents(store) {
  const certificates = valueOf(store.list({ retired: true })).map(({ thumbprint, retired }) => [thumbprint, retired])
  return JSON.stringify([certificates, valueOf(store.listKeys())])
}

function must(holds, otherwise) {
  if (!holds) throw new Error(otherwise)
}

function valueOf(result) {
  if (!result.ok) throw new Error(`${result.failure.code} ${result.failure.cause ?? ''}`.trim())
  return result.value
}

/** @returns {import('../testing/results.mjs').Results} */
export const skipped = (reason) => ({ passed: 0, failed: [], skipped: [{ title: 'real-store', reason }] })
