/** A key store on a fake machine, and what the tests do with it. */
import type { LocalKeyStore } from '../../../../main/keystore/local-key-store.ts'
import { openWindowsKeyStore } from '../../../../main/keystore/windows/windows-key-store.ts'
import { rsa2048, valueOf } from '../../../contract/key-store.suite.ts'
import { createTestAuthority, type TestAuthority, thumbprintOf } from '../../../contract/test-authority.ts'
import type { Fake } from './fake-handles.ts'
import type { FakeMachine } from './fake-machine.ts'
import { startProcess } from './fake-process.ts'

export const authority: TestAuthority = createTestAuthority('試験認証局')

/**
 * The store as a new process sees it.
 *
 * @param special how this Windows behaves otherwise than usual
 */
export function open(machine: FakeMachine, special?: (usual: Fake) => Fake, location = 'MY'): LocalKeyStore {
  const { foreign } = startProcess(machine, undefined, special)
  return openWindowsKeyStore(location, () => foreign)
}

/** The key koshin-1 and a certificate for it, which is not installed yet. */
export function certify(store: LocalKeyStore, holder = 'テスト 太郎') {
  const { publicKey } = valueOf(store.makeKey('koshin-1', rsa2048))
  const der = authority.issue({ publicKey, holder })
  return { publicKey, der, thumbprint: thumbprintOf(der) }
}
