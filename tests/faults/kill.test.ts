/** SIGKILL before, during and after everything that lasts: the next start carries on, and nothing is lost or doubled. */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type RunningBank, startBank, temporaryFolder } from '../protocol/peers/bank-process.ts'
import { openLastingBank } from '../protocol/peers/housed-bank.ts'
import { yamada } from '../protocol/peers/openssl.ts'
import type { Fault } from '../../main/demo-bank/control.ts'
import { oneOf, whole } from './extent.ts'
import { type Act, type Flow, killMatrix } from './kill-matrix.ts'
import { customerMachine, type Machine, type MachineOptions, noElectron } from './machine.ts'
import { goOn, look, type Person } from './patient-user.ts'

if (noElectron !== undefined) console.warn(`the kill matrix is skipped: ${noElectron}`)

/** A bank that lives on, whoever else is killed. */
async function context(character?: Fault['fault']) {
  const bank = await startBank()
  if (character !== undefined) await bank.fault({ where: 'bank', fault: character, times: 1_000_000 })
  return contextAt(bank, temporaryFolder())
}

async function contextAt(bank: RunningBank, folder: string) {
  const [customer] = await bank.customers()
  return {
    machine: (options: MachineOptions) => customerMachine(bank, folder, options),
    issued: async () => (await bank.certificates()).filter(({ issuedBy }) => issuedBy !== 'start').length,
    person: ({ password: oneTimePassword }: Machine): Person => ({
      customerId: yamada.customerId,
      password: customer!.password,
      oneTimePassword,
    }),
  }
}

/** A renewal's old certificate is there at every moment, or its successor is. */
const somethingUsable = (machine: Machine): string[] => {
  const usable = machine.certificates().filter(({ notAfter }) => notAfter > Date.now())
  return usable.length > 0 ? [] : ['no usable certificate was in the key store']
}
const somethingRenewable = (machine: Machine): string[] =>
  machine.certificates().length > 0 ? [] : ['neither the old nor the new certificate was in the key store']

const windowless =
  (command: 'renew' | 'enrol' | 'retire'): Act =>
  async (machine, watched) => {
    await machine.unattended(command, { ...(watched && { watched }), input: `${machine.password ?? ''}\n` })
  }

/** The run after the kill says that all is done, and it is. */
const resumeWindowless =
  (command: 'renew' | 'enrol' | 'retire'): Flow['resume'] =>
  async (machine, step) => {
    const { code, lines } = await machine.unattended(command, { input: `${machine.password ?? ''}\n` })
    const last = lines.at(-1)
    const outcome = last?.event === 'result' ? last.outcome : 'no result'
    const done = outcome === 'done' && code === 0
    // Killed after the last entry, nothing was left to be done.
    const nothing = outcome === 'nothing-to-do' && code === 3 && (step === 'complete' || command === 'retire')
    return done || nothing ? [] : [`after ${step ?? 'nothing'} the next run ended with ${outcome}, code ${code}`]
  }

/** What the window says after the next start, by the journal's step at the kill. */
function screenAfter(step: string | undefined, kind: 'renewal' | 'enrolment'): string {
  if (step === 'making-request' || step === 'requesting')
    return kind === 'renewal' ? 'Web アクセスの確認' : '電子証明書取得'
  if (step === 'installing' || step === 'proving' || step === 'retiring') return '電子証明書発行 発行完了'
  return 'ログイン'
}

const completed = /^(電子証明書発行 発行完了|メイン)$/

describe.skipIf(noElectron !== undefined)('killed at any moment', { timeout: 60 * 60_000 }, () => {
  let world: Awaited<ReturnType<typeof context>>
  const inWindows: Act = async (machine, watched) => {
    const app = await machine.open(watched)
    await goOn(app, world.person(machine), completed)
    await close(app)
  }
  const resumeInWindows =
    (kind: 'renewal' | 'enrolment'): Flow['resume'] =>
    async (machine, step) => {
      const app = await machine.open()
      const seen = await look(app)
      const expected = screenAfter(step, kind)
      const told =
        seen?.title === expected ? [] : [`after ${step ?? 'nothing'} the window showed ${seen?.title}, not ${expected}`]
      const met = await goOn(app, world.person(machine), completed)
      await close(app)
      return completed.test(met.at(-1) ?? '') ? told : [...told, `the way ended with ${met.at(-1)}`]
    }

  /** What a real bank may be like besides; one that issues twice for one request is forgiven the second certificate. */
  const characters = [undefined, 'not-backdated', 'closes-on-revoked', 'not-idempotent'] as const

  it.each(whole ? characters : [oneOf(characters, 'character')])(
    'a renewal by EST is finished with one new certificate (bank: %s)',
    async (character) => {
      world = await context(character)
      const wrong = await killMatrix({
        title: `Renewal by EST, without windows${character === undefined ? '' : `, at a bank that is ${character}`}`,
        machine: () => world.machine({ status: 'due' }),
        act: windowless('renew'),
        resume: resumeWindowless('renew'),
        whileDead: somethingUsable,
        issued: world.issued,
        expected: { issued: character === 'not-idempotent' ? [1, 2] : 1, certificates: 1, keys: 2 },
        nth: 14,
      })
      expect(wrong).toEqual([])
    },
  )

  it('at a bank that revokes what it has renewed, only an answer that was lost needs the bank, and its key is kept', async () => {
    world = await context('supersedes')
    let issuedBefore = 0
    const wrong = await killMatrix({
      title: 'Renewal by EST, without windows, at a bank that supersedes',
      machine: async () => {
        issuedBefore = await world.issued()
        return world.machine({ status: 'due' })
      },
      act: windowless('renew'),
      resume: async (machine, step) => {
        const isLost = step === 'requesting' && (await world.issued()) > issuedBefore
        if (!isLost) return resumeWindowless('renew')(machine, step)
        // Nobody opens the bank's door with the old certificate any more, and the new one is nowhere but at the bank.
        const { lines } = await machine.unattended('renew')
        const told = lines.at(-1)
        const code = told?.event === 'result' ? told.failure?.code : undefined
        const isKept = code === 'bank.forbidden' && machine.step() === 'stalled'
        return isKept ? [] : [`a lost answer ended with ${code}, at ${machine.step()}`]
      },
      whileDead: somethingUsable,
      issued: world.issued,
      expected: { issued: 1, certificates: 1, keys: 2 },
      nth: 14,
    })
    expect(wrong).toEqual([])
  })

  it('a renewal by CMP of an expired certificate is finished with one new certificate', async () => {
    world = await context()
    const wrong = await killMatrix({
      title: 'Renewal by CMP of an expired certificate, without windows',
      machine: () => world.machine({ status: 'grace' }),
      act: windowless('renew'),
      resume: resumeWindowless('renew'),
      whileDead: somethingRenewable,
      issued: world.issued,
      expected: { issued: 1, certificates: 1, keys: 2 },
      nth: 22,
    })
    expect(wrong).toEqual([])
  })

  it('a first enrolment is finished with one certificate', async () => {
    world = await context()
    const wrong = await killMatrix({
      title: 'First enrolment, without windows',
      machine: () => world.machine({}),
      act: windowless('enrol'),
      resume: resumeWindowless('enrol'),
      whileDead: () => [],
      issued: world.issued,
      expected: { issued: 1, certificates: 1, keys: 1 },
      nth: 18,
    })
    expect(wrong).toEqual([])
  })

  it('a renewal through the windows is finished, and each window after the kill tells where it stands', async () => {
    world = await context()
    const wrong = await killMatrix({
      title: 'Renewal by EST, through the windows',
      machine: () => world.machine({ status: 'due' }),
      act: inWindows,
      resume: resumeInWindows('renewal'),
      whileDead: somethingUsable,
      issued: world.issued,
      expected: { issued: 1, certificates: 1, keys: 2 },
      nth: 32,
    })
    expect(wrong).toEqual([])
  })

  it('a first enrolment through the windows is finished, and each window after the kill tells where it stands', async () => {
    world = await context()
    const wrong = await killMatrix({
      title: 'First enrolment, through the windows',
      machine: () => world.machine({}),
      act: inWindows,
      resume: resumeInWindows('enrolment'),
      whileDead: () => [],
      issued: world.issued,
      expected: { issued: 1, certificates: 1, keys: 1 },
      nth: 32,
    })
    expect(wrong).toEqual([])
  })

  /** The button on メイン, unless it was pressed before. */
  const bringBack: Act = async (machine, watched) => {
    const app = await machine.open(watched)
    await goOn(app, world.person(machine), /^メイン$/)
    const main = await look(app)
    const button = main?.page.getByTestId('main-restore')
    const isHidden = machine.certificates().length === 1
    // A window that goes away under the hand was killed.
    if (button !== undefined && (isHidden || (await button.count().catch(() => 0)) > 0)) {
      await button.click({ timeout: 20_000 }).catch(() => undefined)
      await button.waitFor({ state: 'detached', timeout: 20_000 }).catch(() => undefined)
    }
    await close(app)
  }

  describe('where a certificate was renewed', () => {
    let lasting: Awaited<ReturnType<typeof openLastingBank>>
    /** All begins on copies of these two: it takes longer to get there than to be killed. */
    let renewed: Promise<Machine> | undefined
    let restored: Promise<Machine> | undefined

    beforeAll(async () => {
      lasting = await openLastingBank()
      return lasting.end
    })
    beforeEach(async () => void (world = await contextAt(lasting.bank, lasting.folder)))

    async function renewedMachine(): Promise<Machine> {
      const machine = await (renewed ??= renew())
      return machine.copy()
    }
    async function renew(): Promise<Machine> {
      const machine = await world.machine({ status: 'due' })
      await machine.unattended('renew')
      return machine
    }
    /** It offers the old certificate again. */
    async function restoredMachine(): Promise<Machine> {
      const machine = await (restored ??= restore())
      expect(machine.certificates()).toHaveLength(2)
      return machine.copy()
    }
    async function restore(): Promise<Machine> {
      const machine = await renewedMachine()
      await bringBack(machine)
      return machine
    }

    it('bringing back the old certificate is done or not done, and can be done again', async () => {
      const wrong = await killMatrix({
        title: 'Undo on メイン',
        machine: renewedMachine,
        async act(machine, watched) {
          await bringBack(machine, watched)
          const isRestored = watched?.killAt === undefined && machine.certificates().length === 2
          if (isRestored) restored ??= Promise.resolve(machine)
        },
        resume: async (machine) => (await bringBack(machine), []),
        whileDead: somethingUsable,
        issued: world.issued,
        expected: { issued: 0, certificates: 2, keys: 2 },
        nth: 12,
      })
      expect(wrong).toEqual([])
    })

    it('retiring a stale certificate is done or not done, and can be done again', async () => {
      const wrong = await killMatrix({
        title: 'Retirement of a stale certificate, without windows',
        machine: restoredMachine,
        act: windowless('retire'),
        resume: resumeWindowless('retire'),
        whileDead: somethingUsable,
        issued: world.issued,
        expected: { issued: 0, certificates: 1, keys: 2 },
        nth: 6,
      })
      expect(wrong).toEqual([])
    })
  })
})

/** Ends the app, unless it has been ended. */
async function close(app: Awaited<ReturnType<Machine['open']>>): Promise<void> {
  await app.close().catch(() => undefined)
}
