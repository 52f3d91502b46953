/**
 * Who may use a new key.
 *
 * A key in the login keychain carries an access list, and a partition list that macOS itself keeps. The list that
 * is made here names Koshin: the program that runs the key store, and the app around it, whose main process is where
 * Chromium signs TLS handshakes. Neither is asked again as long as Koshin is signed by the same team.
 *
 * Other programs, Safari and Chrome among them, see the certificate at once, but when one uses the key for the first
 * time macOS asks the user ("… wants to sign using key …"): *Always Allow*, with the password of the login keychain,
 * puts that program on both lists for good. Koshin does not do that on the user's behalf. It could only be done with
 * that password (`security set-key-partition-list`, which takes it as an argument, where every process can read it),
 * or by letting any program use the key, which would give a bank's key to whatever runs under this user.
 */
import { kSecAccessControlPrivateKeyUsage, kSecAccessControlUserPresence } from './constants.ts'
import type { Ref } from './foreign.ts'
import type { Security } from './security.ts'

/**
 * SecAccess for a key of the file-based keychain.
 * https://developer.apple.com/documentation/security/secaccesscreate(_:_:_:)
 *
 * @param name what macOS calls the key when it asks; also the label that the key is stored under from the first moment
 * @param program process.execPath
 */
export function accessToKey(security: Security, name: string, confirmUse: boolean, program: string): Ref {
  if (confirmUse) return security.access(name, [])
  const app = surroundingApp(program)
  const others = app === undefined ? [] : [security.application(app)]
  return security.access(name, [security.application(undefined), ...others])
}

/**
 * SecAccessControl for a key of the Secure Enclave: usable while the Mac is unlocked, never on another one.
 * https://developer.apple.com/documentation/security/protecting-keys-with-the-secure-enclave
 */
export function accessToEnclaveKey(security: Security, confirmUse: boolean): Ref {
  const flags = kSecAccessControlPrivateKeyUsage + (confirmUse ? kSecAccessControlUserPresence : 0)
  return security.accessControl('kSecAttrAccessibleWhenUnlockedThisDeviceOnly', flags)
}

/** /Applications/Koshin.app for the helper inside it, which runs this; undefined for a program outside any app. */
export function surroundingApp(program: string): string | undefined {
  return /^.*?\.app(?=\/)/.exec(program)?.[0]
}
