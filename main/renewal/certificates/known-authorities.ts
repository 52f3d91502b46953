import type { Authorities, KeyStore } from '../ports.ts'

export interface AuthorityPorts {
  readonly authorities: Pick<Authorities, 'list'>
  readonly keyStore: Pick<KeyStore, 'listAuthorities'>
}

/**
 * All CA certificates (DER) from which a chain to the bank's trust anchors may be built: what the bank has published or
 * issued under, and what the key store holds beside its user's own. Which of them is the bank's, the chain tells.
 */
export async function knownAuthorities({ authorities, keyStore }: AuthorityPorts): Promise<readonly Uint8Array[]> {
  const known = authorities.list()
  const stored = await keyStore.listAuthorities()
  // A store that cannot be asked holds nothing that would help.
  return stored.ok && stored.value.length > 0 ? [...known, ...stored.value] : known
}
