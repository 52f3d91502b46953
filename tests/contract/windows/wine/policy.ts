/**
 * Runs in Windows' Node under Wine, started by wine/guest.ts: gives the registry what a .reg file says, by Windows' own
 * reg.exe, and tells what the product reads there.
 */
import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { loadAdvapi32 } from '../../../../main/storage/managed-policy/advapi32.ts'
import { readRegistryKey } from '../../../../main/storage/managed-policy/registry.ts'

interface Port {
  on(event: 'message', listener: (event: { data: unknown }) => void): void
  postMessage(message: unknown): void
}

const { parentPort } = process as unknown as { parentPort: Port }

parentPort.on('message', ({ data }) => {
  const file = 'C:\\koshin\\policy.reg'
  try {
    // UTF-16 with a byte order mark, as regedit writes it.
    writeFileSync(file, `\ufeff${String(data)}`, 'utf16le')
    const { status } = spawnSync('reg.exe', ['import', file], { stdio: 'ignore' })
    const key = readRegistryKey(loadAdvapi32(), 'Software\\Policies\\Koshin')
    parentPort.postMessage({ status, key })
  } catch (error) {
    parentPort.postMessage({ error: String(error) })
  } finally {
    rmSync(file, { force: true })
  }
})
