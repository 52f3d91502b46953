/**
 * A vitest reporter that writes what results.mjs counts. Vitest's own JSON leaves out why a test was skipped: here
 * that is the note of `context.skip(note)`, or the warning with the word "skipped" that the test's file printed.
 */
import { writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { root } from '../lib/root.mjs'
import { why } from './results.mjs'

export default class VitestResults {
  #warnings = []
  /** Files that were begun and have not ended: what a run that hangs was at. */
  #begun = new Set()

  onInit() {
    // Whoever waits for this run ends it in time: a test that never ends must not take what it was called along.
    process.once('SIGTERM', () => {
      const failed = [...this.#begun].map((file) => `${file}: did not end`)
      this.#write({ passed: 0, failed: failed.length > 0 ? failed : ['no test was begun'], skipped: [], times: [] })
      process.exit(128 + os.constants.signals.SIGTERM)
    })
  }

  onTestModuleQueued({ moduleId }) {
    this.#begun.add(path.relative(root, moduleId))
  }

  onTestModuleEnd({ moduleId }) {
    this.#begun.delete(path.relative(root, moduleId))
  }

  onUserConsoleLog({ content }) {
    if (content.includes('skipped')) this.#warnings.push(content.trim())
  }

  onTestRunEnd(modules, unhandledErrors) {
    const results = { passed: 0, failed: unhandledErrors.map(({ message }) => message), skipped: [], times: [] }
    for (const module of modules) this.#count(module, results)
    this.#write(results)
  }

  #write(results) {
    writeFileSync(process.env.KOSHIN_RESULTS ?? '', JSON.stringify(results))
  }

  #count(module, results) {
    const file = path.relative(root, module.moduleId)
    const fail = (title, { message }) => results.failed.push(`${title}: ${message.split('\n')[0]}`)
    for (const error of module.errors()) fail(file, error)
    for (const suite of module.children.allSuites()) {
      for (const error of suite.errors()) fail(`${file} › ${suite.fullName}`, error)
    }
    for (const test of module.children.allTests()) {
      const title = `${file} › ${test.fullName}`
      const { state, note, errors } = test.result()
      results.times.push({ title, ms: test.diagnostic()?.duration ?? 0 })
      if (state === 'passed') results.passed += 1
      else if (state === 'skipped') results.skipped.push({ title, reason: note ?? this.#reason() })
      else results.failed.push(state === 'pending' ? `${title}: did not end` : `${title}${why(errors?.[0]?.message)}`)
    }
  }

  /** Which file warned is not told reliably, so all that was said about skipping is. */
  #reason() {
    const said = [...new Set(this.#warnings)]
    return said.join('; ') || 'no reason given'
  }
}
