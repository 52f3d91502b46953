import { failure, type Result, success } from '../../renewal/errors.ts'
import { parseJson, textOf } from '../settings/json-text.ts'
import { readRootOwnedFile } from './root-owned-file.ts'
import type { PolicySource } from './source.ts'
import { product } from '../../renewal/product/product.ts'

/** Linux: a JSON file that only root can have written. */
export function policyFile(file = `/etc/${product.program}/policy.json`, owner?: number): PolicySource {
  return {
    name: file,
    async read() {
      const bytes = readRootOwnedFile(file, owner)
      return bytes.ok && bytes.value !== undefined ? parse(textOf(bytes.value), file) : bytes
    },
    readPem: (pem) => rootOwnedText(pem, owner),
  }
}

export function rootOwnedText(file: string, owner?: number): Result<string> {
  const bytes = readRootOwnedFile(file, owner)
  if (!bytes.ok) return bytes
  return bytes.value === undefined
    ? failure('policy.invalid', { cause: `${file} is missing` })
    : success(textOf(bytes.value))
}

function parse(text: string, file: string): Result<unknown> {
  try {
    return success(parseJson(text))
  } catch (error) {
    return failure('policy.invalid', { cause: `${file} is not JSON: ${(error as Error).message}` })
  }
}
