/** The tests of the key store contract that Wine cannot pass as it is, and what it (8.0) lacks for it. */
import { operationNames } from '../../../../main/renewal/key-store-operations.ts'

const noNamedKeys = 'Wine keeps no CNG key under a name: NCryptOpenKey and NCryptDeleteKey answer NTE_NOT_SUPPORTED'
const noKeyOfCertificate = 'nothing is installed: Wine’s CryptAcquireCertificatePrivateKey finds no key of CNG'

const noCurves = 'Wine makes no keys on elliptic curves: NCryptCreatePersistedKey answers NTE_NOT_SUPPORTED'

/** What one process cannot put in the place of what Wine lacks. */
export const lackingWhenFilled: Readonly<Record<string, string>> = {
  'may be ec-p256: made, signed with, and installed next to': noCurves,
  'may be ec-p384: made, signed with, and installed next to': noCurves,
  'between any two calls loses nothing and doubles nothing': 'Wine’s CNG keys end with the process that made them',
  "make one key of one name, and see each other's certificates": 'Wine’s CNG keys are seen by one process alone',
}

export const lackingInWine: Readonly<Record<string, string>> = {
  ...lackingWhenFilled,
  'without a certificate are not listed, and can be discarded, also twice': noNamedKeys,
  'for another key is refused, and nothing of it stays': noNamedKeys,
  'that is garbage is refused, and nothing of it stays': noNamedKeys,
  'says whether it can be written, and leaves nothing behind': noNamedKeys,
  ...Object.fromEntries(
    [
      'are listed by their names, with and without a certificate, and none once they are discarded',
      'sign by the thumbprint of their certificate',
      'are told with the place where they really are, and it is the one that the list tells',
      'with a certificate are never discarded, installed or retired',
      'is installed next to its key and read back as it was issued',
      'may be installed again: nothing changes',
      'may have the holder "株式会社 更新商事：経理部"',
      'may have the holder "a: b, c=d"',
      'may have the holder "𠮷野 花子"',
      'may have the holder "🔑 鍵 👩‍💼"',
      'may have the holder ""',
      'is installed without an intermediate in whose place another one is',
      'never takes the place of another with the same issuer and serial number',
      'of the same holder stands beside the old one, and the list is in order of thumbprints',
      'takes a certificate out of the list but loses nothing',
      'is undone by restoring; each may be repeated',
      'is undone by installing the certificate once more',
      'leaves the other certificates alone',
      'takes the installed certificate and its key, and may be repeated',
      'takes the retired certificate and its key, and may be repeated',
      'leaves a key that another certificate needs',
      'are put there, listed, and are nobody’s own',
      'are those that came with a certificate, too',
      ...operationNames.map((name) => `may be repeated: ${name}`),
    ].map((title) => [title, noKeyOfCertificate]),
  ),
}
