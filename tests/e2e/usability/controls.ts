/** What can be used in a window: as a screen reader is told it, and as the page shows it. */
import type { Told } from './screen-reader.ts'

const roles = [
  'push button',
  'toggle button',
  'entry',
  'password text',
  'check box',
  'radio button',
  'combo box',
  'link',
] as const

export interface Control {
  readonly role: (typeof roles)[number]
  /** Without blanks, of which not every reader makes the same. */
  readonly name: string
  /** In this order: disabled, checked, pressed, expanded, invalid. */
  readonly states: readonly string[]
}

/** In the page, without the window's own menu. */
export function controlsOf(tree: readonly Told[]): Control[] {
  return pageOf(tree).flatMap(({ role, name, states }) => {
    if (!roles.includes(role as Control['role'])) return []
    const told = ['checked', 'pressed', 'expanded', 'invalid'].filter((state) => states.includes(state))
    const bare = name.replaceAll(/\s/g, '')
    return [
      { role: role as Control['role'], name: bare, states: states.includes('enabled') ? told : ['disabled', ...told] },
    ]
  })
}

export function pageOf(tree: readonly Told[]): readonly Told[] {
  return tree.slice(tree.findIndex(({ role }) => role === 'document web'))
}

/** Runs in the page, with axe in it. Chromium gets the function's text, so it needs nothing else. */
export function shownControls(): Control[] {
  const { axe: reader } = globalThis as unknown as {
    axe: { setup(): void; teardown(): void; commons: { text: { accessibleText(one: Element): string } } }
  }
  const roleOf = (one: Element): Control['role'] => {
    if (one instanceof HTMLAnchorElement) return 'link'
    if (one instanceof HTMLSelectElement) return 'combo box'
    if (one instanceof HTMLTextAreaElement) return 'entry'
    if (!(one instanceof HTMLInputElement)) {
      return one.tagName === 'SUMMARY' || one.hasAttribute('aria-pressed') ? 'toggle button' : 'push button'
    }
    const kinds: Readonly<Record<string, Control['role']>> = {
      password: 'password text',
      checkbox: 'check box',
      radio: 'radio button',
    }
    return kinds[one.type] ?? 'entry'
  }
  const statesOf = (one: Element): string[] => [
    ...(one.matches(':disabled, [aria-disabled="true"]') ? ['disabled'] : []),
    ...(one.matches(':checked:not(option)') ? ['checked'] : []),
    ...(one.getAttribute('aria-pressed') === 'true' ? ['pressed'] : []),
    ...(one.matches('details[open] > summary') ? ['expanded'] : []),
    ...(one.getAttribute('aria-invalid') === 'true' ? ['invalid'] : []),
  ]
  reader.setup()
  const found = [...document.querySelectorAll('button, input, select, textarea, a[href], summary')]
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => ({
      role: roleOf(one),
      name: reader.commons.text.accessibleText(one).replaceAll(/\s/g, ''),
      states: statesOf(one),
    }))
  reader.teardown()
  return found
}
