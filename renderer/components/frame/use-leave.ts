import { useEffect } from 'react'
import { koshin } from '../controls/action.tsx'

/** Esc and Alt+Left, as everywhere, lead back from a page that lies over the flow. */
export function useLeave(back: () => Promise<void> = () => koshin().side.back()): void {
  useEffect(() => {
    const leave = (event: KeyboardEvent): void => {
      if (event.isComposing || !leads(event)) return
      event.preventDefault()
      void back()
    }
    window.addEventListener('keydown', leave)
    return () => window.removeEventListener('keydown', leave)
  }, [back])
}

function leads({ key, altKey, ctrlKey, metaKey, shiftKey }: KeyboardEvent): boolean {
  if (ctrlKey || metaKey || shiftKey) return false
  return altKey ? key === 'ArrowLeft' : key === 'Escape'
}
