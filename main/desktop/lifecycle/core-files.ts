/**
 * Linux: where core files are written, that of a process which crashes holds its memory, and so the password that was being
 * typed or sent. What stays out of it is told to the kernel for each process (core(5), coredump_filter), and inherited.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'

/** To be called first: the processes of pages come out of the one that Chromium has started for that by now. */
export function leaveMemoryOutOfCoreFiles(): void {
  if (process.platform === 'linux') leaveOut(String(process.pid))
}

function leaveOut(pid: string): void {
  try {
    writeFileSync(`/proc/${pid}/coredump_filter`, '0')
  } catch {
    // Of a process in the sandbox, of which the kernel writes no core file anyway; or it has ended.
  }
  childrenOf(pid).forEach(leaveOut)
}

function childrenOf(pid: string): string[] {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    return threads.flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').match(/\d+/g) ?? [])
  } catch {
    return []
  }
}
