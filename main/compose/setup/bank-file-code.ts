/** `koshin --bank-file-code FILE`: for the bank that makes a file, what it prints in its letters. */
import { writeSync } from 'node:fs'
import { complain } from '../../cli/console.ts'
import { exitCodes, outcomeOf } from '../../cli/unattended/outcomes.ts'
import { bankFileCode, groupedCode } from '../../storage/bank-file/code.ts'
import { loadBankFile, readBankFile } from '../../storage/bank-file/read.ts'

/** Checks the file as its customers' computers will, and tells what they will show. @returns the exit code */
export async function tellBankFileCode(file: string): Promise<number> {
  const bytes = await loadBankFile(file)
  const read = bytes.ok ? readBankFile(bytes.value) : bytes
  if (!read.ok) {
    complain(read.failure.code, read.failure.cause ?? '')
    return exitCodes[outcomeOf(read.failure)]
  }
  const { content, hosts } = read.value
  const code = groupedCode(await bankFileCode(read.value.bytes))
  const lines = [`bank: ${content.bank.name}`, ...hosts.map((host) => `host: ${host}`), `code: ${code}`]
  writeSync(1, `${lines.join('\n')}\n`)
  return exitCodes.done
}
