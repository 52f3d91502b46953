/** Opens the bank: books, CA, post and doors, in this order, and closes them in the other. */
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { derToPem } from '../x509/pem.ts'
import { createAttempts } from './attempts.ts'
import type { Bank } from './bank.ts'
import { bankingPage, frontPage } from './banking.ts'
import { type Authority, foreignAuthority, openAuthority } from './ca/authority.ts'
import { cmpPath, cmpPlace, createCmpService } from './cmp/cmp-service.ts'
import { createControlApi } from './control-api.ts'
import type { BankReady, StartBank } from './control.ts'
import { createEstService, estPath, estPlace } from './est/est-service.ts'
import { createFaults } from './faults.ts'
import { awaitFolder } from './folder-lock.ts'
import { foundCustomers } from './ledger/customers.ts'
import { openDatabase } from './ledger/database.ts'
import { keepMail } from './ledger/mails.ts'
import { createSeal } from './ledger/seal.ts'
import { catchMail } from './mail/mail-catcher.ts'
import { createPostman } from './mail/postman.ts'
import { createReminder } from './mail/reminder.ts'
import { createPortal } from './portal.ts'
import { createListener, type Route } from './web/listener.ts'
import { recognisePeer } from './web/peer.ts'
import { listen } from './web/server.ts'

export interface OpenBank {
  readonly ready: BankReady
  close(): Promise<void>
}

/** @throws Error when the folder is in use, cannot be written, or the port is taken; nothing is left open then. */
export async function openBank({ folder, host, port, smtp, reminderInterval }: StartBank): Promise<OpenBank> {
  const closers: (() => unknown)[] = []
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer()
  }
  try {
    const clock = Date.now
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const lock = await awaitFolder(folder, 10_000)
    closers.push(() => lock.release())
    const database = openDatabase(folder)
    closers.push(() => database.close())
    await foundCustomers(database)
    const authority = await openAuthority(folder, clock())
    const mailbox = smtp ?? (await openCatcher())
    const postman = createPostman(mailbox)
    closers.push(() => postman.close())
    const remind = createReminder(database, postman)

    let foreign: Promise<Authority> | undefined
    const bank: Bank = {
      database, authority, postman, remind, clock,
      attempts: createAttempts(clock),
      seal: createSeal(authority.clientIssuer.privateKey),
      faults: createFaults(),
      foreign: () => (foreign ??= foreignAuthority(clock())),
    }
    const controlToken = randomBytes(32).toString('hex')
    const listener = createListener(await routesOf(bank, controlToken), {
      faults: bank.faults,
      recognise: (socket) => recognisePeer(socket, database, authority.clientIssuer),
    })
    const server = await listen(authority, { host, port, now: clock() }, listener)
    closers.push(() => server.close())
    if (reminderInterval > 0) closers.push(remindRegularly(() => remind(clock()), reminderInterval))
    const origin = `https://${host}:${server.port}`
    return { ready: { kind: 'ready', origin, controlToken, trustAnchors: derToPem(authority.root) }, close }

    async function openCatcher(): Promise<{ host: string; port: number }> {
      const catcher = await catchMail((mail) => keepMail(database, mail))
      closers.push(() => catcher.close())
      return { host: '127.0.0.1', port: catcher.port }
    }
  } catch (error) {
    await close()
    throw error
  }
}

async function routesOf(bank: Bank, controlToken: string): Promise<readonly Route[]> {
  return [
    { path: estPath, where: estPlace, service: createEstService(bank) },
    { path: cmpPath, where: cmpPlace, service: await createCmpService(bank) },
    { path: /^\/portal\//, where: () => 'portal', service: createPortal(bank) },
    { path: /^\/demo\//, service: createControlApi(bank, controlToken) },
    { path: /^\/banking$/, service: async (question) => bankingPage(question, bank.clock()) },
    { path: /^\/$/, service: async () => frontPage() },
  ]
}

/** At once, for what fell into a downtime, and then again and again. */
function remindRegularly(remind: () => Promise<unknown>, interval: number): () => void {
  const attempt = (): void => {
    remind().catch((error: unknown) => console.error('demo bank: the reminder run failed:', error))
  }
  attempt()
  const timer = setInterval(attempt, interval)
  return () => clearInterval(timer)
}
