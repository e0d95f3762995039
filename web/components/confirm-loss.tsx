// Before something that cannot come back: names what will be lost and, if asked, has a word typed.
import { Button, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { Dialog } from './dialog.tsx'
import { ProblemNotice } from './problem-notice.tsx'

export interface ConfirmLossProps {
  readonly opened: boolean
  readonly close: () => void
  readonly title: string
  /** What will be lost, one line each. */
  readonly losses: readonly string[]
  /** Said before the losses: what is kept. */
  readonly children?: ReactNode
  readonly confirmLabel: string
  /** The text to type before the button works (a name). */
  readonly typeToConfirm?: string
  readonly confirm: () => Promise<void>
}

export function ConfirmLoss(props: ConfirmLossProps): ReactNode {
  return (
    <Dialog opened={props.opened} close={props.close} title={props.title}>
      <Question {...props} />
    </Dialog>
  )
}

function Question({ close, children, losses, confirmLabel, typeToConfirm, confirm }: ConfirmLossProps): ReactNode {
  const t = useT()
  const [typed, setTyped] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<unknown>(null)
  const ready = typeToConfirm === undefined || typed.trim() === typeToConfirm
  const run = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      await confirm()
      close()
    } catch (error) {
      setProblem(error)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="stack">
      {problem === null ? null : <ProblemNotice error={problem} />}
      {children}
      <div>
        <p>{t('confirm.lost')}</p>
        <ul className="notice-list">
          {losses.map((loss) => (
            <li key={loss}>{loss}</li>
          ))}
        </ul>
      </div>
      {typeToConfirm === undefined ? null : (
        <TextInput
          label={t('confirm.type', { text: typeToConfirm })}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
      )}
      <div className="form-buttons">
        <Button color="red" disabled={!ready} loading={busy} onClick={() => void run()}>
          {confirmLabel}
        </Button>
        <Button variant="default" onClick={close} data-autofocus>
          {t('action.cancel')}
        </Button>
      </div>
    </div>
  )
}
