/** Opens the bank: books, CA, post and doors, in this order, and closes them in the other. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { derToPem } from '../x509/pem.ts'
import { createAttempts } from './attempts.ts'
import type { Bank } from './bank.ts'
import { bankingPage, frontPage } from './banking.ts'
import { type Authority, foreignAuthority, openAuthority } from './ca/authority.ts'
import { openRollover } from './ca/rollover.ts'
import { cmpPath, cmpPlace, createCmpService } from './cmp/cmp-service.ts'
import { createControlApi } from './control-api.ts'
import type { BankReady, StartBank } from './control.ts'
import { createEstService, estPath, estPlace } from './est/est-service.ts'
import { createCsrAttributes } from './est/csr-attributes.ts'
import { createFaults } from './faults.ts'
import { awaitFolder } from './folder-lock.ts'
import { foundCustomers } from './ledger/customers.ts'
import { openDatabase } from './ledger/database.ts'
import { keepMail } from './ledger/mails.ts'
import { nextAttempt } from './ledger/reminders.ts'
import { createSeal } from './ledger/seal.ts'
import { catchMail } from './mail/mail-catcher.ts'
import { createPostman } from './mail/postman.ts'
import { createReminder, recordBounce } from './mail/reminder.ts'
import { policy } from './policy.ts'
import { createPortal } from './portal/portal.ts'
import { createListener, type Route } from './web/listener.ts'
import { recognisePeer } from './web/peer.ts'
import { listen } from './web/server.ts'

export interface OpenBank {
  readonly ready: BankReady
  close(): Promise<void>
}

/** @throws Error when the folder is in use, cannot be written, or the port is taken; nothing is left open then. */
export async function openBank(start: StartBank): Promise<OpenBank> {
  const { folder, host, port, smtp, reminderInterval, reminderDays = [policy.noticeDays], retryAfter = 60_000 } = start
  const closers: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const clock = Date.now
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const lock = await awaitFolder(folder, 5_000)
    closers.push(() => lock.release())
    const database = openDatabase(folder)
    closers.push(() => database.close())
    await foundCustomers(database)
    const authority = await openAuthority(folder, clock())
    const rollover = await openRollover(folder, authority, clock)
    const mailbox = await catchMail({
      keep: (mail) => keepMail(database, mail),
      bounced: (bounce) => recordBounce(database, bounce, { now: clock(), retryAfter }),
    })
    closers.push(() => mailbox.close())
    const postman = createPostman(smtp ?? { host: '127.0.0.1', port: mailbox.port })
    closers.push(() => postman.close())
    const remind = createReminder({ database, postman, ladder: reminderDays, retryAfter })

    let foreign: Promise<Authority> | undefined
    const bank: Bank = {
      database,
      rollover,
      postman,
      remind,
      clock,
      get authority() {
        return rollover.current()
      },
      async rollOver(step) {
        if (step === 'publish') return rollover.publish()
        rollover.switchOver()
        await server.renewIdentity()
      },
      attempts: createAttempts(clock),
      seal: createSeal(authority.clientIssuer.privateKey),
      faults: createFaults(),
      requested: createCsrAttributes(),
      foreign: () => (foreign ??= foreignAuthority(clock())),
    }
    const controlToken = randomBytes(32).toString('hex')
    const listener = createListener(routesOf(bank, controlToken), {
      faults: bank.faults,
      recognise(socket) {
        const seen = rollover.clientIssuers().map((issuer) => recognisePeer(socket, database, issuer))
        return seen.find(({ kind }) => kind !== 'foreign') ?? { kind: 'foreign' }
      },
    })
    const server = await listen(rollover, { host, port, clock, asks: () => !bank.faults.has('maintenance') }, listener)
    closers.push(() => server.close())
    if (reminderInterval > 0) {
      const run = async (): Promise<number> => {
        const now = clock()
        await remind(now)
        // After the run's time, not after now: an attempt may have taken longer than the wait for the next one.
        const soonest = nextAttempt(database, now) ?? Infinity
        return Math.max(0, Math.min(reminderInterval, soonest - clock()))
      }
      closers.push(repeat(run))
    }
    const origin = `https://${host}:${server.port}`
    const trustAnchors = derToPem(authority.root)
    return { ready: { kind: 'ready', origin, controlToken, trustAnchors, mailPort: mailbox.port }, close }
  } catch (error) {
    await close()
    throw error
  }
}

function routesOf(bank: Bank, controlToken: string): readonly Route[] {
  return [
    { path: estPath, where: estPlace, service: createEstService(bank) },
    { path: cmpPath, where: cmpPlace, service: createCmpService(bank) },
    { path: /^\/portal\//, where: () => 'portal', service: createPortal(bank) },
    { path: /^\/demo\//, service: createControlApi(bank, controlToken) },
    { path: /^\/banking$/, service: async (question) => bankingPage(question, bank.clock()) },
    { path: /^\/$/, service: async () => frontPage() },
  ]
}

/** After a run that broke off, in ms. */
const retry = 60_000

/** At once, for what fell into a downtime, and then again each time after the wait (ms) that `run` comes to. */
function repeat(run: () => Promise<number>): () => void {
  let timer: NodeJS.Timeout | undefined
  let ended = false
  const next = async (): Promise<void> => {
    const wait = await run().catch((error: unknown) => {
      if (!ended) console.error('demo bank: the reminder run failed:', error)
      return retry
    })
    if (!ended) timer = setTimeout(() => void next(), wait)
  }
  void next()
  return () => {
    ended = true
    clearTimeout(timer)
  }
}
