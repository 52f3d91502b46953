import type { ReactNode, Ref } from 'react'
import { useAction } from './action.tsx'
import './button.css'

interface ButtonLook {
  readonly children: ReactNode
  readonly testId: string
  readonly kind?: 'primary' | 'secondary' | 'quiet'
  /** Not now: the button keeps its focus, but does nothing. */
  readonly disabled?: boolean
}

/** A button that hands one wish to the main process, and rests until it is answered. */
export function ActionButton({ action, disabled = false, ...look }: ButtonLook & { action: () => Promise<void> }) {
  const { pending, run } = useAction()
  return <Button {...look} disabled={disabled || pending} onPress={() => void run(action)} />
}

interface ButtonProps extends ButtonLook {
  readonly type?: 'button' | 'submit'
  readonly onPress?: () => void
  readonly ref?: Ref<HTMLButtonElement>
}

export function Button(props: ButtonProps) {
  const { children, testId, kind = 'secondary', disabled = false, type = 'button', onPress, ref } = props
  return (
    <button
      ref={ref}
      type={type}
      className={`button button-${kind}`}
      data-testid={testId}
      // Not `disabled`: that would drop the keyboard's focus in the middle of a form.
      aria-disabled={disabled}
      onClick={(event) => {
        if (disabled) event.preventDefault()
        else onPress?.()
      }}
    >
      {children}
    </button>
  )
}
