/** Whether what a folder comes to is a bank file: by the app's own reader, and whether everybody is told whom to call. */
import { helpDeskProblems } from './help-desk.mjs'
import { Refused } from './problem.mjs'

/** The same content always makes the same bytes, and so the same confirmation code. */
export const bytesOf = (content) => Buffer.from(`${JSON.stringify(content, undefined, 2)}\n`)

/**
 * @param {Uint8Array} bytes
 * @param {Record<string, any>} app from product.mjs
 * @param {(place: string) => { file: string, line: number, place: string }} where from readFolder
 * @returns {import('../../main/storage/bank-file/read.ts').BankFile}
 * @throws {Refused} with all that is wrong
 */
export function judged(bytes, { readBankFile }, where) {
  const read = readBankFile(bytes)
  if (!read.ok) {
    const { mistakes, cause: detail } = read.failure
    if (mistakes.length === 0) throw new Refused({ code: 'folder.too-large', file: '', detail })
    const at = (mistake) => ({
      code: mistake.kind === 'contrast' ? 'folder.contrast' : 'folder.setting',
      mistake,
      ...where(mistake.place),
    })
    throw new Refused(...mistakes.map(at))
  }
  const problems = helpDeskProblems(read.value.content.bank.helpDesk)
  if (problems.length > 0) throw new Refused(...problems.map(({ place, code }) => ({ code, ...where(place) })))
  return read.value
}
