/** What a support bundle tells: no holder, no customer ID, no free text of a failure. */
import { release } from 'node:os'
import { app, net } from 'electron'
import { opensConnection } from '../../renewal/certificates/certificate.ts'
import type { Diagnosis } from '../../cli/diagnosis/diagnosis.ts'
import { type BundleFile, bundleFiles, journalFacts } from '../../logging/support-bundle.ts'
import type { CheckProgress } from '../../renewal/prepare.ts'
import { openJournal } from '../../storage/journal/journal.ts'
import type { composeCore, BankContext } from '../core.ts'

type Core = ReturnType<typeof composeCore>

export async function collectBundle(
  core: Core,
  context: BankContext,
  diagnosis: Diagnosis,
): Promise<readonly BundleFile[]> {
  const { managed, stateFolder, logFolder } = context
  const { electron, chrome, node } = process.versions
  const { afterRenewal, returnUrl: _, ...policy } = core.policy.current()
  const { certificates, unusedKeys, notifications, failure, lock, bank, time } = diagnosis
  const history = core.history.list()
  const journal = openJournal(stateFolder)
  const loaded = journal.load()
  return bundleFiles(
    {
      versions: {
        time,
        koshin: app.getVersion(),
        electron,
        chromium: chrome,
        node,
        platform: process.platform,
        arch: process.arch,
        system: release(),
        notifications: notifications.state,
      },
      policy: {
        // Programs of the organisation's own: their arguments may name people.
        inForce: { ...policy, afterRenewal: `${afterRenewal.length} entries` },
        managed: {
          source: managed.source ?? null,
          settings: [...managed.locked],
          ...(managed.failure && { code: managed.failure.code }),
        },
      },
      certificates: {
        bank,
        keyStore: failure?.code ?? 'works',
        certificates: certificates.map(({ holder: _holder, ...rest }) => rest),
        unusedKeys,
      },
      journal: {
        ...(loaded.ok
          ? journalFacts(loaded.value, history.ok ? history.value : [], journal.kept())
          : { code: loaded.failure.code }),
        ...(lock && { lock: 'failure' in lock ? { code: lock.failure.code } : lock }),
      },
      'help-desk': context.configuration.helpDesk ?? {},
      network: await networkFacts(core, context),
    },
    logFolder,
  )
}

/** What lies between this machine and the bank: the addresses, the proxy, and the checks that a renewal begins with. */
async function networkFacts(core: Core, { configuration }: BankContext) {
  const { estUrl, cmpUrl, portalUrl, serverTrust } = configuration
  const listed = await core.inventory.refresh()
  const usable = listed.ok ? listed.value.find((one) => opensConnection(one, core.clock())) : undefined
  let checks: readonly CheckProgress[] = []
  const began = core.clock()
  const result = usable === undefined ? await core.bank.reach() : await core.prepare(usable, (now) => (checks = now))
  const host = (url: string | undefined): string | null => (url === undefined ? null : new URL(url).host)
  return {
    online: net.isOnline(),
    est: host(estUrl),
    cmp: host(cmpUrl),
    portal: host(portalUrl),
    serverTrust,
    // Not by the session of our pages, which are kept off the network.
    proxy: await core.wayToBank(),
    reached: result.ok ? 'yes' : result.failure.code,
    took: core.clock() - began,
    checks,
  }
}
