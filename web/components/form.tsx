// A form: fields, a summary of what is wrong, one button to send.
import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { useT } from '../i18n/use-i18n.tsx'
import { ProblemNotice } from './problem-notice.tsx'
import type { Form, FormValues } from './use-form.ts'
import './form.css'

export interface FormViewProps<Values extends FormValues<Values>> {
  readonly form: Form<Values>
  readonly submitLabel: string
  readonly children: ReactNode
  readonly cancel?: () => void
  readonly submitWide?: boolean
  /** Fields side by side where there is room: for short forms above a table. */
  readonly inline?: boolean
  /** The page has its primary action elsewhere. */
  readonly quiet?: boolean
}

export function FormView<Values extends FormValues<Values>>(props: FormViewProps<Values>): ReactNode {
  const t = useT()
  const { form, submitLabel, children, cancel, submitWide = false, inline = false, quiet = false } = props
  return (
    <form id={form.id} className="form" data-inline={inline} onSubmit={form.onSubmit} noValidate>
      {form.restored ? (
        <p className="small quiet" role="status">
          {t('form.restored')}{' '}
          <Button variant="subtle" size="compact-sm" color="gray" onClick={() => form.reset()}>
            {t('form.discard')}
          </Button>
        </p>
      ) : null}
      {form.problem === null ? null : <ProblemNotice error={form.problem} shownPointers={form.shownPointers} />}
      <div className="form-fields">{children}</div>
      <div className="form-buttons">
        <Button type="submit" variant={quiet ? 'default' : 'filled'} loading={form.busy} fullWidth={submitWide}>
          {submitLabel}
        </Button>
        {cancel === undefined ? null : (
          <Button variant="default" onClick={cancel}>
            {t('action.cancel')}
          </Button>
        )}
      </div>
    </form>
  )
}
