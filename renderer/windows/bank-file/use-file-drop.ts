import { useEffect } from 'react'
import { koshin, useAction } from '../../components/controls/action.tsx'

/** Takes a file that is dropped anywhere on the window. */
export function useFileDrop(takes: boolean): void {
  const { run } = useAction()
  useEffect(() => {
    if (!takes) return
    function allow(event: DragEvent): void {
      event.preventDefault()
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
    }
    function drop(event: DragEvent): void {
      event.preventDefault()
      const file = event.dataTransfer?.files[0]
      if (file !== undefined) void run(() => koshin().bankFile.drop(file))
    }
    window.addEventListener('dragover', allow)
    window.addEventListener('drop', drop)
    return () => {
      window.removeEventListener('dragover', allow)
      window.removeEventListener('drop', drop)
    }
  }, [run, takes])
}
