/**
 * Chromium has a token's driver in its own process, and tpm2-pkcs11 reads its store once, when it is initialised: of a key
 * and a certificate that our process has put there, Chromium knows nothing (tried with tpm2-pkcs11 1.9). So the driver is
 * taken out of Chromium's NSS and put in again, in the very libraries that Chromium has loaded. C_Finalize comes between,
 * because NSS calls it only when nobody refers to the driver's keys any more, and would find it initialised.
 */
import { haveNssInitialised } from '../chromium-login.ts'
import { isTpmModule, registrations } from './modules.ts'

/** @param folder of the NSS database that the driver is registered in */
export async function showTpmToChromium(folder: string): Promise<void> {
  const module = registrations(folder).find(({ library }) => isTpmModule(library))
  if (module === undefined) return
  await haveNssInitialised()
  const { default: koffi } = await import('koffi')
  const nss = koffi.load('libnss3.so')
  // Held until the end: without it the library would be unloaded in between.
  const driver = koffi.load(module.library)
  const find = nss.func('SECMOD_FindModule', 'void *', ['str'])
  const unload = nss.func('SECMOD_UnloadUserModule', 'int', ['void *'])
  const destroy = nss.func('SECMOD_DestroyModule', 'void', ['void *'])
  const load = nss.func('SECMOD_LoadUserModule', 'void *', ['str', 'void *', 'int'])
  const finalize = driver.func('C_Finalize', 'ulong', ['void *'])
  const loaded: unknown = find(module.name)
  if (loaded !== null) {
    unload(loaded)
    destroy(loaded)
    finalize(null)
  }
  load(module.specification, null, 0)
}
