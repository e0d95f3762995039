// Before a KPI or a dashboard is deleted: what goes with it, or what prevents it, said before a name is typed.
import { Button } from '@mantine/core'
import { queryOptions, useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { get } from '#web/api.ts'
import { ConfirmLoss, type ConfirmLossProps } from '#web/components/confirm-loss.tsx'
import { Dialog } from '#web/components/dialog.tsx'
import { ProblemNotice } from '#web/components/problem-notice.tsx'
import { ErrorState, LinesSkeleton } from '#web/components/states.tsx'
import { useT } from '#web/i18n/use-i18n.tsx'
import { ApiProblem } from '#web/problem.ts'
import type { Deletion } from '../deletion-schemas.ts'
import { keys } from './keys.ts'
import type { KpiKey } from './messages-fr.ts'
import './messages-deletion.ts'

type Counts = Deletion['counts']

/** In the order in which people miss them. */
const lost = [
  'kpis',
  'values',
  'evidence_files',
  'open_actions',
  'other_actions',
  'comments',
  'comment_files',
  'annotations',
  'targets',
  'formulas',
  'meetings',
  'screens',
] as const satisfies readonly (keyof Counts)[]

const deletionQuery = (path: string) =>
  queryOptions({
    queryKey: [...keys.all, 'deletion', path],
    queryFn: ({ signal }) => get<Deletion>(`${path}/deletion`, { signal }),
    staleTime: 0,
    gcTime: 0,
  })

export interface DeletionDialogProps extends Pick<
  ConfirmLossProps,
  'opened' | 'close' | 'title' | 'confirmLabel' | 'confirm'
> {
  /** Of what is to go, under the API. */
  readonly path: string
  /** Typed to confirm where more goes than a definition. */
  readonly name: string
  readonly kind: 'kpi' | 'dashboard'
}

export function DeletionDialog({ path, name, kind, ...dialog }: DeletionDialogProps): ReactNode {
  const t = useT<KpiKey>()
  const { opened, close, title } = dialog
  const deletion = useQuery({ ...deletionQuery(path), enabled: opened })
  if (deletion.data === undefined || deletion.data.obstacle !== null)
    return (
      <Dialog opened={opened} close={close} title={title}>
        {deletion.isError ? <ErrorState error={deletion.error} retry={() => void deletion.refetch()} /> : null}
        {deletion.isPending ? <LinesSkeleton lines={4} /> : null}
        {deletion.data?.obstacle == null ? null : <Obstacle obstacle={deletion.data.obstacle} close={close} />}
      </Dialog>
    )
  const { counts } = deletion.data
  const losses = lost
    .filter((what) => counts[what] > 0 && !(kind === 'kpi' && what === 'kpis'))
    .map((what) => t(`kpi.deletion.${what}`, { count: counts[what] }))
  return (
    <ConfirmLoss
      {...dialog}
      losses={[...losses, ...(counts.kpis === 0 ? [] : [t('kpi.deletion.definition')])]}
      {...(losses.length === 0 ? {} : { typeToConfirm: name })}
    />
  )
}

interface ObstacleProps {
  readonly obstacle: NonNullable<Deletion['obstacle']>
  readonly close: () => void
}

function Obstacle({ obstacle, close }: ObstacleProps): ReactNode {
  const t = useT<KpiKey>()
  const rest = { status: 409, errors: [], request_id: null, retry_after_seconds: null, extra: {} }
  return (
    <div className="stack">
      <ProblemNotice error={new ApiProblem({ ...obstacle, ...rest })} />
      {obstacle.code === 'PERIOD_LOCKED' ? <p>{t('kpi.deletion.lockedHelp')}</p> : null}
      <div className="form-buttons">
        <Button variant="default" onClick={close} data-autofocus>
          {t('action.close')}
        </Button>
      </div>
    </div>
  )
}
