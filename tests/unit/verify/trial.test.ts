/** The trial of a key store leaves it as it was, whatever happens. */
import { spawnSync } from 'node:child_process'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LocalKeyStore } from '../../../main/keystore/local-key-store.ts'
import { done, failure, success } from '../../../main/renewal/errors.ts'
import type { StoredCertificate } from '../../../main/renewal/ports.ts'
import { load, type Results, root } from './example.ts'

const { trial, prefix } = await load<{
  trial(store: LocalKeyStore, issue: (publicKey: Uint8Array) => Uint8Array): Promise<Results>
  prefix: string
}>('verify/trial.mjs')

const foreign = { thumbprint: 'f'.repeat(64), keyName: undefined, retired: false }
const koshins = { thumbprint: 'a'.repeat(64), keyName: 'koshin-7', retired: true }

/** A store in memory with others' certificates in it; nothing but what a trial uses can be done to it. */
function memory(broken: Partial<LocalKeyStore> = {}) {
  const certificates = new Map<string, Partial<StoredCertificate>>()
  const keys = new Map<string, KeyObject>()
  for (const one of [foreign, koshins]) certificates.set(one.thumbprint, one)
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  keys.set('koshin-7', privateKey)
  const set = (thumbprint: string, retired: boolean) => {
    certificates.set(thumbprint, { ...certificates.get(thumbprint), retired })
    return done
  }
  const store = {
    checkWritable: () => done,
    list: ({ retired = false } = {}) => success([...certificates.values()].filter((one) => retired || !one.retired)),
    listKeys: () => success([...keys.keys()]),
    makeKey(name: string) {
      const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })
      keys.set(name, pair.privateKey)
      return success({ publicKey: pair.publicKey.export({ type: 'spki', format: 'der' }), protection: 'nss-software' })
    },
    install(der: Uint8Array, keyName: string) {
      const thumbprint = createHash('sha256').update(der).digest('hex')
      certificates.set(thumbprint, { der, thumbprint, keyName, retired: false })
      return done
    },
    read: (thumbprint: string) => success(certificates.get(thumbprint)),
    sign: ({ thumbprint }: { thumbprint: string }, data: Uint8Array) =>
      success(sign('sha256', data, keys.get(certificates.get(thumbprint)!.keyName!)!)),
    retire: (thumbprint: string) => set(thumbprint, true),
    restore: (thumbprint: string) => set(thumbprint, false),
    delete(thumbprint: string) {
      keys.delete(certificates.get(thumbprint)?.keyName ?? '')
      certificates.delete(thumbprint)
      return done
    },
    discardKey: (name: string) => (keys.delete(name), done),
    ...broken,
  } as unknown as LocalKeyStore
  return { store, names: () => [...certificates.keys(), ...keys.keys()].sort() }
}

const before = [foreign.thumbprint, koshins.thumbprint, 'koshin-7'].sort()
const issue = (publicKey: Uint8Array): Uint8Array => Buffer.concat([Buffer.from('certificate of '), publicKey])
const no = () => failure('keystore.write-failed')

describe('a trial of a key store', () => {
  it('makes, uses, hides and takes away what is its own, and leaves the rest as it was', async () => {
    const { store, names } = memory()
    expect(await trial(store, issue)).toEqual({ passed: 9, failed: [], skipped: [] })
    expect(names()).toEqual(before)
  })

  it.each(['makeKey', 'install', 'sign', 'retire', 'restore'] as const)(
    'that fails at %s says so, and leaves nothing',
    async (operation) => {
      const { store, names } = memory({ [operation]: no })
      const { failed } = await trial(store, issue)
      expect(failed).toHaveLength(1)
      expect(failed[0]).toMatch(/^real-store: after \d steps: keystore\.write-failed/)
      expect(names()).toEqual(before)
    },
  )

  it('takes away what an earlier one left that was ended by force, and nobody else’s', async () => {
    const { store, names } = memory()
    store.makeKey(`${prefix}1`, { algorithm: 'rsa-2048', provider: 'software', confirmUse: false })
    store.install(Buffer.from('left'), `${prefix}1`)
    store.makeKey(`${prefix}2`, { algorithm: 'rsa-2048', provider: 'software', confirmUse: false })
    expect((await trial(store, issue)).failed).toEqual([])
    expect(names()).toEqual(before)
  })

  it('says what it could not take away', async () => {
    const { store } = memory({ delete: no, discardKey: no })
    const { failed } = await trial(store, issue)
    expect(failed.join('\n')).toMatch(/still there: the certificate [0-9a-f]{64} \(keystore\.write-failed\)/)
    expect(failed.join('\n')).toMatch(/still there: the key koshin-verify-[0-9a-f]{16}/)
  })

  it('notices when something of others has gone', async () => {
    const { store } = memory()
    const gone: LocalKeyStore = { ...store, restore: (one) => (store.delete(foreign.thumbprint), store.restore(one)) }
    expect((await trial(gone, issue)).failed).toEqual([
      'real-store: after 8 steps: something else is there than before',
    ])
  })

  it('leaves a locked store alone', async () => {
    const { store, names } = memory({
      checkWritable: () => failure('keystore.password-protected'),
      makeKey: () => {
        throw new Error('touched')
      },
    })
    const reason = 'it is locked (keystore.password-protected)'
    expect(await trial(store, issue)).toMatchObject({ passed: 0, failed: [], skipped: [{ reason }] })
    expect(names()).toEqual(before)
  })

  it.skipIf(process.platform === 'win32')('leaves nothing after Ctrl-C, either', () => {
    const module = (file: string) => JSON.stringify(path.join(root, 'build', file))
    const script = `
      import ${module('lib/children.mjs')}
      import { trial } from ${module('verify/trial.mjs')}
      const [keys, certificates] = [new Set(['koshin-7']), new Map()]
      const answer = (value) => ({ ok: true, value })
      process.on('exit', () => console.log(JSON.stringify([...keys, ...certificates.keys()])))
      const made = await trial({
        checkWritable: () => answer(),
        list: () => answer([...certificates.values()]),
        listKeys: () => answer([...keys]),
        makeKey: (name) => (keys.add(name), answer({ publicKey: Buffer.from('key') })),
        install: (der, keyName) => {
          const thumbprint = 'a'
          certificates.set(thumbprint, { thumbprint, keyName })
          console.log(keys.size, certificates.size)
          process.kill(process.pid, 'SIGINT')
          return answer()
        },
        // As a store that is asked again and again: the trial itself gets no further.
        read: () => answer({ der: Buffer.from('certificate') }),
        delete: (thumbprint) => (keys.delete(certificates.get(thumbprint).keyName), certificates.delete(thumbprint), answer()),
        discardKey: (name) => (keys.delete(name), answer()),
      }, () => Buffer.from('certificate'))
      console.log('to its end', JSON.stringify(made))`
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })
    expect(stdout).toBe('2 1\n["koshin-7"]\n')
    expect(status).toBe(130)
  })
})
