// A dialog for a short form: titled, closed by Esc, focus kept inside.
import { Modal } from '@mantine/core'
import { useEffect, useState, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import './dialog.css'

export interface DialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly title: string
  readonly size?: 'sm' | 'md' | 'lg' | 'xl'
  /** Cannot be left without an answer: no cross, no Esc. */
  readonly insistent?: boolean
  /** Without a visible head and without padding: the title is for screen readers. */
  readonly bare?: boolean
  readonly children: ReactNode
}

export function Dialog(props: DialogProps): ReactNode {
  const { opened, close, title, size = 'md', insistent = false, bare = false, children } = props
  const t = useT()
  useFocusBack(opened)
  return (
    <Modal.Root
      opened={opened}
      onClose={close}
      size={size}
      closeOnEscape={!insistent}
      closeOnClickOutside={!insistent}
      yOffset={bare ? '12vh' : '6vh'}
    >
      <Modal.Overlay backgroundOpacity={0.35} />
      <Modal.Content>
        <div className={bare ? 'visually-hidden' : 'dialog-head'}>
          <Modal.Title>{title}</Modal.Title>
          {insistent || bare ? null : <Modal.CloseButton aria-label={t('action.close')} />}
        </div>
        <Modal.Body className={bare ? 'dialog-bare' : 'dialog-body'}>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  )
}

/**
 * Mantine gives the focus back where it sees a dialog open and close. One that comes into the page open and leaves it in
 * the place of closing does so here. The opener is taken down while drawing: a field may take the focus before any effect.
 */
function useFocusBack(opened: boolean): void {
  const [opener] = useState(() => (opened ? document.activeElement : null))
  useEffect(
    () => () => {
      if (!(opener instanceof HTMLElement)) return
      // Once the dialog is gone: the focus is nowhere, or has been given to something already.
      setTimeout(() => {
        if (document.activeElement === null || document.activeElement === document.body)
          opener.focus({ preventScroll: true })
      })
    },
    [opener],
  )
}
