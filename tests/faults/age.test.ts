/** Years of daily life in seconds: the real rules and the real files under a made-up clock, key store and bank. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createRetiredCertificates } from '../../main/desktop/certificates/retired-certificates.ts'
import { createInventory } from '../../main/renewal/certificates/inventory.ts'
import { createNotifier } from '../../main/desktop/notices/notifier.ts'
import { type CertificateFacts, lifeStatus } from '../../main/renewal/certificates/certificate.ts'
import { done, failure, success } from '../../main/renewal/errors.ts'
import { renewalOf } from '../../main/renewal/machine/machine.ts'
import { defaultPolicy } from '../../main/renewal/policy.ts'
import type { Bank, Certificates, KeyStore } from '../../main/renewal/ports.ts'
import { createRenewals } from '../../main/renewal/renew.ts'
import { openAuthorities } from '../../main/storage/authorities.ts'
import { openHistory } from '../../main/storage/history.ts'
import { openJournal } from '../../main/storage/journal/journal.ts'
import { openNotices } from '../../main/storage/told/notices.ts'
import { openRetirements } from '../../main/storage/retirements.ts'
import { currentFacts, now as start } from '../unit/renewal/samples.ts'
import { heap } from './heap.ts'

// electron-store asks Electron for its folder even when it is told one (see server.deps in tests/vitest.config.ts).
vi.mock('electron', () => ({
  app: { getLocale: () => 'ja' },
  default: {
    app: { getPath: () => '/nonexistent', getVersion: () => '0' },
    ipcMain: { on: () => undefined },
    shell: {},
  },
}))

const hour = 60 * 60 * 1000
const day = 24 * hour
const policy = { ...defaultPolicy, deleteRetired: true }

let folder: string
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'koshin-age-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

/** Always the same course of chance (a linear congruential generator). */
function chance(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}

type Held = { facts: CertificateFacts; keyName: string | undefined; retired: boolean }

/** What outlives each start of the app. A certificate's "DER" is its facts as JSON. */
class Machine {
  time = start
  readonly keys = new Set<string>()
  readonly held = new Map<string, Held>()
  readonly shown: string[] = []
  issued = 0
  starts = 0

  put(facts: Partial<CertificateFacts>, keyName?: string): void {
    const whole: CertificateFacts = { ...currentFacts, ...facts, der: new Uint8Array() }
    if (keyName !== undefined) this.keys.add(keyName)
    this.held.set(whole.thumbprint, { facts: { ...whole, der: derOf(whole) }, keyName, retired: false })
  }

  private readonly stored = ({ facts, keyName, retired }: Held) =>
    ({
      der: facts.der,
      thumbprint: facts.thumbprint,
      keyName,
      retired,
      protection: 'other',
      exportable: false,
    }) as const

  private readonly mark = (thumbprint: string, retired: boolean) => {
    const one = this.held.get(thumbprint)
    if (one === undefined) return failure('keystore.certificate-missing')
    one.retired = retired
    return done
  }

  readonly keyStore: KeyStore = {
    checkWritable: async () => done,
    list: async ({ retired = false } = {}) =>
      success([...this.held.values()].filter((one) => retired || !one.retired).map(this.stored)),
    listKeyless: async () => success([]),
    listAuthorities: async () => success([]),
    addAuthorities: async () => done,
    listKeys: async () => success([...this.keys].sort()),
    read: async (thumbprint) =>
      success(this.held.has(thumbprint) ? this.stored(this.held.get(thumbprint)!) : undefined),
    makeKey: async (name) => (
      this.keys.add(name), success({ publicKey: Buffer.from(name), protection: 'other' as const })
    ),
    findKey: async (name) => success(this.keys.has(name) ? Buffer.from(name) : undefined),
    sign: async () => success(new Uint8Array([8])),
    install: async (der, keyName) => {
      const facts = factsOf(der)
      if (!this.held.has(facts.thumbprint)) this.held.set(facts.thumbprint, { facts, keyName, retired: false })
      return done
    },
    retire: async (thumbprint) => this.mark(thumbprint, true),
    restore: async (thumbprint) => this.mark(thumbprint, false),
    discardKey: async (name) => (this.keys.delete(name), done),
    delete: async (thumbprint) => {
      const { keyName } = this.held.get(thumbprint)!
      if (keyName !== undefined) this.keys.delete(keyName)
      this.held.delete(thumbprint)
      return done
    },
  }

  readonly certificates: Certificates = {
    read: (der) => success(factsOf(der)),
    isNamedAsBanks: () => true,
    checkChain: () => done,
    buildRequest: async (names, publicKey) =>
      success(Buffer.from(JSON.stringify({ ...names, key: Buffer.from(publicKey).toString() }))),
    readRequest(der) {
      const { key, ...names } = JSON.parse(Buffer.from(der).toString()) as Record<
        'key' | 'subject' | 'subjectAltName',
        string
      >
      return success({ ...names, publicKeyHash: key })
    },
    names: { subjectDifference: () => undefined, alternativeNameDifference: () => undefined },
    publicKeyHash: (publicKey) => Buffer.from(publicKey).toString(),
    commonName: (value) => value,
  }

  readonly bank: Bank = {
    reach: async () => success({ bankTime: this.time, caCertificates: [new Uint8Array([1])] }),
    connect: async () => done,
    reenrol: async (_current, request) => {
      const { key, subject } = JSON.parse(Buffer.from(request).toString()) as { key: string; subject: string }
      this.issued += 1
      const facts = {
        ...currentFacts,
        subject,
        publicKeyHash: key,
        thumbprint: this.issued.toString(16).padStart(64, '0'),
        serial: String(this.issued),
        notBefore: this.time - hour,
        notAfter: this.time + 365 * day,
      }
      return success({ kind: 'issued', certificate: derOf(facts), intermediates: [] })
    },
    enrol: async () => failure('bank.refused'),
    prove: async () => done,
  }

  /** The app as a start finds it: it knows what lies in its files. */
  start() {
    this.starts += 1
    const clock = (): number => this.time
    const { keyStore, certificates, bank } = this
    const authorities = openAuthorities(folder, [new Uint8Array([1])])
    authorities.remember([new Uint8Array([1])], this.time)
    const history = openHistory(folder)
    const inventory = createInventory({ keyStore, certificates, bank, authorities, clock })
    const start = this.starts
    let ids = 0
    const journal = openJournal(folder)
    const renewals = createRenewals({
      keyStore,
      certificates,
      bank,
      journal,
      lock: { check: () => done },
      clock,
      policy: () => policy,
      newId: () => `${start}-${++ids}`,
      consent: async () => true,
    })
    const reminders = createNotifier({
      announcer: {
        show: ({ body }, events) => {
          this.shown.push(body)
          queueMicrotask(() => events.shown())
          return { close: () => undefined }
        },
      },
      notices: openNotices(folder),
      policy: () => policy,
      clock,
      open: () => undefined,
      renew: () => undefined,
    })
    const retiredCertificates = createRetiredCertificates({
      inventory,
      keyStore,
      prove: async () => done,
      retirements: openRetirements(folder),
      history,
      policy: { current: () => policy },
      clock,
    })
    return {
      history,
      inventory,
      renewals,
      /** What each waking up does. */
      async check(): Promise<void> {
        await inventory.refresh()
        await retiredCertificates.review()
        reminders.retract(inventory.list())
        reminders.remind(inventory.list())
        await Promise.resolve()
      },
      async renew(): Promise<void> {
        const [current] = inventory.list()
        if (current === undefined) return
        await renewals.restart()
        const renewed = await renewals.start(renewalOf(current))
        expect(renewed).toMatchObject({ ok: true, value: { step: 'complete' } })
        history.add({ time: clock(), event: 'renewed', serial: current.serial })
        renewals.clear()
        await inventory.refresh()
      },
    }
  }
}

const derOf = (facts: CertificateFacts): Uint8Array => Buffer.from(JSON.stringify({ ...facts, der: undefined }))
const factsOf = (der: Uint8Array): CertificateFacts => ({
  ...(JSON.parse(Buffer.from(der).toString()) as CertificateFacts),
  der,
})

describe('two years of daily life', { timeout: 10 * 60_000 }, () => {
  it.each([1, 2])('renew in time, remind each time once and leave nothing behind (course %i)', async (seed) => {
    const next = chance(seed)
    const machine = new Machine()
    machine.put({}, 'koshin-first')
    let app = machine.start()
    const memory: number[] = []
    let turns = 0
    const end = start + 2 * 365 * day
    while (machine.time < end) {
      // Mostly hours go by; now and then the machine sleeps, or stays off over a holiday.
      machine.time += next() < 0.02 ? Math.floor(next() * 21) * day : 6 * hour
      // A clock that was set wrong, and right again an instant later.
      if (next() < 0.01) {
        const right = machine.time
        machine.time += (next() < 0.5 ? -1 : 1) * 2 * day
        await app.check()
        machine.time = right
      }
      if (next() < 0.05) app = machine.start()
      await app.check()
      const [best] = app.inventory.list()
      if (lifeStatus(best, policy, machine.time) !== 'valid' && next() < 0.15) await app.renew()

      expect(lifeStatus(app.inventory.list()[0], policy, machine.time)).not.toBe('lapsed')
      expect(machine.keys.size).toBe(machine.held.size)
      // About once a month: a collection takes longer than all else in a turn.
      if (++turns % 100 === 0) memory.push(heap())
    }
    expect(machine.issued).toBeGreaterThanOrEqual(2)
    // The one in use, and the one that can still be brought back: what was deleted is gone with its key.
    expect(machine.held.size).toBeLessThanOrEqual(2)
    // A certificate has six rungs.
    expect(machine.shown.length).toBeGreaterThan(0)
    expect(machine.shown.length).toBeLessThanOrEqual(6 * (machine.issued + 1))
    expect(new Set(machine.shown).size).toBe(machine.shown.length)
    const files = readdirSync(folder).filter((name) => !name.endsWith('.json'))
    expect(files).toEqual([])
    const half = memory.length / 2
    const lowest = (from: number, to: number): number => Math.min(...memory.slice(from, to))
    expect(lowest(half, memory.length) - lowest(0, half)).toBeLessThan(4 * 1024 * 1024)
  })
})

describe('much of everything', { timeout: 10 * 60_000 }, () => {
  it('10,000 entries of an older history are read, and the newest are kept', () => {
    const entries = Array.from({ length: 10_000 }, (_, index) => ({
      time: start - index * hour,
      event: 'login' as const,
    }))
    writeFileSync(path.join(folder, 'history.json'), JSON.stringify({ content: entries }))
    const history = openHistory(folder)
    expect(history.list()).toMatchObject({ ok: true, value: { length: 10_000 } })
    history.add({ time: start + 1, event: 'renewed' })
    const kept = openHistory(folder).list()
    expect(kept.ok && [kept.value.length, kept.value[0]?.event, kept.value[1]?.time]).toEqual([200, 'renewed', start])
  })

  it('1,000 certificates are looked at for two months without growing', async () => {
    const machine = new Machine()
    for (let index = 0; index < 1000; index++) {
      const thumbprint = index.toString(16).padStart(64, '0')
      machine.put({
        thumbprint,
        subject: `30${index.toString(16).padStart(4, '0')}`,
        notAfter: start + (40 + (index % 300)) * day,
      })
    }
    const app = machine.start()
    const memory: number[] = []
    for (let turn = 0; turn < 60; turn++) {
      machine.time += day
      await app.check()
      memory.push(heap())
    }
    expect(app.inventory.list()).toHaveLength(1000)
    const lowest = (list: readonly number[]): number => Math.min(...list)
    expect(lowest(memory.slice(30)) - lowest(memory.slice(0, 30))).toBeLessThan(4 * 1024 * 1024)
  })
})

describe('a journal of an earlier version', () => {
  const stored = JSON.parse(readFileSync(path.join(import.meta.dirname, 'journals/version-1.json'), 'utf8')) as Record<
    string,
    unknown
  >

  it.each(Object.keys(stored))('that stopped at %s is read and carried on with', (step) => {
    writeFileSync(path.join(folder, 'journal.json'), JSON.stringify({ content: { version: 1, renewal: stored[step] } }))
    const read = openJournal(folder).load()
    expect(read).toMatchObject({ ok: true, value: { step } })
    // What is read is written again without loss.
    const again = mkdtempSync(path.join(folder, 'again-'))
    if (!read.ok) throw new Error(read.failure.code)
    openJournal(again).save(read.value)
    expect(
      (JSON.parse(readFileSync(path.join(again, 'journal.json'), 'utf8')) as { content: { renewal: unknown } }).content
        .renewal,
    ).toEqual(stored[step])
  })
})
