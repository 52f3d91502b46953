/**
 * Which window is shown, and what each button leads to: the manual's flow from ログイン to 発行完了. The truth about a
 * renewal stays in its journal; this only draws it and passes on what the user did.
 */
import type { View } from '../../../preload/contract.ts'
import type { Failure, Result } from '../../renewal/errors.ts'
import type { BankCertificate } from '../../renewal/bank-certificates.ts'
import { type Purpose, renewalOf, type RenewalState } from '../../renewal/machine.ts'
import { retriesByItself } from '../../renewal/retry.ts'
import { isUnfinished, samePurpose } from '../../renewal/renew.ts'
import type { HistoryEntry } from '../../storage/history.ts'
import type { FlowPorts } from './ports.ts'
import { createPreparation } from './preparation.ts'
import { createRetries } from './retries.ts'
import { isWork, workingView } from './progress.ts'
import { type Credentials, signIn } from './sign-in.ts'
import { createViews, type Outcome, type Retry, type SelfTest, type SignedIn } from './views.ts'

const absent: Failure = { code: 'certificate.absent', retry: 'never' }

export type Flow = ReturnType<typeof createFlow>

export function createFlow(ports: FlowPorts) {
  const { inventory, renewals, portal, clock } = ports
  const preparation = createPreparation(ports)
  const retries = createRetries(ports)
  const views = createViews({ ...ports, hasPortal: portal !== undefined })
  let signedIn: SignedIn | undefined
  let chosen: string | undefined
  let view: View = views.login({ busy: true, looking: true })
  let underWay: Purpose | undefined

  function show(next: View): void {
    view = next
    ports.onView(next)
  }

  async function showLogin(reason?: Failure, looked = inventory.refresh()): Promise<void> {
    const refreshed = await looked
    show(views.login({ chosen, failure: reason ?? (refreshed.ok ? undefined : refreshed.failure) }))
  }

  async function showMain(details: { failure?: Failure | undefined; selfTest?: SelfTest } = {}): Promise<void> {
    await inventory.refresh()
    const restorable = await ports.retiredCertificates.review()
    const certificate = signedIn === undefined ? undefined : inventory.find(signedIn.thumbprint)
    if (signedIn === undefined || certificate === undefined) return showLogin(details.failure)
    show(views.main(signedIn, certificate, { restorable, ...details }))
  }

  /** What was pressed first is under way, and will say what it came to. */
  const isLoginBusy = (): boolean => view.window === 'login' && view.busy

  /** メイン for whoever is logged in, ログイン for everybody else. */
  const leave = async (): Promise<void> => {
    preparation.leave()
    await renewals.leaveAhead()
    return signedIn === undefined ? showLogin() : showMain()
  }

  function showEnded(purpose: Purpose, outcome: Outcome, reason?: Failure, retry: Retry = 'none'): void {
    if (outcome === 'failed') record('failed', { code: reason?.code })
    show(views.ended(purpose, outcome, reason, retry))
  }

  /** The work stopped on a failure. One that is tried again by itself is written into the history once. */
  function showStalled(state: RenewalState & { step: 'stalled' }): void {
    const { purpose, failure: reason } = state
    const made = renewals.issuedFacts({ ...state, ...state.at })
    if (reason.code === 'certificate.revoked' && made !== undefined) inventory.markRevoked(made.thumbprint)
    const known = !retries.isFirst()
    const automatic = retries.arrange(reason, retryStalled)
    if (known && automatic) show(views.ended(purpose, 'failed', reason, 'automatic'))
    else showEnded(purpose, 'failed', reason, automatic ? 'automatic' : 'by-hand')
  }

  /** Tries what could not reach the bank again: while its failure is shown, or nothing is. */
  function retryStalled(): void {
    const state = renewals.current()
    if (state?.step !== 'stalled' || !retriesByItself(state.failure)) return
    if (ports.isShown() && view.window !== 'ended') return
    work(() => renewals.retry(), state.purpose).catch(fail)
  }

  /** A fault of ours: it must be seen, and leave a window that one can go on from. */
  function fail(error: unknown): void {
    preparation.leave()
    show(views.login({ failure: { code: 'internal', retry: 'later', cause: String(error) } }))
  }

  function record(event: HistoryEntry['event'], { code, serial }: Pick<HistoryEntry, 'code' | 'serial'> = {}): void {
    // A history that cannot be written must not stop a renewal; the journal is what counts.
    ports.history.add({ time: clock(), event, ...(code && { code }), ...(serial && { serial }) })
  }

  /** Draws what a renewal came to after it stopped moving by itself. */
  async function settle(result: Result<RenewalState | undefined>, purpose: Purpose): Promise<void> {
    if (!result.ok) return showEnded(purpose, 'failed', result.failure, 'by-hand')
    const state = result.value
    if (state === undefined) return leave()
    if (state.step !== 'stalled') retries.reset()
    switch (state.step) {
      case 'complete':
        return showCompletion(state)
      case 'postponed':
        record('declined')
        return showEnded(purpose, 'declined-installation')
      case 'stalled':
        return showStalled(state)
      case 'discarding':
        return showEnded(purpose, 'failed', state.failure ?? { code: 'internal', retry: 'later' }, 'by-hand')
      case 'ended':
        if (state.ending.kind === 'failed') return showEnded(purpose, 'failed', state.ending.failure)
        if (state.ending.kind === 'abandoned') return leave()
        record('declined')
        return showEnded(purpose, 'declined-request')
      case 'password-needed':
        return show(views.acquire(state.failure))
      case 'waiting':
        show(workingView(state))
        return ports.defer(state.retryAt - clock(), () => void work(() => renewals.retry(), purpose))
      default:
        return showEnded(purpose, 'failed', { code: 'internal', retry: 'later', cause: state.step }, 'by-hand')
    }
  }

  async function showCompletion(state: RenewalState): Promise<void> {
    const { purpose } = state
    const old = purpose.kind === 'renewal' ? inventory.find(purpose.current) : undefined
    await inventory.refresh()
    const made = inventory.find(renewals.issuedFacts(state)?.thumbprint ?? '')
    if (made === undefined) return showEnded(purpose, 'failed', { code: 'keystore.read-back-failed', retry: 'later' })
    record(purpose.kind === 'renewal' ? 'renewed' : 'acquired', { serial: made.serial })
    if (old !== undefined) record('retired', { serial: old.serial })
    const browsers = old === undefined ? [] : await ports.runningBrowsers()
    const proven = 'proven' in state ? state.proven : undefined
    show(
      views.completion(purpose, made, {
        old,
        browsers,
        ...(proven && { proven }),
      }),
    )
  }

  async function work(action: () => Promise<Result<RenewalState | undefined>>, purpose: Purpose): Promise<void> {
    // Pressed twice: the work that the first press began is what is told, not that it is busy.
    if (underWay !== undefined && samePurpose(underWay, purpose)) return
    underWay = purpose
    const result = await action().finally(() => (underWay = undefined))
    await settle(result, purpose)
  }

  async function startPreparing(certificate: BankCertificate): Promise<void> {
    const waits = renewals.current()
    if (
      waits?.step === 'postponed' &&
      waits.purpose.kind === 'renewal' &&
      waits.purpose.current === certificate.thumbprint
    ) {
      return work(() => renewals.installPostponed(), waits.purpose)
    }
    chosen = certificate.thumbprint
    await preparation.run(certificate, {
      onView: show,
      onReady() {
        show({ window: 'start', certificate: views.card(certificate), bankHost: ports.bankHost })
        renewals.makeAhead(renewalOf(certificate)).catch(fail)
      },
    })
  }

  /** The certificate that the window at hand is about. */
  function subject(): BankCertificate | undefined {
    const shown = 'certificate' in view ? view.certificate.thumbprint : chosen
    return shown === undefined ? undefined : inventory.find(shown)
  }

  /** The notice stays, and says until when it is the only one. */
  function silence(how: (certificate: BankCertificate) => void): void {
    const certificate = subject()
    if (certificate === undefined) return
    how(certificate)
    show(views.notice(certificate))
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
      // Whoever comes back to a renewal under way is not asked to log in first.
      const left = renewals.unfinished()
      if (left !== undefined && isWork(left)) show(workingView(left))
      const looked = inventory.refresh()
      await looked
      const restarted = await renewals.restart()
      const state = restarted.ok ? restarted.value : undefined
      if (state === undefined) return showLogin(restarted.ok ? undefined : restarted.failure, looked)
      const settled = !isUnfinished(state) || state.step === 'postponed'
      return settled && view.window !== 'working' ? showLogin() : settle(restarted, state.purpose)
    },
    /** A renewal moved: the working window follows, while there is work that its user waits for. */
    follow(state: RenewalState): void {
      if (isWork(state)) show(workingView(state))
    },
    question: views.question,
    /** From the tray or a notification: the notice of one certificate, unless something else is under way. */
    openNotice(thumbprint: string): void {
      const certificate = inventory.find(thumbprint)
      if (certificate === undefined || !['login', 'main', 'notice'].includes(view.window)) return
      chosen = thumbprint
      show(views.notice(certificate))
    },
    fail,
    retryStalled,
    choose(thumbprint: string): void {
      if (isLoginBusy()) return
      chosen = thumbprint
      show(views.login({ chosen }))
    },
    /** The notice of a certificate that has expired and can still be renewed: nobody can log in with it. */
    renewExpired(): void {
      const [best] = inventory.list()
      if (best !== undefined && view.window === 'login' && view.canRenew) show(views.notice(best))
    },
    async retryLogin(): Promise<void> {
      if (isLoginBusy()) return
      show(views.login({ chosen, busy: true }))
      return showLogin()
    },
    async signIn(credentials: Credentials): Promise<void> {
      if (isLoginBusy()) return
      const certificate = inventory.find(credentials.thumbprint)
      if (certificate === undefined) return showLogin(absent)
      chosen = credentials.thumbprint
      show(views.login({ chosen, busy: true }))
      const entered = await signIn(credentials, portal, ports.prove)
      if (!entered.ok) {
        if (entered.failure.code === 'certificate.revoked') inventory.markRevoked(certificate.thumbprint)
        return showLogin(entered.failure)
      }
      signedIn = entered.value
      if (entered.value.policy !== undefined) ports.policy.adopt(entered.value.policy)
      record('login')
      return views.card(certificate).status === 'due' ? show(views.notice(certificate)) : showMain()
    },
    acquire(): Promise<void> | void {
      const state = renewals.current()
      const waits = state?.step === 'postponed' && state.purpose.kind === 'enrolment'
      return waits ? work(() => renewals.installPostponed(), state.purpose) : show(views.acquire())
    },
    requestAcquisition({ customerId, password }: { customerId: string; password: string }): Promise<void> {
      const purpose: Purpose = { kind: 'enrolment', customerId }
      return work(() => renewals.start(purpose, { customerId, password }), purpose)
    },
    leaveAcquisition: () => renewals.abandon().then(() => showLogin()),
    newPc: () => show(views.newPc()),
    leave,
    async renew(): Promise<void> {
      const certificate = subject()
      return certificate === undefined ? showLogin(absent) : startPreparing(certificate)
    },
    snooze: () => silence(ports.reminders.snooze),
    mute: () => silence(ports.reminders.mute),
    begin(): Promise<void> {
      const certificate = subject()
      if (certificate === undefined) return showLogin(absent)
      const purpose = renewalOf(certificate)
      return work(() => renewals.start(purpose), purpose)
    },
    async close(): Promise<void> {
      await logOut()
      renewals.clear()
      ports.closeWindow()
      return showLogin()
    },
    installWaiting(): Promise<void> {
      const state = renewals.current()
      return state === undefined ? showMain() : work(() => renewals.installPostponed(), state.purpose)
    },
    async selfTest(): Promise<void> {
      const thumbprint = signedIn?.thumbprint
      if (thumbprint === undefined) return showLogin()
      await showMain({ selfTest: { state: 'running' } })
      const proven = await ports.prove(thumbprint)
      // Whoever went on meanwhile is not called back.
      if (view.window !== 'main' || signedIn?.thumbprint !== thumbprint) return
      return showMain({
        selfTest: proven.ok ? { state: 'passed', time: clock() } : { state: 'failed', failure: proven.failure },
      })
    },
    async restore(thumbprint: string): Promise<void> {
      const restored = await ports.retiredCertificates.restore(thumbprint)
      return showMain(restored.ok ? {} : { failure: restored.failure })
    },
    openBanking: () => ports.bankingUrl !== undefined && ports.openExternal(ports.bankingUrl),
    logOut: () => logOut().then(() => showLogin()),
    retryEnded(): Promise<void> {
      retries.reset()
      const state = renewals.current()
      return state === undefined ? showLogin() : work(() => renewals.retry(), state.purpose)
    },
  }
}
