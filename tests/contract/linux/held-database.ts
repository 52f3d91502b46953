/** An NSS database that another program is writing to. */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'

/** Why none can be held here. */
export const noPython =
  spawnSync('python3', ['-c', 'import sqlite3']).status === 0 ? undefined : 'no python3 with sqlite3'

const script = `
import sqlite3, sys
held = sqlite3.connect(sys.argv[1], isolation_level=None)
held.execute('begin immediate')
print('held', flush=True)
sys.stdin.read()
`

/** Resolves once the file (key4.db or cert9.db) is held, with what lets it go. */
export async function holdDatabase(file: string): Promise<() => Promise<void>> {
  const holder = spawn('python3', ['-c', script, file])
  const ended = once(holder, 'exit')
  await once(holder.stdout, 'data')
  return async () => {
    holder.stdin.end()
    await ended
  }
}
