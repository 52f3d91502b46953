/** A port for what is started later, or again. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** Of the ports that the system gives away by itself. Linux' own where it does not tell. */
function firstOfSystem(): number {
  try {
    return Number.parseInt(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'), 10)
  } catch {
    return 32_768
  }
}

/** Those above are for whoever knows of them, and Chromium goes to each (not to 10080). */
const lowest = 11_000

/** Free on 127.0.0.1 now, and nobody gets it by chance: each connection of this machine takes one of the system's. */
export async function quietPort(): Promise<number> {
  // Where all are the system's, the first of them are as good as any.
  const span = Math.max(firstOfSystem(), 20_000) - lowest
  for (;;) {
    const port = lowest + Math.floor(Math.random() * span)
    const server = createServer()
    const isFree = once(server.listen(port, '127.0.0.1'), 'listening').then(
      () => true,
      () => false,
    )
    if (!(await isFree)) continue
    server.close()
    await once(server, 'close')
    return port
  }
}
