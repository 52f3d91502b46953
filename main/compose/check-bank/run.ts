/** A check of a bank with the app's own transport, on the key store of a home that goes with it. */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { app } from 'electron'
import { deliveringChains } from '../../bank/chain-delivery.ts'
import { lookAtFront, publicRoots } from '../../bank/front/front.ts'
import { createTransport } from '../../bank/transport/transport.ts'
import { checkBank } from '../../cli/check-bank/run.ts'
import type { CommandLine } from '../../cli/command-line.ts'
import { readOneTimePassword } from '../../cli/unattended/one-time-password.ts'
import { language } from '../../desktop/words/words.ts'
import { done, failure, type Result } from '../../renewal/errors.ts'
import { openAuthorities } from '../../storage/authorities.ts'
import { managedNetwork } from '../../storage/managed-policy/network.ts'
import { kindOfError } from '../../storage/storage-failure.ts'
import type { BankContext } from '../core.ts'
import { silentProxySignIn } from '../windowless/windowless.ts'
import { checkPorts } from './ports.ts'

/** Resolves with the exit code. */
export async function runCheckBank(
  context: BankContext,
  { customerId, issue, expired, revoked, report }: CommandLine,
): Promise<number> {
  const { configuration, keyStore, managed, record } = context
  const { estUrl, cmpUrl, portalUrl, bankName, serverTrust, enrolUser, trustAnchors } = configuration
  const file = report === undefined ? undefined : path.resolve(report)
  const clock = Date.now
  const authorities = openAuthorities(context.stateFolder, trustAnchors)
  const trust = serverTrust === 'system' ? 'system' : authorities.trustAnchors
  const proxyCredentials = silentProxySignIn(managed).answer
  const bare = createTransport({ trust, ...managedNetwork(managed.settings), clock, proxyCredentials })
  const transport = deliveringChains(bare, { authorities, keyStore, clock })
  const who = customerId ?? enrolUser
  const ports = checkPorts(configuration, {
    transport,
    authorities,
    keyStore,
    named: { expired, revoked },
    mayIssue: issue,
    customerId: who,
    credentials: () => readOneTimePassword(who),
    lookAtFront: async (url) => ((await bare.way(url)) === 'DIRECT' ? lookAtFront(url) : 'proxied'),
    publicRoots: publicRoots(),
    clock,
    wait: (ms) => wait(ms),
  })
  const origins = [estUrl, cmpUrl, portalUrl].filter((url) => url !== undefined).map((url) => new URL(url).origin)
  const began = clock()
  const exit = await checkBank(ports, {
    bankName,
    origins: [...new Set(origins)],
    version: app.getVersion(),
    language: language(),
    writePage: file === undefined ? undefined : (page) => writeWhole(file, page),
  })
  record('run.ended', { command: 'check-bank', exit, took: clock() - began })
  return exit
}

/** Beside the file first: a page that was cut off would be forwarded as one that is not. */
function writeWhole(file: string, page: string): Result<void> {
  const part = `${file}.part`
  try {
    writeFileSync(part, page, { flag: 'wx' })
    renameSync(part, file)
    return done
  } catch (error) {
    rmSync(part, { force: true })
    return failure('config.invalid', { cause: `--report: ${kindOfError(error)}` })
  }
}
