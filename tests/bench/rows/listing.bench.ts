/** Listing the bank's 3 certificates among others in an NSS database, beside NSS's own certutil on the same database. */
import { execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createRemoteKeyStore } from '../../../main/keystore/process/remote-key-store.ts'
import { listBankCertificates } from '../../../main/renewal/certificates/bank-certificates.ts'
import { createCertificates } from '../../../main/x509/certificates.ts'
import { forkWorker } from '../../contract/forked-worker.ts'
import { valueOf } from '../../contract/key-store.suite.ts'
import { createTestAuthority } from '../../contract/test-authority.ts'
import { crowding } from '../crowd.ts'
import { temporaryFolder } from '../folder.ts'
import { compare, lasting, tell } from '../table.ts'

const specification = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const

test(
  'listing certificates',
  async () => {
    const database = path.join(temporaryFolder(), 'nssdb')
    const store = createRemoteKeyStore({ location: database, startWorker: () => forkWorker(() => undefined) })
    const bank = createTestAuthority('Bank CA')
    const certificates = createCertificates(() => [bank.root])
    const list = () => listBankCertificates({ keyStore: store, certificates, clock: Date.now }, [bank.intermediate])
    const certutil = () => execFileSync('certutil', ['-L', '-d', `sql:${database}`], { stdio: 'ignore' })
    const crowd = crowding(database)

    async function hold(): Promise<void> {
      const { publicKey } = valueOf(await store.makeKey('koshin-own', specification))
      valueOf(await store.install(bank.issue({ publicKey, holder: '山田 花子' }), 'koshin-own', []))
    }

    let least = 0
    let held = 0
    for (const count of [1, 100, 1000, 5000]) {
      const own = Math.min(count, 3)
      for (; held < own; held++) await hold()
      crowd(count - held)
      held = count
      expect(valueOf(await list())).toHaveLength(own)
      await compare({
        what: `listing ${count.toLocaleString('en')} ${count === 1 ? 'certificate' : 'certificates'}`,
        beside: '`certutil -L`',
        unit: 'ms',
        growth: { of: 'listing', count },
        goal: { most: 1.5 },
        ours: lasting(list),
        baseline: lasting(certutil),
      })
      const time = await lasting(list)()
      tell(
        `  ${(time / count).toFixed(2)} ms for each of ${count}${least === 0 ? '' : `, ${(time / least).toFixed(1)} x the time of one`}`,
      )
      least ||= time
    }
    store.close()
  },
  20 * 60_000,
)
