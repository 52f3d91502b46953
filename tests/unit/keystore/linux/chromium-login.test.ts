import { beforeEach, describe, expect, it, vi } from 'vitest'

interface Nss {
  log: string[]
  slot: object | null
  answered: number
  /** Ends the import of nothing, as Chromium does when it has looked. */
  initialised: (() => void) | undefined
}
const nss = vi.hoisted((): Nss => ({ log: [], slot: {}, answered: 0, initialised: undefined }))

vi.mock('electron', () => ({
  app: {
    importCertificate(options: object, ended: () => void) {
      nss.log.push(`importCertificate ${JSON.stringify(options)}`)
      nss.initialised = ended
    },
  },
}))
vi.mock('koffi', () => {
  const functions: Readonly<Record<string, (...args: unknown[]) => unknown>> = {
    PK11_GetInternalKeySlot: () => nss.slot,
    PK11_CheckUserPassword(slot) {
      if (slot !== nss.slot) throw new Error('another slot')
      if (nss.answered === 1) throw new Error('the library is gone')
      return nss.answered
    },
    PK11_FreeSlot: () => undefined,
  }
  const load = (file: string) => ({
    func: (name: string, result: string, parameters: readonly string[]) => {
      nss.log.push(`${file} ${result} ${name}(${parameters.join(', ')})`)
      return (...args: unknown[]) => {
        nss.log.push(name)
        return functions[name]!(...args)
      }
    },
  })
  return { default: { load } }
})
const { haveNssInitialised, openToChromium } = await import('../../../../main/keystore/linux/chromium-login.ts')

beforeEach(() => void Object.assign(nss, { log: [], slot: {}, answered: 0, initialised: undefined }))

async function open(): Promise<boolean> {
  const opened = openToChromium('a password')
  nss.initialised!()
  return opened
}
const calls = () => nss.log.filter((line) => !line.includes(' '))

describe('a database with a password', () => {
  it('is opened in the library that Chromium has loaded, once that is initialised by an import of nothing', async () => {
    expect(await open()).toBe(true)
    expect(nss.log).toEqual([
      'importCertificate {"certificate":"","password":""}',
      'libnss3.so void * PK11_GetInternalKeySlot()',
      'libnss3.so int PK11_CheckUserPassword(void *, str)',
      'libnss3.so void PK11_FreeSlot(void *)',
      ...['PK11_GetInternalKeySlot', 'PK11_CheckUserPassword', 'PK11_FreeSlot'],
    ])
  })

  it('stays closed with another password, and its slot is given back all the same', async () => {
    nss.answered = -1
    expect(await open()).toBe(false)
    expect(calls().at(-1)).toBe('PK11_FreeSlot')
    nss.answered = 1
    await expect(open()).rejects.toThrow('the library is gone')
    expect(calls().at(-1)).toBe('PK11_FreeSlot')
  })

  it('is not there where the library has no slot for it', async () => {
    nss.slot = null
    expect(await open()).toBe(false)
    expect(calls()).toEqual(['PK11_GetInternalKeySlot'])
  })

  it('waits for Chromium to have initialised its library', async () => {
    let isReady = false
    const ready = haveNssInitialised().then(() => (isReady = true))
    await new Promise(setImmediate)
    expect(isReady).toBe(false)
    nss.initialised!()
    await ready
  })
})
