/**
 * An Electron app without windows that does, one after the other, what each line of its input asks for as a command line, as
 * the product's runs without windows do it. What a run keeps in memory is its own: its core and its sessions of Chromium. The
 * process of the key store is one for all, as an app has it that is open for long. What a run leaves on disk, the next one finds.
 */
import { writeSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { app } from 'electron'
import { readCommandLine } from '../../../../main/cli/command-line.ts'
import { chooseBank, configure } from '../../../../main/compose/configuration.ts'
import type { BankContext } from '../../../../main/compose/core.ts'
import { runUnattended } from '../../../../main/compose/windowless/windowless.ts'
import { lockDown, sendNothingAgain, speakToNobodyElse } from '../../../../main/desktop/windows/security.ts'
import { chooseKeyStore } from '../../../../main/keystore/choose.ts'
import { createRemoteKeyStore } from '../../../../main/keystore/process/remote-key-store.ts'
import type { Result } from '../../../../main/renewal/errors.ts'
import { noPolicy } from '../../../../main/storage/managed-policy/managed-policy.ts'
import { settings } from '../../../../main/storage/settings/setting.ts'

export interface Run {
  /** A command line. */
  readonly options: readonly string[]
  /** Where the app keeps what it knows from one run to the next: each user who has this process has a folder of their own. */
  readonly state: string
}

/** Comes behind the lines of a run. */
export interface Ended {
  readonly exit: number
}

speakToNobodyElse()
sendNothingAgain()
app.disableHardwareAcceleration()
lockDown()
void app.whenReady().then(async () => {
  for await (const line of createInterface({ input: process.stdin })) {
    const ended: Ended = { exit: await run(JSON.parse(line) as Run) }
    writeSync(1, `${JSON.stringify(ended)}\n`)
  }
  keyStore?.close()
  app.exit(0)
})

async function run({ options: argv, state: stateFolder }: Run): Promise<number> {
  const options = valueOf(readCommandLine(argv, settings))
  const { unattended } = options
  if (unattended === undefined || unattended === 'check-bank') throw new Error('that is no run of a customer')
  const { chosen } = valueOf(chooseBank(valueOf(configure(options, noPolicy)), options.bank))
  const context: BankContext = {
    configuration: chosen,
    stateFolder,
    stateRoot: stateFolder,
    keyStore: (keyStore ??= openKeyStore()),
    pinMissing: () => undefined,
    otherStores: () => [],
    managed: noPolicy,
    record: () => {},
    logFolder: path.join(app.getPath('userData'), 'logs'),
  }
  return runUnattended(unattended, context, [], options)
}

let keyStore: ReturnType<typeof createRemoteKeyStore> | undefined

function openKeyStore() {
  const [home, dataFolder] = [app.getPath('home'), app.getPath('userData')]
  const chromiumMajor = Number.parseInt(process.versions.chrome, 10)
  return createRemoteKeyStore(valueOf(chooseKeyStore({ home, dataFolder, chromiumMajor })))
}

function valueOf<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.failure.code}: ${result.failure.cause}`)
  return result.value
}
