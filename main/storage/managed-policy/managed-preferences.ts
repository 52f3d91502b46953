import { spawnSync } from 'node:child_process'
import { failure, type Result, success } from '../../renewal/errors.ts'
import { rootOwnedText } from './policy-file.ts'
import { readRootOwnedFile } from './root-owned-file.ts'
import type { PolicySource } from './source.ts'
import { product } from '../../renewal/product/product.ts'

/** A property list of any kind as JSON text. */
type Convert = (plist: Buffer) => Result<string>

/**
 * macOS: what a configuration profile for the whole machine forces, kept by the system in a folder that only root can
 * write. Values that a user set with `defaults` are elsewhere and are never looked at.
 */
export function managedPreferences(
  file = `/Library/Managed Preferences/${product.applicationId}.plist`,
  { owner, convert = plutil }: { owner?: number; convert?: Convert } = {},
): PolicySource {
  return {
    name: file,
    async read() {
      const bytes = readRootOwnedFile(file, owner)
      if (!bytes.ok || bytes.value === undefined) return bytes
      const json = convert(bytes.value)
      return json.ok ? success(withoutProfile(JSON.parse(json.value))) : json
    },
    readPem: (pem) => rootOwnedText(pem, owner),
  }
}

/** Some systems leave the profile's own entries beside the settings. */
function withoutProfile(preferences: unknown): unknown {
  const settings = Object.entries(preferences as object).filter(([name]) => !/^(Payload|_manualProfile$)/.test(name))
  return Object.fromEntries(settings)
}

const program = '/usr/bin/plutil'

/** The bytes that were judged go in, not the name of the file, which may be another one by now. */
function plutil(plist: Buffer): Result<string> {
  const args = ['-convert', 'json', '-o', '-', '--', '-']
  const { status, stdout, stderr, error } = spawnSync(program, args, { input: plist, timeout: 10_000, maxBuffer: 4e6 })
  if (status === 0) return success(stdout.toString('utf8'))
  return failure('policy.invalid', { cause: `plutil: ${error?.message ?? stderr.toString('utf8').trim()}` })
}
