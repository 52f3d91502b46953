/** A flow with the real domain behind it, in a world of values: nothing but what is asked for happens. */
import { vi } from 'vitest'
import { createFlow, type Flow } from '../../../../main/desktop/flow/flow.ts'
import type { FlowPorts } from '../../../../main/desktop/flow/ports.ts'
import type { BankCertificate } from '../../../../main/renewal/certificates/bank-certificates.ts'
import { done, type Result, success } from '../../../../main/renewal/errors.ts'
import { defaultPolicy, type Policy } from '../../../../main/renewal/policy.ts'
import { createRenewals } from '../../../../main/renewal/renew.ts'
import type { HistoryEntry } from '../../../../main/storage/history.ts'
import type { ConsentQuestion, View } from '../../../../preload/contract.ts'
import { World } from '../../renewal/world.ts'
import { due, renewed, signedIn } from './samples.ts'

export const credentials = { thumbprint: due.thumbprint, customerId: 'K1', password: 'secret' }

export class Desk {
  readonly world: World
  readonly views: View[] = []
  readonly history: HistoryEntry[] = []
  readonly timers: { readonly ms: number; readonly action: () => void }[] = []
  readonly questions: ConsentQuestion[] = []
  policy: Policy = defaultPolicy
  revoked = new Set<string>()
  isShown = true
  /** Answers a question; はい by default. */
  answer: (question: ConsentQuestion) => Promise<boolean> = async () => true
  refresh: () => Promise<Result<void>> = async () => done
  readonly ports: FlowPorts
  flow: Flow

  /** @param world what outlives the app: another one's, after its end */
  constructor(more: (desk: Desk) => Partial<FlowPorts> = () => ({}), world = new World()) {
    this.world = world
    this.ports = { ...this.standard(), ...more(this) }
    this.flow = createFlow(this.ports)
  }

  /** As last looked up. */
  private held: readonly BankCertificate[] = []

  private standard(): FlowPorts {
    const { world } = this
    const refreshed = async () => {
      const looked = await this.refresh()
      if (!looked.ok) return looked
      this.held = [renewed, due].filter(({ thumbprint }) => world.installed.has(thumbprint))
      return success(this.held)
    }
    return {
      bankName: 'デモ銀行',
      bankHost: () => 'est.bank.example',
      asked: async () => ({ bankHost: 'est.bank.example', bankVerified: true }),
      user: 'hanako',
      lastKnown: () => [],
      renewsInGrace: true,
      bankingUrl: 'https://bank.example',
      enrolUser: undefined,
      portal: {
        logIn: async () => success({ customerId: 'K1', name: signedIn.customerName }),
        whoAmI: async (thumbprint) => success({ customerId: 'K1', name: '', thumbprint, status: 'due' }),
        registeredEmail: async () => success(signedIn.email),
        policy: async () => success({ noticeDays: 30, graceDays: 30, afterRenewal: ['翌営業日から'] }),
        checkNotice: async () => success({ result: 'unknown' }),
        logOut: vi.fn(async () => undefined),
      },
      prove: async () => done,
      lock: { check: () => world.lock },
      prepare: async (_certificate, onProgress) => {
        onProgress([{ check: 'bank', state: 'running' }])
        return done
      },
      inventory: {
        list: () => this.held.filter(({ thumbprint }) => !this.revoked.has(thumbprint)),
        faulty: () =>
          this.held
            .filter(({ thumbprint }) => this.revoked.has(thumbprint))
            .map((one) => ({ ...one, fault: 'revoked' })),
        find: (thumbprint) => this.held.find((one) => one.thumbprint === thumbprint),
        markRevoked: (thumbprint) => void this.revoked.add(thumbprint),
        refresh: refreshed,
        listAll: refreshed,
      },
      renewals: createRenewals({
        keyStore: world.keyStore,
        certificates: world.certificates,
        bank: { ...world.bank, reach: () => this.reach() },
        journal: world.journalPort,
        lock: { check: () => world.lock },
        clock: () => world.time,
        policy: () => this.policy,
        newId: () => '1',
        consent: (question, state) => this.flow.ask(question, state),
        onState: () => this.flow.follow(),
      }),
      history: {
        list: () => success([...this.history].reverse()),
        add: (entry) => (this.history.push(entry), done),
      },
      policy: {
        current: () => this.policy,
        adopt: (banks) => void (this.policy = { ...this.policy, ...banks }),
        refuse: vi.fn(),
      },
      reminders: {
        silence: () => ({ possible: true, until: undefined }),
        snooze: vi.fn(),
        mute: vi.fn(),
      },
      retiredCertificates: { review: async () => [], restore: async () => done },
      runningBrowsers: async () => ({ sharing: ['Chromium'], apart: [] }),
      ask: (question) => {
        this.questions.push(question)
        return this.answer(question)
      },
      onView: (view) => void this.views.push(view),
      openExternal: vi.fn(),
      isShown: () => this.isShown,
      closeWindow: vi.fn(),
      clock: () => world.time,
      chance: () => 0,
      defer: (ms, action) => void this.timers.push({ ms, action }),
    }
  }

  /** Of the bank, before a key is made. */
  reach = () => this.world.bank.reach()

  /** Waits until this window is shown. */
  async comes(window: View['window']): Promise<View> {
    return await vi.waitFor(() => {
      const view = this.flow.view()
      if (view.window !== window) throw new Error(`${view.window} is shown, not ${window}`)
      return view
    })
  }

  /** What was to happen later happens now. */
  async timePasses(): Promise<void> {
    await vi.waitFor(() => {
      if (this.timers.length === 0) throw new Error('nothing is waited for')
    })
    for (const { action } of this.timers.splice(0)) action()
  }

  async logsIn(): Promise<void> {
    await this.flow.start()
    this.flow.press('login:sign-in', credentials)
    await this.comes('notice')
  }

  /** To 電子証明書更新開始. */
  async prepares(): Promise<void> {
    await this.logsIn()
    this.flow.press('notice:renew', undefined)
    await this.timePasses()
    await this.comes('start')
  }

  get heldKeys(): readonly string[] {
    return [...this.world.keys]
  }
}
