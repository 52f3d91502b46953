/** Listing the bank's 3 certificates among others in an NSS database, beside NSS's own certutil on the same database. */
import { type ChildProcess, execFileSync } from 'node:child_process'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createRemoteKeyStore } from '../../main/keystore/process/remote-key-store.ts'
import { listBankCertificates } from '../../main/renewal/certificates/bank-certificates.ts'
import { createCertificates } from '../../main/x509/certificates.ts'
import { forkWorker } from '../contract/forked-worker.ts'
import { valueOf } from '../contract/key-store.suite.ts'
import { createTestAuthority } from '../contract/test-authority.ts'
import { temporaryFolder } from './folder.ts'
import { compare, lasting, tell } from './table.ts'

/** Making a key pair for each of 1,000 certificates takes minutes: a few keys have many certificates. */
const keys = 50
const specification = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const

test(
  'listing certificates',
  async () => {
    const database = path.join(temporaryFolder(), 'nssdb')
    const children: ChildProcess[] = []
    const store = createRemoteKeyStore({
      location: database,
      startWorker: () => forkWorker((child) => children.push(child)),
    })
    const bank = createTestAuthority('Bank CA')
    const stranger = createTestAuthority('Foreign CA')
    const certificates = createCertificates(() => [bank.root])
    const list = () => listBankCertificates({ keyStore: store, certificates, clock: Date.now }, [bank.intermediate])
    const certutil = () => execFileSync('certutil', ['-L', '-d', `sql:${database}`], { stdio: 'ignore' })

    let held = 0
    async function holdUpTo(wanted: number): Promise<void> {
      for (; held < wanted; held++) {
        const keyName = `koshin-${held % keys}`
        const { publicKey } = valueOf(await store.makeKey(keyName, specification))
        const authority = held < 3 ? bank : stranger
        valueOf(await store.install(authority.issue({ publicKey, holder: `利用者 ${held}` }), keyName, []))
      }
    }

    let least = 0
    for (const count of [1, 100, 1000, 5000]) {
      await holdUpTo(count)
      expect(valueOf(await list())).toHaveLength(Math.min(count, 3))
      const goal = { most: 1.5 }
      await compare({
        name: `list ${count} certificates, beside certutil -L`,
        goal,
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
