/**
 * Chromium's own way into an NSS database that has a password.
 *
 * Until somebody has logged in to a database, NSS counts a certificate as the user's own only if the public key lies
 * beside it as an object of its own (PK11_IsUserCert), which neither pk12util nor Koshin puts there. So Chromium finds no
 * certificate to offer, and never asks for the password: app.setClientCertRequestPasswordHandler is not called for the
 * database, only for other tokens (tried with Electron 33). The login is made for it, in the very library that Chromium
 * has loaded; it holds until the app ends.
 */
import { app } from 'electron'

/** Opens the user's database to Chromium. @returns whether it is open */
export async function openToChromium(password: string): Promise<boolean> {
  await haveNssInitialised()
  // Loaded where it is needed: most databases have no password.
  const { default: koffi } = await import('koffi')
  const library = koffi.load('libnss3.so')
  // pk11pub.h: a SECStatus is 0 where it succeeds.
  const keySlot = library.func('PK11_GetInternalKeySlot', 'void *', [])
  const logIn = library.func('PK11_CheckUserPassword', 'int', ['void *', 'str'])
  const free = library.func('PK11_FreeSlot', 'void', ['void *'])
  const slot: unknown = keySlot()
  if (slot === null) return false
  try {
    return logIn(slot, password) === 0
  } finally {
    free(slot)
  }
}

/** Chromium initialises NSS when it is first needed. This import of nothing needs it, and changes nothing. */
export function haveNssInitialised(): Promise<void> {
  return new Promise((resolve) => app.importCertificate({ certificate: '', password: '' }, () => resolve()))
}
