/**
 * Which window is shown, and what each button leads to: the manual's flow from ログイン to 発行完了. The truth about a
 * renewal stays in its journal; this only draws it and passes on what the user did.
 */
import type { CertificateCard, ConsentQuestion, Preparation, View } from '../../preload/contract.ts'
import { preparationChecks } from '../../preload/contract.ts'
import type { Portal } from '../bank/portal.ts'
import { failure, type Failure, type Result } from '../renewal/errors.ts'
import type { BankCertificate } from '../renewal/inventory.ts'
import type { Purpose, RenewalState } from '../renewal/machine.ts'
import type { Policy } from '../renewal/policy.ts'
import type { Clock, Question } from '../renewal/ports.ts'
import { isUnfinished, type Renewals } from '../renewal/renew.ts'
import type { History } from '../storage/history.ts'
import { cardOf, opensConnection, overallStatus } from './cards.ts'
import type { Holdings } from './holdings.ts'
import { workingView } from './progress.ts'

export interface FlowPorts {
  readonly bankName: string
  readonly bankHost: string
  readonly bankingUrl: string | undefined
  readonly enrolUser: string | undefined
  readonly holdings: Holdings
  readonly renewals: Renewals
  readonly portal: Portal | undefined
  readonly prepare: (current: BankCertificate, onProgress: (checks: readonly Preparation[]) => void) => Promise<Result<void>>
  /** Opens a connection with a certificate; how one logs in to a bank without a portal. */
  readonly prove: (thumbprint: string) => Promise<Result<void>>
  readonly history: History
  readonly policy: { current(): Policy; adopt(bank: Pick<Policy, 'noticeDays' | 'graceDays'>): void }
  readonly clock: Clock
  readonly onView: (view: View) => void
  readonly openExternal: (url: string) => void
  /** このウィンドウを閉じる: ends the session at the bank and takes the window away. */
  readonly endSession: () => void
  readonly defer: (ms: number, action: () => void) => void
}

interface SignedIn {
  readonly thumbprint: string
  readonly customerName: string | undefined
  readonly email: string | undefined
}

/** 電子証明書更新前処理中 stays at least this long (ms), so that a person sees what was checked. */
const preparationDwell = 800

export type Flow = ReturnType<typeof createFlow>

export function createFlow(ports: FlowPorts) {
  const { holdings, renewals, portal, history, clock } = ports
  let signedIn: SignedIn | undefined
  let chosen: string | undefined
  let preparation = 0
  let view: View = loginView({ busy: true })

  function show(next: View): void {
    view = next
    ports.onView(next)
  }

  function card(certificate: BankCertificate): CertificateCard {
    return cardOf(certificate, ports.policy.current(), clock())
  }

  function loginView({ busy = false, failure: reason }: { busy?: boolean; failure?: Failure | undefined } = {}): View {
    const now = clock()
    const all = holdings.list()
    const usable = all.filter((certificate) => opensConnection(certificate, now))
    const selected = usable.length === 1 ? usable[0]?.thumbprint : usable.find((one) => one.thumbprint === chosen)?.thumbprint
    return {
      window: 'login',
      bankName: ports.bankName,
      hasPortal: portal !== undefined,
      certificates: (usable.length > 0 ? usable : all).map(card),
      ...(selected === undefined ? {} : { selected }),
      status: overallStatus(all, ports.policy.current(), now),
      canAcquire: true,
      busy,
      ...(reason === undefined ? {} : { failure: reason }),
    }
  }

  async function showLogin(reason?: Failure): Promise<void> {
    const refreshed = await holdings.refresh()
    show(loginView({ failure: reason ?? (refreshed.ok ? undefined : refreshed.failure) }))
  }

  async function showMain(reason?: Failure): Promise<void> {
    await holdings.refresh()
    const certificate = signedIn === undefined ? undefined : holdings.find(signedIn.thumbprint)
    if (signedIn === undefined || certificate === undefined) return showLogin(reason)
    const drawn = card(certificate)
    const entries = history.list()
    const waiting = postponed()
    show({
      window: 'main',
      bankName: ports.bankName,
      ...(signedIn.customerName === undefined ? {} : { customerName: signedIn.customerName }),
      certificate: drawn,
      ...(drawn.noticeFrom > clock() ? { nextNotice: drawn.noticeFrom } : {}),
      history: entries.ok ? entries.value.slice(0, 20) : [],
      ...(signedIn.email === undefined ? {} : { email: signedIn.email }),
      ...(waiting === undefined ? {} : { waiting }),
      canOpenBanking: ports.bankingUrl !== undefined,
      ...(reason === undefined ? {} : { failure: reason }),
    })
  }

  /** What the issued certificate that waits for its installation says of itself. */
  function postponed(): { holder: string; notAfter: number } | undefined {
    const state = renewals.current()
    return state?.step === 'postponed' ? renewals.issuedFacts(state) : undefined
  }

  function showEnded(state: { purpose: Purpose }, outcome: 'declined-request' | 'declined-installation' | 'failed', reason?: Failure, canRetry = false): void {
    if (outcome === 'failed') record('failed', reason)
    show({
      window: 'ended',
      purpose: state.purpose.kind,
      outcome,
      ...(reason === undefined ? {} : { failure: reason }),
      canRetry,
    })
  }

  function record(event: 'renewed' | 'acquired' | 'retired' | 'declined' | 'failed' | 'login', reason?: Failure, serial?: string): void {
    // A history that cannot be written must not stop a renewal; the journal is what counts.
    history.add({
      time: clock(),
      event,
      ...(reason === undefined ? {} : { code: reason.code }),
      ...(serial === undefined ? {} : { serial }),
    })
  }

  /** Draws what a renewal came to after it stopped moving by itself. */
  async function settle(result: Result<RenewalState | undefined>, purpose: Purpose): Promise<void> {
    if (!result.ok) return showEnded({ purpose }, 'failed', result.failure, true)
    const state = result.value
    if (state === undefined) return signedIn === undefined ? showLogin() : showMain()
    switch (state.step) {
      case 'complete':
        return showCompletion(state)
      case 'postponed':
        record('declined')
        return showEnded(state, 'declined-installation')
      case 'stalled':
        return showEnded(state, 'failed', state.failure, true)
      case 'discarding':
        return showEnded(state, 'failed', state.failure ?? { code: 'internal', retry: 'later' }, true)
      case 'ended':
        if (state.ending.kind === 'failed') return showEnded(state, 'failed', state.ending.failure)
        if (state.ending.kind === 'abandoned') return signedIn === undefined ? showLogin() : showMain()
        record('declined')
        return showEnded(state, 'declined-request')
      case 'password-needed':
        return showAcquire(state.failure)
      case 'waiting':
        show(workingView(state))
        return ports.defer(state.retryAt - clock(), () => void work(() => renewals.retry(), state.purpose))
      default:
        return showEnded(state, 'failed', { code: 'internal', retry: 'later', cause: state.step }, true)
    }
  }

  async function showCompletion(state: RenewalState): Promise<void> {
    const old = state.purpose.kind === 'renewal' ? holdings.find(state.purpose.current) : undefined
    await holdings.refresh()
    const made = holdings.find(renewals.issuedFacts(state)?.thumbprint ?? '')
    if (made === undefined) return showEnded(state, 'failed', { code: 'keystore.read-back-failed', retry: 'later' })
    record(state.purpose.kind === 'renewal' ? 'renewed' : 'acquired', undefined, made.serial)
    if (old !== undefined) record('retired', undefined, old.serial)
    show({
      window: 'completion',
      purpose: state.purpose.kind,
      certificate: card(made),
      ...(old === undefined ? {} : { retired: card(old) }),
    })
  }

  function showAcquire(reason?: Failure): void {
    const state = renewals.current()
    const resuming = state !== undefined && isUnfinished(state) && state.purpose.kind === 'enrolment'
    show({
      window: 'acquire',
      bankName: ports.bankName,
      customerId: resuming && state.purpose.kind === 'enrolment' ? state.purpose.customerId : (ports.enrolUser ?? ''),
      status: overallStatus(holdings.list(), ports.policy.current(), clock()),
      resuming,
      ...(reason === undefined ? {} : { failure: reason }),
    })
  }

  async function work(action: () => Promise<Result<RenewalState | undefined>>, purpose: Purpose): Promise<void> {
    await settle(await action(), purpose)
  }

  async function startPreparing(certificate: BankCertificate): Promise<void> {
    const mine = ++preparation
    const waits = renewals.current()
    if (waits?.step === 'postponed' && waits.purpose.kind === 'renewal' && waits.purpose.current === certificate.thumbprint) {
      return work(() => renewals.installPostponed(), waits.purpose)
    }
    chosen = certificate.thumbprint
    const started = clock()
    const showChecks = (checks: readonly Preparation[], reason?: Failure): void => {
      if (mine !== preparation) return
      show({ window: 'preparing', checks: [...checks], ...(reason === undefined ? {} : { failure: reason }) })
    }
    let last: readonly Preparation[] = preparationChecks.map((check) => ({ check, state: 'waiting' }))
    showChecks(last)
    const result = await ports.prepare(certificate, (checks) => {
      last = checks
      showChecks(checks)
    })
    if (!result.ok) return showChecks(last, result.failure)
    ports.defer(Math.max(0, preparationDwell - (clock() - started)), () => {
      if (mine !== preparation || view.window !== 'preparing') return
      show({ window: 'start', certificate: card(certificate), bankHost: ports.bankHost })
    })
  }

  async function leave(): Promise<void> {
    preparation++
    return signedIn === undefined ? showLogin() : showMain()
  }

  /** The certificate that the window at hand is about. */
  function subject(): BankCertificate | undefined {
    const shown = 'certificate' in view ? view.certificate.thumbprint : chosen
    return shown === undefined ? undefined : holdings.find(shown)
  }

  async function renew(): Promise<void> {
    const certificate = subject()
    return certificate === undefined ? showLogin({ code: 'certificate.absent', retry: 'never' }) : startPreparing(certificate)
  }

  async function logOut(): Promise<void> {
    const thumbprint = signedIn?.thumbprint
    signedIn = undefined
    chosen = undefined
    if (thumbprint !== undefined) await portal?.logOut(thumbprint)
  }

  return {
    view: () => view,
    /** Carries on with what the journal holds, or shows ログイン. */
    async start(): Promise<void> {
      await holdings.refresh()
      const restarted = await renewals.restart()
      if (!restarted.ok) return showLogin(restarted.failure)
      const state = restarted.value
      const settled = state === undefined || !isUnfinished(state) || state.step === 'postponed'
      return settled && view.window !== 'working' ? showLogin() : settle(restarted, state!.purpose)
    },
    /** A renewal moved: the working window follows. */
    follow(state: RenewalState): void {
      if (state.step !== 'postponed' && isUnfinished(state)) show(workingView(state))
    },
    question(question: Question, state: RenewalState): ConsentQuestion {
      const facts = question === 'installation' ? renewals.issuedFacts(state) : undefined
      const holder = facts?.holder ?? (state.purpose.kind === 'renewal' ? state.purpose.holder : state.purpose.customerId)
      return {
        question,
        purpose: state.purpose.kind,
        bankHost: ports.bankHost,
        holder,
        ...(facts === undefined ? {} : { notAfter: facts.notAfter }),
      }
    },
    /** From the tray or a notification: the notice of one certificate, unless something else is under way. */
    openNotice(thumbprint: string): void {
      const certificate = holdings.find(thumbprint)
      if (certificate === undefined || (view.window !== 'login' && view.window !== 'main')) return
      chosen = thumbprint
      show({ window: 'notice', certificate: card(certificate) })
    },
    choose(thumbprint: string): void {
      chosen = thumbprint
      show(loginView())
    },
    async signIn({ thumbprint, customerId, password }: { thumbprint: string; customerId?: string | undefined; password?: string | undefined }): Promise<void> {
      const certificate = holdings.find(thumbprint)
      if (certificate === undefined) return showLogin({ code: 'certificate.absent', retry: 'never' })
      chosen = thumbprint
      show(loginView({ busy: true }))
      const entered = await enter(thumbprint, customerId ?? '', password ?? '')
      if (!entered.ok) return showLogin(entered.failure)
      signedIn = entered.value
      record('login')
      const drawn = card(certificate)
      return drawn.status === 'due' ? show({ window: 'notice', certificate: drawn }) : showMain()
    },
    acquire(): Promise<void> | void {
      const state = renewals.current()
      const waits = state?.step === 'postponed' && state.purpose.kind === 'enrolment'
      return waits ? work(() => renewals.installPostponed(), state.purpose) : showAcquire()
    },
    requestAcquisition({ customerId, password }: { customerId: string; password: string }): Promise<void> {
      const purpose: Purpose = { kind: 'enrolment', customerId }
      return work(() => renewals.start(purpose, { customerId, password }), purpose)
    },
    async leaveAcquisition(): Promise<void> {
      await renewals.abandon()
      return showLogin()
    },
    toMain: leave,
    renew,
    cancelPreparation: leave,
    retryPreparation: renew,
    begin(): Promise<void> {
      const certificate = subject()
      if (certificate === undefined) return showLogin({ code: 'certificate.absent', retry: 'never' })
      const { thumbprint: current, holder, subject: name, subjectAltName, notAfter } = certificate
      const purpose: Purpose = { kind: 'renewal', current, holder, subject: name, subjectAltName, notAfter }
      return work(() => renewals.start(purpose), purpose)
    },
    cancelStart: leave,
    async close(): Promise<void> {
      await logOut()
      renewals.clear()
      ports.endSession()
      return showLogin()
    },
    installWaiting(): Promise<void> {
      const state = renewals.current()
      return state === undefined ? showMain() : work(() => renewals.installPostponed(), state.purpose)
    },
    openBanking(): void {
      if (ports.bankingUrl !== undefined) ports.openExternal(ports.bankingUrl)
    },
    async logOut(): Promise<void> {
      await logOut()
      return showLogin()
    },
    continueAfterEnd: leave,
    retryEnded(): Promise<void> {
      const state = renewals.current()
      return state === undefined ? showLogin() : work(() => renewals.retry(), state.purpose)
    },
  }

  /** Opens the session at the bank; its password is used once here and kept nowhere. */
  async function enter(thumbprint: string, customerId: string, password: string): Promise<Result<SignedIn>> {
    if (portal === undefined) {
      const proven = await ports.prove(thumbprint)
      return proven.ok ? { ok: true, value: { thumbprint, customerName: undefined, email: undefined } } : proven
    }
    const customer = await portal.logIn(thumbprint, customerId, password)
    if (!customer.ok) return customer
    const recognised = await portal.whoAmI(thumbprint)
    if (!recognised.ok) return recognised
    if (recognised.value.status === 'revoked') return failure('certificate.revoked')
    const [policy, email] = [await portal.policy(thumbprint), await portal.registeredEmail(thumbprint)]
    if (policy.ok) ports.policy.adopt(policy.value)
    return {
      ok: true,
      value: { thumbprint, customerName: customer.value.name, email: email.ok ? email.value : undefined },
    }
  }
}
