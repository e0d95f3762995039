// A dialog for a short form: titled, closed by Esc, focus kept inside.
import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'

export interface DialogProps {
  readonly opened: boolean
  readonly close: () => void
  readonly title: string
  readonly size?: 'sm' | 'md' | 'lg' | 'xl'
  readonly children: ReactNode
}

export function Dialog({ opened, close, title, size = 'md', children }: DialogProps): ReactNode {
  const t = useT()
  return (
    <Modal
      opened={opened}
      onClose={close}
      title={title}
      size={size}
      closeButtonProps={{ 'aria-label': t('action.close') }}
    >
      {children}
    </Modal>
  )
}
