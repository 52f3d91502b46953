/** Gives a field the focus and brings the end of its form, where the button that goes on stands, into sight with it. */
export function focusField(field: HTMLInputElement | null): void {
  field?.focus()
  field?.form?.scrollIntoView({ block: 'nearest' })
}
