// The messages at the foot of the page, with “undo” while it can be undone.
import { Button, CloseButton } from '@mantine/core'
import { useEffect, useRef, type ReactNode, type RefObject } from 'react'
import { announcement } from '../announcer.ts'
import { useT } from '../i18n/use-i18n.tsx'
import { useStore } from '../store.ts'
import { dismissToast, holdToasts, releaseToasts, toasts, undoToast, type Toast } from '../toasts.ts'
import './toast-list.css'

export function ToastList(): ReactNode {
  const t = useT()
  const shown = useStore(toasts)
  const place = useRef<HTMLElement>(null)
  useHold(place)
  return (
    <section ref={place} className="toasts" aria-label={t('toasts.label')}>
      {shown.map((toast) => (
        <ToastView key={toast.id} toast={toast} />
      ))}
    </section>
  )
}

/** Messages wait while the pointer or the keyboard is among them. */
function useHold(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = place.current
    if (element === null) return undefined
    const until = new AbortController()
    for (const event of ['pointerover', 'focusin']) element.addEventListener(event, holdToasts, until)
    for (const event of ['pointerleave', 'focusout']) element.addEventListener(event, releaseToasts, until)
    return () => until.abort()
  }, [place])
}

/** Sentences for screen readers; nothing to see. */
export function LiveRegion(): ReactNode {
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {useStore(announcement)}
    </div>
  )
}

function ToastView({ toast }: { readonly toast: Toast }): ReactNode {
  const t = useT()
  return (
    <div className="toast" data-tone={toast.tone}>
      <span>{toast.message}</span>
      {toast.undo === undefined ? null : (
        <Button size="compact-sm" variant="default" onClick={() => undoToast(toast)}>
          {t('action.undo')}
        </Button>
      )}
      <CloseButton size="sm" aria-label={t('action.close')} onClick={() => dismissToast(toast.id)} />
    </div>
  )
}
