/** The product's own modules, so that a command has no second copy of what they say. */
import { inRoot } from './root.mjs'

/**
 * @param {string} file from the root: TypeScript
 * @returns {Promise<any>} what it exports
 */
export async function productModule(file) {
  // Loaded with the first one: not every run of a command comes so far.
  const { runnerImport } = await import('vite')
  const { module } = await runnerImport(inRoot(file), { root: inRoot(), configFile: false, logLevel: 'silent' })
  return module
}
