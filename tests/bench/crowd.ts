/** Certificates of others with private keys in an NSS database: a few keys and issuers have many, or it would take minutes. */
import { openNssKeyStore } from '../../main/keystore/linux/nss-key-store.ts'
import { valueOf } from '../contract/key-store.suite.ts'
import { createTestAuthority } from '../contract/test-authority.ts'

const keys = 50
const issuers = 20
/** Put in by one opening of the database. */
const batch = 250
const specification = { algorithm: 'rsa-2048', provider: 'software', confirmUse: false } as const

/** @returns puts so many more into it */
export function crowding(database: string): (more: number) => void {
  const store = openNssKeyStore(database)
  const strangers = Array.from({ length: issuers }, (_, at) => createTestAuthority(`Foreign CA ${at}`))
  const made: Uint8Array[] = []
  let held = 0

  function issue(): Uint8Array {
    const [at, stranger] = [held % keys, strangers[held % issuers]!]
    made[at] ??= valueOf(store.makeKey(`koshin-${at}`, specification)).publicKey
    return stranger.issue({ publicKey: made[at], holder: `利用者 ${held++}` })
  }

  return (more) => {
    for (let left = more; left > 0; left -= batch) {
      valueOf(store.addAuthorities(Array.from({ length: Math.min(batch, left) }, issue)))
    }
  }
}
