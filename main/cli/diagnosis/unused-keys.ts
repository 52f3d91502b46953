import { type Result, success } from '../../renewal/errors.ts'
import type { KeyStore } from '../../renewal/ports.ts'

/**
 * Names of keys that Koshin made and nothing refers to: a journal that was lost, or a key store that came back from a
 * backup, leaves such. Nothing deletes them: the bank may have issued for one, and only its journal could tell.
 *
 * @param inJournals which of these names stand in a journal, in use or put away
 */
export async function findUnusedKeys(
  keyStore: Pick<KeyStore, 'list' | 'listKeys'>,
  inJournals: (names: readonly string[]) => readonly string[],
): Promise<Result<readonly string[]>> {
  const keys = await keyStore.listKeys()
  if (!keys.ok) return keys
  const certificates = await keyStore.list({ retired: true })
  if (!certificates.ok) return certificates
  const certified = new Set(certificates.value.map(({ keyName }) => keyName))
  const without = keys.value.filter((name) => !certified.has(name))
  const known = new Set(inJournals(without))
  return success(without.filter((name) => !known.has(name)))
}
