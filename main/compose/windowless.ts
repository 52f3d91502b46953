/** The runs without windows: unattended and diagnosis. */
import { app } from 'electron'
import type { CommandLine } from '../desktop/command-line.ts'
import { diagnose, printDiagnosis } from '../desktop/diagnosis.ts'
import { notificationHealth } from '../desktop/notification-health.ts'
import { createProxySignIn } from '../desktop/proxy-sign-in.ts'
import { exitCodes, renewUnattended, tellStep } from '../desktop/unattended.ts'
import { openNotices } from '../storage/notices.ts'
import { composeCore, openProxySecrets, type Surroundings } from './core.ts'

/** Where nobody can be asked: what the keyring holds, or nothing. */
const silentProxySignIn = () =>
  createProxySignIn({ secrets: openProxySecrets(), ask: () => Promise.resolve(undefined) })

/** Renews without windows; resolves with the exit code. */
export async function runUnattended(surroundings: Surroundings, options: CommandLine): Promise<number> {
  const yes = options.yes || surroundings.managed.settings.consent === 'managed'
  let moved = false
  const core = composeCore(surroundings, {
    proxy: silentProxySignIn(),
    consent: () => Promise.resolve(yes),
    onState(state) {
      moved = true
      tellStep(state, Date.now)
    },
  })
  return renewUnattended({ ...core, policy: core.policy.current(), moved: () => moved }, { ...options, yes })
}

/** Prints what the key store holds for the bank; resolves with the exit code. */
export async function runDiagnosis(surroundings: Surroundings, form: 'text' | 'json'): Promise<number> {
  const { configuration, keyStore } = surroundings
  const core = composeCore(surroundings, {
    proxy: silentProxySignIn(),
    consent: () => Promise.resolve(false),
    onState: () => {},
  })
  const { source, failure, locked } = surroundings.managed
  const diagnosis = await diagnose({
    ...(source === undefined ? {} : { managed: { source, settings: [...locked], ...(failure && { failure }) } }),
    list: () => core.holdings.listAll(),
    checkWritable: () => keyStore.checkWritable(),
    notifications() {
      const last = openNotices(surroundings.stateFolder).lastDelivery()
      return notificationHealth(last.ok ? last.value : undefined)
    },
    policy: core.policy.current(),
    clock: core.clock,
    version: app.getVersion(),
    bankName: configuration.bankName,
  })
  printDiagnosis(diagnosis, form)
  if (diagnosis.failure !== undefined) return exitCodes['key-store-error']
  return exitCodes[failure === undefined ? 'done' : 'policy-error']
}
